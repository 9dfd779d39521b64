import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, compareDays, isWorse, kindsOf, type Snapshot } from "../src/changes";

const at = (over: Partial<Snapshot> = {}): Snapshot => ({
  recorded: true, stage: "construction", rank: 3, done: 40, invested: 100, finish: 20000, light: "green", ...over,
});

test("equal records make no change", () => {
  assert.deepEqual(compare(at(), at()), []);
  assert.deepEqual(kindsOf([]), []);
});

test("more done is progress, less done, a later finish and a stage back are regressions", () => {
  assert.deepEqual(compare(at(), at({ done: 45 })), [{ field: "done", before: 40, after: 45, way: 1 }]);
  assert.deepEqual(kindsOf(compare(at(), at({ done: 45 }))), ["progress", "done"]);
  for (const over of [{ done: 39.9 }, { finish: 20001 }, { stage: "started", rank: 2 }]) {
    const changes = compare(at(), at(over));
    assert.equal(changes.filter(isWorse).length, 1);
    assert.ok(kindsOf(changes).includes("regress"));
  }
  assert.deepEqual(kindsOf(compare(at(), at({ finish: 19000 }))), ["finish"], "an earlier finish is no progress yet");
  assert.deepEqual(kindsOf(compare(at(), at({ done: 50, finish: 20001 }))), ["progress", "regress", "done", "finish"]);
});

test("money neither improves nor worsens", () => {
  assert.deepEqual(compare(at(), at({ invested: 90 })), [{ field: "invested", before: 100, after: 90, way: 0 }]);
});

test("a value that comes or goes is a change without a direction", () => {
  assert.deepEqual(compare(at({ done: null }), at()).map(({ way }) => way), [0]);
  assert.deepEqual(compare(at(), at({ done: null })).map(({ way }) => way), [0]);
  assert.deepEqual(compare(at({ rank: -1, stage: "" }), at()).map(({ way }) => way), [0]);
});

test("a first record is new, and compared with nothing", () => {
  const none = at({ recorded: false, stage: "", rank: -1, done: null, invested: null, finish: null, light: "grey" });
  assert.deepEqual(kindsOf(compare(none, at({ light: "grey" }))), ["new"]);
  assert.deepEqual(kindsOf(compare(none, at({ light: "red" }))), ["new_red", "light", "new"]);
  assert.deepEqual(compare(none, none), []);
});

test("a light may turn without a new record; grey is neither better nor worse", () => {
  assert.deepEqual(compare(at(), at({ light: "red" })), [{ field: "light", before: "green", after: "red", way: -1 }]);
  assert.equal(compare(at({ light: "red" }), at({ light: "yellow" }))[0].way, 1);
  assert.equal(compare(at({ light: "grey" }), at())[0].way, 0);
});

test("a move counts from the base's day up to the day before the present edition's", () => {
  const move = (until: number) => ({ until, kind: "moved", moved: 12, before: 1, after: 2 });
  const kept = (until: number): number => compareDays([move(until)], null, 100, 130).length;
  assert.deepEqual([99, 100, 129, 130].map(kept), [0, 1, 1, 0]);
});

test("an end counts for the edition of its day", () => {
  const ends = (day: number): number => compareDays([], day, 100, 130).length;
  assert.deepEqual([100, 101, 130, 131].map(ends), [0, 1, 1, 0]);
  assert.deepEqual(kindsOf(compareDays([], 110, 100, 130)), ["ended"]);
  assert.deepEqual(compareDays([], 110, 110, 110), []);
});
