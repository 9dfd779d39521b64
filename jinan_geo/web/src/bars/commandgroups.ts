// What the palette of commands finds, by kind: projects, districts, units, commitments, and what the page can do.
import { batch } from "@preact/signals";
import { idOf, keyOf } from "../data/catalog";
import { bestOf, EXACT, findAmong, findable, type Hits, NOT_FOUND } from "../data/find";
import { spell } from "../data/layer";
import { findProjects } from "../data/search";
import { districtName, districtsShort, nameOf, unitName } from "../look/labels";
import { shownMap } from "../map/shown";
import { download, exportsOf } from "../out/export";
import { showSlide } from "../panel/briefing";
import { openChanges } from "../panel/changetab";
import { canBrief } from "../panel/slides";
import { tabsOf } from "../panel/tabs";
import { countShort } from "../state/apart";
import type { Store } from "../state/store";
import { openTarget } from "../state/target";
import { goToList, isPhone, layout } from "../state/use";
import { formatDate, inLang } from "../words/format";
import { type MessageKey, nextLang, say } from "../words/messages";
import { LANGS } from "../words/texts";

export interface Command {
  id: string;
  name: string;
  /** What tells it from others of its name. */
  beside: string;
  run(): unknown;
}

export interface Group {
  id: "project" | "district" | "unit" | "target" | "action";
  /** How well the best of them fits: the group that has it stands first, of equals the projects last. */
  best: number;
  /** How many fit; the commands are the best of them. */
  count: number;
  commands: Command[];
}

/** As many of a kind as leave the others in sight. */
const MOST = 6;

/** A command with all that it is found by. */
interface Entry extends Command {
  found: string;
}

/** What a query finds, of the page as it is now; without a query what the page can do. */
export function finderOf(store: Store): (query: string) => Group[] {
  const able = actions(store);
  const rest = [
    ["district", districts(store)],
    ["unit", units(store)],
    ["target", targets(store)],
    ["action", able],
  ] as const;
  return (query) => {
    if (!query.trim()) return [all("action", able)];
    const groups = rest.map(([id, entries]) => among(id, entries, query));
    return [...groups, projectsFound(store, query)]
      .filter(({ count }) => count > 0)
      .sort((one, two) => one.best - two.best);
  };
}

const all = (id: Group["id"], entries: Entry[]): Group => ({
  id,
  best: EXACT,
  count: entries.length,
  commands: entries,
});

/** The best of what was found, each made into a command. */
function groupOf(id: Group["id"], hits: Hits | null, command: (thing: number) => Command): Group {
  const best = hits ? bestOf(hits, MOST) : [];
  return {
    id,
    best: hits?.ranks[best[0] ?? -1] ?? NOT_FOUND,
    count: hits?.count ?? 0,
    commands: best.map(command),
  };
}

function among(id: Group["id"], entries: readonly Entry[], query: string): Group {
  const hits = findAmong(entries.length, (at) => entries[at]!.found, query);
  return groupOf(id, hits, (at) => entries[at]!);
}

/** Of all projects of the kind that is shown; which of them the filters leave out is said. */
function projectsFound(store: Store, query: string): Group {
  const { catalog, truth } = store;
  const lang = store.lang.value;
  const found = findProjects(catalog, query);
  const hits = found && truth.value !== "all" ? ofKind(store, found) : found;
  const { mask } = store.result.value;
  return groupOf("project", hits, (project) => {
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    const where = districtsShort(catalog, layer, row, lang);
    const beside = [where, idOf(layer, row), mask[project] ? "" : say("commandHidden", lang)];
    return {
      id: `project-${project}`,
      name: nameOf(layer, row, lang),
      beside: beside.filter(Boolean).join(" · "),
      run() {
        store.selection.value = keyOf(catalog, project);
        if (!isPhone()) goToList();
      },
    };
  });
}

function ofKind(store: Store, { ranks }: Hits): Hits {
  const kind = store.truth.value === "sample" ? "sample" : "sourced";
  const kept = ranks.map((rank, project) => (store.isOf(project, kind) ? rank : NOT_FOUND));
  return { ranks: kept, count: kept.reduce((sum, rank) => sum + Number(rank < NOT_FOUND), 0) };
}

/** Names of things other than projects: in all languages, and in pinyin where the projects' readings spell them. */
function namesOf(store: Store, names: { zh: string; en?: string }, ...more: string[]): string {
  const pinyin = spell(names.zh, store.catalog.layers);
  return findable([...LANGS.map((lang) => names[lang] ?? ""), ...pinyin, ...more]);
}

/** Adds a choice to the filters, and never takes one away. */
function narrow(store: Store, dimension: string, choice: string): void {
  if (!store.filters.value[dimension]?.includes(choice)) store.toggle(dimension, choice);
  goToList();
}

/** How many a choice would leave under the other filters. */
function counted(store: Store, dimension: string, choice: string): string {
  const { counts, samples } = store.result.value;
  const at = store.dimensions.value.find(({ id }) => id === dimension)?.choices.indexOf(choice);
  if (at === undefined || at < 0) return "";
  const n = countShort(
    store,
    store.lang.value,
    counts[dimension]![at]!,
    samples?.[dimension]?.[at],
  );
  return say("commandCount", store.lang.value, { n });
}

function districts(store: Store): Entry[] {
  const { catalog } = store;
  return catalog.page.districts.map(({ code, name }) => ({
    id: `district-${code}`,
    name: districtName(catalog, code, store.lang.value),
    beside: counted(store, "district", code),
    found: namesOf(store, name, code),
    run: () => narrow(store, "district", code),
  }));
}

function units(store: Store): Entry[] {
  const { catalog } = store;
  const choices = store.dimensions.value.find(({ id }) => id === "responsible")?.choices ?? [];
  return choices.filter(Boolean).map((unit) => ({
    id: `unit-${unit}`,
    name: unitName(catalog, unit, store.lang.value),
    beside: counted(store, "responsible", unit),
    found: namesOf(store, { zh: unit, en: unitName(catalog, unit, "en") }),
    run: () => narrow(store, "responsible", unit),
  }));
}

function targets(store: Store): Entry[] {
  const { page } = store.catalog;
  return page.targets.map((target) => ({
    id: `target-${target.id}`,
    name: inLang(target.name, store.lang.value),
    beside: target.id,
    found: namesOf(store, target.name, target.id),
    run() {
      openTarget(store, target);
      goToList();
    },
  }));
}

/** What the page can do now; each is found by its words in every language. */
function actions(store: Store): Entry[] {
  const { page } = store.catalog;
  const lang = store.lang.value;
  const entry = (key: MessageKey, run: Command["run"], beside = "", name = say(key, lang)) => ({
    id: `action-${key}`,
    name,
    beside,
    found: findable([name, ...LANGS.map((one) => say(key, one))]),
    run,
  });
  return [
    entry("skipToList", goToList),
    entry("skipToMap", () => document.querySelector<HTMLElement>(".jg-map")?.focus()),
    ...tabsOf(page)
      .filter(({ id }) => id !== "projects")
      .map(({ id, name }) => entry(name(page), () => openTab(store, id), say("commandTab", lang))),
    ...(canBrief(store)
      ? [
          entry("briefing", () => showSlide(store, 0), "F5"),
          entry("capture", () => (layout.captureOpen.value = true)),
        ]
      : []),
    entry("filter", () => {
      goToList();
      layout.filtersOpen.value = true;
    }),
    entry("wideTable", () => (layout.tableOpen.value = true)),
    entry("print", () => window.print()),
    ...exportsOf(store).map((kind) =>
      entry(`export_${kind}`, () => download(store, shownMap.value, kind), say("export", lang)),
    ),
    ...editionsBeside(store).map(([key, at]) =>
      entry(key, () => (store.edition.value = at), formatDate(page.editions[at]!, lang)),
    ),
    ...(store.filtered.value ? [entry("clearAll", () => store.clear(), say("filter", lang))] : []),
    entry("fit", () => shownMap.value?.fit()),
    ...(page.one_language ? [] : [languageOf(store, entry)]),
  ];
}

type MakeEntry = (key: MessageKey, run: Command["run"], beside?: string, name?: string) => Entry;

function languageOf(store: Store, entry: MakeEntry): Entry {
  const other = nextLang(store.lang.value);
  const name = say("languageShort", other);
  const said = say("language", store.lang.value, { name });
  return entry("language", () => (store.lang.value = other), "", said);
}

function editionsBeside({ edition, catalog }: Store): [MessageKey, number][] {
  const { editions } = catalog.page;
  const steps: [MessageKey, number][] = [
    ["nextEdition", edition.value + 1],
    ["previousEdition", edition.value - 1],
  ];
  return steps.filter(([, at]) => at in editions);
}

function openTab(store: Store, id: typeof layout.tab.value): void {
  if (id === "changes") openChanges(store);
  batch(() => {
    layout.panelOpen.value = true;
    layout.tab.value = id;
    if (isPhone()) layout.sheet.value = 2;
  });
  setTimeout(() => document.getElementById(`jg-tab-${id}`)?.focus());
}
