import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, placesOf, stepTo } from "../src/data/times";

test("editions stand where their dates are", () => {
  assert.deepEqual(placesOf(["2025-01-01", "2025-01-11", "2025-01-21"]), [0, 0.5, 1]);
  assert.deepEqual(placesOf(["2025-01-01", "2025-01-02", "2025-01-11"]), [0, 0.1, 1]);
  assert.deepEqual(placesOf(["2025-01-01"]), [0]);
  assert.equal(nearest([0, 0.1, 1], 0.5), 1);
  assert.equal(nearest([0, 0.1, 1], 9), 2);
});

test("keys move by one, by three, to the ends, and never beyond", () => {
  assert.equal(stepTo("ArrowLeft", 5, 9), 4);
  assert.equal(stepTo("ArrowUp", 9, 9), 9);
  assert.equal(stepTo("PageDown", 2, 9), 0);
  assert.equal(stepTo("Home", 4, 9), 0);
  assert.equal(stepTo("End", 4, 9), 9);
  assert.equal(stepTo("constructor", 4, 9), null);
});
