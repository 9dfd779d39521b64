// All projects of the page under one numbering, and the dimensions they can be filtered by.
import { type Codes, fillCodes, type Source } from "./codes";
import type { Dimension } from "./filter";
import { FRESHNESS, freshnessAt } from "./fresh";
import {
  dated,
  fieldColumn,
  fieldValue,
  isLocated,
  type Layer,
  LIGHTS,
  lightOf,
  number,
  own,
  type Share,
  state,
  stateNumber,
  text,
  told,
} from "./layer";
import type { Page } from "./page";
import { once, remember } from "./remember";
import { WHY_GREY, whyGrey } from "./unjudged";

export interface Catalog {
  page: Page;
  /** Every layer that could be read, in the page's order. */
  layers: readonly Layer[];
  /** Those whose features are counted: the projects, or the one layer of a table page. */
  counted: readonly Layer[];
  projects: number;
  layerAt: readonly Layer[];
  rowAt: Uint32Array;
  located: Uint8Array;
  firstOf: ReadonlyMap<string, number>;
  /** Whether a name has characters that are found by how they are read. */
  isSpelt: boolean;
}

export interface Key {
  layer: string;
  id: string;
}

export function makeCatalog(page: Page, layers: readonly Layer[]): Catalog {
  const counted = layers.filter((layer) => layer.info.role === "projects");
  const projects = counted.reduce((sum, { features }) => sum + features, 0);
  const layerAt = new Array<Layer>(projects);
  const rowAt = new Uint32Array(projects);
  const located = new Uint8Array(projects);
  const firstOf = new Map<string, number>();
  let first = 0;
  for (const layer of counted) {
    firstOf.set(layer.info.id, first);
    layerAt.fill(layer, first, first + layer.features);
    for (let row = 0; row < layer.features; row++) {
      rowAt[first + row] = row;
      located[first + row] = isLocated(layer, row) ? 1 : 0;
    }
    first += layer.features;
  }
  return {
    page,
    layers,
    counted,
    projects,
    layerAt,
    rowAt,
    located,
    firstOf,
    isSpelt: counted.some(({ readings }) => readings.size > 0),
  };
}

/** Who answers for a project. */
export const UNITS = ["responsible_zh", "responsible_en"];

export function projectOf(catalog: Catalog, key: Key): number {
  const first = catalog.firstOf.get(key.layer);
  if (first === undefined) return -1;
  const row = catalog.layerAt[first]?.rowOf.get(key.id);
  return row === undefined ? -1 : first + row;
}

/** The feature of a key, where the map shows it; also of layers whose features are not counted. */
export function placeOf(
  { layers }: Catalog,
  key: Key | null,
): { layer: Layer; row: number } | null {
  const layer = layers.find(({ info }) => info.id === key?.layer);
  const row = key ? layer?.rowOf.get(key.id) : undefined;
  return layer && row !== undefined && isLocated(layer, row) ? { layer, row } : null;
}

/** Whether a feature has a card on this page: a project, or what the map shows of any other layer. */
export const isKnown = (catalog: Catalog, key: Key): boolean =>
  projectOf(catalog, key) >= 0 || placeOf(catalog, key) !== null;

export function keyOf(catalog: Catalog, project: number): Key {
  const layer = catalog.layerAt[project]!;
  return { layer: layer.info.id, id: text(layer, "id", catalog.rowAt[project]!) ?? "" };
}

/** The id that a feature has today, where an earlier link names the one it had. */
export function idToday(catalog: Catalog, layer: string, id: string): string {
  const found = catalog.layers.find(({ info }) => info.id === layer);
  if (!found || found.rowOf.has(id) || !found.table.columns.has("was_id")) return id;
  for (let row = 0; row < found.features; row++)
    if (text(found, "was_id", row) === id) return idOf(found, row);
  return id;
}

export const idOf = (layer: Layer, row: number): string => text(layer, "id", row) ?? "";

export const themeOf = (layer: Layer, row: number): string =>
  text(layer, "theme", row) ?? layer.info.theme ?? "";

export const accuracyOf = (layer: Layer, row: number): string =>
  text(layer, "accuracy", row) ?? layer.info.accuracy ?? "";

export const isSample = (layer: Layer, row: number): boolean =>
  (number(layer, "sample", row) ?? 0) > 0;

export type Nature = "official" | "progress" | "sample";

/** What of a feature is sample data: all of it, or only the progress reported by that edition. */
export const natureOf = (layer: Layer, edition: number, row: number): Nature =>
  isSample(layer, row)
    ? "sample"
    : (stateNumber(layer, "sample", edition, row) ?? 0) > 0
      ? "progress"
      : "official";

export const naturesFrom = (layer: Layer, edition: number): Source[] => [
  ...own(layer, "sample"),
  ...dated(layer, edition, "sample"),
];

/** Where a layer says nothing of a feature's place, its geometry does. */
export const locationOf = (layer: Layer, row: number): string =>
  text(layer, "location", row) ?? (isLocated(layer, row) ? "precise" : "unlocated");

export const stageOf = (layer: Layer, edition: number, row: number): string =>
  String(state(layer, "stage", edition, row) ?? "");

/** Whether the project stands still or is put off at an edition. */
export const isPaused = (layer: Layer, edition: number, row: number): boolean =>
  state(layer, "paused_since", edition, row) !== null;

/** The stage that a project has reached, whatever pause it is in. */
export const reachedOf = (layer: Layer, edition: number, row: number): string =>
  isPaused(layer, edition, row)
    ? String(state(layer, "stage_before", edition, row) ?? "")
    : stageOf(layer, edition, row);

export const LOCATIONS = ["precise", "area", "street", "district", "city", "unlocated"];
/** What stands for a cause that was not told, or not understood. */
export const NO_CAUSES = ["unrecognised", "unstated"];
export const ACCURACIES = ["surveyed", "digitised", "approximate", "schematic", ""];

/** Those that hold at every edition, and are read once. */
export const lasting = remember((catalog: Catalog): Dimension[] => {
  const units = (layer: Layer): Source[] => own(layer, ...UNITS);
  const who = (layer: Layer, row: number): string =>
    text(layer, "responsible_zh", row) ?? text(layer, "responsible_en", row) ?? "";
  return [
    singleDimension(
      catalog,
      "theme",
      catalog.page.themes.map(({ id }) => id),
      (layer) => own(layer, "theme"),
      themeOf,
    ),
    districtDimension(catalog),
    singleDimension(catalog, "responsible", [], units, who),
  ];
});

/** The dimensions by edition. A project that lacks a value belongs to the choice "". */
export function dimensionsOf(catalog: Catalog): (edition: number) => Dimension[] {
  const { page } = catalog;
  const of = (id: string, order: readonly string[], from: Origin, value: Value): Dimension =>
    singleDimension(catalog, id, order, from, value);
  const [theme, district, responsible] = lasting(catalog);
  const what = [
    of(
      "layer",
      catalog.counted.map((layer) => layer.info.id),
      () => [],
      (layer) => layer.info.id,
    ),
    theme!,
    district!,
  ];
  const where = [
    of("location", LOCATIONS, null, locationOf),
    of("accuracy", ACCURACIES, (layer) => own(layer, "accuracy"), accuracyOf),
  ];
  const reasons = [...page.causes.map(({ id }) => id), ...NO_CAUSES];
  return (edition) => {
    const at =
      (...names: string[]): Origin =>
      (layer) =>
        dated(layer, edition, ...names);
    const natures: Origin = (layer) => naturesFrom(layer, edition);
    return [
      ...what,
      of(
        "stage",
        page.stages.map((stage) => stage.id),
        at("stage"),
        (layer, row) => stageOf(layer, edition, row),
      ),
      of("light", LIGHTS, at("light"), (layer, row) => lightOf(layer, edition, row)),
      of("cause", reasons, at("cause"), (layer, row) =>
        String(state(layer, "cause", edition, row) ?? ""),
      ),
      // Where nothing is judged nothing is reported either.
      ...(page.lights
        ? [
            of("fresh", FRESHNESS, at("record_date"), freshnessAt(page, edition)),
            of("grey", WHY_GREY, at("light", "reason"), (layer, row) =>
              whyGrey(layer, edition, row),
            ),
          ]
        : []),
      ...where,
      of("sample", ["official", "progress", "sample"], natures, (layer, row) =>
        natureOf(layer, edition, row),
      ),
      responsible!,
      ...fieldDimensions(catalog, edition),
    ];
  };
}

type Value = (layer: Layer, row: number) => string;
/** The columns that a value follows from and nothing else; null where it follows from more than columns. */
type Origin = ((layer: Layer) => Source[]) | null;

/** Fill in what `read` says of every project of the page; it must follow from the columns alone that `from` gives. */
export function fillProjects<Into extends Codes>(
  catalog: Catalog,
  into: Into,
  from: Origin,
  read: (layer: Layer, row: number) => number,
): Into {
  for (const layer of catalog.counted) {
    const first = catalog.firstOf.get(layer.info.id)!;
    const { features } = layer;
    if (from) fillCodes(into, first, features, from(layer), (row) => read(layer, row));
    else for (let row = 0; row < features; row++) into[first + row] = read(layer, row);
  }
  return into;
}

/** Read when a filter, a count or a list first asks: of those that nobody looks at a step in time reads nothing. */
function singleDimension(
  catalog: Catalog,
  id: string,
  order: readonly string[],
  from: Origin,
  value: Value,
): Dimension {
  const read = once(() => {
    const codes = new Map(order.map((choice, code) => [choice, code]));
    const codeOf = (layer: Layer, row: number): number => {
      const choice = value(layer, row);
      let code = codes.get(choice);
      if (code === undefined) codes.set(choice, (code = codes.size));
      return code;
    };
    const single = fillProjects(catalog, new Int32Array(catalog.projects), from, codeOf);
    return { choices: [...codes.keys()], single };
  });
  return {
    id,
    get choices() {
      return read().choices;
    },
    get single() {
      return read().single;
    },
  };
}

/** Which districts a project lies in; read when first asked for. */
function districtDimension(catalog: Catalog): Dimension {
  const read = once(() => {
    const codes = new Map(catalog.page.districts.map((district, code) => [district.code, code]));
    const codeOf = (name: string): number => {
      const code = codes.get(name) ?? codes.size;
      codes.set(name, code);
      return code;
    };
    const lists: number[][] = [];
    const known = new Map<string, number>();
    const listOf = (shares: readonly Share[]): number => {
      const list = shares.length ? shares.map(({ district }) => codeOf(district)) : [codeOf("")];
      const key = list.join();
      const at = known.get(key) ?? lists.push(list) - 1;
      known.set(key, at);
      return at;
    };
    const single = new Int32Array(catalog.projects);
    for (const { info, shares, features } of catalog.counted) {
      const places = new Int32Array(shares.lists.length).fill(-1);
      const first = catalog.firstOf.get(info.id)!;
      for (let row = 0; row < features; row++) {
        const at = shares.at[row]!;
        if (places[at]! < 0) places[at] = listOf(shares.lists[at]!);
        single[first + row] = places[at]!;
      }
    }
    return { choices: [...codes.keys()], single, lists };
  });
  return {
    id: "district",
    get choices() {
      return read().choices;
    },
    get single() {
      return read().single;
    },
    get lists() {
      return read().lists;
    },
  };
}

const MOST_VALUES = 12;

/** A page of one table can be filtered by its own columns, where their values repeat. */
function fieldDimensions(catalog: Catalog, edition: number): Dimension[] {
  if (catalog.page.kind !== "table") return [];
  const layer = catalog.counted[0]!;
  const fields = (layer?.info.fields ?? []).filter(({ id }) => {
    const column = layer && fieldColumn(layer, id);
    return (
      column?.kind === "dict" && column.values.length > 1 && column.values.length <= MOST_VALUES
    );
  });
  return fields.map(({ id }) =>
    singleDimension(
      catalog,
      id,
      [],
      (of) => told(of, id, edition),
      (of, row) => String(fieldValue(of, id, edition, row) ?? ""),
    ),
  );
}
