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

export function indexFeatures(g: Geometry): SpatialIndex {
  const { boxes } = g;
  const features: number[] = [];
  const extent = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
  for (let f = 0; f * 4 < boxes.length; f++) {
    if (!hasGeometry(g, f)) continue;
    features.push(f);
    extent[0] = Math.min(extent[0], boxes[f * 4]!);
    extent[1] = Math.min(extent[1], boxes[f * 4 + 1]!);
    extent[2] = Math.max(extent[2], boxes[f * 4 + 2]!);
    extent[3] = Math.max(extent[3], boxes[f * 4 + 3]!);
  }
  const [west, north] = extent;
  const side = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(features.length / PER_BUCKET))));
  const cell = Math.max((extent[2] - west) / side, (extent[3] - north) / side, 1e-9) * 1.000001;
  const large: number[] = [];
  const small: number[] = [];
  let reach = 0;
  for (const f of features) {
    const right = boxes[f * 4 + 2]! - boxes[f * 4]!;
    const down = boxes[f * 4 + 3]! - boxes[f * 4 + 1]!;
    const size = Math.max(right, down);
    if (size > cell * LARGE_IN_CELLS) large.push(f);
    else {
      small.push(f);
      reach = Math.max(reach, size / 2);
    }
  }
  const column = (x: number): number =>
    Math.max(0, Math.min(side - 1, Math.floor((x - west) / cell)));
  const row = (y: number): number =>
    Math.max(0, Math.min(side - 1, Math.floor((y - north) / cell)));
  const bucket = (f: number): number =>
    row((boxes[f * 4 + 1]! + boxes[f * 4 + 3]!) / 2) * side +
    column((boxes[f * 4]! + boxes[f * 4 + 2]!) / 2);
  const heads = new Uint32Array(side * side + 1);
  for (const f of small) heads[bucket(f) + 1]!++;
  for (let i = 0; i < side * side; i++) heads[i + 1]! += heads[i]!;
  const items = new Uint32Array(small.length);
  const next = heads.slice();
  for (const f of small) items[next[bucket(f)]!++] = f;

  return {
    query(w, n, e, s, found) {
      const meets = (f: number): boolean =>
        boxes[f * 4]! <= e &&
        boxes[f * 4 + 2]! >= w &&
        boxes[f * 4 + 1]! <= s &&
        boxes[f * 4 + 3]! >= n;
      for (const f of large) if (meets(f)) found(f);
      if (!small.length) return;
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
