// The ground as a reader and a script hear of it: whether it is shown, how far it reaches, whose it is.

import { effect, signal } from "@preact/signals";
import * as L from "leaflet";
import { worldX, worldY } from "../data/geometry";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import { say } from "../words/messages";
import { gridOf } from "./grid";
import { drawnUnder, gridAt, groundOf, shownUnder } from "./ground";

/** What scripts may ask of the ground; of a page without one that there is nothing. */
export function groundState(store: Store) {
  const ground = groundOf(store);
  return {
    shown: shownUnder(store).ground !== null,
    tiers: ground?.info.tiers.map(({ from_zoom, to_zoom }) => [from_zoom, to_zoom]) ?? [],
    bytes: ground?.bytes ?? 0,
    credit: ground ? inLang(ground.info.credit, store.lang.value) : "",
  };
}

/** Decode what lies about the middle of the view that a page opens with, before there is a map. */
export function expectGround(store: Store): void {
  const at = store.position.peek();
  if (!at) return;
  const [x, y] = [worldX(at.lon), worldY(at.lat)];
  void shownUnder(store).ground?.need(at.zoom, [x, y, x, y]);
}

/** Make the worker ready for a view from near, where a ground is shown. */
export const rehearseGround = (store: Store): void =>
  void shownUnder(store)
    .ground?.rehearse()
    .catch(() => undefined);

/** Whose the ground is that a printed sheet has. */
export function groundCredit(store: Store): string {
  const { ground } = drawnUnder(store);
  return ground ? inLang(ground.info.credit, store.lang.value) : "";
}

/** Whose the ground is that is drawn at a zoom, or of which system the grid is. */
export function underWords(store: Store, zoom: number, under = shownUnder(store)): string {
  const lang = store.lang.value;
  if (under.ground?.reaches(zoom)) return inLang(under.ground.info.credit, lang);
  const grid = gridAt(under, zoom);
  return grid ? say("gridOf", lang, { name: grid.info.name }) : "";
}

/** The same, where a map says such things. */
export function showGroundCredit(store: Store, map: L.Map): void {
  if (!groundOf(store) && !gridOf(store)) return;
  const control = new L.Control({ position: "bottomleft" });
  const box = document.createElement("div");
  box.className = "jg-readout jg-under";
  control.onAdd = () => box;
  control.addTo(map);
  const zoom = signal(map.getZoom());
  map.on("zoomend", () => (zoom.value = map.getZoom()));
  effect(() => {
    box.textContent = underWords(store, zoom.value);
    box.hidden = !box.textContent;
  });
}
