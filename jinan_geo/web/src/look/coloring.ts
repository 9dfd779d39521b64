// What the map can be coloured by: light, layer, stage, progress, money and the fields that layers declare.

import { type Catalog, fillProjects, stageOf } from "../data/catalog";
import { fillCodes } from "../data/codes";
import type { Dimension } from "../data/filter";
import { dated, type Layer, LIGHTS, lightOf, stateNumber } from "../data/layer";
import { once } from "../data/remember";
import { formatNumber, inLang } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { PERCENT } from "./classes";
import type { ColorBy, ColorClass, Coloring } from "./coloringtypes";
import { sequenceColor } from "./colors";
import {
  categoryColoring,
  classed,
  type From,
  fieldsOf,
  hasValue,
  isNumeric,
  MISSING,
  numberColoring,
  type Read,
} from "./fieldcoloring";
import { lightName, pauseRules } from "./lightwords";
import { LIGHT_COLORS } from "./palette";
import { SHAPES } from "./symbols";

export type { ColorBy, Coloring };

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
    from: (layer, edition) => dated(layer, edition, "light"),
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
    from: (layer, edition) => dated(layer, edition, "stage"),
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
    from: () => [],
    choiceName: (id, lang) =>
      inLang(counted.find(({ info }) => info.id === id)?.info.name, lang) || id,
    note: QUIET,
  };
}

function doneColoring(): Coloring {
  const write = (value: number, lang: Lang): string => formatNumber(value, lang, 1);
  const read: Read = (layer, edition, row) => stateNumber(layer, "done_pct", edition, row);
  const from: From = (layer, edition) => dated(layer, edition, "done_pct");
  const words = { write, unit: () => "%", whole: false, only: QUIET };
  return classed("done", PERCENT, { read, from }, words);
}

/** The class of every feature of a layer at an edition. */
export function classesAt(coloring: Coloring, layer: Layer, edition: number): Int16Array {
  const found = new Int16Array(layer.features);
  fillCodes(found, 0, layer.features, coloring.from(layer, edition), (row) =>
    coloring.at(layer, edition, row),
  );
  return found;
}

/** The filter that the classes of a colouring make. */
export function colorDimension(catalog: Catalog, id: ColorBy, edition: number): Dimension {
  const { classes, at, choiceAt, from } = coloringOf(catalog, id);
  const choices = classes.flatMap((one) => one.choices);
  const codes = new Map(choices.map((choice, code) => [choice, code]));
  const codeOf = (layer: Layer, row: number): number =>
    choiceAt ? (codes.get(choiceAt(layer, edition, row)) ?? -1) : at(layer, edition, row);
  const read = once(() =>
    fillProjects(
      catalog,
      new Int32Array(catalog.projects),
      (layer) => from(layer, edition),
      codeOf,
    ),
  );
  return {
    id,
    choices,
    get single() {
      return read();
    },
  };
}
