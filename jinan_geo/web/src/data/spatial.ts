// Which features may touch a box: a grid of buckets for the many small ones, a plain list for the few large.
import type { Geometry } from "./geometry";
import { hasGeometry } from "./geometry";

export interface SpatialIndex {
  /** Calls back for each feature whose box meets the given one, in the order of the features within a bucket. */
  query(
    west: number,
    north: number,
    east: number,
    south: number,
    found: (feature: number) => void,
  ): void;
}

const PER_BUCKET = 4;
const LARGE_IN_CELLS = 4;

/** The buckets of an index, as they can be handed from a worker to the page. */
export interface Buckets {
  west: number;
  north: number;
  cell: number;
  side: number;
  /** The most by which a feature of a bucket reaches out of it. */
  reach: number;
  heads: Uint32Array;
  items: Uint32Array;
  large: Uint32Array;
}

export function bucketsOf(g: Geometry): Buckets {
  const { boxes } = g;
  const features = boxes.length / 4;
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  let count = 0;
  for (let f = 0, at = 0; f < features; f++, at += 4) {
    if (!hasGeometry(g, f)) continue;
    count++;
    if (boxes[at]! < west) west = boxes[at]!;
    if (boxes[at + 1]! < north) north = boxes[at + 1]!;
    if (boxes[at + 2]! > east) east = boxes[at + 2]!;
    if (boxes[at + 3]! > south) south = boxes[at + 3]!;
  }
  const side = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(count / PER_BUCKET))));
  const cell = Math.max((east - west) / side, (south - north) / side, 1e-9) * 1.000001;
  const placeOf = placing({ west, north, cell, side });
  /** Of each feature its bucket; -1 where it is large, -2 where it has no place. */
  const of = new Int32Array(features);
  const heads = new Uint32Array(side * side + 1);
  const large: number[] = [];
  let reach = 0;
  for (let f = 0, at = 0; f < features; f++, at += 4) {
    const size = Math.max(boxes[at + 2]! - boxes[at]!, boxes[at + 3]! - boxes[at + 1]!);
    of[f] = -2;
    if (!hasGeometry(g, f)) continue;
    of[f] = -1;
    if (size > cell * LARGE_IN_CELLS) large.push(f);
    else {
      if (size / 2 > reach) reach = size / 2;
      const middle = (boxes[at]! + boxes[at + 2]!) / 2;
      const height = (boxes[at + 1]! + boxes[at + 3]!) / 2;
      of[f] = placeOf.row(height) * side + placeOf.column(middle);
      heads[of[f]! + 1]!++;
    }
  }
  for (let i = 0; i < side * side; i++) heads[i + 1]! += heads[i]!;
  const items = new Uint32Array(heads[side * side]!);
  const next = heads.slice();
  for (let f = 0; f < features; f++) if (of[f]! >= 0) items[next[of[f]!]!++] = f;
  return { west, north, cell, side, reach, heads, items, large: Uint32Array.from(large) };
}

interface Placing {
  column(x: number): number;
  row(y: number): number;
}

/** The column and the row of the buckets that a place lies in, the nearest of what lies beside them. */
function placing({
  west,
  north,
  cell,
  side,
}: Pick<Buckets, "west" | "north" | "cell" | "side">): Placing {
  const within = (at: number): number => Math.max(0, Math.min(side - 1, Math.floor(at)));
  return { column: (x) => within((x - west) / cell), row: (y) => within((y - north) / cell) };
}

export const indexFeatures = (g: Geometry): SpatialIndex => indexOver(g, bucketsOf(g));

export function indexOver({ boxes }: Geometry, buckets: Buckets): SpatialIndex {
  const { side, reach, heads, items, large } = buckets;
  const { column, row } = placing(buckets);
  return {
    query(w, n, e, s, found) {
      const meets = (f: number): boolean =>
        boxes[f * 4]! <= e &&
        boxes[f * 4 + 2]! >= w &&
        boxes[f * 4 + 1]! <= s &&
        boxes[f * 4 + 3]! >= n;
      for (const f of large) if (meets(f)) found(f);
      if (!items.length) return;
      const firstColumn = column(w - reach);
      const lastColumn = column(e + reach);
      const lastRow = row(s + reach);
      for (let r = row(n - reach); r <= lastRow; r++) {
        const end = heads[r * side + lastColumn + 1]!;
        for (let i = heads[r * side + firstColumn]!; i < end; i++)
          if (meets(items[i]!)) found(items[i]!);
      }
    },
  };
}

/** The same for some thousand features, which are looked through sooner than put into buckets. */
export function scanFeatures({ boxes }: Geometry): SpatialIndex {
  return {
    query(west, north, east, south, found) {
      for (let f = 0, at = 0; at < boxes.length; f++, at += 4)
        if (
          boxes[at]! <= east &&
          boxes[at + 1]! <= south &&
          boxes[at + 2]! >= west &&
          boxes[at + 3]! >= north
        )
          found(f);
    },
  };
}
