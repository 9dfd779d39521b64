import assert from "node:assert/strict";
import { test } from "node:test";
import { type Label, placeNames } from "../src/data/names";

const label = (x: number, y: number, width = 60, radius = 5): Label => ({
  x,
  y,
  radius,
  width,
  height: 16,
});

/** The box of its symbol. */
const symbol = ({ x, y, radius }: Label) => ({ x, y, wide: radius, high: radius });

test("a name stands right of its symbol, and elsewhere where that is taken", () => {
  const one = label(100, 100);
  assert.deepEqual(placeNames([one], [symbol(one)]), [{ label: one, left: 108, middle: 100 }]);
  const beside = label(130, 100, 60, 5);
  const [first, second] = placeNames([one, beside], [one, beside].map(symbol));
  assert.equal(first.left, 100 - 5 - 3 - 60, "the neighbour stands where the name would have been");
  assert.equal(second.left, 138);
});

test("an area without a symbol has its name in its middle", () => {
  assert.equal(placeNames([label(100, 100, 60, 0)], [])[0].left, 70);
});

test("the first in order is said, the last left out", () => {
  const crowd = Array.from({ length: 30 }, () => label(200, 200));
  const placed = placeNames(crowd, [symbol(crowd[0])]);
  assert.ok(placed.length >= 2 && placed.length <= 4);
  assert.equal(placed[0].label, crowd[0]);
});

test("no name covers another or a symbol, however many there are", () => {
  let seed = 5;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const labels = Array.from({ length: 300 }, () =>
    label(random() * 900, random() * 600, 30 + random() * 120, 4 + random() * 8),
  );
  const placed = placeNames(labels, labels.map(symbol));
  assert.ok(placed.length > 20);
  const boxes = placed.map(({ label: { width, height }, left, middle }) => [
    left,
    middle - height / 2,
    left + width,
    middle + height / 2,
  ]);
  for (const [at, [w, n, e, s]] of boxes.entries()) {
    for (const [ow, on, oe, os] of boxes.slice(at + 1))
      assert.ok(w >= oe || e <= ow || n >= os || s <= on, "names apart");
    for (const { x, y, radius } of labels)
      assert.ok(w >= x + radius || e <= x - radius || n >= y + radius || s <= y - radius);
  }
});
