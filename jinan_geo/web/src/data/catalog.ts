// All projects of the page under one numbering, and the dimensions they can be filtered by.
import type { Dimension } from "./filter";
import { findable } from "./find";
import { FRESHNESS, freshnessAt } from "./fresh";
import {
  fieldColumn,
  fieldValue,
  isLocated,
  type Layer,
  LIGHTS,
  lightOf,
  number,
  pinyinOf,
  state,
  stateNumber,
  text,
  timesTold,
} from "./layer";
import type { Page } from "./page";
import { once } from "./remember";
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
  /** What a project is found by, a line each; made when first asked for. */
  searchText(project: number): string;
}

export interface Key {
  layer: string;
  id: string;
}

export function makeCatalog(page: Page, layers: readonly Layer[]): Catalog {
  const counted = layers.filter((layer) => layer.info.role === "projects");
  const layerAt: Layer[] = [];
  const rows: number[] = [];
  const firstOf = new Map<string, number>();
  for (const layer of counted) {
    firstOf.set(layer.info.id, rows.length);
    for (let row = 0; row < layer.features; row++) {
      layerAt.push(layer);
      rows.push(row);
    }
  }
  const searched: (string | undefined)[] = [];
  return {
    page,
    layers,
    counted,
    projects: rows.length,
    layerAt,
    rowAt: Uint32Array.from(rows),
    located: Uint8Array.from(rows, (row, project) => (isLocated(layerAt[project]!, row) ? 1 : 0)),
    firstOf,
    isSpelt: counted.some(({ readings }) => readings.size > 0),
    searchText(project) {
      const layer = layerAt[project]!;
      const row = rows[project]!;
      const part = (name: string): string => text(layer, name, row) ?? "";
      return (searched[project] ??= findable(
        [...["name_zh", "name_en", "id"].map(part), pinyinOf(layer, row)],
        [...UNITS, ...searchedFields(page, layer)].map(part).filter(Boolean),
      ));
    },
  };
}

/** A project is found by who answers for it, too. */
const UNITS = ["responsible_zh", "responsible_en"];

/** A table's readers look for what its columns say; of dated ones each edition says another thing. */
function searchedFields(page: Page, layer: Layer): string[] {
  if (page.kind !== "table") return [];
  const ids = layer.info.fields.map(({ id }) => id);
  return ids.filter((id) => {
    const kind = layer.table.columns.get(id)?.kind;
    return (kind === "text" || kind === "dict") && timesTold(layer, id) === 1;
  });
}

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

/** The dimensions by edition. A project that lacks a value belongs to the choice "". */
export function dimensionsOf(catalog: Catalog): (edition: number) => Dimension[] {
  const { page } = catalog;
  const of = (
    id: string,
    order: readonly string[],
    value: (layer: Layer, row: number) => string,
  ): Dimension => singleDimension(catalog, id, order, value);
  const what = [
    of(
      "layer",
      catalog.counted.map((layer) => layer.info.id),
      (layer) => layer.info.id,
    ),
    of(
      "theme",
      page.themes.map((theme) => theme.id),
      themeOf,
    ),
    districtDimension(catalog),
  ];
  const where = [of("location", LOCATIONS, locationOf), of("accuracy", ACCURACIES, accuracyOf)];
  const reasons = [...page.causes.map(({ id }) => id), ...NO_CAUSES];
  const who = (layer: Layer, row: number): string =>
    text(layer, "responsible_zh", row) ?? text(layer, "responsible_en", row) ?? "";
  const rest = [of("responsible", [], who)];
  return (edition) => [
    ...what,
    of(
      "stage",
      page.stages.map((stage) => stage.id),
      (layer, row) => stageOf(layer, edition, row),
    ),
    of("light", LIGHTS, (layer, row) => lightOf(layer, edition, row)),
    of("cause", reasons, (layer, row) => String(state(layer, "cause", edition, row) ?? "")),
    // Where nothing is judged nothing is reported either.
    ...(page.lights
      ? [
          of("fresh", FRESHNESS, freshnessAt(page, edition)),
          of("grey", WHY_GREY, (layer, row) => whyGrey(layer, edition, row)),
        ]
      : []),
    ...where,
    of("sample", ["official", "progress", "sample"], (layer, row) => natureOf(layer, edition, row)),
    ...rest,
    ...fieldDimensions(catalog, edition),
  ];
}

/** Read when a filter, a count or a list first asks: of those that nobody looks at a step in time reads nothing. */
function singleDimension(
  catalog: Catalog,
  id: string,
  order: readonly string[],
  value: (layer: Layer, row: number) => string,
): Dimension {
  const read = once(() => {
    const codes = new Map(order.map((choice, code) => [choice, code]));
    const single = new Int32Array(catalog.projects);
    for (let project = 0; project < catalog.projects; project++) {
      const choice = value(catalog.layerAt[project]!, catalog.rowAt[project]!);
      let code = codes.get(choice);
      if (code === undefined) codes.set(choice, (code = codes.size));
      single[project] = code;
    }
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

function districtDimension(catalog: Catalog): Dimension {
  const codes = new Map(catalog.page.districts.map((district, code) => [district.code, code]));
  const several: number[][] = [];
  const codeOf = (name: string): number => {
    const code = codes.get(name) ?? codes.size;
    codes.set(name, code);
    return code;
  };
  /** Most lie in one district, and share its list. */
  const alone = new Map<string, number[]>();
  const aloneIn = (name: string): number[] => {
    let list = alone.get(name);
    if (!list) alone.set(name, (list = [codeOf(name)]));
    return list;
  };
  for (let project = 0; project < catalog.projects; project++) {
    const shares = catalog.layerAt[project]!.shares[catalog.rowAt[project]!] ?? [];
    several.push(
      shares.length > 1
        ? shares.map(({ district }) => codeOf(district))
        : aloneIn(shares[0]?.district ?? ""),
    );
  }
  return { id: "district", choices: [...codes.keys()], several };
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
    singleDimension(catalog, id, [], (of, row) => String(fieldValue(of, id, edition, row) ?? "")),
  );
}

export interface Totals {
  projects: number;
  located: number;
  unlocated: number;
  red: number;
  yellow: number;
  green: number;
  grey: number;
  reported: number;
  investment_wan: number;
  investment_missing: number;
}

/** The browser's own sums over all projects, to be compared with Python's. */
export function totalsAt(catalog: Catalog, edition: number, mask?: Uint8Array): Totals {
  const totals: Totals = {
    projects: 0,
    located: 0,
    unlocated: 0,
    red: 0,
    yellow: 0,
    green: 0,
    grey: 0,
    reported: 0,
    investment_wan: 0,
    investment_missing: 0,
  };
  for (let project = 0; project < catalog.projects; project++) {
    if (mask && !mask[project]) continue;
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    totals.projects++;
    totals[catalog.located[project] ? "located" : "unlocated"]++;
    if (catalog.page.lights) totals[lightOf(layer, edition, row)]++;
    if (stateNumber(layer, "reported", edition, row)) totals.reported++;
    const investment = number(layer, "investment_wan", row);
    if (investment === null) totals.investment_missing++;
    else totals.investment_wan += investment * (number(layer, "share", row) ?? 1);
  }
  totals.investment_wan = Math.round(totals.investment_wan * 1e4) / 1e4;
  return totals;
}
