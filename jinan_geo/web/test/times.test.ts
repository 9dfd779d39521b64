import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, placesOf, stepTo, yearGone } from "../src/data/times";

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

test("the year's progress counts the day itself, also in leap years", () => {
  assert.equal(yearGone("2025-10-31")?.toFixed(2), "83.29");
  assert.equal(yearGone("2025-12-31"), 100);
  assert.equal(yearGone("2024-02-29")?.toFixed(3), ((60 / 366) * 100).toFixed(3));
  assert.equal(yearGone("soon"), null);
});
