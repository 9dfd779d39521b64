// What the map can be coloured by: light, layer, stage, progress, money and the fields that layers declare.

import { type Catalog, stageOf } from "../data/catalog";
import type { Dimension } from "../data/filter";
import {
  cell,
  fieldColumn,
  fieldValue,
  type Layer,
  LIGHTS,
  lightOf,
  stateNumber,
  timesTold,
} from "../data/layer";
import type { FieldInfo } from "../data/page";
import { once } from "../data/remember";
import { formatMoney, formatNumber, inLang, isoOf, withUnit } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { type Classes, classify, classOf, PERCENT } from "./classes";
import { categoryColor, sequenceColor } from "./colors";
import { lightName, pauseRules } from "./lightwords";
import { LIGHT_COLORS } from "./palette";
import { SHAPES, type Shape } from "./symbols";

/** The id of a colouring; it is also the filter dimension that its classes choose from. */
export type ColorBy = string;

export interface ColorClass {
  /** What the class filters by; one for the rare values has several. */
  choices: readonly string[];
  color: string;
  shape: Shape;
}

export interface Coloring {
  id: ColorBy;
  /** Worst, first or lowest first; projects without a value come last, in a class of their own. */
  classes: readonly ColorClass[];
  /** Index of the class of a feature. */
  at(layer: Layer, edition: number, row: number): number;
  /** The choice of a feature, where a class has several. */
  choiceAt?(layer: Layer, edition: number, row: number): string;
  choiceName(choice: string, lang: Lang): string;
  /** How the classes were made, and of which layers. */
  note(lang: Lang): string;
}

/** Fields of the same id, type, name and unit are one, whatever layer declares them. */
interface Field {
  id: ColorBy;
  info: FieldInfo;
  owners: readonly Layer[];
}

const MOST_COLORS = 7;
const MISSING: ColorClass = { choices: [""], color: LIGHT_COLORS.grey, shape: "ring" };
const PAUSES = {
  stopped: { color: LIGHT_COLORS.red, shape: "triangle" },
  postponed: { color: LIGHT_COLORS.grey, shape: "diamond" },
} as const;
const QUIET = (): string => "";

/** What its maker asked for; else the lights, where there are any. */
export const defaultColor = ({ page }: Catalog): ColorBy =>
  page.color ?? (page.lights ? "light" : "layer");

const offered = new WeakMap<Catalog, readonly ColorBy[]>();

/** Every colouring that this page offers, in the order of the chooser. */
export function coloringIds(catalog: Catalog): readonly ColorBy[] {
  let ids = offered.get(catalog);
  if (!ids) offered.set(catalog, (ids = findColorings(catalog)));
  return ids;
}

function findColorings(catalog: Catalog): ColorBy[] {
  const plain = catalog.page.lights ? ["light", "stage", "done", "layer"] : ["layer"];
  const money = catalog.counted.some((layer) => hasValue(layer, "investment_wan"))
    ? ["investment_wan"]
    : [];
  return [...plain, ...money, ...fieldsOf(catalog).map(({ id }) => id)];
}

export function coloringName(catalog: Catalog, id: ColorBy, lang: Lang): string {
  if (id === "light" || id === "stage" || id === "layer" || id === "done")
    return say(`color_${id}`, lang);
  if (id === "investment_wan") return say("investment", lang);
  return inLang(fieldsOf(catalog).find((field) => field.id === id)?.info.name, lang) || id;
}

/** What a class is called in the legend. */
export const className = (coloring: Coloring, { choices }: ColorClass, lang: Lang): string =>
  choices.length > 1
    ? say("otherValues", lang, { n: choices.length })
    : coloring.choiceName(choices[0]!, lang);

const made = new WeakMap<Catalog, Map<ColorBy, Coloring>>();

/** The colouring of an id; what the page does not offer is its default. */
export function coloringOf(catalog: Catalog, id: ColorBy): Coloring {
  let kept = made.get(catalog);
  if (!kept) made.set(catalog, (kept = new Map()));
  let coloring = kept.get(id);
  if (!coloring) kept.set(id, (coloring = makeColoring(catalog, id)));
  return coloring;
}

function makeColoring(catalog: Catalog, id: ColorBy): Coloring {
  if (id === "light") return lightColoring(catalog);
  if (id === "stage") return stageColoring(catalog);
  if (id === "layer") return layerColoring(catalog);
  if (id === "done") return doneColoring();
  const all = { id, type: "money", unit: null, values: null } as const;
  if (id === "investment_wan")
    return numberColoring(catalog, {
      id,
      info: { ...all, name: { zh: "", en: "" }, audience: "public" },
      owners: catalog.counted,
    });
  const field = fieldsOf(catalog).find((one) => one.id === id);
  if (!field) return coloringOf(catalog, defaultColor(catalog));
  return isNumeric(field) ? numberColoring(catalog, field) : categoryColoring(catalog, field);
}

function lightColoring({ page }: Catalog): Coloring {
  return {
    id: "light",
    classes: LIGHTS.map((light) => ({
      choices: [light],
      color: LIGHT_COLORS[light],
      shape: SHAPES[light],
    })),
    at: (layer, edition, row) => LIGHTS.indexOf(lightOf(layer, edition, row)),
    choiceName: (light, lang) =>
      lightName(light as "grey", lang) +
      (light === "grey" ? ` · ${say("light_grey_long", lang)}` : ""),
    note: (lang) => pauseRules(page, lang).join(say("sentenceEnd", lang)),
  };
}

/** Stages of one set (the preset, or a layer's own) share the scale from first to last; pauses are beside it. */
function stageColoring({ page: { stages } }: Catalog): Coloring {
  const places = new Map(stages.map(({ id }, at) => [id, at]));
  const classes = stages.map(({ id, layer, pause }) => {
    if (pause) return { choices: [id], ...PAUSES[pause] };
    const set = stages.filter((one) => !one.pause && (one.layer ?? null) === (layer ?? null));
    const color = sequenceColor(
      set.findIndex((one) => one.id === id),
      set.length,
    );
    return { choices: [id], color, shape: "disc" as const };
  });
  return {
    id: "stage",
    classes: [...classes, MISSING],
    at: (layer, edition, row) => places.get(stageOf(layer, edition, row)) ?? classes.length,
    choiceName: (id, lang) =>
      inLang(stages.find((stage) => stage.id === id)?.name, lang) || say("missing", lang),
    note: QUIET,
  };
}

function layerColoring({ counted }: Catalog): Coloring {
  const places = new Map(counted.map((layer, at) => [layer, at]));
  return {
    id: "layer",
    classes: counted.map(({ info }) => ({
      choices: [info.id],
      color: info.style.color,
      shape: "disc",
    })),
    at: (layer) => places.get(layer) ?? 0,
    choiceName: (id, lang) =>
      inLang(counted.find(({ info }) => info.id === id)?.info.name, lang) || id,
    note: QUIET,
  };
}

function doneColoring(): Coloring {
  const write = (value: number, lang: Lang): string => formatNumber(value, lang, 1);
  const read: Read = (layer, edition, row) => stateNumber(layer, "done_pct", edition, row);
  return classed("done", PERCENT, read, { write, unit: () => "%", whole: false, only: QUIET });
}

interface Wording {
  write(value: number, lang: Lang): string;
  /** Of the whole range; money carries its own. */
  unit(lang: Lang): string;
  whole: boolean;
  only(lang: Lang): string;
}

type Read = (layer: Layer, edition: number, row: number) => number | null;

function classed(id: ColorBy, classes: Classes, read: Read, words: Wording): Coloring {
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
    choiceName(choice, lang) {
      const at = ids.indexOf(choice);
      if (at < 0) return choice || say("noValue", lang);
      const from = edges[at]!;
      // Whole numbers are named by the least and the most that a class holds: 100–199, 200–299.
      const to = rule === "each" ? from : edges[at + 1]! - (words.whole ? 1 : 0);
      const range =
        from === to
          ? words.write(from, lang)
          : `${words.write(from, lang)}–${words.write(to, lang)}`;
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

/** Calls for every feature, and at every edition where the field is told at each. */
function eachPlace(
  owners: readonly Layer[],
  id: string,
  visit: (layer: Layer, edition: number, row: number) => void,
): void {
  for (const layer of owners)
    for (let edition = 0; edition < timesTold(layer, id); edition++)
      for (let row = 0; row < layer.features; row++) visit(layer, edition, row);
}

function numberColoring(catalog: Catalog, { id, info, owners }: Field): Coloring {
  const own = new Set(owners);
  // Of a date the year is shown.
  const value = (layer: Layer, edition: number, row: number): number | null => {
    const found = own.has(layer) ? fieldValue(layer, info.id, edition, row) : null;
    if (typeof found !== "number") return null;
    return info.type === "date" ? Number(isoOf(found).slice(0, 4)) : found;
  };
  // One scale for all editions, so that a colour means the same at each.
  const values: number[] = [];
  eachPlace(owners, info.id, (layer, edition, row) => {
    const found = value(layer, edition, row);
    if (found !== null) values.push(found);
  });
  const whole = info.type === "integer" || info.type === "date";
  const points = info.type === "percent" && values.every((one) => one >= 0 && one <= 100);
  const write = (one: number, lang: Lang): string =>
    info.type === "date"
      ? String(one)
      : info.type === "money"
        ? formatMoney(one, lang, 0)
        : formatNumber(one, lang, 4);
  return classed(id, points ? PERCENT : classify(values, whole), value, {
    write,
    unit: (lang) =>
      info.type === "percent" ? "%" : info.type === "money" ? "" : inLang(info.unit, lang),
    whole,
    only: (lang) => onlyOf(catalog, owners, lang),
  });
}

/** A colour for each of the values declared, or of the commonest; one for all others. */
function categoryColoring(catalog: Catalog, { id, info, owners }: Field): Coloring {
  const counts = new Map<string, number>(Object.keys(info.values ?? {}).map((value) => [value, 0]));
  const own = new Set(owners);
  const choiceAt = (layer: Layer, edition: number, row: number): string =>
    own.has(layer) ? String(fieldValue(layer, info.id, edition, row) ?? "") : "";
  eachPlace(owners, info.id, (layer, edition, row) => {
    const choice = choiceAt(layer, edition, row);
    if (choice) counts.set(choice, (counts.get(choice) ?? 0) + 1);
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

function fieldsOf(catalog: Catalog): Field[] {
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
  const filled = column.codes.filter((code: number) => code > 0).length;
  return filled / timesTold(layer, id) > column.values.length;
}

const isNumeric = ({ info, owners }: Field): boolean =>
  info.type !== "boolean" &&
  !info.values &&
  owners.every((layer) => isOfNumbers(fieldColumn(layer, info.id)?.kind));

const isOfNumbers = (kind: string | undefined): boolean => kind === "number" || kind === "date";

function hasValue(layer: Layer, name: string): boolean {
  for (let row = 0; row < layer.features; row++) if (cell(layer, name, row) !== null) return true;
  return false;
}

/** The filter that the classes of a colouring make. */
export function colorDimension(catalog: Catalog, id: ColorBy, edition: number): Dimension {
  const { classes, at, choiceAt } = coloringOf(catalog, id);
  const choices = classes.flatMap((one) => one.choices);
  const codes = new Map(choices.map((choice, code) => [choice, code]));
  const read = once(() => {
    const single = new Int32Array(catalog.projects);
    for (let project = 0; project < catalog.projects; project++) {
      const layer = catalog.layerAt[project]!;
      const row = catalog.rowAt[project]!;
      single[project] = choiceAt
        ? (codes.get(choiceAt(layer, edition, row)) ?? -1)
        : at(layer, edition, row);
    }
    return single;
  });
  return {
    id,
    choices,
    get single() {
      return read();
    },
  };
}
