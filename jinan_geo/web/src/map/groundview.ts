// The ground as a reader and a script hear of it: whether it is shown, how far it reaches, whose it is.

import { effect } from "@preact/signals";
import * as L from "leaflet";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import { groundOf, shownGround } from "./ground";

/** What scripts may ask of the ground; of a page without one that there is nothing. */
export function groundState(store: Store) {
  const ground = groundOf(store);
  return {
    shown: shownGround(store) !== null,
    tiers: ground?.info.tiers.map(({ from_zoom, to_zoom }) => [from_zoom, to_zoom]) ?? [],
    bytes: ground?.bytes ?? 0,
    credit: groundCredit(store, true),
  };
}

/** Whose the ground is that is shown, or that there is. */
export function groundCredit(store: Store, always = false): string {
  const ground = always ? groundOf(store) : shownGround(store);
  return ground ? inLang(ground.info.credit, store.lang.value) : "";
}

/** Whose the ground is, where a map says such things. */
export function showGroundCredit(store: Store, map: L.Map): void {
  if (!groundOf(store)) return;
  const control = new L.Control({ position: "bottomleft" });
  const box = document.createElement("div");
  box.className = "jg-readout jg-attribution";
  control.onAdd = () => box;
  control.addTo(map);
  effect(() => {
    box.textContent = groundCredit(store);
    box.hidden = !box.textContent;
  });
}
