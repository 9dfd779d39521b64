// How far off a place may be, drawn to scale: a pale circle around a point, a pale band along a line or a border.
import { fewOf } from "../data/columns";
import { latOf, POINT } from "../data/geometry";
import { type Layer, number } from "../data/layer";
import { remember } from "../data/remember";
import { traceFeature } from "./trace";
import type { View } from "./view";

/** What of a layer's drawing it needs. */
interface Drawn {
  layer: Layer;
  looks: readonly { color: string }[];
  lookOf(row: number): number;
  placeOf?(row: number): number;
}

const AROUND = 40_075_016.686; // metres around the equator, which is one world unit
const TINT = 0.09;
const DASH = [3, 4];
const EDGE = 0.8;
const SMALLEST = 4; // pixels below which it could not be told from the symbol

/** Metres as world units of the Mercator map, which draws them longer the farther from the equator. */
export const worldOf = (metres: number, y: number): number =>
  metres / (AROUND * Math.cos((latOf(y) * Math.PI) / 180));

/** The largest uncertainty of a layer's features in metres; 0 where it states none. */
export const widestOf = remember((layer: Layer): number => {
  let found = 0;
  if (fewOf(layer.table.columns.get("uncertainty_m")) > 1)
    for (let row = 0; row < layer.features; row++)
      found = Math.max(found, number(layer, "uncertainty_m", row) ?? 0);
  return found;
});

/** Draw it below everything; gives whether there was any. */
export function paintUncertainty(
  context: CanvasRenderingContext2D,
  paint: Drawn,
  view: View,
): boolean {
  const { layer } = paint;
  const most = widestOf(layer);
  if (!most) return false;
  const { frame, unit } = view;
  const { geometry: g, index } = layer;
  const [right, bottom] = [frame.width / frame.scale, frame.height / frame.scale];
  const margin = worldOf(most, frame.north + bottom / 2) * 1.05;
  let any = false;
  const found = (row: number): void => {
    const at = paint.lookOf(row);
    const metres = number(layer, "uncertainty_m", row);
    if (at < 0 || !metres || metres < 0) return;
    const first = g.featureStart[row]!;
    const middle = (g.boxes[row * 4 + 1]! + g.boxes[row * 4 + 3]!) / 2;
    const radius = worldOf(metres, middle) * frame.scale;
    if (radius < SMALLEST * unit) return;
    any = true;
    context.fillStyle = context.strokeStyle = paint.looks[at]!.color;
    if (g.ringRole[first] !== POINT) {
      // One path, so that a line that meets itself is no darker there.
      const path = new Path2D();
      traceFeature(path, g, row, frame, true);
      context.globalAlpha = TINT;
      context.lineJoin = context.lineCap = "round";
      context.lineWidth = radius * 2;
      context.stroke(path);
      return;
    }
    const path = new Path2D();
    for (let v = g.ringStart[first]!; v < g.ringStart[g.featureStart[row + 1]!]!; v++) {
      const x = (g.x[v]! - frame.west) * frame.scale;
      const y = (g.y[v]! - frame.north) * frame.scale;
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, Math.PI * 2);
    }
    context.globalAlpha = TINT;
    context.fill(path);
    context.globalAlpha = 0.6;
    context.lineWidth = EDGE * unit;
    context.setLineDash(DASH.map((length) => length * unit));
    context.stroke(path);
    context.setLineDash([]);
  };
  index.query(
    frame.west - margin,
    frame.north - margin,
    frame.west + right + margin,
    frame.north + bottom + margin,
    found,
  );
  context.globalAlpha = 1;
  return any;
}
