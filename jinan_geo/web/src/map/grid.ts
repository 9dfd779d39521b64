// The kilometre grid of the workspace's metric system, as survey sheets have it: for zooms at which there is no ground.

import { type Box, meets } from "../data/boxes";
import { latOf, lonOf, worldX, worldY } from "../data/geometry";
import { Tangent } from "../data/mercator";
import type { GridInfo } from "../data/page";
import { remember } from "../data/remember";
import { GROUND_GRID } from "../look/palette";
import type { Store } from "../state/store";
import type { Extent } from "./view";

/** Further out the districts say enough. */
export const GRID_FROM = 12;
const LEAST = 110; // pixels between two lines
const STEPS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000]; // metres
const PIECES = 4; // of a line across a view, which is hardly bent
const EDGE = 5; // pixels between a coordinate and the edge of the map
const HIGH = 8; // half a coordinate's height

/** A coordinate at the frame. */
export interface GridName extends Box {
  kind: "grid";
  id: string;
  text: string;
  angle: 0;
}

interface GridLine {
  /** East or north: which of the two coordinates the line holds. */
  axis: 0 | 1;
  metres: number;
  points: [number, number][];
}

export class Grid {
  private readonly plane: Tangent;

  constructor(readonly info: GridInfo) {
    this.plane = new Tangent(info);
  }

  /** The lines across a part of the world, in pixels. */
  linesIn({ west, north, scale, width, height }: Extent): GridLine[] {
    const pixel = ([x, y]: readonly [number, number]): [number, number] => [
      (x - west) * scale,
      (y - north) * scale,
    ];
    const corners = [0, 0.5, 1].flatMap((right) =>
      [0, 0.5, 1].map((down) =>
        this.plane.forward(
          lonOf(west + (right * width) / scale),
          latOf(north + (down * height) / scale),
        ),
      ),
    );
    const metres =
      (Math.max(...corners.map(([, n]) => n)) - Math.min(...corners.map(([, n]) => n))) / height;
    const step = STEPS.find((one) => one / metres >= LEAST) ?? STEPS[STEPS.length - 1]!;
    const lines: GridLine[] = [];
    for (const axis of [0, 1] as const) {
      const range = (of: 0 | 1): [number, number] => {
        const values = corners.map((corner) => corner[of]);
        return [Math.min(...values), Math.max(...values)];
      };
      const [[first, last], [from, to]] = [range(axis), range(axis ? 0 : 1)];
      for (let at = Math.ceil(first / step) * step; at <= last; at += step) {
        const points = Array.from({ length: PIECES + 1 }, (_, piece) => {
          const along = from + ((to - from) * piece) / PIECES;
          const [lon, lat] = axis ? this.plane.inverse(along, at) : this.plane.inverse(at, along);
          return pixel([worldX(lon), worldY(lat)]);
        });
        lines.push({ axis, metres: at, points });
      }
    }
    return lines;
  }
}

export const gridOf = remember((store: Store): Grid | null => {
  const { grid } = store.catalog.page;
  return grid ? new Grid(grid) : null;
});

export function paintGrid(
  context: CanvasRenderingContext2D,
  grid: Grid,
  extent: Extent,
  unit: number,
): void {
  context.globalAlpha = 1;
  context.strokeStyle = GROUND_GRID;
  context.lineWidth = unit;
  context.beginPath();
  for (const { points } of grid.linesIn(extent))
    points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.stroke();
}

/** The coordinates of the lines where they meet the frame: east along one side, north along another. */
export function placeGridNames(
  context: CanvasRenderingContext2D,
  grid: Grid,
  extent: Extent,
  frame: Box,
  font: string,
  taken: readonly Box[],
): GridName[] {
  context.font = font;
  const placed: GridName[] = [];
  const sides = [frame.y + frame.high - EDGE - HIGH, frame.y - frame.high + EDGE + HIGH];
  const ends = [frame.x - frame.wide, frame.x + frame.wide];
  for (const { axis, metres, points } of grid.linesIn(extent)) {
    const text = `${metres / 1000} km ${axis ? "N" : "E"}`;
    const wide = context.measureText(text).width / 2 + 2;
    const spots = axis
      ? ends.map((x, at) => {
          const inner = x + (at ? -1 : 1) * (EDGE + wide);
          return [inner, crossing(points, 0, inner)] as const;
        })
      : sides.map((y) => [crossing(points, 1, y), y] as const);
    for (const [x, y] of spots) {
      const box = { x, y, wide, high: HIGH };
      const isIn =
        Math.abs(x - frame.x) + wide <= frame.wide && Math.abs(y - frame.y) + HIGH <= frame.high;
      if (!isIn || [...taken, ...placed].some((one) => meets(one, box))) continue;
      placed.push({ ...box, kind: "grid", id: `${axis ? "N" : "E"}${metres}`, text, angle: 0 });
      break;
    }
  }
  return placed;
}

/** The other coordinate of a line where one of them has a value; far away where it never has. */
function crossing(
  points: readonly (readonly [number, number])[],
  axis: 0 | 1,
  value: number,
): number {
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    const share = (value - from[axis]) / (to[axis] - from[axis] || 1e-9);
    if (share >= 0 && share <= 1) {
      const other = axis ? 0 : 1;
      return from[other] + share * (to[other] - from[other]);
    }
  }
  return Infinity;
}
