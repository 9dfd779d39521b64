// Measuring on the map: the numbers are geodesic, whatever the map's projection makes of the line.
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import * as L from "leaflet";
import { areaOf, lengthOf, type Place } from "../data/geodesic";
import { ACCENT, GROUND } from "../look/palette";
import { listenToPlaces, type PlaceTool } from "./placing";

export type MeasureKind = "distance" | "area";

export interface Measured {
  length: number;
  /** Null while a distance is measured, or with fewer than three places. */
  area: number | null;
}

export interface Measuring extends PlaceTool {
  kind: Signal<MeasureKind | null>;
  measured: ReadonlySignal<Measured>;
  /** Takes the tool up anew; the same tool again puts it away. */
  toggle(kind: MeasureKind): void;
}

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
  listenToPlaces(map, tool, () => kind.value !== null);
  drawMeasure(map, tool);
  return tool;
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
