// The names of the ground: roads along their lines, places, waters and stations with a halo, where nothing else is written.

import { type Box, Boxes, isWithin } from "../data/boxes";
import { distanceTo, LINE } from "../data/geometry";
import { GROUND, GROUND_NAME, GROUND_RIVER_NAME, WHITE } from "../look/palette";
import { fontOf } from "../look/symbols";
import type { Store } from "../state/store";
import type { Lang } from "../words/texts";
import { placeGridNames } from "./grid";
import { gridAt, type Under, type WorldBox, worldBox } from "./ground";
import type { Chunk } from "./groundchunk";
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
  tertiary: { kind: "road", from: 13, size: 11 },
  local: { kind: "road", from: 14, size: 11 },
  service: { kind: "road", from: 16, size: 10 },
};
const ORDER = Object.keys(WISHES);
const RANKS = new Map(ORDER.map((name, at) => [name, at]));
const APART = 320; // pixels between two that say the same
const AIR = 2;
const END = 6; // pixels of line beyond either end of a name
const BENT = 3; // pixels that a line may leave a name by
const STEP = 12; // pixels between the places tried along a line
const ROOM = 0.7; // of a name's width, that the box of a water needs
const GRID_SIZE = 11;
const SHORTEST = 24; // pixels of a line, below which it can bear no name
const ROOM_EACH = 9_000; // square pixels of the map for each name: more of them would cover what they name
const FEW = 0.33; // of those there is room for: where there are not so many, smaller roads are named too
const EARLIER = 1; // zooms, than they else would be
/** Pixels that a name is moved by for its halo: a browser writes one many times faster than it follows its outline. */
const HALO = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;
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
 * Names in the frame that stand on none of the boxes taken, nor upon one another. What is `named` as a district is not named again.
 */
export function placeGroundNames(
  store: Store,
  context: CanvasRenderingContext2D,
  extent: Extent,
  { frame, under }: { frame: Box; under: Under },
  taken: readonly Box[],
  named: readonly string[],
): GroundName[] {
  const zoom = Math.log2(extent.scale / 256);
  const { ground } = under;
  const grid = gridAt(under, zoom);
  if (grid) return placeGridNames(context, grid, extent, frame, fontFor(GRID_SIZE), taken);
  if (!ground) return [];
  const seen = worldBox(seenOf(extent, frame));
  const chunks = ground.chunksIn(zoom, seen);
  const most = (4 * frame.wide * frame.high) / ROOM_EACH;
  const boxes = new Boxes(taken);
  const placed: GroundName[] = [];
  const same = new Map<string, GroundName[]>();
  const place = ({ from, to }: Span, limit: number): void => {
    const found: Candidate[] = [];
    for (const chunk of chunks)
      for (let i = 0; i < chunk.names.rows.length; i++) {
        const row = chunk.names.rows[i]!;
        if (!touches(chunk, row, seen)) continue;
        const at = RANKS.get(chunk.classAt(row)) ?? -1;
        const wish = WISHES[ORDER[at]!];
        if (!wish || wish.from < from || wish.from > to) continue;
        if (zoom > chunk.lastZoom(row) + 0.5) continue;
        if (wish.kind === "road" && isShort(chunk, row, extent.scale)) continue;
        const text = nameAt(chunk, i, store.lang.value);
        if (!named.some((one) => one.startsWith(text))) found.push({ chunk, row, at, text });
      }
    found.sort((a, b) => a.at - b.at);
    for (const one of found) {
      if (placed.length >= limit) break;
      const { kind, size } = WISHES[ORDER[one.at]!]!;
      const wide = widthOf(context, one.text, size) / 2;
      const others = same.get(one.text) ?? [];
      const fits = (name: Box): boolean =>
        isWithin(name, frame) &&
        others.every(({ x, y }) => Math.hypot(x - name.x, y - name.y) > APART) &&
        boxes.isFree(name);
      const spot = findSpot(one, extent, wide, size / 2 + AIR, fits);
      if (!spot) continue;
      const name = { ...spot, kind, id: ORDER[one.at]!, text: one.text };
      boxes.add(name);
      placed.push(name);
      same.set(one.text, [...others, name]);
    }
  };
  place({ from: -Infinity, to: zoom }, most);
  if (placed.length < most * FEW) place({ from: zoom + 1e-9, to: zoom + EARLIER }, most * FEW);
  return placed;
}

/** The zooms from which a kind is named. */
interface Span {
  from: number;
  to: number;
}

/** What of the extent is in the frame: what is around it may still be to come. */
const seenOf = ({ west, north, scale }: Extent, { x, y, wide, high }: Box): Extent => ({
  west: west + (x - wide) / scale,
  north: north + (y - high) / scale,
  scale,
  width: 2 * wide,
  height: 2 * high,
});

/** Whether a row's box meets another in the world. */
function touches({ geometry: { boxes } }: Chunk, row: number, box: WorldBox): boolean {
  const at = row * 4;
  return (
    boxes[at]! <= box[2] &&
    boxes[at + 1]! <= box[3] &&
    boxes[at + 2]! >= box[0] &&
    boxes[at + 3]! >= box[1]
  );
}

/** In the reader's language, or the other where that is all there is. */
function nameAt({ names: { zh, en } }: Chunk, at: number, lang: Lang): string {
  const [own, other] = lang === "zh" ? [zh, en] : [en, zh];
  return own[at]! || other[at]!;
}

function isShort({ geometry: { boxes } }: Chunk, row: number, scale: number): boolean {
  const across = boxes[row * 4 + 2]! - boxes[row * 4]!;
  const down = boxes[row * 4 + 3]! - boxes[row * 4 + 1]!;
  return (across + down) * scale < SHORTEST;
}

type Spot = Box & { angle: number };

const HANZI = /^[\u4e00-\u9fff]+$/; // each as wide as the writing is high
const widths = new Map<string, number>();

/** Measured once: most names stand along many pieces of line. */
function widthOf(context: CanvasRenderingContext2D, text: string, size: number): number {
  const key = `${size} ${text}`;
  let width = HANZI.test(text) ? size * text.length : widths.get(key);
  if (width === undefined) {
    context.font = fontFor(size);
    widths.set(key, (width = context.measureText(text).width));
  }
  return width;
}

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
  const [left, top, right, bottom] = [0, 1, 2, 3].map((at) => boxes[row * 4 + at]!);
  const across = right! - left!;
  if (ringRole[ring] === LINE) {
    // Nowhere is a line straight for longer than its box is.
    if (Math.hypot(across, bottom! - top!) * scale < straightFor(wide)) return null;
    return findAlong(chunk, ringStart[ring]!, ringStart[ring + 1]!, extent, wide, high, fits);
  }
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

/** How far apart the ends of a piece of line must be that bears a name. */
const straightFor = (wide: number): number => (2 * wide + 2 * END) * 0.98;

/** A name between two places of a line, unless the line bends there. */
function straight(
  [ax, ay]: readonly [number, number],
  [mx, my]: readonly [number, number],
  [bx, by]: readonly [number, number],
  wide: number,
  high: number,
): Spot | null {
  const long = Math.hypot(bx - ax, by - ay);
  if (long < straightFor(wide)) return null;
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
  for (const { kind, id, text, x, y, angle } of names) {
    context.font = fontFor(WISHES[id]?.size ?? GRID_SIZE);
    const write = (dx: number, dy: number): void => {
      context.save();
      context.translate(x + dx, y + dy);
      context.rotate(angle);
      context.fillText(text, 0, 0);
      context.restore();
    };
    context.fillStyle = kind === "road" ? WHITE : GROUND;
    for (const [dx, dy] of HALO) write(dx, dy);
    context.fillStyle = kind === "water" ? GROUND_RIVER_NAME : GROUND_NAME;
    write(0, 0);
  }
}
