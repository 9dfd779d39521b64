// Draws the map anew into one canvas, at any size and sharpness: for the picture and for the printed sheet.
import type * as L from "leaflet";
import type { Box } from "../data/boxes";
import { placeOf } from "../data/catalog";
import { latOf, worldX, worldY } from "../data/geometry";
import { ACCENT, GROUND } from "../look/palette";
import type { Position, Store } from "../state/store";
import { paintBadges } from "./badge";
import type { Owners } from "./crowding";
import { figuresAt } from "./districtfigures";
import { type Gathered, gather } from "./gather";
import { drawnUnder, worldBox } from "./ground";
import { paintOver } from "./groundpaint";
import { CHOSEN_RADIUS } from "./highlight";
import { groundPaints, paintsOf } from "./looks";
import { paintNames, wholeRoom } from "./nameview";
import { paintAll, zoomFactor } from "./paint";
import { outlinesAround } from "./picking";
import { type Frame, traceFeature } from "./trace";
import type { Extent, View } from "./view";

/** What the reader sees now. */
export function extentOf(map: L.Map): Extent {
  const { x, y } = map.getSize();
  const { lat, lng: lon } = map.getCenter();
  return extentAt({ zoom: map.getZoom(), lat, lon }, x, y);
}

/** What a map of this size shows about a place. */
export function extentAt({ zoom, lat, lon }: Position, width: number, height: number): Extent {
  const scale = 256 * 2 ** zoom;
  return {
    west: worldX(lon) - width / 2 / scale,
    north: worldY(lat) - height / 2 / scale,
    scale,
    width,
    height,
  };
}

/** What the reader sees, whole and in the middle of a box of this size. */
export function fitSeen(seen: Extent, width: number, height: number): Extent {
  const scale = seen.scale * Math.min(width / seen.width, height / seen.height);
  const west = seen.west + seen.width / 2 / seen.scale - width / 2 / scale;
  const north = seen.north + seen.height / 2 / seen.scale - height / 2 / scale;
  return { west, north, scale, width, height };
}

/** The whole of the bounds (west, south, east, north), in the middle of a box of this size. */
export function fitExtent(
  bounds: readonly number[],
  width: number,
  height: number,
  margin: number,
): Extent {
  const [left, right] = [worldX(bounds[0]!), worldX(bounds[2]!)];
  const [top, bottom] = [worldY(bounds[3]!), worldY(bounds[1]!)];
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, 1e-9),
    (height - 2 * margin) / Math.max(bottom - top, 1e-9),
  );
  return {
    west: (left + right) / 2 - width / 2 / scale,
    north: (top + bottom) / 2 - height / 2 / scale,
    scale,
    width,
    height,
  };
}

const SYMBOL = 4; // pixels about its middle that most of a symbol takes
const EQUATOR = 40_075_016.686; // metres

/** A round length for the scale bar: its metres and its pixels, in the middle of the map. */
export function scaleBar(
  { north, scale, height }: Extent,
  most: number,
): { metres: number; pixels: number } {
  const middle = latOf(north + height / 2 / scale);
  const perPixel = (EQUATOR * Math.cos((middle * Math.PI) / 180)) / scale;
  const power = 10 ** Math.floor(Math.log10(perPixel * most));
  const metres = ([5, 2, 1].find((step) => step * power <= perPixel * most) ?? 1) * power;
  return { metres, pixels: metres / perPixel };
}

/** How large symbols are drawn at this scale. */
export const symbolFactor = ({ scale }: Extent): number => zoomFactor(Math.log2(scale / 256));

/** What is drawn in a part of the world: badges and cells for what lies upon one another, all else as itself. */
export const gathered = (store: Store, { west, north, scale, width, height }: Extent): Gathered =>
  gather(
    store,
    { paints: paintsOf(store), edition: store.edition.value, by: store.colorBy.value },
    scale,
    [west, north, west + width / scale, north + height / scale],
    figuresAt(store, scale, width, height),
  );

/** Decode what of the ground a picture of this part of the world shows; else it is drawn as far as the screen has it. */
export async function needGround(store: Store, extent: Extent): Promise<void> {
  await drawnUnder(store).ground?.need(Math.log2(extent.scale / 256), worldBox(extent));
}

export const drawMap = (store: Store, extent: Extent, ratio: number): HTMLCanvasElement =>
  drawWhole(store, extent, ratio).canvas;

/** A badge in pixels of the map, and whom it stands for. */
export interface DrawnBadge extends Box {
  owners: Owners;
}

export interface Drawn {
  canvas: HTMLCanvasElement;
  discs: readonly DrawnBadge[];
  /** What cannot be read once something covers it: names, badges, symbols. */
  solid: readonly Box[];
}

export function drawWhole(store: Store, extent: Extent, ratio: number): Drawn {
  const { width, height } = extent;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas");
  context.fillStyle = GROUND;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const view: View = {
    frame: extent,
    unit: 1,
    ratio,
    factor: symbolFactor(extent),
  };
  const { paints, badges, figures, loose } = gathered(store, extent);
  paintOver(context, groundPaints(store, figures), drawnUnder(store), view);
  paintAll(context, paints, view);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const side = { paints, badges, shows: () => true };
  const names = paintNames(store, context, [side], extent, wholeRoom(store, extent));
  paintBadges(context, badges, view);
  drawAround(store, context, view.frame);
  drawChosen(store, context, view.frame);
  const [left, top] = [extent.west * extent.scale, extent.north * extent.scale];
  const boxOf = (x: number, y: number, size: number): Box => ({
    x: x - left,
    y: y - top,
    wide: size,
    high: size,
  });
  const discs = badges.map(({ x, y, radius, owners }) => ({
    ...boxOf(x * extent.scale, y * extent.scale, radius),
    owners,
  }));
  const symbols = loose.map(({ x, y }) => boxOf(x, y, SYMBOL));
  return { canvas, discs, solid: [...names, ...discs, ...symbols] };
}

/** The circle and the outline that filter what is drawn. */
function drawAround(store: Store, context: CanvasRenderingContext2D, frame: Frame): void {
  const path = new Path2D();
  for (const outline of outlinesAround(store)) {
    outline.forEach(([lon, lat], at) => {
      const x = (worldX(lon) - frame.west) * frame.scale;
      const y = (worldY(lat) - frame.north) * frame.scale;
      if (at) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    path.closePath();
  }
  strokeTwice(context, path, 5, 2);
}

/** In the accent colour on a paler and wider line. */
function strokeTwice(
  context: CanvasRenderingContext2D,
  path: Path2D,
  under: number,
  over: number,
): void {
  context.lineJoin = "round";
  for (const [color, width] of [
    [GROUND, under],
    [ACCENT, over],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke(path);
  }
}

/** The selected project, outlined and circled as on the page. */
function drawChosen(store: Store, context: CanvasRenderingContext2D, frame: Frame): void {
  const place = placeOf(store.catalog, store.selection.value);
  if (!place) return;
  const { geometry, anchors } = place.layer;
  const path = new Path2D();
  traceFeature(path, geometry, place.row, frame, true);
  const x = (anchors[place.row * 2]! - frame.west) * frame.scale;
  const y = (anchors[place.row * 2 + 1]! - frame.north) * frame.scale;
  path.moveTo(x + CHOSEN_RADIUS, y);
  path.arc(x, y, CHOSEN_RADIUS, 0, 2 * Math.PI);
  strokeTwice(context, path, 6, 2.5);
}
