import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, placeNames } from "../src/map/nameplaces";

const name = (x: number, y: number): Box => ({ x, y, wide: 20, high: 9 });
const disc = (x: number, y: number, radius = 12): Box => ({ x, y, wide: radius, high: radius });
const apart = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) >= a.wide + b.wide || Math.abs(a.y - b.y) >= a.high + b.high;

test("a name that covers nothing stays where it belongs", () => {
  assert.deepEqual(placeNames([name(100, 100)], [disc(160, 100)]), [name(100, 100)]);
});

test("a name makes way for a badge, and for the names before it", () => {
  const discs = [disc(100, 100)];
  const places = placeNames([name(100, 100), name(100, 104)], discs);
  for (const place of places) {
    assert.ok(place);
    assert.ok(apart(place, discs[0]), JSON.stringify(place));
    assert.ok(Math.hypot(place.x - 100, place.y - 102) < 60);
  }
  assert.ok(apart(places[0]!, places[1]!));
});

test("where badges are everywhere the name is kept, under as few as can be", () => {
  const [place] = placeNames([name(100, 100)], [disc(100, 100, 90), disc(100, 100, 12)]);
  assert.ok(place);
  assert.ok(apart(place, disc(100, 100, 12)));
});

test("a name that could only stand on another is left out", () => {
  const wide = (x: number): Box => ({ x, y: 100, wide: 400, high: 60 });
  assert.deepEqual(placeNames([wide(100), wide(110)], []), [wide(100), null]);
});
