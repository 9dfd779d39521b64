import assert from "node:assert/strict";
import { test } from "node:test";
import { worldOf } from "../src/map/uncertainty";

const RADIUS = 6_378_137;
const worldY = (lat: number): number => {
  const at = (lat * Math.PI) / 180;
  return 0.5 - Math.log(Math.tan(at) + 1 / Math.cos(at)) / (2 * Math.PI);
};

test("a circle of so many metres reaches the place that lies so far off, at any latitude", () => {
  for (const lat of [0, 36.67, 60])
    for (const metres of [500, 2000, 5000]) {
      const north = lat + ((metres / RADIUS) * 180) / Math.PI;
      const reach = worldY(lat) - worldY(north);
      const drawn = worldOf(metres, worldY(lat));
      assert.ok(Math.abs(drawn / reach - 1) < 0.002, `${lat} ${metres} ${drawn / reach}`);
    }
});
