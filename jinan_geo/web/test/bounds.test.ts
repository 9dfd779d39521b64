import assert from "node:assert/strict";
import { test } from "node:test";
import { keptWithin, meets } from "../src/data/bounds";
import type { TargetInfo } from "../src/data/page";

const promise = (comparator: string, value: number, upper: number | null = null): TargetInfo =>
  ({ comparator, value, upper }) as unknown as TargetInfo;

test("more than was promised keeps it, unless it sets a ceiling", () => {
  const kept = (target: TargetInfo): number[] => [4, 5, 6, 8, 9].filter((n) => meets(target, n));
  assert.deepEqual(kept(promise(">=", 5)), [5, 6, 8, 9]);
  assert.deepEqual(kept(promise(">", 5)), [6, 8, 9]);
  assert.deepEqual(kept(promise("<=", 5)), [4, 5]);
  assert.deepEqual(kept(promise("<", 5)), [4]);
  assert.deepEqual(kept(promise("between", 5, 8)), [5, 6, 8]);
});

test("what a band tells of a ceiling is not what it tells of a floor", () => {
  const floor = promise(">=", 5);
  const ceiling = promise("<=", 5);
  const range = promise("between", 5, 8);
  assert.deepEqual(
    [keptWithin(floor, 3, 4), keptWithin(floor, 4, 6), keptWithin(floor, 6, 7)],
    ["missed", "either", "kept"],
  );
  assert.deepEqual(
    [keptWithin(ceiling, 3, 4), keptWithin(ceiling, 4, 6), keptWithin(ceiling, 6, 7)],
    ["kept", "either", "missed"],
  );
  assert.deepEqual(
    [keptWithin(range, 5, 8), keptWithin(range, 4, 9), keptWithin(range, 7, 9)],
    ["kept", "either", "either"],
  );
  assert.deepEqual([keptWithin(range, 1, 4), keptWithin(range, 9, 12)], ["missed", "missed"]);
});
