// A part of the ground: unpacked and decoded, here or in the worker, and what is asked of it.

import { type Table, tablesOf } from "../data/columns";
import { type Geometry, readGeometry } from "../data/geometry";
import { type SpatialIndex, scanFeatures } from "../data/spatial";
import { unpack } from "../data/unpack";

/** The rows that have a name, in their order, and their names; empty in a language that they have none in. */
export interface Names {
  rows: Uint32Array;
  zh: string[];
  en: string[];
}

/** A part as it goes from the worker to the page. */
export interface ChunkData {
  geometry: Geometry;
  /** The unpacked block, whose features have classes. */
  bytes: Uint8Array;
  names: Names;
}

/** A decoded part. */
export interface Chunk {
  geometry: Geometry;
  index: SpatialIndex;
  classAt(row: number): string;
  names: Names;
  table: Table;
  /** The last zoom that a row is drawn at. */
  lastZoom(row: number): number;
}

export async function decodeChunk(text: string): Promise<ChunkData> {
  const bytes = await unpack(text);
  const { tables } = tablesOf(bytes);
  const [table, rings, vertices] = ["features", "rings", "vertices"].map((one) => tables.get(one));
  if (!table || !rings || !vertices) throw new Error("a part of the ground lacks a table");
  return { geometry: readGeometry(rings, vertices, table.rows), bytes, names: namesIn(table) };
}

/** Few features have one, so that what looks for names need not look at the others. */
function namesIn({ rows, columns }: Table): Names {
  const [chinese, english] = [columns.get("name_zh"), columns.get("name_en")];
  const [found, zh, en]: [number[], string[], string[]] = [[], [], []];
  for (let row = 0; row < rows; row++) {
    const [own, other] = [chinese?.at(row), english?.at(row)];
    if (!own && !other) continue;
    found.push(row);
    zh.push(String(own ?? ""));
    en.push(String(other ?? ""));
  }
  return { rows: Uint32Array.from(found), zh, en };
}

export function chunkOf({ geometry, bytes, names }: ChunkData): Chunk {
  const table = tablesOf(bytes, ["features"]).tables.get("features")!;
  const classes = table.columns.get("class");
  const last = table.columns.get("to_zoom");
  return {
    geometry,
    index: scanFeatures(geometry),
    table,
    names,
    classAt: (row) => String(classes?.at(row) ?? ""),
    lastZoom: (row) => Number(last?.at(row) ?? Infinity),
  };
}
