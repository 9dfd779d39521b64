// The selected feature, outlined in the accent colour above everything else.
import { effect } from "@preact/signals";
import * as L from "leaflet";
import { placeOf } from "../data/catalog";
import { POINT, SHELL } from "../data/geometry";
import type { Layer } from "../data/layer";
import { ACCENT, GROUND } from "../look/palette";
import type { Store } from "../state/store";
import { toLatLng } from "./draw";

/** Pixels from the place of the selected feature to the circle about it. */
export const CHOSEN_RADIUS = 14;

export function showSelection(store: Store, map: L.Map): void {
  const renderer = L.svg({ pane: "jg-selection", padding: 0.5 });
  const group = L.layerGroup().addTo(map);
  effect(() => {
    group.clearLayers();
    const place = placeOf(store.catalog, store.selection.value);
    if (!place) return;
    for (const shape of outlines(place.layer, place.row, renderer)) group.addLayer(shape);
  });
}

function outlines(layer: Layer, row: number, renderer: L.Renderer): L.Layer[] {
  const g = layer.geometry;
  const shapes: L.Layer[] = [];
  const base = { renderer, pane: "jg-selection", interactive: false, fill: false };
  const halo = { ...base, color: GROUND, weight: 6, opacity: 0.9 };
  const line = { ...base, color: ACCENT, weight: 2.5 };
  for (let ring = g.featureStart[row]!; ring < g.featureStart[row + 1]!; ring++) {
    const places: L.LatLng[] = [];
    for (let i = g.ringStart[ring]!; i < g.ringStart[ring + 1]!; i++)
      places.push(toLatLng(g.x[i]!, g.y[i]!));
    const role = g.ringRole[ring]!;
    if (role === POINT) continue;
    const make = (options: L.PolylineOptions): L.Layer =>
      role >= SHELL ? L.polygon(places, options) : L.polyline(places, options);
    shapes.push(make(halo), make(line));
  }
  const at = toLatLng(layer.anchors[row * 2]!, layer.anchors[row * 2 + 1]!);
  shapes.push(
    L.circleMarker(at, { ...halo, radius: CHOSEN_RADIUS, weight: 5 }),
    L.circleMarker(at, { ...line, radius: CHOSEN_RADIUS }),
  );
  return shapes;
}
