// The ground as GeoJSON, where its licence lets it be given on: whole, in as much detail as the page has, with whose it is.

import { HOLE, LINE, latOf, lonOf, POINT } from "../data/geometry";
import { groundOf } from "../map/ground";
import type { Chunk } from "../map/groundchunk";
import type { Store } from "../state/store";
import { inLang } from "../words/format";

/** Whether the page's ground may be given on. */
export const isOpenGround = ({ catalog }: Store): boolean => catalog.page.ground?.is_open ?? false;

export async function groundJsonOf(store: Store): Promise<string> {
  const ground = groundOf(store);
  if (!ground || !isOpenGround(store))
    throw new Error("the page has no ground that may be given on");
  const features = (await ground.finest()).flatMap((chunk) =>
    Array.from({ length: chunk.table.rows }, (_, row) => featureOf(chunk, row)),
  );
  const { credit, licence } = ground.info;
  return JSON.stringify({
    type: "FeatureCollection",
    credit: inLang(credit, store.lang.value),
    licence,
    features,
  });
}

type Place = [number, number];

function featureOf(chunk: Chunk, row: number) {
  const { featureStart, ringRole } = chunk.geometry;
  const name = (title: string) => chunk.table.columns.get(title)?.at(row) ?? null;
  const rings: Place[][] = [];
  for (let ring = featureStart[row]!; ring < featureStart[row + 1]!; ring++)
    rings.push(ringOf(chunk, ring));
  const role = ringRole[featureStart[row]!]!;
  return {
    type: "Feature",
    properties: {
      class: chunk.classAt(row),
      name_zh: name("name_zh"),
      name_en: name("name_en"),
    },
    geometry:
      role === POINT
        ? { type: "Point", coordinates: rings[0]![0] }
        : role === LINE
          ? { type: "LineString", coordinates: rings[0] }
          : { type: "Polygon", coordinates: rings },
  };
}

function ringOf({ geometry: g }: Chunk, ring: number): Place[] {
  const places: Place[] = [];
  for (let i = g.ringStart[ring]!; i < g.ringStart[ring + 1]!; i++)
    places.push([rounded(lonOf(g.x[i]!)), rounded(latOf(g.y[i]!))]);
  const isClosed = g.ringRole[ring]! > LINE && g.ringRole[ring]! <= HOLE;
  return isClosed ? [...places, places[0]!] : places;
}

const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
