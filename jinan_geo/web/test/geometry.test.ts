import assert from "node:assert/strict";
import { test } from "node:test";
import { readBlock } from "../src/data/columns";
import {
  distanceTo,
  type Geometry,
  hasGeometry,
  latOf,
  lonOf,
  readGeometry,
  worldX,
  worldY,
  worldYs,
} from "../src/data/geometry";
import { indexFeatures } from "../src/data/spatial";
import { BLOCK } from "./block";

async function tiny(): Promise<Geometry> {
  const { tables } = await readBlock(BLOCK);
  return readGeometry(tables.get("rings")!, tables.get("vertices")!, 4);
}

const away = (g: Geometry, f: number, lon: number, lat: number): number =>
  distanceTo(g, f, worldX(lon), worldY(lat));

test("latitudes one after the other come out as each for itself", () => {
  const toWorld = worldYs();
  for (let at = 0, lat = 36.6; at < 20_000; at++) {
    // Mostly small steps, now and then a leap anywhere, beyond the map's end too.
    const turn = Math.sin(at * 12.9898) * 43758.5453;
    lat = at % 50 ? lat + (turn % 1) * 0.06 : (turn % 1) * 92;
    assert.ok(Math.abs(toWorld(lat) - worldY(lat)) < 2e-13, String(lat));
  }
});

test("rings are put together from their steps", async () => {
  const g = await tiny();
  assert.deepEqual(
    [0, 1, 2, 3].map((f) => hasGeometry(g, f)),
    [true, true, true, false],
  );
  assert.ok(Math.abs(lonOf(g.x[0]) - 117) < 1e-9);
  assert.ok(Math.abs(latOf(g.y[0]) - 36.6) < 1e-9);
  assert.ok(Math.abs(lonOf(g.x[2]) - 117.015) < 1e-9, "the end of the line");
});

test("a place is in a shell of either orientation, but not in its hole", async () => {
  const g = await tiny();
  assert.equal(away(g, 2, 116.991, 36.591), 0, "in the first shell");
  assert.ok(away(g, 2, 117.003, 36.603) > 0, "in the hole of the second");
  assert.equal(away(g, 2, 117.0005, 36.6005), 0, "in the second shell, beside its hole");
  assert.ok(away(g, 2, 117.2, 36.9) > 0);
});

test("a line is as far as its nearest place", async () => {
  const g = await tiny();
  assert.ok(Math.abs(away(g, 1, 117.0125, 36.61) - 0) < 1e-12);
  assert.ok(Math.abs(away(g, 1, 117.02, 36.61) - 0.005 / 360) < 1e-12);
});

test("the index finds what a plain search finds", () => {
  const n = 500;
  const g = manyBoxes(n);
  const index = indexFeatures(g);
  for (const [w, north, e, s] of [
    [0.1, 0.1, 0.2, 0.2],
    [0.5, 0.5, 0.5, 0.5],
    [-1, -1, 2, 2],
    [0.9, 0, 0.95, 1],
  ]) {
    const found: number[] = [];
    index.query(w, north, e, s, (f) => found.push(f));
    const wanted = Array.from({ length: n }, (_, f) => f).filter(
      (f) =>
        g.boxes[f * 4] <= e &&
        g.boxes[f * 4 + 2] >= w &&
        g.boxes[f * 4 + 1] <= s &&
        g.boxes[f * 4 + 3] >= north,
    );
    assert.deepEqual(
      found.sort((a, b) => a - b),
      wanted,
    );
  }
});

/** Boxes of very different size, from a fixed sequence. */
function manyBoxes(n: number): Geometry {
  let seed = 7;
  const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const boxes = new Float64Array(n * 4);
  for (let f = 0; f < n; f++) {
    const [x, y, size] = [next(), next(), next() ** 8];
    boxes.set([x, y, x + size, y + size / 2], f * 4);
  }
  return {
    x: new Float64Array(n),
    y: new Float64Array(n),
    ringStart: Uint32Array.from({ length: n + 1 }, (_, i) => i),
    ringRole: new Uint8Array(n),
    featureStart: Uint32Array.from({ length: n + 1 }, (_, i) => i),
    boxes,
  };
}
