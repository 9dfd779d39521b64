// Paints the ground under the data: the districts, upon them what the worker or the page itself draws, or the grid.

import { DISTRICT, NEIGHBOUR } from "../look/palette";
import { paintGrid } from "./grid";
import { gridAt, type Under, worldBox } from "./ground";
import { paintChunks, type Strokes } from "./groundstrokes";
import { type Paint, paintAll } from "./paint";
import type { View } from "./view";

const isFilled = ({ looks }: Paint): boolean =>
  looks.some(({ color }) => color !== DISTRICT && color !== NEIGHBOUR);

const isDistricts = ({ layer }: Paint): boolean => layer.info.role === "districts";

/** How the ground is drawn into a canvas of this size. */
export const strokesFor = (
  paints: readonly Paint[],
  { frame, ratio, unit }: View,
  { width: across, height: down }: { width: number; height: number },
): Strokes => ({
  frame,
  ratio,
  unit,
  across,
  down,
  bare: paints.filter(isDistricts).some(isFilled),
});

/** The districts, upon them the ground, upon that their boundaries and the layers of context. */
export function paintOver(
  context: CanvasRenderingContext2D,
  paints: readonly Paint[],
  under: Under,
  view: View,
): boolean {
  const { frame, ratio, unit } = view;
  const zoom = Math.log2(frame.scale / 256);
  const grid = gridAt(under, zoom);
  const ground = under.ground?.reaches(zoom) ? under.ground : null;
  if (!ground && !grid) return paintAll(context, paints, view);
  const districts = paints.filter(isDistricts);
  paintAll(context, districts, view);
  if (ground) {
    const strokes = strokesFor(paints, view, context.canvas);
    const picture = ground.pictureOf(strokes);
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (picture) context.drawImage(picture, 0, 0);
    else paintChunks(context, ground.chunksIn(zoom, worldBox(frame)), strokes);
  } else if (grid) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintGrid(context, grid, frame, unit);
  }
  const others = paints.filter((paint) => !isDistricts(paint));
  paintAll(context, [...districts.map(edgesOnly), ...others], view);
  return true;
}

const edgesOnly = (paint: Paint): Paint => ({
  ...paint,
  looks: paint.looks.map((look) => ({ ...look, edgeColor: look.edgeColor ?? look.color, fill: 0 })),
});
