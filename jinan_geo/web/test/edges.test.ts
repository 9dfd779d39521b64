// The ends of what computes: nothing, one thing, equals, and what is not known.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  distanceTo,
  type Geometry,
  latOf,
  lonOf,
  SHELL,
  worldX,
  worldY,
} from "../src/data/geometry";
import { orderBy } from "../src/data/sort";
import { indexFeatures } from "../src/data/spatial";
import { stackSpots } from "../src/map/stacks";
import { applyFilters } from "./filtering";

/** Squares of one ring each, by west, north and side; null has no geometry. */
function squares(list: readonly ([number, number, number] | null)[]): Geometry {
  const rings = list.filter((one) => one !== null);
  const corners = rings.flatMap(([x, y, side]): [number, number][] => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ]);
  let ring = 0;
  const starts = list.map((one) => (one === null ? ring : ring++));
  return {
    x: Float64Array.from(corners, ([x]) => x),
    y: Float64Array.from(corners, ([, y]) => y),
    ringStart: Uint32Array.from({ length: rings.length + 1 }, (_, at) => at * 4),
    ringRole: new Uint8Array(rings.length).fill(SHELL),
    featureStart: Uint32Array.from([...starts, ring]),
    boxes: Float64Array.from(
      list.flatMap((one) =>
        one === null
          ? [Infinity, Infinity, -Infinity, -Infinity]
          : [one[0], one[1], one[0] + one[2], one[1] + one[2]],
      ),
    ),
  };
}

const found = (g: Geometry, ...box: [number, number, number, number]): number[] => {
  const features: number[] = [];
  indexFeatures(g).query(...box, (feature) => features.push(feature));
  return features.sort((a, b) => a - b);
};

test("filters of no project, and of no dimension", () => {
  assert.deepEqual(applyFilters(0, [], {}).passed, 0);
  assert.deepEqual([...applyFilters(2, [], { nothing: ["x"] }).mask], [1, 1]);
  const empty = { id: "stage", choices: [], single: Int32Array.of(-1, -1) };
  assert.equal(applyFilters(2, [empty], { stage: [""] }).passed, 0, "a choice that none has");
  assert.equal(applyFilters(2, [empty], { stage: [] }).passed, 2, "no choice is no filter");
});

test("two failed dimensions count nowhere, one counts in its own", () => {
  const light = { id: "light", choices: ["red", "green"], single: Int32Array.of(1, 1) };
  const stage = {
    id: "stage",
    choices: ["a", "b"],
    single: Int32Array.from([0, 1]),
    lists: [[1], [0, 1]],
  };
  const { passed, counts } = applyFilters(2, [light, stage], { light: ["red"], stage: ["a"] });
  assert.equal(passed, 0);
  assert.deepEqual([...(counts.light ?? [])], [0, 1], "the second would pass with green");
  assert.deepEqual([...(counts.stage ?? [])], [0, 0], "neither would with another stage");
});

test("an order of nothing, of one, and of what is not known", () => {
  assert.deepEqual([...orderBy(null, new Float64Array(), true)], []);
  assert.deepEqual([...orderBy(null, Float64Array.of(NaN), false)], [0]);
  assert.deepEqual([...orderBy(null, Float64Array.of(NaN, NaN, NaN), true)], [0, 1, 2]);
  assert.deepEqual(
    [...orderBy(null, Float64Array.of(0, -0, 0), true)],
    [0, 1, 2],
    "zeros are equal",
  );
  assert.deepEqual([...orderBy(null, Float64Array.of(NaN, -Infinity, 1), false)], [1, 2, 0]);
});

test("no spot and one spot are no stack; a thousand at one place are one", () => {
  assert.deepEqual(stackSpots([]), []);
  assert.deepEqual(stackSpots([{ x: 1, y: 1, owner: 0 }]), []);
  const [stack, ...others] = stackSpots(
    Array.from({ length: 1000 }, (_, owner) => ({ x: 5, y: 7, owner })),
  );
  assert.deepEqual(others, []);
  assert.deepEqual([stack?.x, stack?.y, stack?.owners.length], [5, 7, 1000]);
});

test("an index of nothing, of features without a place, and of boxes that touch", () => {
  assert.deepEqual(found(squares([]), 0, 0, 1, 1), []);
  assert.deepEqual(found(squares([null, null]), -1, -1, 2, 2), []);
  const g = squares([[0.1, 0.1, 0.1], null, [0.4, 0.4, 0.1]]);
  assert.deepEqual(found(g, 0, 0, 1, 1), [0, 2]);
  assert.deepEqual(found(g, 0.2, 0.2, 0.3, 0.3), [0], "a corner is a meeting");
  assert.deepEqual(found(g, 0.25, 0.25, 0.3, 0.3), []);
});

test("a square: inside, on its edge, beside it and off its corner", () => {
  const g = squares([[0.25, 0.25, 0.5]]);
  assert.equal(distanceTo(g, 0, 0.5, 0.5), 0);
  assert.equal(distanceTo(g, 0, 0.25, 0.5), 0);
  assert.equal(distanceTo(g, 0, 0.875, 0.5), 0.125);
  assert.equal(distanceTo(g, 0, 0.75 + 0.03, 0.75 + 0.04).toFixed(12), "0.050000000000");
  assert.equal(
    distanceTo(squares([null]), 0, 0.5, 0.5),
    Infinity,
    "without a place nothing is near",
  );
});

test("the world is a square: its middle, its edges, and no further than the map's poles", () => {
  assert.deepEqual([worldX(0), worldX(-180), worldX(180)], [0.5, 0, 1]);
  assert.equal(worldY(0), 0.5);
  assert.equal(worldY(90), worldY(85.05));
  assert.ok(worldY(85.0511287) < 1e-4 && worldY(-85.0511287) > 1 - 1e-4);
  for (const [lon, lat] of [
    [117.02, 36.65],
    [-0.1, -51.5],
  ] as const) {
    assert.ok(Math.abs(lonOf(worldX(lon)) - lon) < 1e-9);
    assert.ok(Math.abs(latOf(worldY(lat)) - lat) < 1e-9);
  }
});
