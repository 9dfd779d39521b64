// The place under the pointer, or at the middle of the map where there is no pointer, in WGS84.
import { effect, signal } from "@preact/signals";
import * as L from "leaflet";
import type { Store } from "../state/store";
import { formatPlace } from "../words/format";
import { say } from "../words/messages";

export function showReadout(store: Store, map: L.Map): void {
  const control = new L.Control({ position: "bottomleft" });
  const box = document.createElement("div");
  box.className = "jg-readout jg-place";
  const words = document.createElement("span"); // goes to the next line whole
  control.onAdd = () => box;
  control.addTo(map);
  const pointed = signal<L.LatLng | null>(null);
  const middle = signal(map.getCenter());
  map.on("mousemove", ({ latlng }) => (pointed.value = latlng.wrap()));
  map.on("mouseout", () => (pointed.value = null));
  map.on("move", () => (middle.value = map.getCenter().wrap()));
  effect(() => {
    const { lat, lng } = pointed.value ?? middle.value;
    words.textContent = pointed.value ? "" : `· ${say("mapCentre", store.lang.value)}`;
    box.replaceChildren(`${formatPlace(lng, lat)} · WGS84 `, words);
  });
}
