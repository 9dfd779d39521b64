// Where the names of districts stand: inside their own polygons as far as these are in sight, clear of all that must be read.

import { type Box, isWithin, meets } from "../data/boxes";

/** A closed ring, its corners one after the other; shells and holes alike, by the even-odd rule. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** What of a district a frame shows, in pixels of the view: the same wherever names and symbols stand. */
export interface Sight {
  rings: readonly Ring[];
  /** Whether it lies in the frame whole. */
  whole: boolean;
  edges: Float64Array;
  /** Places inside, most room first: for a name so many times as wide as high. */
  spots(shape: number): readonly Spot[];
}

/** A district, and half the widths of its name: whole, then shorter. */
export interface Area {
  sight: Sight;
  widths: readonly number[];
  /** What stands for the district, where something does: its name stands beside that if it can. */
  close?: Box | undefined;
}

/** A name's box, which of the forms it has, and where its line ends if it stands beside its district. */
export interface Place extends Box {
  form: number;
  end: readonly [x: number, y: number] | null;
  /** Pixels of the line's end that lie under the disc that stands for the district. */
  hidden?: number;
}

interface Spot {
  x: number;
  y: number;
  room: number;
}

const STEPS = 12; // places looked at across a district, and as many down
const SMALL = 2; // pixels between two corners that make no difference
const AWAY = [1, 1.6, 2.4, 3.4]; // heights of a name from the end of its line
const WAYS = 16;
const TIE = 1e-3; // among places with as much room for the name, the one furthest from all edges
const GAP = 0.5; // pixels between a name and what it stands beside
const LEAST = 6; // pixels: less of a district in sight is not in sight

export function sightOf(rings: readonly Ring[], frame: Box): Sight {
  const thinned = rings.map(thin);
  const clipped = thinned.map((ring) => clip(ring, frame));
  const seen = clipped.filter((ring) => ring.length > 2);
  const edges = edgesOf(seen);
  const known = new Map<number, readonly Spot[]>();
  return {
    rings: seen,
    whole: clipped.every((ring, i) => ring.length === thinned[i]!.length),
    edges,
    spots(shape) {
      const spots = known.get(shape) ?? spotsIn(edges, shape);
      known.set(shape, spots);
      return spots;
    },
  };
}

/**
 * A place for each name, those before others first; null where its district is out of sight or has no room.
 * No name stands on a solid box or another name; on a soft one only where nothing else is left.
 */
export function placeInside(
  areas: readonly Area[],
  frame: Box,
  high: number,
  solid: readonly Box[],
  soft: readonly Box[],
): (Place | null)[] {
  const taken = [...solid];
  return areas.map((area) => {
    const place = findPlace(area, frame, high, taken, soft);
    if (place) taken.push(place);
    return place;
  });
}

function findPlace(
  { sight, widths, close }: Area,
  frame: Box,
  high: number,
  taken: readonly Box[],
  soft: readonly Box[],
): Place | null {
  const isFree = (box: Box): boolean =>
    isWithin(box, frame) && !taken.some((one) => meets(box, one));
  const isClear = (box: Box): boolean => isFree(box) && !soft.some((one) => meets(box, one));
  const isInside = (box: Box): boolean => !sight.rings.some((ring) => crosses(ring, box));
  const forms = widths.map((_, form) => form);
  const tries: ((box: Box) => boolean)[] = [(box) => isClear(box) && isInside(box), isClear];
  const first = (find: Find): Place | null => {
    for (const fits of tries)
      for (const form of forms) {
        const place = find(form, fits);
        if (place) return place;
      }
    return null;
  };
  const near = close && first(nextTo(close, sight.edges, widths, high));
  if (near) return near;
  const spots = sight.spots((widths[0] ?? high) / high);
  if (!spots.length) return null;
  const at: Find = (form, fits) => {
    for (const { x, y } of spots) {
      const box = { x, y, wide: widths[form]!, high };
      if (fits(box)) return { ...box, form, end: null };
    }
    return null;
  };
  const inside = first(at);
  if (inside) return inside;
  const last = forms.length - 1;
  // Of a district that reaches beyond the frame there is a better view than a line to its edge.
  const from = close ?? spots[0]!;
  const others = soft.filter((one) => one !== close);
  const isLed = (box: Box): boolean =>
    isClear(box) && !others.some((one) => enters([from.x, from.y], [box.x, box.y], one));
  const find = (fits: (box: Box) => boolean): Place | null =>
    beside(from, widths[last]!, high, last, fits);
  // No line through a number, unless there is no other place for the name.
  const aside = sight.whole ? (find(isLed) ?? find(isClear)) : null;
  if (aside && close) return { ...aside, hidden: close.wide };
  return aside ?? at(last, isFree);
}

type Find = (form: number, fits: (box: Box) => boolean) => Place | null;

/** Below, above or at a side of what stands for the district, its middle still inside. */
function nextTo(close: Box, edges: Float64Array, widths: readonly number[], high: number): Find {
  return (form, fits) => {
    const wide = widths[form]!;
    const [across, down] = [close.wide + wide + GAP, close.high + high + GAP];
    for (const [x, y] of [
      [close.x, close.y + down],
      [close.x, close.y - down],
      [close.x + across, close.y],
      [close.x - across, close.y],
    ] as const) {
      const box = { x, y, wide, high };
      if (fits(box) && crossingsAt(edges, y).filter((one) => one > x).length % 2)
        return { ...box, form, end: null };
    }
    return null;
  };
}

/** Next to the district, with a line to the place with most room in it. */
function beside(
  { x, y }: Pick<Spot, "x" | "y">,
  wide: number,
  high: number,
  form: number,
  isClear: (box: Box) => boolean,
): Place | null {
  for (const away of AWAY)
    for (let way = 0; way < WAYS; way++) {
      const angle = (way / WAYS) * 2 * Math.PI;
      const right = Math.cos(angle) * (wide + 2 * away * high);
      const box = { x: x + right, y: y + Math.sin(angle) * 3 * away * high, wide, high };
      if (isClear(box)) return { ...box, form, end: [x, y] };
    }
  return null;
}

/** Leave out corners that nobody could see. */
function thin(ring: Ring): Ring {
  let [x, y] = [Infinity, Infinity];
  return ring.filter((corner) => {
    const far = Math.abs(corner[0] - x) > SMALL || Math.abs(corner[1] - y) > SMALL;
    if (far) [x, y] = corner;
    return far;
  });
}

/** The part of a ring in a frame, side after side (Sutherland and Hodgman 1974). */
export function clip(ring: Ring, frame: Box): Ring {
  let kept = ring;
  for (const [axis, sign] of [
    [0, 1],
    [0, -1],
    [1, 1],
    [1, -1],
  ] as const) {
    const limit = axis ? frame.y + sign * frame.high : frame.x + sign * frame.wide;
    const over = (corner: readonly [number, number]): number => sign * (corner[axis] - limit);
    const part: [number, number][] = [];
    kept.forEach((to, i) => {
      const from = kept[(i || kept.length) - 1]!;
      const [before, now] = [over(from), over(to)];
      if (before * now < 0) {
        const share = before / (before - now);
        part.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
      }
      if (now <= 0) part.push([to[0], to[1]]);
    });
    kept = part;
  }
  return kept;
}

function spotsIn(edges: Float64Array, shape: number): Spot[] {
  let [west, east, north, south] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < edges.length; i += 4) {
    west = Math.min(west, edges[i]!);
    east = Math.max(east, edges[i]!);
    north = Math.min(north, edges[i + 1]!);
    south = Math.max(south, edges[i + 1]!);
  }
  if (!(east - west >= LEAST && south - north >= LEAST)) return [];
  const spots: Spot[] = [];
  for (let row = 0; row < STEPS; row++) {
    const y = north + ((row + 0.5) / STEPS) * (south - north);
    const crossed = crossingsAt(edges, y);
    for (let column = 0; column < STEPS; column++) {
      const x = west + ((column + 0.5) / STEPS) * (east - west);
      if (crossed.filter((at) => at > x).length % 2)
        spots.push({ x, y, room: roomAt(edges, x, y, shape) });
    }
  }
  return spots.sort((a, b) => b.room - a.room);
}

/** x, y, x, y of each edge. */
function edgesOf(rings: readonly Ring[]): Float64Array {
  const edges = new Float64Array(4 * rings.reduce((sum, ring) => sum + ring.length, 0));
  let at = 0;
  for (const ring of rings) {
    let from = ring[ring.length - 1]!;
    for (const to of ring) {
      edges.set(from, at);
      edges.set(to, at + 2);
      from = to;
      at += 4;
    }
  }
  return edges;
}

/** Where edges cross a height. */
function crossingsAt(edges: Float64Array, y: number): number[] {
  const crossed: number[] = [];
  for (let i = 0; i < edges.length; i += 4) {
    const [ax, ay, bx, by] = [edges[i]!, edges[i + 1]!, edges[i + 2]!, edges[i + 3]!];
    if (ay > y !== by > y) crossed.push(((bx - ax) * (y - ay)) / (by - ay) + ax);
  }
  return crossed;
}

/** How far the nearest edge is with widths divided by the shape, and a little for how far it truly is. */
function roomAt(edges: Float64Array, x: number, y: number, shape: number): number {
  let room = Infinity;
  let plain = Infinity;
  for (let i = 0; i < edges.length; i += 4) {
    const [ax, ay, bx, by] = [edges[i]!, edges[i + 1]!, edges[i + 2]!, edges[i + 3]!];
    room = Math.min(room, squareFrom((ax - x) / shape, ay - y, (bx - x) / shape, by - y));
    plain = Math.min(plain, squareFrom(ax - x, ay - y, bx - x, by - y));
  }
  return Math.sqrt(room) + Math.sqrt(plain) * TIE;
}

/** Square of the distance of a segment from 0, 0. */
function squareFrom(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
  const x = ax + along * dx;
  const y = ay + along * dy;
  return x * x + y * y;
}

/** Whether any edge of a ring comes into a box. */
function crosses(ring: Ring, box: Box): boolean {
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    if (enters(ring[j]!, ring[i]!, box)) return true;
  return false;
}

/** Whether a segment comes into a box (Liang and Barsky 1984). */
function enters(from: readonly [number, number], to: readonly [number, number], box: Box): boolean {
  let [first, last] = [0, 1];
  for (const [axis, half] of [
    [0, box.wide],
    [1, box.high],
  ] as const) {
    const start = from[axis] - (axis ? box.y : box.x);
    const step = to[axis] - from[axis];
    if (!step) {
      if (Math.abs(start) >= half) return false;
      continue;
    }
    const one = (-half - start) / step;
    const other = (half - start) / step;
    first = Math.max(first, Math.min(one, other));
    last = Math.min(last, Math.max(one, other));
  }
  return first < last;
}
