import assert from "node:assert/strict";
import { test } from "node:test";
import { areaOf, lengthOf, type Place } from "../src/data/geodesic";

const BOX: Place[] = [
  [117, 36.65],
  [117.01, 36.65],
  [117.01, 36.66],
  [117, 36.66],
];

test("a hundredth of a degree at Jinan, either way round", () => {
  for (const ring of [BOX, [...BOX].reverse()]) {
    const { area, perimeter } = areaOf(ring);
    assert.ok(Math.abs(area / 992_218 - 1) < 0.0005, String(area));
    assert.ok(Math.abs(perimeter / lengthOf([...ring, ring[0]]) - 1) < 1e-9);
  }
});

test("a degree of the meridian, and ways too short to have a length", () => {
  assert.ok(
    Math.abs(
      lengthOf([
        [117, 36],
        [117, 37],
      ]) - 110_972,
    ) < 20,
  );
  assert.equal(lengthOf([]), 0);
  assert.equal(lengthOf([[117, 36]]), 0);
  assert.equal(
    areaOf([
      [117, 36],
      [117, 37],
    ]).area,
    0,
  );
});
