// What to do next, made from the data under the filters in force by the rules of the action list: each step is of
// the projects it counts, and holds the filters that show these and no others.
import { dayOf, expectedLate } from "../data/actions";
import { text } from "../data/layer";
import type { TargetInfo } from "../data/page";
import { reachedAt } from "../data/truth";
import { samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import type { Tab } from "../state/tab";
import { projectsOf } from "../state/target";
import { areSettled, endingAt, isOver } from "./endings";
import { worstTargets } from "./order";

/** So many fit on the first screen. */
const MOST = 4;

export interface Step {
  kind:
    | "red"
    | "yellow"
    | "target"
    | "unreported"
    | "silent"
    | "cause"
    | "results"
    | "counts"
    | "carried"
    | "place";
  /** How many projects or commitments, and how many of them are samples where both kinds are shown. */
  n: number;
  samples?: number | undefined;
  /** How many answer for them, and by how many days a finish is expected late at most. */
  units?: number;
  days?: number;
  target?: TargetInfo;
  /** What shows them: filters that are set anew beside those in force, a tab, a group of the settlement. */
  filters?: Readonly<Record<string, readonly string[]>>;
  tab?: Tab;
  group?: string;
}

/** The most pressing first; none where nothing is behind, missing or untold. */
export function stepsOf(store: Store): Step[] {
  const all = [
    urge(store, "red") ?? urge(store, "yellow"),
    late(store),
    grey(store, "unreported"),
    cause(store),
    results(store, "results", "not-published"),
    results(store, "counts", "other-count"),
    grey(store, "silent"),
    carried(store),
    place(store),
  ];
  return all.filter((step): step is Step => step !== null && step.n > 0).slice(0, MOST);
}

/** The projects that would pass if a filter had this choice alone. */
function taken(store: Store, filter: string, choice: string): number[] {
  const dimension = store.dimensions.value.find(({ id }) => id === filter);
  const code = dimension?.choices.indexOf(choice) ?? -1;
  const found: number[] = [];
  if (!dimension || code < 0) return found;
  const mask = store.maskWithout(filter);
  const { single } = dimension;
  for (let project = 0; project < single.length; project++)
    if (single[project] === code && mask[project]) found.push(project);
  return found;
}

const counted = (store: Store, projects: readonly number[]): Pick<Step, "n" | "samples"> => ({
  n: projects.length,
  samples: samplesAmong(store, projects),
});

/** Who answers for what is red; where nothing is, for what is yellow. */
function urge(store: Store, light: "red" | "yellow"): Step | null {
  const { catalog } = store;
  const edition = store.edition.value;
  const projects = taken(store, "light", light);
  if (!projects.length) return null;
  const units = new Set<string>();
  const today = dayOf(catalog.page, edition);
  let days = 0;
  for (const project of projects) {
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    const unit = text(layer, "responsible_zh", row) ?? text(layer, "responsible_en", row);
    if (unit) units.add(unit);
    days = Math.max(days, expectedLate(layer, row, edition, today) ?? 0);
  }
  return {
    kind: light,
    ...counted(store, projects),
    // Of both kinds no one number tells.
    ...(!store.apart.value && { units: units.size, days }),
    filters: { light: [light] },
    tab: "actions",
  };
}

/** The commitment furthest behind that is made of projects: those of them that are not done. */
function late(store: Store): Step | null {
  const { catalog, edition, truth } = store;
  const mask = store.maskWithout("target");
  for (const target of worstTargets(store, catalog.page.targets)) {
    const light = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state.light;
    if (light !== "red" && light !== "yellow") continue;
    if (isOver(store, target)) continue;
    const open = projectsOf(store, target)?.open.filter((project) => mask[project]);
    if (open?.length) return { kind: "target", ...counted(store, open), target, tab: "projects" };
  }
  return null;
}

/** What cannot be judged because no report came, or because nothing was ever published. */
function grey(store: Store, kind: "unreported" | "silent"): Step {
  const projects = taken(store, "grey", kind);
  return { kind, ...counted(store, projects), filters: { grey: [kind] }, tab: "projects" };
}

/** What is behind and nobody said why. */
function cause(store: Store): Step {
  const projects = taken(store, "cause", "unstated");
  return {
    kind: "cause",
    ...counted(store, projects),
    filters: { cause: ["unstated"] },
    tab: "actions",
  };
}

/** Commitments that are over, and how they ended is not known. */
function results(
  store: Store,
  kind: "results" | "counts",
  ending: "not-published" | "other-count",
): Step | null {
  const { page } = store.catalog;
  if (!page.settlement) return null;
  const endings = areSettled(store) ? page.targets.map((target) => endingAt(store, target)) : [];
  return { kind, n: endings.filter((one) => one === ending).length, group: ending };
}

function carried({ catalog: { page } }: Store): Step | null {
  const works = page.carried?.works.filter(({ state }) => state === "overdue") ?? [];
  return { kind: "carried", n: works.length, tab: "carried" };
}

const place = (store: Store): Step => ({
  kind: "place",
  n: store.counts.value.drawer,
  samples: store.countsApart.value?.sample.drawer,
  tab: "unlocated",
});
