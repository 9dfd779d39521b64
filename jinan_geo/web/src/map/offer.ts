// A click on a district offers it as a filter.
import type * as L from "leaflet";
import { distanceTo, worldX, worldY } from "../data/geometry";
import type { Store } from "../state/store";
import { figuresOf } from "./districtfigures";
import { districtsLayer } from "./sharing";
import { openStack } from "./stacklist";

/** Beside the place clicked, how many projects its district has and a way to see only these; nothing outside districts. */
export function offerDistrict(store: Store, map: L.Map, at: L.LatLng): void {
  const row = districtAt(store, worldX(at.lng), worldY(at.lat));
  const figure = figuresOf(store)
    .peek()
    ?.of.find((one) => one.row === row);
  if (!figure?.owners.length) return;
  openStack(store, map, {
    at,
    owners: figure.owners,
    district: figure.code,
    brief: true,
    edition: store.edition.peek(),
    by: store.colorBy.peek(),
    opener: map.getContainer(),
  });
}

function districtAt(store: Store, x: number, y: number): number | null {
  const layer = districtsLayer(store);
  let found: number | null = null;
  layer?.index.query(x, y, x, y, (row) => {
    if (distanceTo(layer.geometry, row, x, y) === 0) found = row;
  });
  return found;
}
