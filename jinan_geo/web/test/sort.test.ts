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

test("many numbers of any size and sign are in the order of a plain sort", () => {
  let seed = 11;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (const count of [50, 25_000]) {
    const many = Float64Array.from({ length: count }, () => {
      const value = (random() - 0.5) * 10 ** Math.floor(random() * 9);
      return random() < 0.1 ? NaN : random() < 0.5 ? Math.round(value) : value;
    });
    const ranks = Float64Array.from({ length: count }, () => Math.floor(random() * 4));
    for (const way of [1, -1]) {
      const known = (at: number): number => (Number.isNaN(many[at]) ? Infinity : many[at]! * way);
      const wanted = [...many.keys()].sort(
        (a, b) =>
          (ranks[a]! - ranks[b]!) * way || (known(a) === known(b) ? a - b : known(a) - known(b)),
      );
      assert.deepEqual([...orderBy(ranks, many, way < 0)], wanted);
    }
  }
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
