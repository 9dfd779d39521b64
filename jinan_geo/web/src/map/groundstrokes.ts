// The strokes and fills of the ground in quiet greys and a blue, so that the data stand out: areas, water, buildings, roads,
// rails. Run by the page and by the worker.

import {
  GROUND_BUILDING,
  GROUND_CASING,
  GROUND_GREEN,
  GROUND_RAIL,
  GROUND_URBAN,
  GROUND_WALL,
  GROUND_WATER,
  WHITE,
} from "../look/palette";
import type { Chunk } from "./groundchunk";
import { Roads } from "./groundroads";
import { type Frame, traceFeature } from "./trace";
import type { View } from "./view";

/** A canvas's worth of ground. */
export interface Strokes extends Pick<View, "frame" | "ratio" | "unit"> {
  /** Pixels of the canvas. */
  across: number;
  down: number;
  /** Where districts are filled by how they stand, no area may hide that. */
  bare: boolean;
}

/** Of a line: its width in pixels at zoom 15, and the least. */
interface Style {
  color: string;
  edge?: string;
  wide?: number;
  least?: number;
  dash?: readonly number[];
  /** White stretches within a line that is wide enough, as maps have railways. */
  ties?: readonly number[];
  /** Only its casing is drawn where it is as thin as that. */
  casing?: number;
}

const road = (wide: number, least: number, casing = 1.6): Style => ({
  color: WHITE,
  edge: GROUND_CASING,
  wide,
  least,
  casing,
});
/** Of the many smallest ones, which would be all that one saw. */
const MANY = 2.4;

/** In the order of drawing, from below. */
const STYLES: Record<string, Style> = {
  urban: { color: GROUND_URBAN },
  green: { color: GROUND_GREEN },
  water: { color: GROUND_WATER },
  river: { color: GROUND_WATER, wide: 3.4, least: 1.2 },
  coast: { color: GROUND_WATER, wide: 2, least: 1.2 },
  building: { color: GROUND_BUILDING, edge: GROUND_WALL },
  service: road(3.6, 0.5, MANY),
  local: road(6.9, 0.7),
  tertiary: road(7.8, 0.9),
  secondary: road(8.6, 1),
  primary: road(10.5, 1.2),
  trunk: road(12, 1.5),
  motorway: road(12.5, 1.6),
  metro: { color: GROUND_RAIL, wide: 1.4, least: 0.8, dash: [4, 3] },
  rail: { color: GROUND_RAIL, wide: 2, least: 0.8, ties: [6, 6] },
};
const ORDER = Object.keys(STYLES);
const ROADS = ORDER.filter((name) => STYLES[name]!.casing);
const PER_PATH = 64;
const REACH = 24; // pixels that a stroke may reach beyond its line
const WALLS_FROM = 15;
const HAIR = 1; // pixel of the canvas: as thin as that a line is drawn some twenty times faster than wider ones
const GROWTH = 0.62; // of a doubling, with each zoom
const TIES_FROM = 2.8; // pixels: from zoom 16, as tracks side by side would flicker before
const CASING = 0.6; // pixels on each side of a road
const RIM = 1.2; // pixels of a line that its ties leave, both sides together

const widthAt = ({ wide = 1, least = 1 }: Style, zoom: number): number =>
  Math.max(least, wide * 2 ** ((zoom - 15) * GROWTH));

interface Drawn {
  paths: Path2D[];
  features: number;
}

/** The paths of what a part of the world holds, by class; what is taken otherwise has none. */
function collect(
  chunks: readonly Chunk[],
  frame: Frame,
  zoom: number,
  take: (name: string, chunk: Chunk, row: number) => boolean,
): Map<string, Drawn> {
  const found = new Map<string, Drawn>();
  const margin = REACH / frame.scale;
  const [right, bottom] = [frame.width / frame.scale, frame.height / frame.scale];
  for (const chunk of chunks) {
    const { geometry, index } = chunk;
    const { west, north } = frame;
    const [east, south] = [west + right + margin, north + bottom + margin];
    index.query(west - margin, north - margin, east, south, (row) => {
      if (zoom > chunk.lastZoom(row)) return;
      const name = chunk.classAt(row);
      if (take(name, chunk, row)) return;
      let drawn = found.get(name);
      if (!drawn) found.set(name, (drawn = { paths: [], features: 0 }));
      if (drawn.features++ % PER_PATH === 0) drawn.paths.push(new Path2D());
      traceFeature(drawn.paths[drawn.paths.length - 1]!, geometry, row, frame, isDashed(name));
    });
  }
  return found;
}

/** Half the width of a class of roads that is wide enough for a casing, in pixels. */
function halfOf(name: string, zoom: number): [string, number][] {
  const style = STYLES[name]!;
  const width = widthAt(style, zoom);
  return width > style.casing! ? [[name, width / 2]] : [];
}

const isDashed = (name: string): boolean =>
  (STYLES[name]?.dash ?? STYLES[name]?.ties) !== undefined;

const isArea = (name: string): boolean => STYLES[name]?.wide === undefined;

const LINES = ORDER.filter((name) => name === "water" || !isArea(name));

/** Draw what is decoded of the ground in a tile, or in a part of the world; a spare canvas is at least as large. */
export function paintChunks(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  chunks: readonly Chunk[],
  { frame, ratio, unit, bare, across, down }: Strokes,
  spare?: OffscreenCanvas,
): void {
  const tier = Math.log2(frame.scale / 256);
  const zoom = Math.log2(frame.scale / unit / 256);
  const pixel = ratio * unit;
  const roads = new Roads(across, down, CASING * pixel);
  const halves = new Map(ROADS.flatMap((name) => halfOf(name, zoom)));
  const found = collect(chunks, frame, Math.round(tier), (name, { geometry }, row) => {
    const half = halves.get(name);
    if (half) roads.add(geometry, row, frame, ratio, half * pixel);
    return half !== undefined;
  });
  const order = bare ? LINES : ORDER;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.lineJoin = context.lineCap = "round";
  const stroke = (name: string, color: string, width: number): void => {
    context.strokeStyle = color;
    context.lineWidth = width * unit;
    for (const path of found.get(name)?.paths ?? []) context.stroke(path);
  };
  const setDash = (lengths: readonly number[] = []): void =>
    context.setLineDash(lengths.map((length) => length * unit));
  for (const name of order.filter(isArea)) {
    const { color, edge } = STYLES[name]!;
    context.fillStyle = color;
    for (const path of found.get(name)?.paths ?? []) context.fill(path, "nonzero");
    if (edge && zoom >= WALLS_FROM) stroke(name, edge, 0.6);
  }
  for (const name of ["river", "coast"])
    stroke(name, STYLES[name]!.color, widthAt(STYLES[name]!, zoom));
  for (const name of ROADS) {
    const { edge, casing } = STYLES[name]!;
    const width = widthAt(STYLES[name]!, zoom);
    stroke(name, edge!, casing === MANY ? Math.min(width, HAIR / pixel) : width);
  }
  roads.paintOn(context, spare);
  for (const name of ["metro", "rail"]) {
    const { color, dash, ties } = STYLES[name]!;
    const width = widthAt(STYLES[name]!, zoom);
    setDash(dash);
    stroke(name, color, width);
    if (!ties || width < TIES_FROM) continue;
    setDash(ties);
    context.lineCap = "butt";
    stroke(name, WHITE, width - RIM);
    context.lineCap = "round";
  }
  context.setLineDash([]);
}
