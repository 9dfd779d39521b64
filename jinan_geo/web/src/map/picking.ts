// A circle, a rectangle or an outline drawn on the map, that then filters what is listed.
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import * as L from "leaflet";
import { circleOf, type Near, type Outline, planeOf } from "../data/around";
import type { Place } from "../data/geodesic";
import { ACCENT, GROUND } from "../look/palette";
import { rounded } from "../state/around";
import type { Store } from "../state/store";
import { listenToPlaces, type PlaceTool } from "./placing";

export const PICKS = ["circle", "rectangle", "outline"] as const;
export type PickKind = (typeof PICKS)[number];

export interface Picking extends PlaceTool {
  kind: Signal<PickKind | null>;
  /** How many places the shape needs before it can be ended. */
  enough: ReadonlySignal<boolean>;
  toggle(kind: PickKind): void;
}

const LEAST_KM = 0.05;
const STROKE: L.PolylineOptions = { pane: "jg-selection", interactive: false, fill: false };

type Shape = { near: Near } | { inside: Outline } | null;

/** What the places make; null where they are too few. */
function shapeOf(store: Store, kind: PickKind, places: readonly Place[]): Shape {
  const [first, last] = [places[0], places[places.length - 1]];
  if (!first || !last || places.length < (kind === "outline" ? 3 : 2)) return null;
  if (kind === "outline") return { inside: places };
  const [[west, south], [east, north]] = [first, last];
  if (kind === "rectangle") {
    if (west === east || south === north) return null;
    return {
      inside: [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
      ],
    };
  }
  const plane = planeOf(store.catalog);
  const [x, y] = plane.forward(west, south);
  const [toX, toY] = plane.forward(east, north);
  const km = Number((Math.hypot(toX - x, toY - y) / 1000).toFixed(3));
  return { near: { lon: west, lat: south, km: Math.max(LEAST_KM, km) } };
}

export function makePicking(store: Store, map: L.Map): Picking {
  const kind = signal<PickKind | null>(null);
  const places = signal<readonly Place[]>([]);
  const ended = signal(false);
  const reset = (next: PickKind | null): void =>
    batch(() => {
      places.value = [];
      kind.value = next;
    });
  const shape = computed(() => kind.value && shapeOf(store, kind.value, places.value));
  const tool: Picking = {
    kind,
    places,
    ended,
    enough: computed(() => shape.value !== null),
    toggle(wanted) {
      reset(kind.value === wanted ? null : wanted);
      if (kind.value) map.getContainer().focus({ preventScroll: true });
    },
    undo() {
      places.value = places.value.slice(0, -1);
    },
    end() {
      // A metre more or less is not meant, and the link stays short.
      const places = tool.places.value.map(([lon, lat]) => [rounded(lon), rounded(lat)] as const);
      const made = kind.value && shapeOf(store, kind.value, places);
      if (!made) return;
      batch(() => {
        store.near.value = "near" in made ? made.near : null;
        store.inside.value = "inside" in made ? made.inside : null;
        reset(null);
      });
    },
    cancel: () => reset(null),
  };
  listenToPlaces(map, tool, () => kind.value !== null);
  effect(() => {
    // Of a circle and a rectangle the second place is the last.
    if (kind.value !== "outline" && places.value.length > 1) tool.end();
  });
  drawPicking(store, map, tool);
  return tool;
}

/** What is asked for, and what is being drawn, over the map. */
function drawPicking(store: Store, map: L.Map, tool: Picking): void {
  const renderer = L.svg({ pane: "jg-selection", padding: 0.5 });
  const group = L.layerGroup().addTo(map);
  const draft = L.layerGroup().addTo(map);
  const add = (into: L.LayerGroup, outline: Outline, dashes: string): void => {
    const corners = outline.map(([lon, lat]) => L.latLng(lat, lon));
    const base = { ...STROKE, renderer };
    into.addLayer(L.polygon(corners, { ...base, color: GROUND, weight: 5, opacity: 0.9 }));
    into.addLayer(L.polygon(corners, { ...base, color: ACCENT, weight: 2, dashArray: dashes }));
  };
  const outlineOf = (shape: Exclude<Shape, null>): Outline =>
    "near" in shape ? circleOf(store.catalog, shape.near) : shape.inside;
  effect(() => {
    group.clearLayers();
    for (const outline of outlinesAround(store)) add(group, outline, "");
  });
  const sketch = (more: readonly Place[]): void => {
    draft.clearLayers();
    const places = [...tool.places.peek(), ...more];
    const kind = tool.kind.peek();
    const shape = kind && shapeOf(store, kind, places);
    if (shape) add(draft, outlineOf(shape), "4 4");
    else if (places.length) add(draft, places, "4 4");
  };
  effect(() => {
    void tool.places.value;
    void tool.kind.value;
    sketch([]);
  });
  map.on("mousemove", ({ latlng }) => {
    if (tool.kind.value && tool.places.value.length) sketch([[latlng.lng, latlng.lat]]);
  });
}

/** The outlines of what is asked for: the circle about a place, and the outline itself. */
export function outlinesAround({ catalog, near, inside }: Store): Outline[] {
  return [
    ...(near.value ? [circleOf(catalog, near.value)] : []),
    ...(inside.value ? [inside.value] : []),
  ];
}
