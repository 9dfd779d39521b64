// Lengths and areas on the WGS84 ellipsoid, as exact as the coordinates: no projection stretches them.
import geodesic from "geographiclib-geodesic";

/** Longitude and latitude, in degrees. */
export type Place = readonly [number, number];

const ELLIPSOID = geodesic.Geodesic.WGS84;

/** Length of the way along all places, in metres. */
export function lengthOf(places: readonly Place[]): number {
  let metres = 0;
  for (let i = 1; i < places.length; i++) {
    const [[fromLon, fromLat], [toLon, toLat]] = [places[i - 1]!, places[i]!];
    metres += ELLIPSOID.Inverse(fromLat, fromLon, toLat, toLon).s12 ?? 0;
  }
  return metres;
}

/** Area within the places in m2, whichever way round they run, and its boundary in metres. */
export function areaOf(places: readonly Place[]): { area: number; perimeter: number } {
  const ring = ELLIPSOID.Polygon(false);
  for (const [lon, lat] of places) ring.AddPoint(lat, lon);
  const { area = 0, perimeter } = ring.Compute(false, true);
  return { area: Math.abs(area), perimeter };
}
