// The four light shapes, for canvas and for inline SVG, and the hatching of schematic areas.
import type { Light } from "../data/layer";
import { GROUND } from "./palette";

/** How sure a place is, as it is drawn. */
export type Certainty = "solid" | "dashed" | "hatched";
export const CERTAINTIES: readonly Certainty[] = ["solid", "dashed", "hatched"];

export type Shape = "triangle" | "diamond" | "disc" | "ring";

export const SHAPES: Record<Light, Shape> = {
  red: "triangle",
  yellow: "diamond",
  green: "disc",
  grey: "ring",
};

/** Outlines about the origin for radius 1, of about equal area, so that size compares between shapes. */
const CORNERS: Partial<Record<Shape, readonly (readonly [number, number])[]>> = {
  triangle: [
    [0, -1.3],
    [1.25, 0.9],
    [-1.25, 0.9],
  ],
  diamond: [
    [0, -1.27],
    [1.27, 0],
    [0, 1.27],
    [-1.27, 0],
  ],
};

/** SVG path data of a shape, centred in a box of the given size. */
export function shapePath(shape: Shape, size: number): string {
  const middle = size / 2;
  const radius = size / 2.75;
  const corners = CORNERS[shape];
  if (corners)
    return `M${corners.map(([x, y]) => `${round(middle + x * radius)} ${round(middle + y * radius)}`).join("L")}Z`;
  return `M${round(middle - radius)} ${middle}a${round(radius)} ${round(radius)} 0 1 0 ${round(2 * radius)} 0a${round(radius)} ${round(radius)} 0 1 0 ${round(-2 * radius)} 0Z`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The outline of a shape, as the canvas's path. */
export function traceShape(
  context: CanvasRenderingContext2D,
  shape: Shape,
  x: number,
  y: number,
  radius: number,
): void {
  context.beginPath();
  const corners = CORNERS[shape];
  if (corners) {
    for (const [dx, dy] of corners) context.lineTo(x + dx * radius, y + dy * radius);
    context.closePath();
  } else context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Of the radius: how much of the symbol of an unsure place is filled. */
const HEART = 0.66;

/** A symbol is its halo and upon it its heart. */
export type SpritePart = "halo" | "heart";

export interface Sprite {
  image: HTMLCanvasElement;
  /** Half the side, in CSS pixels. */
  half: number;
}

const sprites = new Map<string, Sprite>();

/** A drawn symbol with its halo, kept: drawing an image is much cheaper than tracing a path. */
export function sprite(
  shape: Shape,
  color: string,
  radius: number,
  ratio: number,
  certainty: Certainty,
  part?: SpritePart,
): Sprite {
  const size = Math.round(radius * 2) / 2;
  const key = `${shape} ${color} ${size} ${ratio} ${certainty} ${part}`;
  let made = sprites.get(key);
  if (made) return made;
  const half = Math.ceil(size * 1.4 + 2);
  const image = document.createElement("canvas");
  image.width = image.height = half * 2 * ratio;
  const context = image.getContext("2d")!;
  context.scale(ratio, ratio);
  context.lineJoin = "round";
  const inset = shape === "ring" ? size * 0.82 : size;
  traceShape(context, shape, half, half, inset);
  context.strokeStyle = GROUND;
  context.lineWidth = shape === "ring" ? size * 0.5 + 2.4 : 2.4;
  if (part !== "heart") context.stroke();
  made = { image, half };
  sprites.set(key, made);
  if (part === "halo") return made;
  context.fillStyle = context.strokeStyle = color;
  context.lineWidth = Math.max(1.6, size * 0.38);
  if (shape === "ring") {
    context.fillStyle = GROUND;
    context.fill();
    context.stroke();
  } else if (certainty !== "solid") {
    // The surer the place, the fuller the shape; its heart has the colour of the legend in full.
    context.fillStyle = GROUND;
    context.fill();
    context.lineWidth = 1.2;
    context.setLineDash(certainty === "dashed" ? [3, 1.6] : [1.1, 1.5]);
    context.stroke();
    context.setLineDash([]);
    traceShape(context, shape, half, half, size * HEART);
    context.fillStyle = color;
    context.fill();
  } else context.fill();
  return made;
}

const hatches = new Map<string, CanvasPattern>();

/** Diagonal lines; a whole number of them fits into a tile's side, so neighbouring tiles continue each other. */
export function hatch(
  context: CanvasRenderingContext2D,
  color: string,
  ratio: number,
  unit: number,
  tile: number,
): CanvasPattern | string {
  const key = `${color} ${ratio} ${unit}`;
  const kept = hatches.get(key);
  if (kept) return kept;
  const period = tile / Math.round(tile / (8 * unit));
  const side = Math.ceil(period * ratio);
  const image = document.createElement("canvas");
  image.width = image.height = side;
  const pen = image.getContext("2d")!;
  pen.strokeStyle = color;
  pen.lineWidth = (1.1 * unit * side) / period;
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift - side, side * 2);
    pen.lineTo(shift + side * 2, -side);
  }
  pen.stroke();
  const pattern = context.createPattern(image, "repeat");
  if (!pattern) return color;
  pattern.setTransform(new DOMMatrix().scale(period / side));
  hatches.set(key, pattern);
  return pattern;
}

let font = "";

/** The page's own type, for canvas; asked for once, since each asking lays the page out. */
export const fontOf = (): string =>
  (font ||= getComputedStyle(document.body).fontFamily || "sans-serif");
