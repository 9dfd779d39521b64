// The map's own part: ground, data, selection and labels, kept in step with the store.
import { effect } from "@preact/signals";
import * as L from "leaflet";
import { showGround } from "./basemap";
import { keyOf } from "./catalog";
import { DataLayer, toLatLng } from "./draw";
import { isLocated, type Layer } from "./layer";
import { groundPaints, paintsOf } from "./looks";
import { showSelection } from "./highlight";
import { showTip } from "./tip";
import { say } from "./messages";
import type { Store } from "./store";

export interface MapView {
  map: L.Map;
  /** Bring everything on the page into sight. */
  fit(): void;
  /** Bring a feature into sight, without moving more than needed. */
  reveal(layer: Layer, row: number): void;
}

export function setUpMap(store: Store, map: L.Map): MapView {
  const { catalog } = store;
  const [west, south, east, north] = catalog.page.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.attributionControl?.setPrefix(false);
  map.zoomControl?.remove(); // its titles speak one language only; the page has its own buttons
  const pane = (name: string, order: string): void => {
    map.createPane(name).style.zIndex = order;
  };
  pane("jg-ground", "210");
  pane("jg-data", "250");
  pane("jg-labels", "260");
  pane("jg-selection", "450");

  const fit = (): void => {
    const legend = document.querySelector(".jg-legend.jg-open");
    const beside = legend && map.getSize().x > 800 ? legend.clientWidth + 16 : 0;
    map.fitBounds(bounds, { paddingTopLeft: [24, 24], paddingBottomRight: [24 + beside, 24], animate: false });
  };
  const view: MapView = {
    map,
    fit,
    reveal(layer, row) {
      const g = layer.geometry;
      if (!isLocated(layer, row)) return;
      const box = L.latLngBounds([
        toLatLng(g.boxes[row * 4], g.boxes[row * 4 + 1]),
        toLatLng(g.boxes[row * 4 + 2], g.boxes[row * 4 + 3]),
      ]);
      if (map.getBounds().pad(-0.15).contains(box) && map.getZoom() >= 11) return;
      map.flyToBounds(box, { maxZoom: Math.max(13, map.getZoom()), padding: [80, 80], animate: !still, duration: 0.2 });
    },
  };

  const ground = new DataLayer("jg-ground", true);
  const data = new DataLayer("jg-data");
  fit();
  map.addLayer(ground);
  map.addLayer(data);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  effect(() => ground.show(groundPaints(store)));
  effect(() => data.show(paintsOf(store)));
  effect(() => map.getContainer().setAttribute("aria-label", say("map", store.lang.value)));
  showGround(store, map);
  showSelection(store, map);

  map.on("click", (event) => {
    const hit = data.hit(map, event.latlng, matchMedia("(pointer: coarse)").matches ? 16 : 6);
    const first = hit ? catalog.firstOf.get(hit.layer.info.id) : undefined;
    store.selection.value = hit && first !== undefined ? keyOf(catalog, first + hit.row) : null;
  });
  showTip(store, map, data);
  return view;
}
