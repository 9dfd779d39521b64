// The names of projects at close zoom, on one canvas over the data.

import { effect } from "@preact/signals";
import * as L from "leaflet";
import { POINT, worldX, worldY } from "../data/geometry";
import type { Layer } from "../data/layer";
import { type Label, placeNames } from "../data/names";
import { nameOf } from "../look/labels";
import { LAYERS } from "../look/measures";
import { GROUND, INK } from "../look/palette";
import { fontOf } from "../look/symbols";
import type { Store } from "../state/store";
import { hasSymbol, type Paint, zoomFactor } from "./paint";
import { badgeRadius } from "./stacks";
import type { Gathered, SideView } from "./stackview";
import type { Extent } from "./view";

/** Further out the names of a few would stand for all. */
export const NAMES_FROM = 13;
const SIZE = 12;
const LINE = 16;
const LONGEST = 200; // pixels
const MOST = 400; // names tried at once
const DISTRICT_NAME = 26; // pixels about its middle
const AROUND = 0.2; // of the view, on each side, so that a short pan shows names at once

type Disc = Pick<Label, "x" | "y" | "radius">;

interface Named extends Label {
  text: string;
  order: number;
}

/** One side of the map, and which places across it are that side's. */
interface Side extends Pick<Gathered, "paints" | "badges"> {
  shows(x: number): boolean;
}

/** Draw the names of what a part of the world shows; gives how many there was room for. */
export function paintNames(
  store: Store,
  context: CanvasRenderingContext2D,
  sides: readonly Side[],
  extent: Extent,
): number {
  const { west, north, scale } = extent;
  const symbols: Disc[] = [];
  const found: Named[] = [];
  for (const side of sides) collect(store, side, extent, symbols, found);
  for (const {
    label_at: [lon, lat],
  } of store.catalog.page.districts)
    symbols.push({
      x: (worldX(lon) - west) * scale,
      y: (worldY(lat) - north) * scale,
      radius: DISTRICT_NAME,
    });
  found.sort((a, b) => a.order - b.order || b.radius - a.radius || a.y - b.y || a.x - b.x);
  context.font = `${SIZE}px ${fontOf()}`;
  const labels = found.slice(0, MOST).map((one) => ({ ...one, ...fit(context, one.text) }));
  const placed = placeNames(labels, symbols);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { label, left, middle } of placed) {
    context.strokeStyle = GROUND;
    context.lineWidth = 3;
    context.strokeText(label.text, left, middle);
    context.fillStyle = INK;
    context.fillText(label.text, left, middle);
  }
  return placed.length;
}

/** What may be named, and what no name may cover. */
function collect(
  store: Store,
  side: Side,
  { west, north, scale, width, height }: Extent,
  symbols: Disc[],
  found: Named[],
): void {
  const factor = zoomFactor(Math.log2(scale / 256));
  for (const paint of side.paints)
    paint.layer.index.query(west, north, west + width / scale, north + height / scale, (row) => {
      const look = paint.lookOf(row);
      if (look < 0 || paint.stacked?.(row)) return;
      const symbol = hasSymbol(paint, row, scale);
      const [wx, wy] = placeOf(paint, row);
      const [x, y] = [(wx - west) * scale, (wy - north) * scale];
      if (x < 0 || y < 0 || x > width || y > height || !side.shows(x)) return;
      const radius = symbol ? paint.radiusOf(row) * factor + 1 : 0;
      if (symbol) symbols.push({ x, y, radius });
      found.push({
        x,
        y,
        radius,
        width: 0,
        height: LINE,
        text: nameAt(store, paint.layer, row),
        order: paint.looks[look]!.order,
      });
    });
  for (const { x, y, count } of side.badges)
    if (side.shows((x - west) * scale))
      symbols.push({
        x: (x - west) * scale,
        y: (y - north) * scale,
        radius: badgeRadius(count) + 1,
      });
}

const nameAt = (store: Store, layer: Layer, row: number): string =>
  nameOf(layer, row, store.lang.value);

function placeOf({ layer: { geometry: g, anchors } }: Paint, row: number): [number, number] {
  const ring = g.featureStart[row]!;
  // A project with several places is named at one of them.
  if (g.ringRole[ring] === POINT) return [g.x[g.ringStart[ring]!]!, g.y[g.ringStart[ring]!]!];
  return [anchors[row * 2]!, anchors[row * 2 + 1]!];
}

/** Cut what is too long, so that no name is a line across the map. */
function fit(context: CanvasRenderingContext2D, text: string): { text: string; width: number } {
  let width = context.measureText(text).width;
  if (width <= LONGEST) return { text, width };
  const letters = [...text];
  const kept = letters
    .slice(0, Math.floor((letters.length * LONGEST) / width) - 1)
    .join("")
    .trimEnd();
  width = context.measureText(`${kept}…`).width;
  return { text: `${kept}…`, width };
}

/** Keeps a canvas of names over the map; each side of a comparison names what it shows. */
export function showNames(store: Store, map: L.Map, left: SideView, right: SideView): void {
  const pane = map.createPane("jg-names");
  pane.style.zIndex = String(LAYERS.names);
  pane.style.pointerEvents = "none";
  const canvas = L.DomUtil.create("canvas", "jg-names leaflet-zoom-hide", pane);
  let frame = 0;
  const draw = (): void => {
    frame = 0;
    canvas.hidden = map.getZoom() < NAMES_FROM;
    canvas.dataset.names = "0";
    const extent = canvas.hidden ? null : spread(map, canvas);
    const context = canvas.getContext("2d");
    if (!extent || !context) return;
    const divider = map.getSize().x * (AROUND + store.divider.peek());
    const sides = [left, right].flatMap(({ drawn }) => {
      const gathered = drawn.peek();
      const shows = (x: number): boolean =>
        !left.drawn.peek() || x < divider === (drawn === left.drawn);
      return gathered ? [{ ...gathered, shows }] : [];
    });
    canvas.dataset.names = String(paintNames(store, context, sides, extent));
  };
  const soon = (): void => {
    if (!frame) frame = requestAnimationFrame(draw);
  };
  map.on("moveend zoomend resize", soon);
  effect(() => {
    for (const one of [store.lang, store.divider, left.drawn, right.drawn]) void one.value;
    soon();
  });
}

/** Lay an empty canvas over the view and some room about it, as sharp as the screen; gives the part of the world. */
function spread(map: L.Map, canvas: HTMLCanvasElement): Extent {
  const size = map.getSize();
  const corner = L.point(-AROUND * size.x, -AROUND * size.y);
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const [width, height] = [size.x * (1 + 2 * AROUND), size.y * (1 + 2 * AROUND)];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext("2d")?.setTransform(ratio, 0, 0, ratio, 0, 0);
  L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint(corner));
  const { lat, lng } = map.containerPointToLatLng(corner);
  return { west: worldX(lng), north: worldY(lat), scale: 256 * 2 ** map.getZoom(), width, height };
}
