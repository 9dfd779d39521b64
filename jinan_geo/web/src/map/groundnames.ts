// The names of the ground: roads along their lines, places, waters and stations with a halo, where nothing else is written.

import { type Box, Boxes, isWithin, meets } from "../data/boxes";
import { distanceTo, LINE } from "../data/geometry";
import { GROUND, GROUND_NAME, GROUND_RIVER_NAME, WHITE } from "../look/palette";
import { fontOf } from "../look/symbols";
import type { Store } from "../state/store";
import { placeGridNames } from "./grid";
import { type Chunk, gridAt, type Under } from "./ground";
import type { Extent } from "./view";

/** A name, turned by so much about its middle; its box holds it as it stands. */
export interface GroundName extends Box {
  kind: "road" | "place" | "water" | "station" | "grid";
  id: string;
  text: string;
  angle: number;
}

interface Wish {
  kind: GroundName["kind"];
  /** The zoom from which it is named. */
  from: number;
  size: number;
}

/** In the order of being placed. */
const WISHES: Record<string, Wish> = {
  place: { kind: "place", from: 8, size: 13 },
  motorway: { kind: "road", from: 12, size: 12 },
  trunk: { kind: "road", from: 12, size: 12 },
  water: { kind: "water", from: 9, size: 12 },
  river: { kind: "water", from: 9, size: 12 },
  primary: { kind: "road", from: 12.5, size: 12 },
  secondary: { kind: "road", from: 13, size: 12 },
  station: { kind: "station", from: 14, size: 11 },
  tertiary: { kind: "road", from: 13.5, size: 11 },
  local: { kind: "road", from: 14, size: 11 },
  service: { kind: "road", from: 16, size: 10 },
};
const ORDER = Object.keys(WISHES);
const APART = 320; // pixels between two that say the same
const AIR = 2;
const END = 6; // pixels of line beyond either end of a name
const BENT = 3; // pixels that a line may leave a name by
const STEP = 12; // pixels between the places tried along a line
const ROOM = 0.7; // of a name's width, that the box of a water needs
const GRID_SIZE = 11;
const MOST = 240; // names drawn
const MIDDLE = [0.5, 0.5] as const;
/** Places tried in the box of a water, as shares of its sides, the middle first. */
const WITHIN = [0.5, 0.35, 0.65, 0.2, 0.8].flatMap((down) =>
  [0.5, 0.35, 0.65, 0.2, 0.8].map((right) => [right, down] as const),
);

interface Candidate {
  chunk: Chunk;
  row: number;
  at: number;
  text: string;
}

/**
 * Names that stand on none of the boxes taken, nor upon one another; in the frame where they can, else beside it,
 * never cut by its edge. What is `named` as a district is not named again.
 */
export function placeGroundNames(
  store: Store,
  context: CanvasRenderingContext2D,
  extent: Extent,
  { frame, under }: { frame: Box; under: Under },
  taken: readonly Box[],
  named: readonly string[],
): GroundName[] {
  const { west, north, scale, width, height } = extent;
  const zoom = Math.log2(scale / 256);
  const { ground } = under;
  const grid = gridAt(under, zoom);
  if (grid) return placeGridNames(context, grid, extent, frame, fontFor(GRID_SIZE), taken);
  if (!ground) return [];
  const box = [west, north, west + width / scale, north + height / scale] as const;
  const found: Candidate[] = [];
  for (const chunk of ground.chunksIn(zoom, box))
    chunk.index.query(...box, (row) => {
      const at = ORDER.indexOf(chunk.classAt(row));
      if (at < 0 || zoom < WISHES[ORDER[at]!]!.from || zoom > chunk.lastZoom(row) + 0.5) return;
      const text = chunk.nameOf(row, store.lang.value);
      if (text && !named.some((one) => one.startsWith(text))) found.push({ chunk, row, at, text });
    });
  found.sort((a, b) => a.at - b.at);
  const boxes = new Boxes(taken);
  const placed: GroundName[] = [];
  const same = new Map<string, GroundName[]>();
  for (const one of found) {
    if (placed.length >= MOST) break;
    const { kind, size } = WISHES[ORDER[one.at]!]!;
    context.font = fontFor(size);
    const wide = context.measureText(one.text).width / 2;
    const others = same.get(one.text) ?? [];
    const fits = (name: Box): boolean =>
      others.every(({ x, y }) => Math.hypot(x - name.x, y - name.y) > APART) && boxes.isFree(name);
    const find = (also: (name: Box) => boolean): Spot | null =>
      findSpot(one, extent, wide, size / 2 + AIR, (name) => also(name) && fits(name));
    const spot = find((name) => isWithin(name, frame)) ?? find((name) => !meets(name, frame));
    if (!spot) continue;
    const name = { ...spot, kind, id: ORDER[one.at]!, text: one.text };
    boxes.add(name);
    placed.push(name);
    same.set(one.text, [...others, name]);
  }
  return placed;
}

type Spot = Box & { angle: number };

function findSpot(
  { chunk, row }: Candidate,
  extent: Extent,
  wide: number,
  high: number,
  fits: (box: Box) => boolean,
): Spot | null {
  const { boxes, featureStart, ringRole, ringStart } = chunk.geometry;
  const { west, north, scale } = extent;
  const ring = featureStart[row]!;
  if (ringRole[ring] === LINE)
    return findAlong(chunk, ringStart[ring]!, ringStart[ring + 1]!, extent, wide, high, fits);
  const [left, top, right, bottom] = [0, 1, 2, 3].map((at) => boxes[row * 4 + at]!);
  const across = right! - left!;
  if (across && across * scale < 2 * wide * ROOM) return null;
  for (const [right, down] of across ? WITHIN : [MIDDLE]) {
    const wx = left! + across * right;
    const wy = top! + (bottom! - top!) * down;
    if (across && distanceTo(chunk.geometry, row, wx, wy)) continue;
    const [x, y] = [(wx - west) * scale, (wy - north) * scale];
    const spot = { x, y, wide: wide + AIR, high, angle: 0 };
    if (x > 0 && y > 0 && x < extent.width && y < extent.height && fits(spot)) return spot;
  }
  return null;
}

/** Where a line runs straight for as long as its name, the middle of it first. */
function findAlong(
  { geometry: g }: Chunk,
  start: number,
  end: number,
  { west, north, scale, width, height }: Extent,
  wide: number,
  high: number,
  fits: (box: Box) => boolean,
): Spot | null {
  const xs: number[] = [];
  const ys: number[] = [];
  const along: number[] = [0];
  for (let i = start; i < end; i++) {
    xs.push((g.x[i]! - west) * scale);
    ys.push((g.y[i]! - north) * scale);
    const at = xs.length - 1;
    if (at) along.push(along[at - 1]! + Math.hypot(xs[at]! - xs[at - 1]!, ys[at]! - ys[at - 1]!));
  }
  const long = along[along.length - 1]!;
  const half = wide + END;
  if (long < 2 * half) return null;
  const placeAt = (far: number): [number, number] => {
    let i = 1;
    while (i < along.length - 1 && along[i]! < far) i++;
    const share = (far - along[i - 1]!) / (along[i]! - along[i - 1]! || 1);
    return [xs[i - 1]! + share * (xs[i]! - xs[i - 1]!), ys[i - 1]! + share * (ys[i]! - ys[i - 1]!)];
  };
  const middle = long / 2;
  for (let away = 0; away <= middle - half; away += STEP)
    for (const far of away ? [middle - away, middle + away] : [middle]) {
      const [x, y] = placeAt(far);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const spot = straight(placeAt(far - half), [x, y], placeAt(far + half), wide, high);
      if (spot && fits(spot)) return spot;
    }
  return null;
}

/** A name between two places of a line, unless the line bends there. */
function straight(
  [ax, ay]: readonly [number, number],
  [mx, my]: readonly [number, number],
  [bx, by]: readonly [number, number],
  wide: number,
  high: number,
): Spot | null {
  const long = Math.hypot(bx - ax, by - ay);
  if (long < (2 * wide + 2 * END) * 0.98) return null;
  if (Math.abs((bx - ax) * (ay - my) - (ax - mx) * (by - ay)) / long > BENT) return null;
  let angle = Math.atan2(by - ay, bx - ax);
  if (angle > Math.PI / 2) angle -= Math.PI;
  else if (angle <= -Math.PI / 2) angle += Math.PI;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const middle = { x: (ax + bx) / 2, y: (ay + by) / 2 };
  return { ...middle, wide: wide * cos + high * sin, high: wide * sin + high * cos, angle };
}

const fontFor = (size: number): string => `${size}px ${fontOf()}`;

export function drawGroundNames(
  context: CanvasRenderingContext2D,
  names: readonly GroundName[],
): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { kind, id, text, x, y, angle } of names) {
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.font = fontFor(WISHES[id]?.size ?? GRID_SIZE);
    context.strokeStyle = kind === "road" ? WHITE : GROUND;
    context.lineWidth = 3;
    context.strokeText(text, 0, 0);
    context.fillStyle = kind === "water" ? GROUND_RIVER_NAME : GROUND_NAME;
    context.fillText(text, 0, 0);
    context.restore();
  }
}
