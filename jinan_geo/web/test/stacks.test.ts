import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeRadius, NEAR, type Spot, stackSpots } from "../src/map/stacks";

const at = (...places: [number, number][]): Spot[] =>
  places.map(([x, y], owner) => ({ x, y, owner }));

test("symbols at one place are one stack, others stay alone", () => {
  const [stack, ...others] = stackSpots(at([100, 50], [100, 50], [101, 51], [140, 50]));
  assert.deepEqual(others, []);
  assert.deepEqual([...stack.owners].sort(), [0, 1, 2]);
  assert.ok(Math.abs(stack.x - 100.33) < 0.01);
});

test("neighbours that can be told apart are no stack", () => {
  assert.deepEqual(stackSpots(at([0, 0], [NEAR, 0], [2 * NEAR, 0], [0, NEAR])), []);
  assert.equal(stackSpots(at([0, 0], [NEAR - 0.1, 0])).length, 1);
});

test("one project with two places is not two projects", () => {
  assert.deepEqual(
    stackSpots([
      { x: 0, y: 0, owner: 7 },
      { x: 1, y: 0, owner: 7 },
    ]),
    [],
  );
  const [stack] = stackSpots([
    { x: 0, y: 0, owner: 7 },
    { x: 1, y: 0, owner: 7 },
    { x: 2, y: 0, owner: 8 },
  ]);
  assert.deepEqual(stack.owners, [7, 8]);
});

test("what would lie under a badge belongs to it", () => {
  // The third is far enough from both to be told apart, but the badge of the two would cover it.
  const [stack] = stackSpots(at([0, 0], [1, 0], [8, 0]));
  assert.equal(stack.owners.length, 3);
});

test("every spot is counted once, and no badge covers what it does not count, wherever the spots lie", () => {
  let seed = 11;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 60; round++) {
    const size = 20 + Math.floor(random() * 400);
    const spots = Array.from({ length: size }, (_, owner) => ({
      x: random() * 300 - 50,
      y: random() * 200 - 50,
      owner,
    }));
    const stacks = stackSpots(spots);
    const inside = stacks.flatMap((stack) => stack.spots);
    assert.equal(new Set(inside).size, inside.length, "none is in two stacks");
    const alone = spots.filter((spot) => !inside.includes(spot));
    assert.equal(stacks.reduce((sum, { owners }) => sum + owners.length, 0) + alone.length, size);
    for (const stack of stacks) {
      const reach = badgeRadius(stack.owners.length);
      for (const { x, y } of alone)
        assert.ok(
          Math.hypot(x - stack.x, y - stack.y) >= reach,
          "no symbol's centre lies under a badge",
        );
      for (const other of stacks)
        assert.ok(
          other === stack ||
            Math.hypot(other.x - stack.x, other.y - stack.y) >=
              reach + badgeRadius(other.owners.length) - 3,
          "no badge covers another's number",
        );
    }
    for (const one of alone)
      for (const other of alone)
        assert.ok(
          one === other || Math.hypot(one.x - other.x, one.y - other.y) >= NEAR,
          "those alone can be told apart",
        );
    assert.deepEqual(
      stackSpots([...spots].reverse()),
      stacks,
      "the order of the data does not matter",
    );
  }
});
