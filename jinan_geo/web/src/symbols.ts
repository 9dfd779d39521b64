// The four light shapes, for canvas and for inline SVG, and the hatching of schematic areas.
import type { Light } from "./layer";
import { GROUND } from "./palette";

export type Shape = "triangle" | "diamond" | "disc" | "ring";

export const SHAPES: Record<Light, Shape> = { red: "triangle", yellow: "diamond", green: "disc", grey: "ring" };

/** Outlines about the origin for radius 1, of about equal area, so that size compares between shapes. */
const CORNERS: Partial<Record<Shape, readonly (readonly [number, number])[]>> = {
  triangle: [[0, -1.3], [1.25, 0.9], [-1.25, 0.9]],
  diamond: [[0, -1.27], [1.27, 0], [0, 1.27], [-1.27, 0]],
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

function trace(context: CanvasRenderingContext2D, shape: Shape, x: number, y: number, radius: number): void {
  context.beginPath();
  const corners = CORNERS[shape];
  if (corners) {
    for (const [dx, dy] of corners) context.lineTo(x + dx * radius, y + dy * radius);
    context.closePath();
  } else context.arc(x, y, radius, 0, 2 * Math.PI);
}

export interface Sprite {
  image: HTMLCanvasElement;
  /** Half the side, in CSS pixels. */
  half: number;
}

const sprites = new Map<string, Sprite>();

/** A drawn symbol with its halo, kept: drawing an image is much cheaper than tracing a path. */
export function sprite(shape: Shape, color: string, radius: number, ratio: number, faint: boolean): Sprite {
  const size = Math.round(radius * 2) / 2;
  const key = `${shape} ${color} ${size} ${ratio} ${faint}`;
  let made = sprites.get(key);
  if (made) return made;
  const half = Math.ceil(size * 1.4 + 2);
  const image = document.createElement("canvas");
  image.width = image.height = half * 2 * ratio;
  const context = image.getContext("2d")!;
  context.scale(ratio, ratio);
  context.lineJoin = "round";
  const inset = shape === "ring" ? size * 0.82 : size;
  trace(context, shape, half, half, inset);
  context.strokeStyle = GROUND;
  context.lineWidth = shape === "ring" ? size * 0.5 + 2.4 : 2.4;
  context.stroke();
  context.fillStyle = context.strokeStyle = color;
  context.lineWidth = Math.max(1.6, size * 0.38);
  if (shape === "ring") {
    context.fillStyle = GROUND;
    context.fill();
    context.stroke();
  } else if (faint) {
    // Approximate places are drawn hollow: the shape stays, the certainty goes.
    context.fillStyle = GROUND;
    context.fill();
    context.lineWidth = 1.5;
    context.setLineDash([2.5, 2]);
    trace(context, shape, half, half, size * 0.92);
    context.stroke();
    context.setLineDash([]);
    trace(context, shape, half, half, size * 0.5);
    context.fillStyle = color;
    context.fill();
  } else context.fill();
  made = { image, half };
  sprites.set(key, made);
  return made;
}

const hatches = new Map<string, CanvasPattern>();

/** Diagonal lines; the period divides the tile's side, so neighbouring tiles continue each other. */
export function hatch(context: CanvasRenderingContext2D, color: string, ratio: number): CanvasPattern | string {
  const key = `${color} ${ratio}`;
  const kept = hatches.get(key);
  if (kept) return kept;
  const period = 8 * ratio;
  const image = document.createElement("canvas");
  image.width = image.height = period;
  const pen = image.getContext("2d")!;
  pen.strokeStyle = color;
  pen.lineWidth = 1.1 * ratio;
  for (const shift of [-period, 0, period]) {
    pen.moveTo(shift, period);
    pen.lineTo(shift + period, 0);
  }
  pen.stroke();
  const pattern = context.createPattern(image, "repeat");
  if (!pattern) return color;
  // The context is scaled by the ratio, the pattern is not.
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  hatches.set(key, pattern);
  return pattern;
}
