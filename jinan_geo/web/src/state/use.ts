// How panels reach the store, the language and the layout.

import { batch, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { BREAKPOINTS } from "../look/measures";
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";
import type { TargetsOnly } from "./brief";
import type { Store } from "./store";
import type { Tab } from "./tab";

export const StoreContext = createContext<Store>(null as unknown as Store);
export const useStore = (): Store => useContext(StoreContext);

export interface Words {
  lang: Lang;
  t: (key: MessageKey, values?: Record<string, string | number>) => string;
}

export function useWords(): Words {
  const lang = useStore().lang.value;
  return { lang, t: (key, values) => say(key, lang, values) };
}

/** What is open and how large: of this visit only, so neither in the hash nor in the store. */
export const layout = {
  panelOpen: signal(true),
  panelWidth: signal(360),
  tab: signal<Tab>("projects"),
  filtersOpen: signal(false),
  /** Whether the window has room for the filters beside the list. */
  wide: signal(window.innerWidth > BREAKPOINTS.folded),
  legendOpen: signal(window.innerWidth > BREAKPOINTS.folded),
  legendBesideCard: signal(false),
  /** Height of the sheet on a phone: headline numbers, tiles and lights, list. */
  sheet: signal<0 | 1 | 2>(0),
  /** The order of the commitments, and those that are shown alone. */
  targetOrder: signal<"worst" | "plan">("worst"),
  targetsOnly: signal<TargetsOnly | null>(null),
  /** How the action list is grouped, and whether it is what is printed now. */
  actionsBy: signal<"unit" | "district">("unit"),
  printActions: signal(false),
  /** Whether the palette of commands is open, and what went wrong with what it did. */
  commandsOpen: signal(false),
  told: signal(""),
  /** Whether the dialog of views for the briefing is open. */
  captureOpen: signal(false),
  /** Whether a briefing shows how long it lasts. */
  clockShown: signal(true),
  /** Whether the list stands as a table, and its columns where others than the usual were chosen. */
  tableOpen: signal(false),
  tableColumns: signal<readonly string[] | null>(null),
  /** Whether all panels stand; at first there are only the head, the commitments and the map. */
  whole: signal(false),
};

/** Whatever lies over all of the page goes: slides take its place. */
export const closeDialogs = (): void =>
  batch(() => {
    layout.captureOpen.value = false;
    layout.tableOpen.value = false;
    layout.commandsOpen.value = false;
  });

/** Whether the filters stand in a column of their own. */
export const areFiltersBeside = (): boolean =>
  layout.filtersOpen.value && layout.wide.value && layout.tab.value === "projects";

/** Lead the keyboard to the list of projects, whatever the panel shows now. */
export function goToList(): void {
  batch(() => {
    layout.panelOpen.value = true;
    layout.tab.value = "projects";
    if (!layout.wide.value) layout.filtersOpen.value = false;
    if (isPhone()) layout.sheet.value = 2;
  });
  setTimeout(() => document.querySelector<HTMLElement>(".jg-list")?.focus());
}

/** Close the card; where the keyboard was in it, it goes back to the list. */
export function closeCard(store: Store): void {
  const inside = document.activeElement?.closest(".jg-card-panel");
  store.selection.value = null;
  if (inside) document.querySelector<HTMLElement>(".jg-list")?.focus();
}

/** Set one of the page's lengths, in pixels; false where it is that long already, since setting it styles the page anew. */
export function setLength(
  name: "--jg-head" | "--jg-panel" | "--jg-filters",
  pixels: number,
): boolean {
  const root = document.documentElement;
  if (parseFloat(getComputedStyle(root).getPropertyValue(name)) === pixels) return false;
  root.style.setProperty(name, `${pixels}px`);
  return true;
}

/** Notice a window that becomes wide or narrow; called once. */
export function watchWidth(): void {
  const query = matchMedia(`(min-width: ${BREAKPOINTS.folded + 1}px)`);
  query.onchange = () => (layout.wide.value = query.matches);
}

export const isPhone = (): boolean => window.innerWidth <= BREAKPOINTS.phone;
