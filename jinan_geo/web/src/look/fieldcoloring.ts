// Colours by what layers declare: numbers in classes, and values that repeat.

import type { Catalog } from "../data/catalog";
import { tally } from "../data/codes";
import { fewOf } from "../data/columns";
import { fieldColumn, fieldValue, type Layer, timesTold, told } from "../data/layer";
import type { FieldInfo } from "../data/page";
import { formatMoney, formatNumber, inLang, isoOf, withUnit } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { type Classes, classify, classOf, PERCENT } from "./classes";
import type { ColorBy, ColorClass, Coloring } from "./coloringtypes";
import { categoryColor, sequenceColor } from "./colors";
import { LIGHT_COLORS } from "./palette";

/** Fields of the same id, type, name and unit are one, whatever layer declares them. */
export interface Field {
  id: ColorBy;
  info: FieldInfo;
  owners: readonly Layer[];
}

const MOST_COLORS = 7;
export const MISSING: ColorClass = { choices: [""], color: LIGHT_COLORS.grey, shape: "ring" };
interface Wording {
  write(value: number, lang: Lang): string;
  /** Of the whole range; money carries its own. */
  unit(lang: Lang): string;
  whole: boolean;
  only(lang: Lang): string;
}

export type Read = (layer: Layer, edition: number, row: number) => number | null;
export type From = Coloring["from"];

export function classed(
  id: ColorBy,
  classes: Classes,
  { read, from }: { read: Read; from: From },
  words: Wording,
): Coloring {
  const { rule, edges, step } = classes;
  const count = rule === "each" ? edges.length : edges.length - 1;
  const ids = Array.from({ length: count }, (_, at) =>
    rule === "each" ? String(edges[at]) : `${edges[at]}..${edges[at + 1]}`,
  );
  return {
    id,
    classes: [
      ...ids.map((one, at) => ({
        choices: [one],
        color: sequenceColor(at, count),
        shape: "disc" as const,
      })),
      MISSING,
    ],
    at(layer, edition, row) {
      const value = read(layer, edition, row);
      return value === null ? count : classOf(classes, value);
    },
    from,
    choiceName(choice, lang) {
      const at = ids.indexOf(choice);
      if (at < 0) return choice || say("noValue", lang);
      const least = edges[at]!;
      // Whole numbers are named by the least and the most that a class holds: 100–199, 200–299.
      const most = rule === "each" ? least : edges[at + 1]! - (words.whole ? 1 : 0);
      const range =
        least === most
          ? words.write(least, lang)
          : `${words.write(least, lang)}–${words.write(most, lang)}`;
      return withUnit(range, words.unit(lang));
    },
    note(lang) {
      const width = withUnit(words.write(step, lang), words.unit(lang));
      const bounds = words.whole || rule === "each" ? "" : say("ruleBounds", lang);
      return [say(`rule_${rule}`, lang, { step: width }) + bounds, words.only(lang)]
        .filter(Boolean)
        .join(say("sentenceEnd", lang));
    },
  };
}

/** Calls for every value of a field with the number of times that it is told; where few repeat, once for each. */
function eachValue<V>(
  owners: readonly Layer[],
  id: string,
  value: (layer: Layer, edition: number, row: number) => V,
  visit: (value: V, times: number) => void,
): void {
  for (const layer of owners) {
    const rows = layer.features * timesTold(layer, id);
    const column = fieldColumn(layer, id);
    const at = (row: number): V =>
      value(layer, Math.floor(row / layer.features), row % layer.features);
    const found = column && tally({ column, from: 0 }, rows);
    if (found) for (const { code, row } of found.order) visit(at(row), found.counts[code]!);
    else for (let row = 0; row < rows; row++) visit(at(row), 1);
  }
}

export function numberColoring(catalog: Catalog, { id, info, owners }: Field): Coloring {
  const own = new Set(owners);
  // Of a date the year is shown.
  const value = (layer: Layer, edition: number, row: number): number | null => {
    const found = own.has(layer) ? fieldValue(layer, info.id, edition, row) : null;
    if (typeof found !== "number") return null;
    return info.type === "date" ? Number(isoOf(found).slice(0, 4)) : found;
  };
  // One scale for all editions, so that a colour means the same at each.
  const values: number[] = [];
  eachValue(owners, info.id, value, (found, times) => {
    if (found !== null) for (let time = 0; time < times; time++) values.push(found);
  });
  const whole = info.type === "integer" || info.type === "date";
  const points = info.type === "percent" && values.every((one) => one >= 0 && one <= 100);
  const write = (one: number, lang: Lang): string =>
    info.type === "date"
      ? String(one)
      : info.type === "money"
        ? formatMoney(one, lang, 0)
        : formatNumber(one, lang, 4);
  const from: From = (layer, edition) => (own.has(layer) ? told(layer, info.id, edition) : []);
  const classes = points ? PERCENT : classify(values, whole);
  return classed(
    id,
    classes,
    { read: value, from },
    {
      write,
      unit: (lang) =>
        info.type === "percent" ? "%" : info.type === "money" ? "" : inLang(info.unit, lang),
      whole,
      only: (lang) => onlyOf(catalog, owners, lang),
    },
  );
}

/** A colour for each of the values declared, or of the commonest; one for all others. */
export function categoryColoring(catalog: Catalog, { id, info, owners }: Field): Coloring {
  const counts = new Map<string, number>(Object.keys(info.values ?? {}).map((value) => [value, 0]));
  const own = new Set(owners);
  const choiceAt = (layer: Layer, edition: number, row: number): string =>
    own.has(layer) ? String(fieldValue(layer, info.id, edition, row) ?? "") : "";
  eachValue(owners, info.id, choiceAt, (choice, times) => {
    if (choice) counts.set(choice, (counts.get(choice) ?? 0) + times);
  });
  const used = [...counts].filter(([, count]) => count > 0);
  if (!info.values || used.length > MOST_COLORS)
    used.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const values = used.map(([value]) => value);
  const single = values.slice(0, MOST_COLORS).map((value) => [value]);
  const rest = values.slice(MOST_COLORS);
  const groups = rest.length ? [...single, rest] : single;
  const places = new Map(groups.flatMap((group, at) => group.map((value) => [value, at] as const)));
  return {
    id,
    classes: [
      ...groups.map((choices, at) => ({
        choices,
        color: categoryColor(at),
        shape: "disc" as const,
      })),
      MISSING,
    ],
    at: (layer, edition, row) => places.get(choiceAt(layer, edition, row)) ?? groups.length,
    choiceAt,
    from: (layer, edition) => (own.has(layer) ? told(layer, info.id, edition) : []),
    choiceName(choice, lang) {
      if (!choice) return say("noValue", lang);
      if (info.type === "boolean") return say(choice === "1" ? "yes" : "no", lang);
      return inLang(info.values?.[choice], lang) || choice;
    },
    note: (lang) => onlyOf(catalog, owners, lang),
  };
}

/** Which layers have the field, where not all do. */
function onlyOf({ counted }: Catalog, owners: readonly Layer[], lang: Lang): string {
  if (owners.length === counted.length) return "";
  const names = owners.map(({ info }) => inLang(info.name, lang)).join(say("listComma", lang));
  return say("onlyLayers", lang, { names });
}

const fields = new WeakMap<Catalog, Field[]>();

export function fieldsOf(catalog: Catalog): Field[] {
  let known = fields.get(catalog);
  if (known) return known;
  const groups = new Map<string, { info: FieldInfo; owners: Layer[] }>();
  for (const layer of catalog.counted)
    for (const info of layer.info.fields) {
      const { id, type, name, unit } = info;
      const key = JSON.stringify([id, type, name.zh, unit?.zh]);
      if (!canColor(catalog, layer, info)) continue;
      const group = groups.get(key) ?? { info, owners: [] };
      group.owners.push(layer);
      groups.set(key, group);
    }
  const taken = new Set<string>();
  known = [...groups.values()].map(({ info, owners }) => {
    // Two layers may mean different things by one name.
    const id = taken.has(info.id) ? `${owners[0]!.info.id}.${info.id}` : info.id;
    taken.add(id);
    return { id, info, owners };
  });
  fields.set(catalog, known);
  return known;
}

/** Texts that never repeat, like remarks and telephone numbers, make no classes. */
function canColor({ page }: Catalog, layer: Layer, { id, type, values }: FieldInfo): boolean {
  const column = fieldColumn(layer, id);
  if (!column) return false;
  if (id === page.color) return true;
  if (type === "link" || column.kind === "text") return false;
  if (column.kind !== "dict" || values) return hasValue(layer, id);
  const { codes } = column;
  const most = column.values.length * timesTold(layer, id);
  for (let row = 0, filled = 0; row < codes.length; row++)
    if (codes[row] && ++filled > most) return true;
  return false;
}

export const isNumeric = ({ info, owners }: Field): boolean =>
  info.type !== "boolean" &&
  !info.values &&
  owners.every((layer) => isOfNumbers(fieldColumn(layer, info.id)?.kind));

const isOfNumbers = (kind: string | undefined): boolean => kind === "number" || kind === "date";

export function hasValue(layer: Layer, name: string): boolean {
  const column = layer.table.columns.get(name);
  if (!column || fewOf(column) === 1) return false;
  for (let row = 0; row < layer.features; row++) if (column.at(row) !== null) return true;
  return false;
}
