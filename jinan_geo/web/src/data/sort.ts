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
  const order = new Uint32Array(values.length);
  for (let at = 0; at < order.length; at++) order[at] = at;
  if (!ranks && !down && isRising(values)) return order;
  const keys = [...keysOf(values, down), ...(ranks ? keysOf(ranks, down) : [])];
  return keys.reduce(arrange, order);
}

function isRising(values: Float64Array): boolean {
  for (let at = 1; at < values.length; at++) if (!(values[at - 1]! <= values[at]!)) return false;
  return true;
}

const UNKNOWN_KEY = 0xffff_ffff;
const SIGN = 0x8000_0000;

/** Two whole numbers each, the lower part first, that are in the order of the values; of what is not known the largest. */
function keysOf(values: Float64Array, down: boolean): Uint32Array[] {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const one = new Float64Array(1);
  const parts = new Uint32Array(one.buffer);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    one[0] = (down ? -value : value) + 0; // no zero below zero
    const isBelow = parts[1]! >= SIGN;
    const isKnown = !Number.isNaN(value);
    low[at] = isKnown ? (isBelow ? ~parts[0]! : parts[0]!) : UNKNOWN_KEY;
    high[at] = isKnown ? (isBelow ? ~parts[1]! : parts[1]! | SIGN) : UNKNOWN_KEY;
  }
  return [low, high];
}

const MANY = 20_000; // from which on long digits are worth their tables

/** By a key, digit after digit from the last; equals keep their order. */
function arrange(order: Uint32Array, keys: Uint32Array): Uint32Array {
  const bits = keys.length > MANY ? 16 : 8;
  const size = 1 << bits;
  let now = order;
  for (let shift = 0; shift < 32; shift += bits) {
    const places = new Uint32Array(size + 1);
    for (let at = 0; at < keys.length; at++) places[((keys[at]! >>> shift) & (size - 1)) + 1]!++;
    if (places.includes(keys.length)) continue; // all have the same
    for (let digit = 0; digit < size; digit++) places[digit + 1]! += places[digit]!;
    const next = new Uint32Array(now.length);
    for (let at = 0; at < now.length; at++) {
      const one = now[at]!;
      next[places[(keys[one]! >>> shift) & (size - 1)]!++] = one;
    }
    now = next;
  }
  return now;
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
  const ranks = new Float64Array(catalog.projects);
  for (let project = 0; project < ranks.length; project++) {
    const light = lightOf(catalog.layerAt[project]!, edition, catalog.rowAt[project]!);
    ranks[project] = WORST_FIRST[light]!;
  }
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
