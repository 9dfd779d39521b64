import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, meets } from "../src/data/boxes";
import { formsOf } from "../src/look/labels";
import { clip, placeInside, type Ring, sightOf } from "../src/map/districtplaces";

const frame: Box = { x: 200, y: 200, wide: 200, high: 200 };
const square = (west: number, north: number, side: number): Ring => [
  [west, north],
  [west + side, north],
  [west + side, north + side],
  [west, north + side],
];
const whole = (box: Box, west: number, north: number, side: number): boolean =>
  box.x - box.wide >= west &&
  box.x + box.wide <= west + side &&
  box.y - box.high >= north &&
  box.y + box.high <= north + side;

test("a name stands whole within its district, where there is most room", () => {
  const [place] = placeInside(
    [{ sight: sightOf([square(100, 100, 120)], frame), widths: [24] }],
    frame,
    9,
    [],
    [],
  );
  assert.ok(place);
  assert.ok(whole(place, 100, 100, 120));
  assert.ok(Math.hypot(place.x - 160, place.y - 160) < 10);
});

test("of a district half in sight the part in sight is named", () => {
  const ring = square(300, -500, 1000);
  const [place] = placeInside([{ sight: sightOf([ring], frame), widths: [24] }], frame, 9, [], []);
  assert.ok(place);
  assert.ok(place.x - 24 >= 300 && place.x + 24 <= 400, JSON.stringify(place));
});

test("a hole is no place for a name", () => {
  const area = { sight: sightOf([square(0, 0, 400), square(60, 60, 280)], frame), widths: [20] };
  const [place] = placeInside([area], frame, 9, [], []);
  assert.ok(place);
  assert.ok(!(place.x > 60 && place.x < 340 && place.y > 60 && place.y < 340));
});

test("where the whole name does not fit the shorter does", () => {
  const area = { sight: sightOf([square(100, 100, 40)], frame), widths: [26, 15] };
  const [place] = placeInside([area], frame, 9, [], []);
  assert.equal(place?.form, 1);
  assert.ok(whole(place!, 100, 100, 40));
});

test("names stand neither on one another nor on what is solid, and off badges where they can", () => {
  const solid = [{ x: 50, y: 50, wide: 50, high: 50 }];
  const soft = [{ x: 200, y: 200, wide: 60, high: 60 }];
  const areas = [0, 1, 2].map(() => ({ sight: sightOf([square(0, 0, 400)], frame), widths: [60] }));
  const places = placeInside(areas, frame, 9, solid, soft);
  places.forEach((place, at) => {
    assert.ok(place);
    for (const other of [...solid, ...soft, ...places.slice(0, at)])
      assert.ok(!meets(place, other!), JSON.stringify([place, other]));
  });
});

test("a district too small for its name has it beside, with a line that ends inside", () => {
  const small = { sight: sightOf([square(200, 200, 12)], frame), widths: [26, 18] };
  const badge = { x: 206, y: 206, wide: 12, high: 12 };
  const [place] = placeInside([small], frame, 9, [], [badge]);
  assert.ok(place?.end);
  const [x, y] = place.end;
  assert.ok(x > 200 && x < 212 && y > 200 && y < 212);
  assert.ok(!meets(place, badge));
});

test("what is out of sight is not named, nor what has no place at all", () => {
  const areas = [
    { sight: sightOf([square(500, 500, 50)], frame), widths: [20] },
    { sight: sightOf([square(0, 0, 400)], frame), widths: [20] },
    { sight: sightOf([], frame), widths: [20] },
  ];
  assert.deepEqual(placeInside(areas, frame, 9, [frame], []), [null, null, null]);
});

test("a ring is cut at its frame, and keeps its area there", () => {
  const area = (ring: Ring): number =>
    Math.abs(
      ring.reduce((sum, [x, y], at) => {
        const [fromX, fromY] = ring[(at || ring.length) - 1];
        return sum + fromX * y - x * fromY;
      }, 0) / 2,
    );
  assert.equal(area(clip(square(-100, -100, 200), frame)), 10_000);
  assert.deepEqual(clip(square(-100, -100, 50), frame), []);
});

test("a district's name has a shorter form where the language has one", () => {
  assert.deepEqual(formsOf("历下区"), ["历下区", "历下"]);
  assert.deepEqual(formsOf("平阴县"), ["平阴县", "平阴"]);
  assert.deepEqual(formsOf("莘县"), ["莘县"]);
  assert.deepEqual(formsOf("Lixia District"), ["Lixia"]);
});

test("the line of a name crosses no other disc where there is a place without", () => {
  const close = { x: 206, y: 206, wide: 12, high: 12 };
  const small = { sight: sightOf([square(200, 200, 12)], frame), widths: [26, 18], close };
  const [first] = placeInside([small], frame, 9, [], [close]);
  assert.deepEqual([first?.x, first?.y, first?.end], [242, 206, [206, 206]]);
  const disc = { x: 221, y: 206, wide: 2, high: 2 };
  const [second] = placeInside([small], frame, 9, [], [close, disc]);
  assert.ok(second?.end);
  assert.notEqual(second.y, 206);
});
