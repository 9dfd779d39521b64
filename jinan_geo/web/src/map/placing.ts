// Places put on the map by hand: a click adds one, Backspace takes the last back, Enter or a double click ends,
// Escape puts the tool away.
import { effect, type Signal } from "@preact/signals";
import type * as L from "leaflet";
import type { Place } from "../data/geodesic";

export interface PlaceTool {
  places: Signal<readonly Place[]>;
  ended: Signal<boolean>;
  undo(): void;
  end(): void;
  cancel(): void;
}

const SAME_PLACE = 4; // pixels; a double click is one place

/** Lets a tool have the map's clicks and keys for as long as it is taken up. */
export function listenToPlaces(map: L.Map, tool: PlaceTool, isOn: () => boolean): void {
  map.on("click", ({ latlng, containerPoint }) => {
    if (!isOn()) return;
    if (tool.ended.value) {
      tool.places.value = [];
      tool.ended.value = false;
    }
    const last = tool.places.value[tool.places.value.length - 1];
    const again =
      last &&
      map.latLngToContainerPoint([last[1], last[0]]).distanceTo(containerPoint) < SAME_PLACE;
    if (!again) tool.places.value = [...tool.places.value, [latlng.lng, latlng.lat]];
  });
  map.on("dblclick", () => isOn() && tool.end());
  // Before all others, since Escape would also close the card and Backspace leave the page in old shells.
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement | null;
    if (!isOn() || event.isComposing || target?.closest("input, select, textarea")) return;
    if (event.key === "Escape") tool.cancel();
    else if (event.key === "Backspace") tool.undo();
    else if (event.key === "Enter" && !target?.closest("button, a")) tool.end();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("keydown", onKeyDown, true);
  let was = false;
  effect(() => {
    const on = isOn();
    if (on === was) return;
    was = on;
    map.getContainer().classList.toggle("jg-measuring", on);
    if (on) map.doubleClickZoom.disable();
    else map.doubleClickZoom.enable();
  });
}
