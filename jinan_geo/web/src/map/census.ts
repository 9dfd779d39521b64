// Whether the picture is honest: the shares of the lights among the colours painted, beside their shares in the data.
import type * as L from "leaflet";
import { POINT } from "../data/geometry";
import { LIGHTS, type Light } from "../data/layer";
import { GROUND, LIGHT_COLORS } from "../look/palette";
import type { Store } from "../state/store";
import { paintBadges } from "./badge";
import { paintsOf } from "./looks";
import { extentOf, gathered, symbolFactor } from "./mapimage";
import { type Paint, paintAll } from "./paint";
import type { Extent } from "./view";

export type Shares = Record<Light, number>;

export interface Picture {
  /** By pixels, of what the map draws in the view; null where its colours are not those of the lights. */
  drawn: Shares | null;
  /** By number, of the projects in the view that pass the filters. */
  data: Shares;
}

/** Of the whole, 0 to 1; all are 0 where there is nothing. */
function sharesOf(sums: readonly number[]): Shares {
  const all = sums.reduce((sum, one) => sum + one, 0) || 1;
  return Object.fromEntries(LIGHTS.map((light, at) => [light, sums[at]! / all])) as Shares;
}

export function pictureOf(store: Store, map: L.Map): Picture {
  const extent = extentOf(map);
  const data = sharesOf(countData(store, extent));
  return { drawn: store.colorBy.value === "light" ? drawnShares(store, extent) : null, data };
}

function countData(store: Store, extent: Extent): number[] {
  const counts = LIGHTS.map(() => 0);
  const { west, north, width, height, scale } = extent;
  const [east, south] = [west + width / scale, north + height / scale];
  const lit = paintsOf(store, store.edition.value, store.result.value.mask, "light");
  for (const paint of lit)
    paint.layer.index.query(west, north, east, south, (row) => {
      const look = paint.lookOf(row);
      const isSeen = placesOf(paint, row).some(
        ([x, y]) => x >= west && x < east && y >= north && y < south,
      );
      if (look >= 0 && isSeen) counts[paint.looks[look]!.kind]!++;
    });
  return counts;
}

/** Where a feature's symbols stand. */
function placesOf({ layer: { geometry: g, anchors } }: Paint, row: number): [number, number][] {
  const first = g.featureStart[row]!;
  if (g.ringRole[first] !== POINT) return [[anchors[row * 2]!, anchors[row * 2 + 1]!]];
  const places: [number, number][] = [];
  for (let v = g.ringStart[first]!; v < g.ringStart[g.featureStart[row + 1]!]!; v++)
    places.push([g.x[v]!, g.y[v]!]);
  return places;
}

function drawnShares(store: Store, extent: Extent): Shares {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [extent.width, extent.height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser gives no canvas");
  const view = {
    frame: extent,
    unit: 1,
    ratio: 1,
    factor: symbolFactor(extent),
  };
  const { paints, badges } = gathered(store, extent);
  paintAll(context, paints, view);
  paintBadges(context, badges, view);
  return sharesOf(countColors(context.getImageData(0, 0, canvas.width, canvas.height).data));
}

type Rgb = readonly [number, number, number];
const rgbOf = (color: string): Rgb => {
  const value = parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
const PAPER = rgbOf(GROUND);
const AWAY = 24; // of 255: farther from the line between paper and a light it is another colour
/** How much of a light's colour a pixel must have; grey is also what the edges of letters are. */
const LEAST: Record<Light, number> = { red: 0.4, yellow: 0.4, green: 0.4, grey: 0.93 };
const MOST = 1.07;

/** How much of each light's colour the pixels hold: a light may be mixed with paper, or lie thinly over nothing. */
function countColors(pixels: Uint8ClampedArray): number[] {
  const ways = LIGHTS.map((light) => rgbOf(LIGHT_COLORS[light]).map((one, at) => one - PAPER[at]!));
  const sums = LIGHTS.map(() => 0);
  const known = new Map<number, readonly [number, number]>();
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]!;
    if (!alpha) continue;
    const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    const key = (red << 16) | (green << 8) | blue;
    let found = known.get(key);
    if (!found) known.set(key, (found = nearest([red, green, blue], ways)));
    if (found[0] >= 0) sums[found[0]]! += (found[1] * alpha) / 255;
  }
  return sums;
}

/** Which light a colour is a tint of, and how much of it; -1 for none. */
function nearest(color: Rgb, ways: readonly number[][]): readonly [number, number] {
  let best: readonly [number, number] = [-1, 0];
  let least = AWAY;
  const from = color.map((one, at) => one - PAPER[at]!);
  ways.forEach((way, light) => {
    const dot = (one: readonly number[]): number =>
      one.reduce((sum, x, at) => sum + x * way[at]!, 0);
    const part = dot(from) / dot(way);
    const away = Math.hypot(...from.map((one, at) => one - part * way[at]!));
    if (part < LEAST[LIGHTS[light]!] || part > MOST || away >= least) return;
    least = away;
    best = [light, part];
  });
  return best;
}
