// Measuring on the map: a click adds a place, Backspace takes the last back, Enter or a double click ends,
// Escape puts the tool away. The numbers are geodesic, whatever the map's projection makes of the line.
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import * as L from "leaflet";
import { ACCENT, GROUND } from "../look/palette";
import { areaOf, lengthOf, type Place } from "./geodesic";

export type MeasureKind = "distance" | "area";

export interface Measured {
  length: number;
  /** Null while a distance is measured, or with fewer than three places. */
  area: number | null;
}

export interface Measuring {
  kind: Signal<MeasureKind | null>;
  places: Signal<readonly Place[]>;
  ended: Signal<boolean>;
  measured: ReadonlySignal<Measured>;
  /** Takes the tool up anew; the same tool again puts it away. */
  toggle(kind: MeasureKind): void;
  undo(): void;
  end(): void;
  cancel(): void;
}

const SAME_PLACE = 4; // pixels; a double click is one place

export function makeMeasuring(map: L.Map): Measuring {
  const kind = signal<MeasureKind | null>(null);
  const places = signal<readonly Place[]>([]);
  const ended = signal(false);
  const reset = (next: MeasureKind | null): void => {
    places.value = [];
    ended.value = false;
    kind.value = next;
  };
  const tool: Measuring = {
    kind,
    places,
    ended,
    measured: computed(() => {
      if (kind.value !== "area" || places.value.length < 3)
        return { length: lengthOf(places.value), area: null };
      const { area, perimeter } = areaOf(places.value);
      return { length: perimeter, area };
    }),
    toggle(wanted) {
      reset(kind.value === wanted ? null : wanted);
      if (kind.value) map.getContainer().focus({ preventScroll: true }); // so that Enter does not press the button again
    },
    undo() {
      places.value = places.value.slice(0, -1);
      ended.value = false;
    },
    end() {
      if (places.value.length > (kind.value === "area" ? 2 : 1)) ended.value = true;
    },
    cancel: () => reset(null),
  };
  listen(map, tool);
  drawMeasure(map, tool);
  return tool;
}

function listen(map: L.Map, tool: Measuring): void {
  map.on("click", ({ latlng, containerPoint }) => {
    if (!tool.kind.value) return;
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
  map.on("dblclick", () => tool.kind.value && tool.end());
  // Before all others, since Escape would also close the card and Backspace leave the page in old shells.
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement | null;
    if (!tool.kind.value || event.isComposing || target?.closest("input, select, textarea")) return;
    if (event.key === "Escape") tool.cancel();
    else if (event.key === "Backspace") tool.undo();
    else if (event.key === "Enter" && !target?.closest("button, a")) tool.end();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("keydown", onKeyDown, true);
  effect(() => {
    const on = tool.kind.value !== null;
    map.getContainer().classList.toggle("jg-measuring", on);
    if (on) map.doubleClickZoom.disable();
    else map.doubleClickZoom.enable();
  });
}

function drawMeasure(map: L.Map, tool: Measuring): void {
  const base: L.PolylineOptions = {
    renderer: L.svg({ pane: "jg-selection", padding: 0.5 }),
    pane: "jg-selection",
    interactive: false,
  };
  const group = L.layerGroup().addTo(map);
  const rubber = L.polyline([], { ...base, color: ACCENT, weight: 1.5, dashArray: "4 4" }).addTo(
    map,
  );
  effect(() => {
    group.clearLayers();
    rubber.setLatLngs([]);
    const line = tool.places.value.map(([lon, lat]) => L.latLng(lat, lon));
    if (tool.kind.value === "area" && line.length > 2)
      group.addLayer(
        L.polygon(line, { ...base, stroke: false, fillColor: ACCENT, fillOpacity: 0.12 }),
      );
    const whole = tool.ended.value && tool.kind.value === "area" ? [...line, line[0]!] : line;
    group.addLayer(L.polyline(whole, { ...base, color: GROUND, weight: 5, opacity: 0.9 }));
    group.addLayer(L.polyline(whole, { ...base, color: ACCENT, weight: 2 }));
    for (const place of line)
      group.addLayer(
        L.circleMarker(place, {
          ...base,
          radius: 4,
          color: ACCENT,
          weight: 2,
          fillColor: GROUND,
          fillOpacity: 1,
        }),
      );
  });
  map.on("mousemove", ({ latlng }) => {
    const places = tool.places.value;
    if (!tool.kind.value || tool.ended.value || !places.length) return;
    const ends =
      tool.kind.value === "area" && places.length > 1
        ? [places[places.length - 1]!, places[0]!]
        : [places[places.length - 1]!];
    const [from, back] = ends.map(([lon, lat]) => L.latLng(lat, lon));
    if (from) rubber.setLatLngs(back ? [from, latlng, back] : [from, latlng]);
  });
}
