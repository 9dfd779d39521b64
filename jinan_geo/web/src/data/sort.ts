// The order of the list, in both directions. Equals stay in the page's order; what is not known comes last either way.

import { langTag } from "../words/messages";
import type { Lang } from "../words/texts";
import type { Catalog } from "./catalog";
import { lightOf, number, stateNumber, text } from "./layer";

export const SORTS = [
  "worst",
  "done",
  "lag",
  "late",
  "investment",
  "name",
  "district",
  "given",
] as const;
export type SortBy = (typeof SORTS)[number];

export interface Sort {
  by: SortBy;
  /** From the largest to the smallest; "worst" counts from the worst on, so that down is best first. */
  down: boolean;
}

/** Who sorts by these asks for the largest first. */
const LARGEST_FIRST: readonly SortBy[] = ["lag", "late", "investment"];

export const sortOf = (by: SortBy): Sort => ({ by, down: LARGEST_FIRST.includes(by) });

export const isSort = (by: string): by is SortBy => (SORTS as readonly string[]).includes(by);

/** What can be sorted by on a page: without lights there is no progress to compare. */
export function sortsFor(catalog: Catalog): readonly SortBy[] {
  return SORTS.filter((by) => catalog.page.lights !== null || by === "name" || by === "given");
}

const WORST_FIRST: Record<string, number> = { red: 0, yellow: 1, grey: 2, green: 3 };

/** Sort positions by one or two numbers each; NaN is not known. */
export function orderBy(
  ranks: Float64Array | null,
  values: Float64Array,
  down: boolean,
): Uint32Array {
  const order = Uint32Array.from(values, (_, at) => at);
  const way = down ? -1 : 1;
  return order.sort((a, b) => {
    if (ranks && ranks[a] !== ranks[b]) return (ranks[a]! - ranks[b]!) * way;
    const known = Number(Number.isNaN(values[a])) - Number(Number.isNaN(values[b]));
    if (known) return known;
    return (values[a]! < values[b]! ? -way : values[a]! > values[b]! ? way : 0) || a - b;
  });
}

export function sortProjects(
  catalog: Catalog,
  edition: number,
  { by, down }: Sort,
  lang: Lang,
): Uint32Array {
  const values = new Float64Array(catalog.projects);
  if (by === "name") {
    // Numbers stand for the names: each name's place among all of them, equal names sharing one.
    const names = Array.from(values, (_, project) => nameAt(catalog, project, lang));
    const collator = new Intl.Collator(langTag(lang), { numeric: true });
    const places = new Map(
      [...new Set(names)].sort(collator.compare).map((name, at) => [name, at]),
    );
    names.forEach((name, project) => (values[project] = name ? (places.get(name) ?? NaN) : NaN));
    return orderBy(null, values, down);
  }
  const value = valueBy(catalog, edition, by);
  for (let project = 0; project < values.length; project++) values[project] = value(project) ?? NaN;
  if (by !== "worst") return orderBy(null, values, down);
  const ranks = Float64Array.from(
    values,
    (_, project) =>
      WORST_FIRST[lightOf(catalog.layerAt[project]!, edition, catalog.rowAt[project]!)]!,
  );
  return orderBy(ranks, values, down);
}

function nameAt(catalog: Catalog, project: number, lang: Lang): string {
  const layer = catalog.layerAt[project]!;
  const row = catalog.rowAt[project]!;
  return text(layer, `name_${lang}`, row) ?? text(layer, "name_zh", row) ?? "";
}

function valueBy(
  catalog: Catalog,
  edition: number,
  by: SortBy,
): (project: number) => number | null {
  const of =
    (name: string) =>
    (project: number): number | null =>
      stateNumber(catalog.layerAt[project]!, name, edition, catalog.rowAt[project]!);
  if (by === "worst") return of("lead");
  if (by === "done") return of("done_pct");
  if (by === "late") return of("late_days");
  if (by === "lag") {
    const lead = of("lead");
    return (project) => {
      const value = lead(project);
      return value === null ? null : -value;
    };
  }
  if (by === "investment")
    return (project) =>
      number(catalog.layerAt[project]!, "investment_wan", catalog.rowAt[project]!);
  if (by === "district") {
    const at = new Map(catalog.page.districts.map(({ code }, place) => [code, place]));
    // The shares begin with the largest.
    return (project) =>
      at.get(catalog.layerAt[project]!.shares[catalog.rowAt[project]!]?.[0]?.district ?? "") ??
      null;
  }
  return (project) => project;
}
