// The filtered features as GeoJSON (RFC 7946): WGS 84, shells counter-clockwise, null where there is no place.
import { type Catalog, keyOf } from "../data/catalog";
import { type Geometry, LINE, latOf, lonOf, POINT, SHELL } from "../data/geometry";
import { isoOf } from "../words/format";
import type { ExportTable } from "./table";

export type Position = [number, number];

type Shape =
  | { type: "Point"; coordinates: Position }
  | { type: "MultiPoint" | "LineString"; coordinates: Position[] }
  | { type: "MultiLineString" | "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] };
export type GeoShape = Shape | { type: "GeometryCollection"; geometries: Shape[] } | null;

const DIGITS = 1e7; // about a centimetre; the page keeps no more

const round = (value: number): number => Math.round(value * DIGITS) / DIGITS;

/** Twice the area, positive where the ring runs counter-clockwise. */
function turn(ring: readonly Position[]): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    twice += ring[j]![0] * ring[i]![1] - ring[i]![0] * ring[j]![1];
  return twice;
}

/** A closed ring that runs as RFC 7946 wants it: shells counter-clockwise, holes clockwise. */
export function rightHanded(ring: readonly Position[], shell: boolean): Position[] {
  const first = ring[0]!;
  const last = ring[ring.length - 1]!;
  const open =
    ring.length > 1 && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : [...ring];
  if (turn(open) > 0 !== shell) open.reverse();
  return [...open, open[0]!];
}

export function shapeOf(g: Geometry, feature: number): GeoShape {
  const points: Position[] = [];
  const lines: Position[][] = [];
  const areas: Position[][][] = [];
  for (let ring = g.featureStart[feature]!; ring < g.featureStart[feature + 1]!; ring++) {
    const places: Position[] = [];
    for (let i = g.ringStart[ring]!; i < g.ringStart[ring + 1]!; i++)
      places.push([round(lonOf(g.x[i]!)), round(latOf(g.y[i]!))]);
    const role = g.ringRole[ring];
    if (role === POINT) points.push(...places);
    else if (role === LINE) lines.push(places);
    else if (role === SHELL || !areas.length) areas.push([rightHanded(places, true)]);
    else areas[areas.length - 1]!.push(rightHanded(places, false));
  }
  const shapes: Shape[] = [];
  if (points.length === 1) shapes.push({ type: "Point", coordinates: points[0]! });
  else if (points.length) shapes.push({ type: "MultiPoint", coordinates: points });
  if (lines.length === 1) shapes.push({ type: "LineString", coordinates: lines[0]! });
  else if (lines.length) shapes.push({ type: "MultiLineString", coordinates: lines });
  if (areas.length === 1) shapes.push({ type: "Polygon", coordinates: areas[0]! });
  else if (areas.length) shapes.push({ type: "MultiPolygon", coordinates: areas });
  return shapes.length > 1
    ? { type: "GeometryCollection", geometries: shapes }
    : (shapes[0] ?? null);
}

/** One feature a line, so that versions of the file can be compared. */
export function geojsonOf(
  catalog: Catalog,
  table: ExportTable,
  about: readonly (readonly [string, string])[],
): string {
  const features = Array.from(table.rows, (project) => {
    const { layer, id } = keyOf(catalog, project);
    const properties = table.columns.map(({ id: name, kind, at }) => {
      const value = at(project);
      return [name, kind === "date" && typeof value === "number" ? isoOf(value) : value];
    });
    return JSON.stringify({
      type: "Feature",
      id: `${layer}/${id}`,
      geometry: shapeOf(catalog.layerAt[project]!.geometry, catalog.rowAt[project]!),
      properties: { layer_id: layer, ...Object.fromEntries(properties) },
    });
  });
  return `{"type":"FeatureCollection","about":${JSON.stringify(about)},"features":[\n${features.join(",\n")}\n]}\n`;
}
