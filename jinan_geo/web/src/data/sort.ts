// The order of the list, in both directions. Equals stay in the page's order; what is not known comes last either way.

import { langTag } from "../words/messages";
import type { Lang } from "../words/texts";
import { placesIn } from "./alphabet";
import { arrange } from "./arrange";
import type { Catalog } from "./catalog";
import { type Layer, stateColumn, text } from "./layer";
import { lightsAt } from "./totals";

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

/** By the place among LIGHTS: red, yellow, grey, green. */
const WORST_FIRST = [0, 1, 3, 2];

/** Sort positions by one or two numbers each; NaN is not known. */
export function orderBy(
  ranks: Float64Array | null,
  values: Float64Array,
  down: boolean,
): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let at = 0; at < order.length; at++) order[at] = at;
  if (!ranks && !down && isRising(values)) return order;
  const known = arrange(order, keysOf(values, down));
  return ranks ? arrange(known, keysOf(ranks, down)) : known;
}

function isRising(values: Float64Array): boolean {
  for (let at = 1; at < values.length; at++) if (!(values[at - 1]! <= values[at]!)) return false;
  return true;
}

const MOST = 2 ** 32;

/** Whole numbers in the order of the values, of what is not known the largest. */
function keysOf(values: Float64Array, down: boolean): Uint32Array {
  return hundredthsOf(values, down) ?? placesOf(values, down);
}

/** Where all are hundredths and near one another, as most are. */
function hundredthsOf(values: Float64Array, down: boolean): Uint32Array | null {
  let [least, most] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    const whole = Math.round(value * 100);
    if (whole / 100 !== value) return null;
    if (whole < least) least = whole;
    if (whole > most) most = whole;
  }
  if (most - least + 1 >= MOST) return null;
  const keys = new Uint32Array(values.length);
  for (let at = 0; at < keys.length; at++) {
    const whole = Math.round(values[at]! * 100);
    keys[at] = Number.isNaN(whole) ? most - least + 1 : down ? most - whole : whole - least;
  }
  return keys;
}

/** By the place of each among all. */
function placesOf(values: Float64Array, down: boolean): Uint32Array {
  const known = Float64Array.from(new Set(values)).sort();
  const places = new Map(Array.from(known, (value, at) => [value, down ? known.length - at : at]));
  places.set(NaN, known.length + 1);
  const keys = new Uint32Array(values.length);
  for (let at = 0; at < keys.length; at++) keys[at] = places.get(values[at]!)!;
  return keys;
}

/** Orders found lately: a reader steps to and fro. */
const REMEMBERED = 4;
const remembered = new WeakMap<Catalog, Map<string, Uint32Array>>();

export function sortProjects(
  catalog: Catalog,
  edition: number,
  sort: Sort,
  lang: Lang,
): Uint32Array {
  const known = remembered.get(catalog) ?? new Map<string, Uint32Array>();
  remembered.set(catalog, known);
  const key = `${edition} ${sort.by} ${sort.down} ${lang}`;
  const found = known.get(key) ?? orderAnew(catalog, edition, sort, lang);
  known.delete(key);
  known.set(key, found);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
  return found;
}

function orderAnew(catalog: Catalog, edition: number, { by, down }: Sort, lang: Lang): Uint32Array {
  if (by === "name") return orderBy(null, namePlaces(catalog, lang), down);
  const values = valuesBy(catalog, edition, by);
  if (by !== "worst") return orderBy(null, values, down);
  const lights = lightsAt(catalog, edition);
  const ranks = new Float64Array(lights.length);
  for (let project = 0; project < ranks.length; project++)
    ranks[project] = WORST_FIRST[lights[project]!]!;
  return orderBy(ranks, values, down);
}

/** Each name's place among all of them, equal names sharing one. */
function namePlaces(catalog: Catalog, lang: Lang): Float64Array {
  const values = new Float64Array(catalog.projects);
  const known = new Map<string, number>();
  for (const layer of catalog.counted) {
    const first = catalog.firstOf.get(layer.info.id)!;
    for (let row = 0; row < layer.features; row++) {
      const name = text(layer, `name_${lang}`, row) ?? text(layer, "name_zh", row) ?? "";
      let at = known.get(name);
      if (at === undefined) known.set(name, (at = known.size));
      values[first + row] = name ? at : NaN;
    }
  }
  const places = placesIn([...known.keys()], langTag(lang));
  return values.map((at) => places[at] ?? NaN);
}

const STATES: Partial<Record<SortBy, string>> = {
  worst: "lead",
  lag: "lead",
  done: "done_pct",
  late: "late_days",
};

function valuesBy(catalog: Catalog, edition: number, by: SortBy): Float64Array {
  const values = new Float64Array(catalog.projects).fill(NaN);
  const districts = new Map(catalog.page.districts.map(({ code }, place) => [code, place]));
  const fill = (layer: Layer, value: (row: number) => unknown): void => {
    const first = catalog.firstOf.get(layer.info.id)!;
    for (let row = 0; row < layer.features; row++) {
      const found = value(row);
      if (typeof found === "number") values[first + row] = by === "lag" ? -found : found;
    }
  };
  for (const layer of catalog.counted) {
    const { at, lists } = layer.shares;
    // The shares begin with the largest.
    const firstOf = lists.map(([most]) => districts.get(most?.district ?? ""));
    const name = STATES[by];
    const column = name ? stateColumn(layer, name) : layer.table.columns.get("investment_wan");
    const from = name ? edition * layer.features : 0;
    if (by === "district") fill(layer, (row) => firstOf[at[row]!]);
    else if (by === "given") fill(layer, (row) => row + catalog.firstOf.get(layer.info.id)!);
    else if (column && from >= 0) fill(layer, (row) => column.at(from + row));
  }
  return values;
}
