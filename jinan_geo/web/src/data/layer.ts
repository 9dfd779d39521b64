// One decoded layer: its features, their states by edition, shares and geometry.

import { LANGS, type Lang } from "../words/texts";
import type { Source } from "./codes";
import { type Column, fewOf, type Packed, type Table, tablesOf } from "./columns";
import { type Geometry, hasGeometry, readGeometry, worldX, worldY } from "./geometry";
import type { LayerInfo } from "./page";
import { once } from "./remember";
import { type Buckets, bucketsOf, indexOver, type SpatialIndex } from "./spatial";
import { unpack } from "./unpack";

export type Light = "red" | "yellow" | "green" | "grey";
export const LIGHTS: readonly Light[] = ["red", "yellow", "green", "grey"];

export interface Share {
  district: string;
  share: number;
  inferred: boolean;
}

/** A change of a feature itself, of its geometry or its plan, that holds after the day `until`. */
export interface Move {
  until: number;
  /** moved, added or replanned. */
  kind: string;
  /** Metres between the centres. */
  moved: number | null;
  /** Square metres of an area, metres of a line. */
  before: number | null;
  after: number | null;
  areal?: boolean;
  /** Planned finish, in days since 1970, and what was due on the day `until`, in per cent: of the old plan and the new. */
  finish?: readonly [number | null, number | null];
  due?: readonly [number | null, number | null];
}

export interface Layer {
  info: LayerInfo;
  features: number;
  geometry: Geometry;
  index: SpatialIndex;
  table: Table;
  states: Table | null;
  /** Of each feature, which of the lists of its districts it has. */
  shares: { at: Uint32Array; lists: readonly (readonly Share[])[] };
  /** Changes of geometry and of plan, by row of the feature. */
  moves: ReadonlyMap<number, readonly Move[]>;
  /** Photos by name, of all features. */
  photos: Table;
  rowOf: Rows;
  /** How the characters of the names are read in pinyin; a name that reads otherwise has its own `pinyin`. */
  readings: ReadonlyMap<string, string>;
  /** Of earlier forecasts whose band is over, in how many the end lay in it; by kind, empty where nothing is foretold. */
  held: Readonly<Record<string, readonly [held: number, of: number]>>;
  /** Where a feature's symbol and label stand, in world units: x at 2 f, y at 2 f + 1. */
  anchors: Float64Array;
}

/** The row of a feature by its id. */
export type Rows = Pick<ReadonlyMap<string, number>, "get" | "has">;

const NO_SHARES: readonly Share[] = [];
const NO_TABLE: Table = { rows: 0, columns: new Map(), steps: new Map() };
const NO_STEPS = { values: new Float64Array(0), scale: 1, delta: false };
const NO_COLUMN: Column = { kind: "text", at: () => null };

/** A layer as it goes from the worker to the page: what takes long is done, what is seldom asked for is still packed. */
export interface LayerData {
  /** The unpacked block. */
  bytes: Uint8Array;
  geometry: Geometry;
  buckets: Buckets;
  anchors: Float64Array;
}

const SHAPES = ["features", "rings", "vertices"];
const VALUES = ["features", "states", "shares", "moves", "photos"];

export const decodeLayer = async (base64: string): Promise<LayerData> =>
  readLayer(await unpack(base64));

/** The same from an unpacked block. */
export function readLayer(bytes: Uint8Array): LayerData {
  const { tables } = tablesOf(bytes, SHAPES);
  const table = tables.get("features");
  if (!table) throw new Error("the block holds no features");
  const rings = tables.get("rings") ?? NO_TABLE;
  const vertices = tables.get("vertices") ?? {
    ...NO_TABLE,
    steps: new Map([
      ["dx", NO_STEPS],
      ["dy", NO_STEPS],
    ]),
  };
  const geometry = readGeometry(rings, vertices, table.rows);
  return { bytes, geometry, buckets: bucketsOf(geometry), anchors: readAnchors(table, geometry) };
}

export function layerOf(info: LayerInfo, { bytes, geometry, buckets, anchors }: LayerData): Layer {
  const { header, tables } = tablesOf(bytes, VALUES);
  const table = tables.get("features")!;
  const states = tables.get("states");
  if (states) deriveColumns(table, states);
  return {
    info,
    features: table.rows,
    geometry,
    index: indexOver(geometry, buckets),
    table,
    states: states && states.rows > 0 ? states : null,
    shares: readShares(tables.get("shares"), table.rows),
    moves: readMoves(tables.get("moves"), table.columns.get("area_m2") ?? NO_COLUMN),
    photos: tables.get("photos") ?? NO_TABLE,
    rowOf: indexRows(table),
    readings: new Map(Object.entries((header.pinyin ?? {}) as Record<string, string>)),
    held: (header.held ?? {}) as Layer["held"],
    anchors,
  };
}

const MANY = 20_000;
/** So many ids of a large layer are looked for one by one before all are put into a table. */
const LOOKS = 20;

/** Made when a row is first asked for, or of a large layer often: of a million ids most are never looked up. */
function indexRows(table: Table): Rows {
  const ids = table.columns.get("id") ?? NO_COLUMN;
  const made = once(() => {
    const rows = new Map<string, number>();
    for (let row = 0; row < table.rows; row++) rows.set(String(ids.at(row)), row);
    return rows;
  });
  let looks = table.rows < MANY ? LOOKS : 0;
  const get = (id: string): number | undefined => {
    const packed = ids.kind === "text" && looks++ < LOOKS ? ids.packed : undefined;
    return packed ? lastWith(packed, ids, table.rows, id) : made().get(id);
  };
  return { get, has: (id) => get(id) !== undefined };
}

/** The last row whose text is the one given: few have its length, or its number. */
function lastWith(packed: Packed, ids: Column, rows: number, id: string): number | undefined {
  const isBytes = packed.kind === "bytes";
  const raw = isBytes ? packed.lengths : packed.raw;
  const digits = isBytes ? "" : id.slice(packed.before.length, id.length - packed.after.length);
  const code = isBytes ? new TextEncoder().encode(id).length + 1 : Number(digits) - packed.base;
  for (let row = rows - 1; row >= 0; row--) if (raw[row] === code && ids.at(row) === id) return row;
  return undefined;
}

/** Columns that follow from others do not travel: the lead is done minus planned, lateness estimated minus planned. */
function deriveColumns(table: Table, states: Table): void {
  const minus = (from: string, to: (i: number) => number | string | null): Column => ({
    kind: "number",
    at(i) {
      const a = states.columns.get(from)?.at(i) ?? null;
      const b = to(i);
      return typeof a === "number" && typeof b === "number"
        ? Math.round((a - b) * 100) / 100
        : null;
    },
  });
  states.columns.set(
    "lead",
    minus("done_pct", (i) => states.columns.get("planned_pct")?.at(i) ?? null),
  );
  const finish = table.columns.get("planned_finish");
  states.columns.set(
    "late_days",
    minus("est_finish", (i) => finish?.at(i % table.rows) ?? null),
  );
}

function readAnchors(table: Table, { boxes }: Geometry): Float64Array {
  const anchors = new Float64Array(table.rows * 2);
  for (let row = 0; row < table.rows; row++) {
    anchors[row * 2] = (boxes[row * 4]! + boxes[row * 4 + 2]!) / 2;
    anchors[row * 2 + 1] = (boxes[row * 4 + 1]! + boxes[row * 4 + 3]!) / 2;
  }
  const lons = table.columns.get("lon");
  const lats = table.columns.get("lat");
  if (!lons || !lats || fewOf(lons) < 2) return anchors;
  for (let row = 0; row < table.rows; row++) {
    const lon = lons.at(row);
    const lat = lats.at(row);
    if (typeof lon !== "number" || typeof lat !== "number") continue;
    anchors[row * 2] = worldX(lon);
    anchors[row * 2 + 1] = worldY(lat);
  }
  return anchors;
}

/** Most features lie in one district alone, and have its list in common. */
function readShares(table: Table | undefined, features: number): Layer["shares"] {
  const at = new Uint32Array(features);
  const lists: Share[][] = [[]];
  const column = (name: string): Column => table?.columns.get(name) ?? NO_COLUMN;
  const [owners, districts] = [column("feature"), column("district")];
  const [parts, inferences] = [column("share"), column("inferred")];
  const alone = new Map<string, Map<number, number>>();
  const several = new Set<number>();
  for (let i = 0; table && i < table.rows; i++) {
    const [district, part] = [String(districts.at(i)), Number(parts.at(i) ?? 1)];
    const inferred = inferences.at(i) === 1;
    const feature = Number(owners.at(i));
    const before = at[feature];
    if (before === undefined) continue;
    if (before) several.add(feature);
    let known = alone.get(district);
    if (!known) alone.set(district, (known = new Map()));
    const key = inferred ? -1 - part : part;
    let list = before ? undefined : known.get(key);
    if (list === undefined) {
      list = lists.push([...lists[before]!, { district, share: part, inferred }]) - 1;
      if (!before) known.set(key, list);
    }
    at[feature] = list;
  }
  for (const feature of several) lists[at[feature]!]!.sort((a, b) => b.share - a.share);
  return { at, lists };
}

/** In which districts a feature lies, the one with most of it first. */
export const sharesAt = ({ shares }: Layer, row: number): readonly Share[] =>
  shares.lists[shares.at[row]!] ?? NO_SHARES;

function readMoves(table: Table | undefined, areas: Column): Map<number, Move[]> {
  const moves = new Map<number, Move[]>();
  for (let i = 0; table && i < table.rows; i++) {
    const amount = (name: string): number | null => {
      const value = table.columns.get(name)?.at(i) ?? null;
      return typeof value === "number" ? value : null;
    };
    const [feature, until] = [amount("feature"), amount("until")];
    if (feature === null || until === null) continue;
    const kind = String(table.columns.get("kind")?.at(i) ?? "moved");
    const move: Move = {
      until,
      kind,
      moved: amount("moved_m"),
      before: amount("before"),
      after: amount("after"),
      areal: areas.at(feature) !== null,
      finish: [amount("finish_before"), amount("finish_after")],
      due: [amount("due_before"), amount("due_after")],
    };
    moves.set(feature, [...(moves.get(feature) ?? []), move]);
  }
  return moves;
}

export const isLocated = (layer: Layer, row: number): boolean => hasGeometry(layer.geometry, row);

export function cell(layer: Layer, name: string, row: number): string | number | null {
  return layer.table.columns.get(name)?.at(row) ?? null;
}

export function text(layer: Layer, name: string, row: number): string | null {
  const value = cell(layer, name, row);
  return value === null || value === "" ? null : String(value);
}

/** A Chinese name in pinyin, whole and as initials: 明府城 is found by "mfc". */
export function readingsOf(readings: ReadonlyMap<string, string>, name: string): string[] {
  let [whole, initials] = ["", ""];
  for (const sign of name) {
    const read = readings.get(sign);
    whole += read ?? sign;
    initials += read?.[0] ?? sign;
  }
  return [whole, initials];
}

/** Another name as the projects' characters are read, whole and as initials; nothing where one of its own is in no project's. */
export function spell(name: string, layers: readonly Layer[]): string[] {
  let [whole, initials] = ["", ""];
  for (const sign of name) {
    const read = layers.find(({ readings }) => readings.has(sign))?.readings.get(sign);
    if (read === undefined && /\p{Script=Han}/u.test(sign)) return [];
    whole += read ?? sign;
    initials += read?.[0] ?? sign;
  }
  return [whole, initials];
}

export function number(layer: Layer, name: string, row: number): number | null {
  const value = cell(layer, name, row);
  return typeof value === "number" ? value : null;
}

/** The value in the reader's language; the other language where that is all there is. */
export function bilingual(layer: Layer, stem: string, row: number, lang: Lang): string | null {
  return (
    text(layer, `${stem}_${lang}`, row) ??
    text(layer, `${stem}_${LANGS.find((one) => one !== lang) ?? lang}`, row)
  );
}

export function state(
  layer: Layer,
  name: string,
  edition: number,
  row: number,
): string | number | null {
  if (!layer.states || edition < 0) return null;
  return layer.states.columns.get(name)?.at(edition * layer.features + row) ?? null;
}

/** The states of a feature at an edition stand at the row that many features further on. */
export const stateColumn = (layer: Layer, name: string): Column | undefined =>
  layer.states?.columns.get(name);

export function stateNumber(
  layer: Layer,
  name: string,
  edition: number,
  row: number,
): number | null {
  const value = state(layer, name, edition, row);
  return typeof value === "number" ? value : null;
}

/** The column of a declared field: of a table with dated rows it lies among the states. */
export const fieldColumn = (layer: Layer, id: string): Column | undefined =>
  layer.states?.columns.get(id) ?? layer.table.columns.get(id);

/** How often a field is told of each feature: once, or at each edition. */
export const timesTold = (layer: Layer, id: string): number =>
  layer.states?.columns.has(id) ? layer.states.rows / Math.max(1, layer.features) : 1;

/** The columns of a layer that hold for every edition. */
export const own = (layer: Layer, ...names: readonly string[]): Source[] =>
  names.map((name) => ({ column: layer.table.columns.get(name), from: 0 }));

/** The columns of a layer's states at an edition. */
export const dated = (layer: Layer, edition: number, ...names: readonly string[]): Source[] =>
  names.map((name) => ({
    column: edition < 0 ? undefined : stateColumn(layer, name),
    from: edition * layer.features,
  }));

/** The column of a declared field, which may be told at each edition. */
export const told = (layer: Layer, id: string, edition: number): Source[] =>
  layer.states?.columns.has(id) ? dated(layer, edition, id) : own(layer, id);

/** The value of a declared field; what is dated has one for each edition, and none before its first row. */
export function fieldValue(
  layer: Layer,
  id: string,
  edition: number,
  row: number,
): string | number | null {
  const isDated = layer.states?.columns.has(id) ?? false;
  return isDated ? state(layer, id, edition, row) : cell(layer, id, row);
}

/** A project without a ledger cannot be judged, so it is grey like one without a record. */
export function lightOf(layer: Layer, edition: number, row: number): Light {
  const value = state(layer, "light", edition, row) as Light | null;
  return value !== null && LIGHTS.includes(value) ? value : "grey";
}
