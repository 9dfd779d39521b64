import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dimension } from "../src/data/filter";
import { applyFilters } from "./filtering";

const light: Dimension = {
  id: "light",
  choices: ["red", "green"],
  single: Int32Array.from([0, 0, 1, 1, -1]),
};
const district: Dimension = {
  id: "district",
  choices: ["a", "b"],
  single: Int32Array.from([0, 1, 2, 3, 0]),
  lists: [[0], [0, 1], [1], []],
};
const all = [light, district];

test("without filters everything passes, and counts are plain", () => {
  const { passed, counts } = applyFilters(5, all, {});
  assert.equal(passed, 5);
  assert.deepEqual([...counts.light], [2, 2]);
  assert.deepEqual([...counts.district], [3, 2]);
});

test("a choice counts under the other filters, not under its own", () => {
  const { mask, counts } = applyFilters(5, all, { light: ["red"] });
  assert.deepEqual([...mask], [1, 1, 0, 0, 0]);
  assert.deepEqual([...counts.light], [2, 2], "what each light would leave");
  assert.deepEqual([...counts.district], [2, 1], "only red ones");
});

test("choices of one dimension add up, dimensions cut", () => {
  assert.equal(applyFilters(5, all, { light: ["red", "green"] }).passed, 4);
  assert.deepEqual(
    [...applyFilters(5, all, { light: ["green"], district: ["b"] }).mask],
    [0, 0, 1, 0, 0],
  );
  assert.equal(applyFilters(5, all, { light: ["no such"] }).passed, 0);
});

test("conditions take part in every count", () => {
  const { passed, counts } = applyFilters(5, all, {}, [
    { id: "q", passes: (project) => project > 1 },
  ]);
  assert.equal(passed, 3);
  assert.deepEqual([...counts.light], [0, 2]);
});

test("where both kinds are shown every count says how many are samples", () => {
  const { counts, samples } = applyFilters(
    5,
    all,
    { light: ["red"] },
    [],
    Uint8Array.from([0, 1, 1, 0, 0]),
  );
  assert.deepEqual([...counts.light!], [2, 2]);
  assert.deepEqual([...samples!.light!], [1, 1]);
  assert.deepEqual([...samples!.district!], [1, 1], "of the red ones");
  assert.equal(applyFilters(5, all, {}).samples, null);
});

test("what nobody asks for is neither read nor counted", () => {
  let reads = 0;
  const closed: Dimension = {
    id: "closed",
    choices: ["a"],
    get single() {
      reads++;
      return Int32Array.from([0, 0, -1, 0, 0]);
    },
  };
  const { passed, counts } = applyFilters(5, [light, closed], { light: ["red"] });
  assert.deepEqual([passed, reads], [2, 0]);
  assert.deepEqual([[...counts.closed!], reads], [[2], 1]);
  assert.deepEqual([counts.closed, reads], [counts.closed, 1], "counted once");
});
