// Which part of the map is shown, kept in step with the store and so with the link. Showing all is the default
// and is not stated, since what fits depends on the screen.
import { effect } from "@preact/signals";
import type * as L from "leaflet";
import type { Position, Store } from "./store";

export const writePosition = ({ zoom, lat, lon }: Position): string => `${zoom}/${lat}/${lon}`;

/** From "zoom/lat/lon"; null where that is no place on earth. */
export function readPosition(text: string | null): Position | null {
  if (!text) return null;
  const parts = text.split("/");
  const [zoom = NaN, lat = NaN, lon = NaN] = parts.map(Number);
  const known = parts.length === 3 && parts.every((part) => part.trim() !== "");
  return known && isPosition({ zoom, lat, lon }) ? { zoom, lat, lon } : null;
}

export const isPosition = ({ zoom, lat, lon }: Position): boolean =>
  zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const isSame = (a: Position | null, b: Position | null): boolean =>
  a === b || (a !== null && b !== null && a.zoom === b.zoom && a.lat === b.lat && a.lon === b.lon);

/** Keeps both in step; gives back the `fit` that counts as the default. */
export function followPosition(store: Store, map: L.Map, fitAll: () => void): () => void {
  let shown: Position | null = null;
  let fitting = false;
  let corner = map.containerPointToLatLng([0, 0]);
  let zoom = map.getZoom();

  const take = (): void => {
    corner = map.containerPointToLatLng([0, 0]);
    zoom = map.getZoom();
  };
  const fit = (): void => {
    fitting = true;
    fitAll();
    fitting = false;
    take();
    store.position.value = shown = null;
  };
  map.on("moveend", () => {
    if (fitting) return;
    const shift = map.latLngToContainerPoint(corner);
    // Another size of the window moves the centre but not the corner: nobody chose that view.
    const resized = zoom === map.getZoom() && Math.hypot(shift.x, shift.y) < 1;
    take();
    if (resized && shown === null) return;
    const { lat, lng } = map.getCenter();
    store.position.value = shown = {
      zoom: rounded(zoom, 2),
      lat: rounded(lat, 5),
      lon: rounded(lng, 5),
    };
  });
  effect(() => {
    const wanted = store.position.value;
    if (isSame(wanted, shown)) return;
    if (wanted) map.setView([wanted.lat, wanted.lon], wanted.zoom, { animate: false });
    else fit();
  });
  return fit;
}
