// The transverse Mercator projection of survey sheets (Gauss-Krüger, UTM), to millimetres near its meridian (Krüger 1912).

import type { GridInfo } from "./page";

const RADIANS = Math.PI / 180;

export class Tangent {
  private readonly radius: number;
  private readonly ahead: readonly number[];
  private readonly back: readonly number[];
  private readonly eccentricity: number;

  constructor(private readonly info: Omit<GridInfo, "name">) {
    const flat = 1 / info.inverse_flattening;
    const n = flat / (2 - flat);
    this.radius = (info.scale * info.semi_major_m * (1 + n ** 2 / 4 + n ** 4 / 64)) / (1 + n);
    this.eccentricity = Math.sqrt(flat * (2 - flat));
    this.ahead = [
      n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16,
      (13 * n ** 2) / 48 - (3 * n ** 3) / 5,
      (61 * n ** 3) / 240,
    ];
    this.back = [
      n / 2 - (2 * n ** 2) / 3 + (37 * n ** 3) / 96,
      n ** 2 / 48 + n ** 3 / 15,
      (17 * n ** 3) / 480,
    ];
  }

  /** East and north in metres. */
  forward(lon: number, lat: number): [number, number] {
    const sine = Math.sin(lat * RADIANS);
    const e = this.eccentricity;
    const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
    const away = (lon - this.info.meridian) * RADIANS;
    const xi = Math.atan2(t, Math.cos(away));
    const eta = Math.asinh(Math.sin(away) / Math.hypot(t, Math.cos(away)));
    let [north, east] = [xi, eta];
    this.ahead.forEach((share, at) => {
      const times = 2 * (at + 1);
      north += share * Math.sin(times * xi) * Math.cosh(times * eta);
      east += share * Math.cos(times * xi) * Math.sinh(times * eta);
    });
    return [
      this.info.false_east_m + this.radius * east,
      this.info.false_north_m + this.radius * north,
    ];
  }

  /** Longitude and latitude in degrees. */
  inverse(east: number, north: number): [number, number] {
    const xi = (north - this.info.false_north_m) / this.radius;
    const eta = (east - this.info.false_east_m) / this.radius;
    let [up, aside] = [xi, eta];
    this.back.forEach((share, at) => {
      const times = 2 * (at + 1);
      up -= share * Math.sin(times * xi) * Math.cosh(times * eta);
      aside -= share * Math.cos(times * xi) * Math.sinh(times * eta);
    });
    const goal = Math.asinh(Math.sin(up) / Math.hypot(Math.sinh(aside), Math.cos(up)));
    const e = this.eccentricity;
    let sine = Math.tanh(goal);
    for (let i = 0; i < 6; i++) sine = Math.tanh(goal + e * Math.atanh(e * sine));
    const lon = this.info.meridian + Math.atan2(Math.sinh(aside), Math.cos(up)) / RADIANS;
    return [lon, Math.asin(sine) / RADIANS];
  }
}
