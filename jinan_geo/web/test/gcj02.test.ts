import assert from "node:assert/strict";
import { test } from "node:test";
import { fromGcj02, placeTile, toGcj02 } from "../src/data/gcj02";
import { latOf, lonOf, worldX, worldY } from "../src/data/geometry";
import PLACES from "./gcj02.json"; // made by gcj.py; tests/test_basemaps.py holds them against it

test("the shift is that of gcj.py, there and back", () => {
  for (const [lon, lat, x, y] of PLACES) {
    const [toX, toY] = toGcj02(lon, lat);
    assert.ok(Math.abs(toX - x) < 1e-11 && Math.abs(toY - y) < 1e-11, `${lon} ${lat}`);
    const [backX, backY] = fromGcj02(x, y);
    assert.ok(Math.abs(backX - lon) < 1e-9 && Math.abs(backY - lat) < 1e-9, `${x} ${y}`);
  }
  assert.deepEqual(toGcj02(2.35, 48.86), [2.35, 48.86]);
  assert.ok(PLACES.some(([lon, , x]) => Math.abs(lon - x) > 0.004));
});

test("a shifted tile lies right to a pixel everywhere on it, and leaves no gap to the next", () => {
  let worst = 0;
  for (const zoom of [9, 12, 15, 18])
    for (let one = 0; one < 300; one++) {
      const world = 256 * 2 ** zoom;
      const column = Math.floor(
        ((worldX(116.2) + (((one * 7919) % 1000) / 1000) * (worldX(117.8) - worldX(116.2))) *
          world) /
          256,
      );
      const row = Math.floor(
        ((worldY(37.6) + (((one * 104_729) % 997) / 997) * (worldY(36) - worldY(37.6))) * world) /
          256,
      );
      const box = placeTile(column, row, zoom);
      assert.equal(placeTile(column + 1, row, zoom).left, box.left + box.width);
      assert.equal(placeTile(column, row + 1, zoom).top, box.top + box.height);
      for (const [right, down] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
        [0.5, 0.5],
      ]) {
        const [lon, lat] = fromGcj02(
          lonOf(((column + right) * 256) / world),
          latOf(((row + down) * 256) / world),
        );
        const awayX = box.left + right * box.width - worldX(lon) * world;
        const awayY = box.top + down * box.height - worldY(lat) * world;
        worst = Math.max(worst, Math.abs(awayX), Math.abs(awayY));
      }
    }
  assert.ok(worst < 1.25, String(worst));
  assert.ok(worst > 0.4); // whole pixels
});
