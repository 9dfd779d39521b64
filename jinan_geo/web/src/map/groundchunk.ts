// A part of the ground: unpacked and decoded, here or in the worker, and what is asked of it.

import { type Table, tablesOf, unpackBlock } from "../data/columns";
import { type Geometry, readGeometry } from "../data/geometry";
import { type SpatialIndex, scanFeatures } from "../data/spatial";
import type { Lang } from "../words/texts";

/** A part as it goes from the worker to the page. */
export interface ChunkData {
  geometry: Geometry;
  /** The unpacked block, whose features have classes and names. */
  bytes: Uint8Array;
}

/** A decoded part. */
export interface Chunk {
  geometry: Geometry;
  index: SpatialIndex;
  classAt(row: number): string;
  /** In the reader's language, or the other where that is all there is; empty where it has none. */
  nameOf(row: number, lang: Lang): string;
  table: Table;
  /** The last zoom that a row is drawn at. */
  lastZoom(row: number): number;
}

export async function decodeChunk(text: string): Promise<ChunkData> {
  const bytes = await unpackBlock(text);
  const { tables } = tablesOf(bytes);
  const [table, rings, vertices] = ["features", "rings", "vertices"].map((one) => tables.get(one));
  if (!table || !rings || !vertices) throw new Error("a part of the ground lacks a table");
  return { geometry: readGeometry(rings, vertices, table.rows), bytes };
}

export function chunkOf({ geometry, bytes }: ChunkData): Chunk {
  const table = tablesOf(bytes, ["features"]).tables.get("features")!;
  const classes = table.columns.get("class");
  const [zh, en] = [table.columns.get("name_zh"), table.columns.get("name_en")];
  const last = table.columns.get("to_zoom");
  return {
    geometry,
    index: scanFeatures(geometry),
    table,
    nameOf: (row, lang) => {
      const [own, other] = lang === "zh" ? [zh, en] : [en, zh];
      return String(own?.at(row) ?? other?.at(row) ?? "");
    },
    classAt: (row) => String(classes?.at(row) ?? ""),
    lastZoom: (row) => Number(last?.at(row) ?? Infinity),
  };
}
