import assert from "node:assert/strict";
import { test } from "node:test";
import { Tangent } from "../src/data/mercator";

const CHINA = {
  name: "",
  meridian: 117,
  scale: 1,
  false_east_m: 500_000,
  false_north_m: 0,
  semi_major_m: 6_378_137,
  inverse_flattening: 298.257222101,
};
const FINLAND = { ...CHINA, meridian: 27, scale: 0.9996 };

test("places of EPSG:4548 and 3067, there and back, as PROJ has them", () => {
  for (const [info, lon, lat, east, north] of [
    [CHINA, 117, 36.65, 500_000, 4_057_669.9465],
    [CHINA, 117.98, 36.2, 588_138.0787, 4_008_180.0456],
    [CHINA, 115.7, 37.4, 384_891.1837, 4_141_696.7634],
    [FINLAND, 24.94, 60.17, 385_700.4214, 6_672_126.743],
  ] as const) {
    const plane = new Tangent(info);
    const [x, y] = plane.forward(lon, lat);
    assert.ok(Math.hypot(x - east, y - north) < 0.001, `${x} ${y}`);
    const [back, up] = plane.inverse(east, north);
    assert.ok(Math.hypot(back - lon, up - lat) < 1e-8, `${back} ${up}`);
  }
});
