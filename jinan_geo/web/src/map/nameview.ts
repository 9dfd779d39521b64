// The names of districts, and at close zoom of projects, on one canvas over the data.

import { effect } from "@preact/signals";
import * as L from "leaflet";
import type { Box } from "../data/boxes";
import { idOf } from "../data/catalog";
import { POINT, worldX, worldY } from "../data/geometry";
import type { Layer } from "../data/layer";
import { type Label, type Placed, placeNames } from "../data/names";
import { nameOf } from "../look/labels";
import { LAYERS } from "../look/measures";
import { GROUND, INK } from "../look/palette";
import { fontOf } from "../look/symbols";
import type { Store } from "../state/store";
import { layout } from "../state/use";
import { coveredBoxes } from "./covered";
import { districtRanks, drawDistricts, placeDistricts } from "./districtnames";
import type { Place } from "./districtplaces";
import type { Gathered } from "./gather";
import { drawnUnder, shownUnder, type Under } from "./ground";
import { drawGroundNames, type GroundName, placeGroundNames } from "./groundnames";
import { hasSymbol, isGathered, type Paint, zoomFactor } from "./paint";
import { sharesOf } from "./sharing";
import type { SideView } from "./stackview";
import type { Extent } from "./view";

/** Further out the names of a few would stand for all. */
export const NAMES_FROM = 13;
const SIZE = 12;
const LINE = 16;
const LONGEST = 200; // pixels
const MOST = 400; // names tried at once
const EDGE = 4; // pixels between a name and the edge of the map
const AROUND = 0.1; // of the view, on each side, so that a short pan shows names at once

interface Named extends Label {
  text: string;
  order: number;
  layer: Layer;
  row: number;
}

/** One side of the map, and which places across it are that side's. */
interface Side extends Pick<Gathered, "paints" | "badges"> {
  shows(x: number): boolean;
}

/** A name as it is drawn. */
export interface DrawnName extends Box {
  end: Place["end"];
  kind: "district" | "project" | GroundName["kind"];
  id: string;
  text: string;
}

/** Where names may stand: within the frame and off what lies over the map. */
export interface Room {
  frame: Box;
  solid: readonly Box[];
  under: Under;
}

/** All of a part of the world, but for a little air at its edge. */
export const wholeRoom = (store: Store, { width, height }: Extent): Room => ({
  frame: { x: width / 2, y: height / 2, wide: width / 2 - EDGE, high: height / 2 - EDGE },
  solid: [],
  under: drawnUnder(store),
});

/** Draw the names of what a part of the world shows; gives those there was room for. */
export function paintNames(
  store: Store,
  context: CanvasRenderingContext2D,
  sides: readonly Side[],
  extent: Extent,
  room: Room,
): DrawnName[] {
  const { scale } = extent;
  const near = Math.log2(scale / 256) >= NAMES_FROM;
  const symbols: Box[] = [];
  const badges = new Map<string, Box>();
  const found: Named[] = [];
  for (const side of sides) {
    collectBadges(side, extent, symbols, badges);
    if (near) collect(store, side, extent, symbols, found);
  }
  const { frame, solid } = room;
  const districts = placeDistricts(store, context, extent, frame, solid, symbols, badges);
  drawDistricts(context, districts);
  found.sort((a, b) => a.order - b.order || b.radius - a.radius || a.y - b.y || a.x - b.x);
  context.font = `${SIZE}px ${fontOf()}`;
  const labels = found.slice(0, MOST).map((one) => ({ ...one, ...fit(context, one.text) }));
  const placed = placeNames(labels, [...symbols, ...solid, ...districts]);
  const written = [...districts, ...placed.map(boxOf)];
  if (!near && room.under.ground)
    for (const side of sides) collect(store, side, extent, symbols, []);
  const taken = [...symbols, ...solid, ...written];
  const named = districts.map(({ text }) => text);
  const ground = placeGroundNames(store, context, extent, room, taken, named);
  drawGroundNames(context, ground);
  context.font = `${SIZE}px ${fontOf()}`;
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
  return [
    ...districts.map(({ code, ...one }) => ({ ...one, kind: "district" as const, id: code })),
    ...placed.map((one) => ({
      kind: "project" as const,
      id: idOf(one.label.layer, one.label.row),
      text: one.label.text,
      end: null,
      ...boxOf(one),
    })),
    ...ground.map(({ angle, ...one }) => ({ ...one, end: null })),
  ];
}

const boxOf = ({ label, left, middle }: Placed<Named>): Box => ({
  x: left + label.width / 2,
  y: middle,
  wide: label.width / 2,
  high: LINE / 2,
});

/** What may be named, and what no name may cover. */
function collect(
  store: Store,
  side: Side,
  { west, north, scale, width, height }: Extent,
  symbols: Box[],
  found: Named[],
): void {
  const factor = zoomFactor(Math.log2(scale / 256));
  for (const paint of side.paints)
    paint.layer.index.query(west, north, west + width / scale, north + height / scale, (row) => {
      const look = paint.lookOf(row);
      if (look < 0 || isGathered(paint, row)) return;
      const symbol = hasSymbol(paint, row, scale);
      const [wx, wy] = placeOf(paint, row);
      const [x, y] = [(wx - west) * scale, (wy - north) * scale];
      if (x < 0 || y < 0 || x > width || y > height || !side.shows(x)) return;
      const radius = symbol ? paint.radiusOf(row) * factor + 1 : 0;
      if (symbol) symbols.push({ x, y, wide: radius, high: radius });
      found.push({
        x,
        y,
        radius,
        width: 0,
        height: LINE,
        text: nameAt(store, paint.layer, row),
        order: paint.looks[look]!.order,
        layer: paint.layer,
        row,
      });
    });
}

function collectBadges(
  side: Side,
  { west, north, scale }: Extent,
  symbols: Box[],
  ofDistricts: Map<string, Box>,
): void {
  for (const { x, y, radius: own, district } of side.badges) {
    const place = { x: (x - west) * scale, y: (y - north) * scale };
    const radius = own + 1;
    if (!side.shows(place.x)) continue;
    const box = { ...place, wide: radius, high: radius };
    symbols.push(box);
    if (district) ofDistricts.set(district, box);
  }
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

/** A name in the window, and where its middle lies in the world. */
export interface LabelPlace {
  kind: DrawnName["kind"];
  id: string;
  text: string;
  /** x, y, width, height in CSS pixels of the window. */
  box: [number, number, number, number];
  lon: number;
  lat: number;
  /** lon, lat where the line of a name that stands beside its district ends. */
  line: [number, number] | null;
}

/** What lies below the names. */
export interface Below {
  /** Whether some of it is still to be drawn. */
  isWaiting(): boolean;
  /** Whether names wait for that: for the data, and for those of the ground to be decoded. */
  isBusy(): boolean;
}

/**
 * Keeps a canvas of names over the map; each side of a comparison names what it shows. Gives what asks for the names
 * drawn, with all that lies below them, and whether some are still to come.
 */
export function showNames(
  store: Store,
  map: L.Map,
  left: SideView,
  right: SideView,
  below: Below,
): { labels: () => Promise<LabelPlace[]>; isWaiting: () => boolean } {
  const pane = map.createPane("jg-names");
  pane.style.zIndex = String(LAYERS.names);
  pane.style.pointerEvents = "none";
  const canvas = L.DomUtil.create("canvas", "jg-names leaflet-zoom-hide", pane);
  let drawn: DrawnName[] = [];
  let frame = 0;
  const isWaiting = (): boolean => frame > 0;
  const draw = (): void => {
    frame = 0;
    // The data come first, and the names once, when all that bears them is there; the ground may still be drawn.
    if (below.isBusy()) {
      soon();
      return;
    }
    const extent = spread(map, canvas);
    const context = canvas.getContext("2d");
    if (!context) return;
    const divider = map.getSize().x * (AROUND + store.divider.peek());
    const sides = [left, right].flatMap(({ drawn }) => {
      const gathered = drawn.peek();
      const shows = (x: number): boolean =>
        !left.drawn.peek() || x < divider === (drawn === left.drawn);
      return gathered ? [{ ...gathered, shows }] : [];
    });
    const corner = canvas.getBoundingClientRect();
    const seen = map.getSize();
    const room = {
      frame: {
        x: extent.width / 2,
        y: extent.height / 2,
        wide: seen.x / 2 - EDGE,
        high: seen.y / 2 - EDGE,
      },
      solid: coveredBoxes(corner.left, corner.top),
      under: shownUnder(store),
    };
    drawn = paintNames(store, context, sides, extent, room);
    canvas.style.visibility = drawn.length ? "" : "hidden";
    canvas.dataset.names = String(drawn.filter(({ kind }) => kind === "project").length);
  };
  const soon = (): void => {
    if (!frame) frame = requestAnimationFrame(draw);
  };
  map.on("moveend zoomend resize", soon);
  map.on("zoomend", () => (canvas.style.visibility = "hidden")); // until it is drawn anew
  // What lies over the map opens, closes and slides.
  document.addEventListener("transitionend", soon);
  effect(() => {
    const { legendOpen, legendBesideCard, sheet, whole } = layout;
    for (const one of [legendOpen, legendBesideCard, sheet, whole]) void one.value;
    for (const one of [store.lang, store.divider, left.drawn, right.drawn]) void one.value;
    for (const one of [store.ground, store.backdrop]) void one.value;
    for (const one of [store.selection, store.hidden, sharesOf(store), districtRanks(store)])
      void one.value;
    soon();
  });
  const labels = async (): Promise<LabelPlace[]> => {
    while (frame || below.isWaiting()) await new Promise(requestAnimationFrame);
    const { left, top } = canvas.getBoundingClientRect();
    const box = map.getContainer().getBoundingClientRect();
    const placeAt = (x: number, y: number): [number, number] => {
      const { lng, lat } = map.containerPointToLatLng([x + left - box.left, y + top - box.top]);
      return [lng, lat];
    };
    return drawn
      .map(({ kind, id, text, x, y, wide, high, end }): LabelPlace => {
        const [lon, lat] = placeAt(x, y);
        const corner = [x - wide + left, y - high + top] as const;
        const line = end && placeAt(...end);
        return { kind, id, text, box: [...corner, 2 * wide, 2 * high], lon, lat, line };
      })
      .filter(
        ({ box: [x, y, width, height] }) =>
          x < box.right && y < box.bottom && x + width > box.left && y + height > box.top,
      );
  };
  return { labels, isWaiting };
}

/** Lay an empty canvas over the view and some room about it, as sharp as the screen; gives the part of the world. */
function spread(map: L.Map, canvas: HTMLCanvasElement): Extent {
  const size = map.getSize();
  const corner = L.point(-AROUND * size.x, -AROUND * size.y);
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const [width, height] = [size.x * (1 + 2 * AROUND), size.y * (1 + 2 * AROUND)];
  const context = canvas.getContext("2d");
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === across && canvas.height === down) {
    // Wiping keeps the canvas's memory; giving it a size, even its own, takes new.
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, across, down);
  } else {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint(corner));
  const { lat, lng } = map.containerPointToLatLng(corner);
  return { west: worldX(lng), north: worldY(lat), scale: 256 * 2 ** map.getZoom(), width, height };
}
