// The panel's tabs. A new one is an entry here, beside a file for what it shows, its id in state/use.ts and its name
// in data/words/.
import type { ComponentChildren } from "preact";
import type { Page } from "../data/page";
import { countShort, countWords } from "../state/apart";
import type { Store } from "../state/store";
import type { Tab } from "../state/tab";
import { isPhone, layout, useStore, useWords } from "../state/use";
import type { MessageKey } from "../words/messages";
import { Actions } from "./actions";
import { CarriedTab } from "./carried";
import { ChangesTab, openChanges } from "./changetab";
import { Drawer } from "./drawer";
import { Chips, Facets } from "./facets";
import { Issues } from "./issues";
import { ListTools, ProjectList } from "./list";
import { Ranking } from "./ranking";
import { Sources } from "./sources";
import { Trend } from "./trend";

export interface TabInfo {
  id: Tab;
  name(page: Page): MessageKey;
  /** A number beside the name, and how many of these are samples where both kinds are shown. */
  count?(store: Store): readonly [all: number, samples?: number | undefined];
  /** Pages that have the tab; all without it. */
  has?(page: Page): boolean;
  /** Whether the filters in force stand above what it shows. */
  filtered: boolean;
  content(actionTools: ComponentChildren): ComponentChildren;
}

const isRanked = ({ kind, districts }: Page): boolean =>
  kind !== "table" && kind !== "district" && districts.length > 1;

const TABS: readonly TabInfo[] = [
  {
    id: "projects",
    name: (page) => (page.kind === "table" ? "features" : "projects"),
    count: ({ counts, countsApart }) => [counts.value.list, countsApart.value?.sample.list],
    filtered: true,
    content: () => (
      <>
        <ListTools />
        {layout.filtersOpen.value && !layout.wide.value ? <Facets /> : <ProjectList />}
      </>
    ),
  },
  {
    id: "districts",
    name: () => "districts",
    has: isRanked,
    filtered: true,
    content: () => <Ranking />,
  },
  {
    id: "trend",
    name: () => "trend",
    has: ({ lights, kind }) => lights !== null && kind !== "table",
    filtered: true,
    content: () => <Trend />,
  },
  {
    id: "actions",
    name: () => "actions",
    has: ({ lights }) => lights !== null,
    filtered: true,
    content: (actionTools) => <Actions tools={actionTools} />,
  },
  {
    id: "changes",
    name: () => "changes",
    has: (page) => page.kind !== "table" && page.editions.length > 1,
    filtered: true,
    content: () => <ChangesTab />,
  },
  {
    id: "unlocated",
    name: () => "unlocated",
    count: ({ counts, countsApart }) => [counts.value.drawer, countsApart.value?.sample.drawer],
    filtered: true,
    content: () => <Drawer />,
  },
  {
    id: "carried",
    name: () => "carried",
    has: (page) => page.carried !== null,
    count: (store) => [store.catalog.page.carried?.works.length ?? 0],
    filtered: false,
    content: () => <CarriedTab />,
  },
  {
    id: "issues",
    name: () => "issues",
    count: (store) => [store.catalog.page.issues.length],
    filtered: false,
    content: () => <Issues />,
  },
  { id: "sources", name: () => "sources", filtered: false, content: () => <Sources /> },
];

/** The tabs that a page has. */
export const tabsOf = (page: Page): readonly TabInfo[] =>
  TABS.filter(({ has }) => has?.(page) ?? true);

/** So many stand in one row only if they are set closer, in long words in two rows of the same. */
const MANY = 8;
/** So many fill the row in long words. */
const FULL = 7;

export function Tabs() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const shown = tabsOf(page);
  const many = shown.length >= MANY ? "jg-tabs-many" : "";
  const room = shown.length >= FULL ? `jg-tabs-full ${many}` : "";
  return (
    <div
      class={`jg-tabs ${room}`}
      style={{ "--jg-tabs": Math.ceil(shown.length / 2) }}
      role="tablist"
    >
      {shown.map(({ id, name, count }) => {
        const [number, samples] = count?.(store) ?? [0];
        return (
          <button
            type="button"
            role="tab"
            key={id}
            id={`jg-tab-${id}`}
            aria-selected={layout.tab.value === id}
            aria-controls="jg-tab-content"
            onClick={() => {
              if (id === "changes") return openChanges(store);
              layout.tab.value = id;
              if (isPhone()) layout.sheet.value = 2;
            }}
          >
            {t(name(page))}
            {!!number && (
              <small title={countWords(store, lang, number, samples)}>
                {countShort(store, lang, number, samples)}
              </small>
            )}
          </button>
        );
      })}
    </div>
  );
}

/** What is done with the action list makes files, and so comes from above. */
export function TabContent({ actionTools }: { actionTools: ComponentChildren }) {
  const tab = layout.tab.value;
  const shown = TABS.find(({ id }) => id === tab);
  return (
    <div class="jg-content" role="tabpanel" id="jg-tab-content" aria-labelledby={`jg-tab-${tab}`}>
      {shown?.filtered && <Chips />}
      {shown?.content(actionTools)}
    </div>
  );
}
