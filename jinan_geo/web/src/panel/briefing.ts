// A briefing: which slide is shown, how one steps through, and what a number opens.
import { batch } from "@preact/signals";
import { defaultTruth, isMixed } from "../data/truth";
import type { Briefing, Opened, View } from "../state/brief";
import { showView } from "../state/captures";
import { writeHash } from "../state/hash";
import { quietly } from "../state/quiet";
import { type Store, setSince } from "../state/store";
import { closeDialogs, goToList, isPhone, layout } from "../state/use";
import { piecesOf, sentenceOf, slidesOf } from "./slides";

/** Shows a slide, counted from 0, the last where there are fewer; null ends the briefing. */
export function showSlide(store: Store, wanted: number | null): void {
  // Quietly: the map stays where it is for when the page comes back.
  quietly(() =>
    batch(() => {
      comeBack(store);
      if (wanted === null) return endBriefing(store);
      const briefing = made(store);
      if (!briefing) return;
      const at = Math.max(0, Math.min(briefing.slides.length - 1, wanted));
      const { map, own } = briefing.slides[at]!;
      const shown = { ...briefing, at };
      store.briefing.value = shown;
      store.filters.value = { ...briefing.filters, ...map?.filters };
      if (own)
        store.briefing.value = { ...shown, away: { ...baseOf(store), back: showView(store, own) } };
    }),
  );
}

/** What a link says of the page while another view is shown. */
function baseOf(store: Store): View {
  const parts = new URLSearchParams(writeHash(store));
  parts.delete("brief");
  return { hash: parts.toString(), divider: store.divider.value };
}

/** From a reader's own view to what the page showed before. */
function comeBack(store: Store): void {
  const briefing = store.briefing.value;
  if (!briefing?.away) return;
  briefing.away.back();
  store.briefing.value = { ...briefing, away: null };
}

/** The briefing as it is, made anew where language or edition are others; null where there is nothing to tell. */
function made(store: Store): Briefing | null {
  const known = store.briefing.value;
  const [lang, edition] = [store.lang.value, store.edition.value];
  if (known?.lang === lang && known.edition === edition) return known;
  const { page } = store.catalog;
  const filters = known?.filters ?? store.filters.value;
  const truth = known?.truth ?? store.truth.value;
  store.filters.value = filters;
  // Of both kinds beside each other no sentence tells; what is sourced comes first.
  if (isMixed(page) && truth === "all") store.truth.value = defaultTruth(page);
  const slides = slidesOf(store);
  return slides.length ? { slides, at: 0, lang, edition, filters, truth, away: null } : null;
}

function endBriefing(store: Store): void {
  const briefing = store.briefing.value;
  if (!briefing) return;
  store.briefing.value = null;
  store.filters.value = briefing.filters;
  store.truth.value = briefing.truth;
}

/** Leaves the briefing for the rows of a number. */
export function openTold(store: Store, opens: Opened): void {
  if (opens.view) openView(store, opens.view);
  else openRows(store, opens);
}

function openRows(store: Store, opens: Opened): void {
  batch(() => {
    const { filters, tab, targets, actionsBy, since } = opens;
    const truth = store.truth.value;
    endBriefing(store);
    store.truth.value = truth; // the number was of that kind
    layout.panelOpen.value = true;
    if (isPhone()) layout.sheet.value = 2;
    if (since) setSince(store, store.edition.value - 1);
    if (filters) store.filters.value = { ...store.filters.value, ...filters };
    if (targets) layout.targetsOnly.value = targets === "all" ? null : targets;
    if (actionsBy) layout.actionsBy.value = actionsBy;
    if (tab) layout.tab.value = tab;
  });
}

function openView(store: Store, view: View): void {
  showSlide(store, null);
  quietly(() => showView(store, view));
  goToList();
}

/** What scripts hear of the slide shown. */
export function briefState({ briefing, lang }: Store) {
  if (!briefing.value) return null;
  const { slides, at } = briefing.value;
  const slide = slides[at]!;
  return {
    slide: at,
    of: slides.length,
    id: slide.id,
    sentence: sentenceOf(slide, lang.value),
    own: slide.own ? { title: slide.own.title, words: slide.own.words } : null,
    numbers: piecesOf(slide, lang.value).flatMap((piece) =>
      typeof piece === "string" ? [] : [piece[1].value],
    ),
  };
}

const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowDown: 1,
  PageDown: 1,
  " ": 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  PageUp: -1,
  Home: -1e3,
  End: 1e3,
};

/** F5 begins, as everywhere slides are shown; arrows and page keys lead through, Escape ends. Whether the key was taken. */
export function stepBriefing(store: Store, event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const { key, target } = event;
  const at = store.briefing.value?.at;
  if (at === undefined) {
    if (key !== "F5") return false;
    showSlide(store, 0);
    if (store.briefing.value) closeDialogs();
    return store.briefing.value !== null;
  }
  const isPressed = key === " " && (target as HTMLElement | null)?.closest("button");
  if (key === "Escape") showSlide(store, null);
  else if (key in STEPS && !isPressed) showSlide(store, at + STEPS[key]!);
  else return key === "F5";
  return true;
}
