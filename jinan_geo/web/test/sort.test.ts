import assert from "node:assert/strict";
import { test } from "node:test";
import { isSort, orderBy, SORTS, sortOf } from "../src/data/sort";
import { sparkPath } from "../src/look/spark";

const values = Float64Array.from([3, NaN, 1, 3, 2]);

test("both directions; what is not known comes last, equals keep their order", () => {
  assert.deepEqual([...orderBy(null, values, false)], [2, 4, 0, 3, 1]);
  assert.deepEqual([...orderBy(null, values, true)], [0, 3, 4, 2, 1]);
});

test("ranks come before values, and turn with them", () => {
  const ranks = Float64Array.from([1, 0, 1, 0, 1]);
  assert.deepEqual([...orderBy(ranks, values, false)], [3, 1, 2, 4, 0]);
  assert.deepEqual([...orderBy(ranks, values, true)], [0, 4, 2, 3, 1]);
});

test("who sorts by lag, lateness or money asks for the largest first", () => {
  assert.deepEqual(
    SORTS.filter((by) => sortOf(by).down),
    ["lag", "late", "investment"],
  );
  assert.equal(isSort("toString"), false);
});

test("a sparkline breaks at gaps, and shows a lone value", () => {
  const same = (value: number): number => value;
  assert.equal(
    sparkPath([0, 5, null, 7, null, 8], same, same),
    "M0.0 0.0L1.0 5.0M3.0 7.0h1M5.0 8.0h1",
  );
  assert.equal(sparkPath([null, null], same, same), "");
});
