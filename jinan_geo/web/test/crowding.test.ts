import assert from "node:assert/strict";
import { test } from "node:test";
import { CELL, cellRadius, crowd, partDiscs, type Spots } from "../src/map/crowding";

let seed = 7;
const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;

type Lists = Record<keyof Spots, number[]>;

/** So many symbols scattered over a part of the screen. */
function scatter(count: number, width: number, height: number, radius = 5): Lists {
  const spots: Lists = { x: [], y: [], owner: [], radius: [] };
  for (let owner = 0; owner < count; owner++) {
    spots.x.push(random() * width - width / 2);
    spots.y.push(random() * height - height / 2);
    spots.owner.push(owner);
    spots.radius.push(radius);
  }
  return spots;
}

test("few symbols stay themselves; many become cells, wherever the screen begins", () => {
  assert.deepEqual(crowd(scatter(0, 10, 10)), { cells: [], loose: [] });
  assert.equal(crowd(scatter(200, 1440, 900)).cells.length, 0);
  const many = scatter(200_000, 1440, 900);
  const { cells, loose } = crowd(many);
  const edge = 64; // of what is scattered a cell at the edge holds a strip, which badges tell
  for (const at of loose)
    assert.ok(Math.abs(many.x[at]!) > 720 - edge || Math.abs(many.y[at]!) > 450 - edge);
  assert.ok(cells.length <= (1440 / CELL + 2) * (900 / CELL + 2));
});

test("nothing is lost: each is in one cell or stands alone, at any number", () => {
  for (const count of [1, 10, 650, 6_001, 20_001, 100_000]) {
    const { cells, loose } = crowd(scatter(count, 1440, 900));
    const told = cells.reduce((sum, { owners }) => sum + owners.length, 0) + loose.length;
    assert.equal(told, count);
  }
});

test("the part that cells stand for grows without a jump as symbols are added", () => {
  let last = 0;
  let widest = 0;
  for (let count = 1_000; count < 40_000; count = Math.round(count * 1.05)) {
    const part = 1 - crowd(scatter(count, 1440, 900)).loose.length / count;
    assert.ok(part >= last - 0.1, `${count}: ${part} after ${last}`);
    widest = Math.max(widest, part - last);
    last = part;
  }
  assert.ok(last > 0.95 && widest < 0.35, `${last} ${widest}`);
});

test("whether a place is crowded depends on that place alone", () => {
  const near = scatter(2_000, 256, 256);
  const alone = crowd(near);
  const far = scatter(50, 256, 256);
  const both = crowd({
    x: [...near.x, ...far.x.map((x) => x + 5_000)],
    y: [...near.y, ...far.y],
    owner: [...near.owner, ...far.owner.map((owner) => owner + 2_000)],
    radius: [...near.radius, ...far.radius],
  });
  assert.deepEqual(both.cells, alone.cells);
  assert.equal(both.loose.length, alone.loose.length + 50);
});

test("what shares one place is left to a badge, until it is too much for one", () => {
  const pile = (count: number): Spots => ({
    x: Array.from({ length: count }, () => 10),
    y: Array.from({ length: count }, () => 10),
    owner: Array.from({ length: count }, (_, at) => at),
    radius: Array.from({ length: count }, () => 6),
  });
  assert.equal(crowd(pile(100)).cells.length, 0);
  assert.equal(crowd(pile(1_000)).cells[0]?.owners.length, 1_000);
});

test("no disc leaves its cell, so that none covers another's number", () => {
  for (const { x, y, owners } of crowd(scatter(30_000, 1440, 900)).cells) {
    const radius = cellRadius(owners.length);
    for (const at of [x, y]) {
      const inside = at - Math.floor(at / CELL) * CELL;
      assert.ok(inside >= radius - 1e-9 && inside <= CELL - radius + 1e-9);
    }
  }
});

test("a project with several places in a cell is counted once", () => {
  const spots = scatter(900, 64, 64);
  spots.owner = spots.owner.map((owner) => Math.floor(owner / 3));
  const { cells } = crowd(spots);
  for (const { owners } of cells) assert.equal(new Set(owners).size, owners.length);
});

test("discs part until none covers another, and the others stay where they are", () => {
  const discs = [
    { x: 100, y: 100, radius: 9 },
    { x: 108, y: 104, radius: 9 },
    { x: 108, y: 104, radius: 12 },
    { x: 300, y: 100, radius: 30 },
  ];
  const parted = partDiscs(discs);
  assert.deepEqual(parted[3], discs[3]);
  parted.forEach((one, at) => {
    for (const other of parted.slice(at + 1))
      assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius);
  });
});
