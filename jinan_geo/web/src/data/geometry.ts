// Rings in Web Mercator world units (0 to 1, y down), and the questions asked of them.
import { fillCodes } from "./codes";
import type { Table } from "./columns";

export const POINT = 0;
export const LINE = 1;
export const SHELL = 2;
export const HOLE = 3;
const ROLES: Record<string, number> = { point: POINT, line: LINE, shell: SHELL, hole: HOLE };

export interface Geometry {
  x: Float64Array;
  y: Float64Array;
  /** Ring r holds vertices ringStart[r] to ringStart[r + 1]. */
  ringStart: Uint32Array;
  ringRole: Uint8Array;
  /** Feature f holds rings featureStart[f] to featureStart[f + 1]. */
  featureStart: Uint32Array;
  /** West, north, east, south of feature f at 4 f. */
  boxes: Float64Array;
}

export const worldX = (lon: number): number => lon / 360 + 0.5;

export function worldY(lat: number): number {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

const NEARBY = 0.05; // degrees, within which three terms of the series are right to a few micrometres at the equator

/** The same for one latitude after the other, most of which lie near the one before: by a series about that. */
export function worldYs(): (lat: number) => number {
  let about = Infinity;
  let near = 0;
  let [still, slope, bend, turn] = [0, 0, 0, 0];
  return (lat) => {
    let away = lat - about;
    if (!(away > -near && away < near)) {
      about = lat;
      near = 0;
      if (Math.abs(lat) > 84) return worldY(lat);
      const angle = (lat * Math.PI) / 180;
      const [secant, tangent] = [1 / Math.cos(angle), Math.tan(angle)];
      const step = Math.PI / 180;
      near = NEARBY / (secant * secant);
      still = worldY(lat);
      slope = -secant / 360;
      bend = (slope * tangent * step) / 2;
      turn = (slope * (secant * secant + tangent * tangent) * step * step) / 6;
      away = 0;
    }
    return still + away * (slope + away * (bend + away * turn));
  };
}

export const lonOf = (x: number): number => (x - 0.5) * 360;

export const latOf = (y: number): number =>
  (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

export function readGeometry(rings: Table, vertices: Table, features: number): Geometry {
  const firstX = rings.steps.get("x");
  const firstY = rings.steps.get("y");
  const dx = vertices.steps.get("dx");
  const dy = vertices.steps.get("dy");
  const owner = rings.columns.get("feature");
  const role = rings.columns.get("role");
  const count = rings.columns.get("count");
  if (!firstX || !firstY || !dx || !dy || !owner || !role || !count)
    throw new Error("the geometry lacks a column");
  const total = rings.rows + vertices.rows;
  const geometry: Geometry = {
    x: new Float64Array(total),
    y: new Float64Array(total),
    ringStart: new Uint32Array(rings.rows + 1),
    ringRole: new Uint8Array(rings.rows),
    featureStart: new Uint32Array(features + 1),
    boxes: new Float64Array(features * 4),
  };
  const { x, y, ringStart, ringRole, featureStart } = geometry;
  const [stepsX, stepsY] = [dx.values, dy.values];
  fillCodes(ringRole, 0, rings.rows, [{ column: role, from: 0 }], (ring) => {
    return ROLES[String(role.at(ring))] ?? LINE;
  });
  const around = 360 * firstX.scale;
  const toWorld = worldYs();
  let step = 0;
  /** Put down the places of a ring one after another; gives twice its area, of whichever sign. */
  const trace = (start: number, end: number, firstLon: number, firstLat: number): number => {
    let lon = firstLon;
    let lat = firstLat;
    let before = (x[start] = lon / around + 0.5);
    let above = (y[start] = toWorld(lat / firstY.scale));
    let twice = 0;
    for (let at = start + 1; at < end; at++) {
      lon += stepsX[step]!;
      lat += stepsY[step++]!;
      const across = lon / around + 0.5;
      const down = toWorld(lat / firstY.scale);
      twice += (before - across) * (above + down);
      x[at] = before = across;
      y[at] = above = down;
    }
    return twice + (before - x[start]!) * (above + y[start]!);
  };
  for (let ring = 0, at = 0; ring < rings.rows; ring++) {
    const start = at;
    at += Number(count.at(ring));
    if (at > total) throw new Error("the geometry counts more vertices than it holds");
    featureStart[Number(owner.at(ring)) + 1]!++;
    ringStart[ring + 1] = at;
    if (at === start) continue;
    const twice = trace(start, at, firstX.values[ring]!, firstY.values[ring]!);
    // Shells run one way and holes the other, so that one nonzero fill is right for many features at once.
    if (ringRole[ring]! >= SHELL && twice > 0 !== (ringRole[ring] === SHELL)) {
      reverse(x, start, at);
      reverse(y, start, at);
    }
  }
  for (let f = 0; f < features; f++) featureStart[f + 1]! += featureStart[f]!;
  measure(geometry, features);
  return geometry;
}

/** In place, without a view of each ring: to make one takes longer. */
function reverse(places: Float64Array, start: number, end: number): void {
  for (let from = start, to = end - 1; from < to; from++, to--) {
    const kept = places[from]!;
    places[from] = places[to]!;
    places[to] = kept;
  }
}

function measure({ x, y, ringStart, featureStart, boxes }: Geometry, features: number): void {
  for (let f = 0; f < features; f++) {
    let west = Infinity;
    let north = Infinity;
    let east = -Infinity;
    let south = -Infinity;
    const end = ringStart[featureStart[f + 1]!]!;
    for (let i = ringStart[featureStart[f]!]!; i < end; i++) {
      const across = x[i]!;
      const down = y[i]!;
      if (across < west) west = across;
      if (across > east) east = across;
      if (down < north) north = down;
      if (down > south) south = down;
    }
    boxes[f * 4] = west;
    boxes[f * 4 + 1] = north;
    boxes[f * 4 + 2] = east;
    boxes[f * 4 + 3] = south;
  }
}

export const hasGeometry = (g: Geometry, feature: number): boolean =>
  g.featureStart[feature + 1]! > g.featureStart[feature]!;

/** Distance from a place to a feature in world units: 0 inside a polygon; a line or point at its nearest place. */
export function distanceTo(g: Geometry, feature: number, px: number, py: number): number {
  let best = Infinity;
  let winding = 0;
  for (let ring = g.featureStart[feature]!; ring < g.featureStart[feature + 1]!; ring++) {
    const start = g.ringStart[ring]!;
    const end = g.ringStart[ring + 1]!;
    const role = g.ringRole[ring]!;
    if (role === POINT) {
      best = Math.min(best, Math.hypot(g.x[start]! - px, g.y[start]! - py));
      continue;
    }
    const closed = role >= SHELL;
    for (let i = closed ? start : start + 1, j = closed ? end - 1 : start; i < end; j = i++) {
      const xi = g.x[i]!;
      const yi = g.y[i]!;
      const xj = g.x[j]!;
      const yj = g.y[j]!;
      best = Math.min(best, toSegment(px, py, xj, yj, xi, yi));
      if (closed && yi > py !== yj > py && px < ((xj - xi) * (py - yi)) / (yj - yi) + xi)
        winding += yi > yj ? 1 : -1;
    }
  }
  return winding === 0 ? best : 0;
}

function toSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  const t = square ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / square)) : 0;
  return Math.hypot(ax + t * dx - px, ay + t * dy - py);
}
