import assert from "node:assert/strict";
import { test } from "node:test";
import { windowOf } from "../src/panel/virtual";

test("the rows in sight lie where the scrollbar says", () => {
  const shown = windowOf(580, 290, 1000, 58);
  assert.equal(shown.length, 58_000);
  assert.ok(shown.first <= 10 && shown.first + shown.count >= 15);
  assert.equal(shown.top(10), 580);
});

test("a list beyond what a browser can scroll is squeezed, and its last row can be reached", () => {
  const rows = 1_000_000;
  const { length } = windowOf(0, 500, rows, 58);
  assert.equal(length, 8_000_000);
  const end = windowOf(length - 500, 500, rows, 58);
  assert.equal(end.first + end.count, rows);
  assert.ok(
    Math.abs(end.top(rows - 1) + 58 - length) < 1e-3,
    "the last row ends where the box ends",
  );
});

test("short and empty lists", () => {
  assert.deepEqual([windowOf(0, 500, 0, 58).count, windowOf(0, 500, 3, 58).count], [0, 3]);
});
