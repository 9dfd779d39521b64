// The year as series: what `state()` tells at each edition, for whatever the filters leave.
import { LIGHTS, type Light } from "../data/layer";
import type { Text } from "../data/page";
import { lightsAt } from "../data/totals";
import { isMixed, maskOf, reachedAt, samplesAt } from "../data/truth";
import { lightsBy } from "./standing";
import type { Apart, Store } from "./store";

type Kind = keyof Apart<unknown> | null;

/** The projects by light at an edition; a district's with its rank by the share that is behind, 1 for the worst. */
export type LightPoint = Record<Light, number> & {
  edition: string;
  projects: number;
  rank?: number | null;
};

/** A commitment at an edition: what is done, what is due by then, what is promised in all. */
export interface BurnPoint {
  edition: string;
  done: number | null;
  due: number | null;
  promised: number;
  light: Light;
}

interface SeriesOf<K extends string, P> {
  kind: K;
  /** Of the district, theme or commitment; empty for all together. */
  id: string;
  name: Text | null;
  /** Of which values, where both kinds are shown: they are never added. */
  truth: Kind;
  points: P[];
}

export type LightSeries = SeriesOf<"lights" | "district" | "theme", LightPoint>;
export type BurnSeries = SeriesOf<"commitment", BurnPoint>;
export type Series = LightSeries | BurnSeries;

export const isBurn = (series: Series): series is BurnSeries => series.kind === "commitment";

/** By which a series of lights is told apart, each with the filters that it leaves aside. */
type Group = "lights" | "district" | "theme";

const kindsShown = ({ catalog, truth }: Store): Kind[] =>
  isMixed(catalog.page) && truth.value === "all" ? ["sourced", "sample"] : [null];

/** The lights of all that the filters leave; the numbers beside the lights are the same at each edition. */
export const lightSeries = (store: Store): LightSeries[] => seriesBy(store, "lights");

/** The lights of these projects at every edition, whatever passed the filters then; each kind of values by itself. */
export function cohortSeries(store: Store, projects: readonly number[]): LightSeries[] {
  const { catalog, truth } = store;
  const mask = new Uint8Array(catalog.projects);
  for (const project of projects) mask[project] = 1;
  const isApart = isMixed(catalog.page);
  const kinds: Kind[] = truth.value === "all" ? kindsShown(store) : [isApart ? truth.value : null];
  return kinds.map((kind) => ({
    kind: "lights",
    id: "",
    name: null,
    truth: truth.value === "all" ? kind : null,
    points: catalog.page.editions.map((edition, at) =>
      pointOf(edition, countLights(store, at, mask, "lights", kind).get("")),
    ),
  }));
}

/** Every series that the tab draws, in its order. */
export function trendOf(store: Store): Series[] {
  const { page } = store.catalog;
  if (page.editions.length < 2) return [];
  return [
    ...lightSeries(store),
    ...(page.districts.length > 1 && page.kind !== "district"
      ? ranked(seriesBy(store, "district"))
      : []),
    ...(page.themes.length > 1 ? seriesBy(store, "theme").filter(hasAny) : []),
    ...burnSeries(store),
  ];
}

const hasAny = ({ points }: LightSeries): boolean => points.some(({ projects }) => projects > 0);

function seriesBy(store: Store, group: Group): LightSeries[] {
  const { page } = store.catalog;
  const names = new Map<string, Text | null>(
    group === "lights"
      ? [["", null]]
      : group === "district"
        ? page.districts.map(({ code, name }) => [code, name])
        : page.themes.map(({ id, name }) => [id, name]),
  );
  const all = kindsShown(store).flatMap((truth) =>
    [...names].map(([id, name]): LightSeries => ({ kind: group, id, name, truth, points: [] })),
  );
  page.editions.forEach((edition, at) => {
    const mask = store.maskShown(at, "light", group);
    for (const truth of kindsShown(store)) {
      const counts = countLights(store, at, mask, group, truth);
      for (const series of all)
        if (series.truth === truth) series.points.push(pointOf(edition, counts.get(series.id)));
    }
  });
  return all;
}

function pointOf(edition: string, counts: readonly number[] = LIGHTS.map(() => 0)): LightPoint {
  const [red, yellow, green, grey] = counts as [number, number, number, number];
  return { edition, red, yellow, green, grey, projects: red + yellow + green + grey };
}

/** Projects by group and light; one on several districts counts in each. */
function countLights(
  { catalog }: Store,
  at: number,
  mask: Uint8Array,
  group: Group,
  truth: Kind,
): ReadonlyMap<string, readonly number[]> {
  const passed = truth ? maskOf(mask, samplesAt(catalog, at), truth) : mask;
  if (group !== "lights") return lightsBy(catalog, group, at, passed);
  const lights = lightsAt(catalog, at);
  const counts = LIGHTS.map(() => 0);
  for (let project = 0; project < passed.length; project++)
    if (passed[project]) counts[lights[project]!]!++;
  return new Map([["", counts]]);
}

/** Give each district its rank at each edition; equal shares have one rank, none has who has no project. */
function ranked(series: LightSeries[]): LightSeries[] {
  const share = ({ red, yellow, projects }: LightPoint): number => (red + yellow) / projects;
  for (const truth of new Set(series.map((one) => one.truth))) {
    const own = series.filter((one) => one.truth === truth);
    own[0]?.points.forEach((_, at) => {
      const known = own.map(({ points }) => points[at]!).filter(({ projects }) => projects);
      for (const { points } of own) {
        const point = points[at]!;
        point.rank = point.projects
          ? 1 + known.filter((other) => share(other) > share(point)).length
          : null;
      }
    });
  }
  return series;
}

/** The commitments of the themes that are chosen, or the one that is; they are of the whole city. */
function burnSeries(store: Store): BurnSeries[] {
  const { page } = store.catalog;
  const themes = store.filters.value.theme ?? [];
  const wanted = page.targets.filter(
    ({ id, theme }) =>
      (!themes.length || themes.includes(theme)) &&
      (store.target.value === null || store.target.value === id),
  );
  return wanted.flatMap((target) => {
    const kinds = new Map<Kind, BurnPoint[]>();
    page.editions.forEach((edition, at) => {
      for (const { state, kind } of reachedAt(page, target, at, store.truth.value)) {
        const { actual: done, planned: due, light } = state;
        const point = { edition, done, due, promised: target.value, light };
        kinds.set(kind, [...(kinds.get(kind) ?? []), point]);
      }
    });
    return [...kinds]
      .filter(([, points]) => points.some(({ done }) => done !== null))
      .map(
        ([truth, points]): BurnSeries => ({
          kind: "commitment",
          id: target.id,
          name: target.name,
          truth,
          points,
        }),
      );
  });
}
