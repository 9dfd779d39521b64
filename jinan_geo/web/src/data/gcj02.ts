// GCJ-02, the shifted degrees of Chinese web maps, from and to WGS84; the twin of gcj.py, which says where it comes
// from. Longitude first, in degrees; outside the rectangle around China nothing moves.
import { latOf, lonOf, worldX, worldY } from "./geometry";

const CHINA = { west: 72.004, south: 0.8293, east: 137.8347, north: 55.8271 };
const KRASOVSKY_A = 6378245;
const KRASOVSKY_E2 = 0.006693421622965943; // 0.00669342162296594323, as far as a double tells numbers apart
const TOLERANCE = 1e-11; // degrees
const MOST_ROUNDS = 40;

type Place = [lon: number, lat: number];

const inChina = (lon: number, lat: number): boolean =>
  lon >= CHINA.west && lon <= CHINA.east && lat >= CHINA.south && lat <= CHINA.north;

export const toGcj02 = (lon: number, lat: number): Place =>
  inChina(lon, lat) ? shift(lon, lat) : [lon, lat];

/** The WGS84 place that is shifted here, found by fixed-point iteration; where there is none, the place itself. */
export function fromGcj02(lon: number, lat: number): Place {
  if (!inChina(lon, lat)) return [lon, lat];
  let [x, y] = [lon, lat];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [toX, toY] = shift(x, y);
    const [stepX, stepY] = [lon - toX, lat - toY];
    x += stepX;
    y += stepY;
    if (Math.max(Math.abs(stepX), Math.abs(stepY)) < TOLERANCE) break;
  }
  return inChina(x, y) ? [x, y] : [lon, lat];
}

function shift(lon: number, lat: number): Place {
  const [x, y] = [lon - 105, lat - 35];
  const root = 0.1 * Math.sqrt(Math.abs(x));
  const product = 0.1 * x * y;
  const sin = (times: number, value: number): number => Math.sin(times * Math.PI * value);
  const ripples = ((20 * sin(6, x) + 20 * sin(2, x)) * 2) / 3;
  const waves = (value: number, middle: number, period: number, long: number): number =>
    ((20 * sin(1, value) +
      40 * sin(1 / 3, value) +
      middle * sin(1 / period, value) +
      long * sin(1 / 30, value)) *
      2) /
    3;
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + product + 2 * root + ripples + waves(y, 160, 12, 320);
  const east = 300 + x + 2 * y + 0.1 * x * x + product + root + ripples + waves(x, 150, 12, 300);
  const phi = (lat * Math.PI) / 180;
  const square = 1 - KRASOVSKY_E2 * Math.sin(phi) ** 2;
  const meridian = (KRASOVSKY_A * (1 - KRASOVSKY_E2)) / (square * Math.sqrt(square));
  const parallel = (KRASOVSKY_A / Math.sqrt(square)) * Math.cos(phi);
  return [lon + ((east / parallel) * 180) / Math.PI, lat + ((north / meridian) * 180) / Math.PI];
}

export interface TileBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Where a tile drawn in GCJ-02 lies among WGS84 data, in whole pixels of its zoom. Each edge is placed by its own
 * middle, which its neighbour places the same: no gaps, and at most a pixel of error anywhere on the tile.
 */
export function placeTile(column: number, row: number, zoom: number, size = 256): TileBox {
  const world = 256 * 2 ** zoom;
  const moved = (x: number, y: number): [number, number] => {
    const [lon, lat] = fromGcj02(lonOf((x * size) / world), latOf((y * size) / world));
    return [Math.round(worldX(lon) * world), Math.round(worldY(lat) * world)];
  };
  const left = moved(column, row + 0.5)[0];
  const top = moved(column + 0.5, row)[1];
  return {
    left,
    top,
    width: moved(column + 1, row + 0.5)[0] - left,
    height: moved(column + 0.5, row + 1)[1] - top,
  };
}
