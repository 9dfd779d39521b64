// What lies near a place or within an outline, measured in the plane of the workspace's metric system.

import type { Catalog } from "./catalog";
import { distanceTo, type Geometry, latOf, lonOf, POINT, SHELL, worldX, worldY } from "./geometry";
import { isLocated, type Layer } from "./layer";
import { Tangent } from "./mercator";
import { remember } from "./remember";

/** A place, and how far about it, in kilometres. */
export interface Near {
  lon: number;
  lat: number;
  km: number;
}

/** Longitudes and latitudes of the corners in order; the last is joined to the first. */
export type Outline = readonly (readonly [number, number])[];

export interface Neighbour {
  project: number;
  metres: number;
}

const MOST_KM = 1000;
const MOST_CORNERS = 200;
const KM_OF_DEGREE = 110.5; // the shortest degree of latitude
/** By how much a box of degrees is too small for what is straight or round in the plane. */
const SLACK = 1.03;
const WGS84 = { semi_major_m: 6378137, inverse_flattening: 298.257223563 };

export function isNear(value: unknown): value is Near {
  const { lon, lat, km } = (value ?? {}) as Partial<Near>;
  return isPlace([lon, lat]) && typeof km === "number" && km > 0 && km <= MOST_KM;
}

export const isOutline = (value: unknown): value is Outline =>
  Array.isArray(value) && value.length > 2 && value.length <= MOST_CORNERS && value.every(isPlace);

function isPlace(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [lon, lat] = value as unknown[];
  const isWithin = (one: unknown, most: number): boolean =>
    typeof one === "number" && Math.abs(one) <= most;
  return isWithin(lon, 180) && isWithin(lat, 85);
}

/** The metric system of the workspace; where that is none of survey sheets, one about the middle of the page. */
export const planeOf = remember(({ page: { grid, bounds } }: Catalog): Tangent => {
  const [west, , east] = bounds;
  return new Tangent(
    grid ?? {
      ...WGS84,
      meridian: (west + east) / 2,
      scale: 1,
      false_east_m: 0,
      false_north_m: 0,
    },
  );
});

/** West, north, east and south in world units of what holds all that lies near a place. */
function boxAbout({ lon, lat, km }: Near): [number, number, number, number] {
  const down = (km / KM_OF_DEGREE) * SLACK;
  const most = Math.min(85, Math.abs(lat) + down);
  const aside = Math.min(180, down / Math.cos((most * Math.PI) / 180));
  return [worldX(lon - aside), worldY(lat + down), worldX(lon + aside), worldY(lat - down)];
}

function boxOf(outline: Outline): [number, number, number, number] {
  const lons = outline.map(([lon]) => lon);
  const lats = outline.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const more = (SLACK - 1) * Math.max(east - west, north - south);
  return [worldX(west - more), worldY(north + more), worldX(east + more), worldY(south - more)];
}

/** One feature alone, in metres of the plane. */
function inPlane(plane: Tangent, g: Geometry, feature: number): Geometry {
  const [from, to] = [g.featureStart[feature]!, g.featureStart[feature + 1]!];
  const [first, end] = [g.ringStart[from]!, g.ringStart[to]!];
  const x = new Float64Array(end - first);
  const y = new Float64Array(end - first);
  for (let i = first; i < end; i++)
    [x[i - first], y[i - first]] = plane.forward(lonOf(g.x[i]!), latOf(g.y[i]!));
  return {
    x,
    y,
    ringStart: g.ringStart.slice(from, to + 1).map((at) => at - first),
    ringRole: g.ringRole.slice(from, to),
    featureStart: Uint32Array.from([0, to - from]),
    boxes: new Float64Array(4),
  };
}

const asGeometry = (corners: readonly (readonly [number, number])[]): Geometry => ({
  x: Float64Array.from(corners, ([x]) => x),
  y: Float64Array.from(corners, ([, y]) => y),
  ringStart: Uint32Array.from([0, corners.length]),
  ringRole: Uint8Array.from([SHELL]),
  featureStart: Uint32Array.from([0, 1]),
  boxes: new Float64Array(4),
});

type Way = (from: number, to: number) => boolean;

/** Whether any edge between two vertices of a feature does what is asked; of a point that is the vertex itself. */
function someEdge(g: Geometry, takes: Way): boolean {
  for (let ring = 0; ring < g.ringRole.length; ring++) {
    const start = g.ringStart[ring]!;
    const end = g.ringStart[ring + 1]!;
    const role = g.ringRole[ring]!;
    const isAlone = role === POINT || end - start === 1;
    if (isAlone && takes(start, start)) return true;
    const isClosed = role >= SHELL;
    for (let i = isClosed ? start : start + 1, j = isClosed ? end - 1 : start; i < end; j = i++)
      if (takes(j, i)) return true;
  }
  return false;
}

/** Whether two shapes have a place in common; `area` is an outline. */
function touches(area: Geometry, shape: Geometry): boolean {
  const side = (g: Geometry, from: number, to: number, x: number, y: number): number =>
    Math.sign(
      (g.x[to]! - g.x[from]!) * (y - g.y[from]!) - (g.y[to]! - g.y[from]!) * (x - g.x[from]!),
    );
  const isWithin = (at: number): boolean => distanceTo(area, 0, shape.x[at]!, shape.y[at]!) === 0;
  const crosses: Way = (from, to) =>
    someEdge(
      area,
      (a, b) =>
        side(area, a, b, shape.x[from]!, shape.y[from]!) !==
          side(area, a, b, shape.x[to]!, shape.y[to]!) &&
        side(shape, from, to, area.x[a]!, area.y[a]!) !==
          side(shape, from, to, area.x[b]!, area.y[b]!),
    );
  return (
    someEdge(shape, (from, to) => isWithin(from) || isWithin(to) || crosses(from, to)) ||
    distanceTo(shape, 0, area.x[0]!, area.y[0]!) === 0
  );
}

/** Calls back for each project with a place whose box meets the one given. */
function eachIn(
  { counted, firstOf }: Catalog,
  [west, north, east, south]: readonly [number, number, number, number],
  found: (project: number, layer: Layer, row: number) => void,
): void {
  for (const layer of counted) {
    const first = firstOf.get(layer.info.id)!;
    layer.index.query(west, north, east, south, (row) => {
      if (isLocated(layer, row)) found(first + row, layer, row);
    });
  }
}

/** 1 for each project that a place is not further away from than said; null where none is named. */
export function maskNear(catalog: Catalog, near: Near): Uint8Array {
  const mask = new Uint8Array(catalog.projects);
  for (const { project } of distancesFrom(catalog, near)) mask[project] = 1;
  return mask;
}

/** Every project that lies near a place, with its distance, the nearest first: within an area that is 0. */
export function distancesFrom(catalog: Catalog, near: Near): Neighbour[] {
  const plane = planeOf(catalog);
  const [east, north] = plane.forward(near.lon, near.lat);
  const found: Neighbour[] = [];
  eachIn(catalog, boxAbout(near), (project, { geometry }, row) => {
    const metres = distanceTo(inPlane(plane, geometry, row), 0, east, north);
    if (metres <= near.km * 1000) found.push({ project, metres });
  });
  return found.sort((a, b) => a.metres - b.metres || a.project - b.project);
}

/** 1 for each project that has a place in common with an outline; of whom that `isSure` nothing is measured. */
export function maskInside(
  catalog: Catalog,
  outline: Outline,
  isSure: (layer: Layer, row: number) => boolean = () => false,
): Uint8Array {
  const plane = planeOf(catalog);
  const area = asGeometry(outline.map(([lon, lat]) => plane.forward(lon, lat)));
  const mask = new Uint8Array(catalog.projects);
  eachIn(catalog, boxOf(outline), (project, layer, row) => {
    if (isSure(layer, row) || touches(area, inPlane(plane, layer.geometry, row))) mask[project] = 1;
  });
  return mask;
}

const CORNERS = 72;

/** The circle about a place as corners, as round on the ground as the plane is true. */
export function circleOf(catalog: Catalog, { lon, lat, km }: Near): Outline {
  const plane = planeOf(catalog);
  const [east, north] = plane.forward(lon, lat);
  return Array.from({ length: CORNERS }, (_, at) => {
    const turn = (at / CORNERS) * 2 * Math.PI;
    return plane.inverse(east + km * 1000 * Math.cos(turn), north + km * 1000 * Math.sin(turn));
  });
}

const SAME = 2e-5; // degrees, by which a place may be rounded

/** The project whose symbol stands at a place; null where none does. */
export function projectAt(
  catalog: Catalog,
  { lon, lat }: Near,
): { layer: Layer; row: number } | null {
  const isAt = ({ anchors }: Layer, row: number): boolean =>
    Math.abs(lonOf(anchors[row * 2]!) - lon) < SAME &&
    Math.abs(latOf(anchors[row * 2 + 1]!) - lat) < SAME;
  let known: { layer: Layer; row: number } | null = null;
  const box = [
    worldX(lon - SAME),
    worldY(lat + SAME),
    worldX(lon + SAME),
    worldY(lat - SAME),
  ] as const;
  eachIn(catalog, box, (_, layer, row) => {
    if (!known && isAt(layer, row)) known = { layer, row };
  });
  return known;
}
