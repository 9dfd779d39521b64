import assert from "node:assert/strict";
import { test } from "node:test";
import { classify, classOf, MOST, PERCENT } from "../src/look/classes";

const count = (values: number[], whole: boolean): number[] => {
  const classes = classify(values, whole);
  const counts = new Array<number>(
    classes.rule === "each" ? classes.edges.length : classes.edges.length - 1,
  ).fill(0);
  for (const value of values) counts[classOf(classes, value)]++;
  return counts;
};

test("few values each have a class of their own", () => {
  assert.deepEqual(classify([3, 1, 3, 2], true), { rule: "each", edges: [1, 2, 3], step: 0 });
  assert.deepEqual(classify([], true).edges, []);
  assert.deepEqual(count([3, 1, 3, 2], true), [1, 1, 2]);
});

test("evenly spread values have equal steps of 1, 2 or 5", () => {
  const spread = Array.from({ length: 100 }, (_, at) => at * 4.9);
  assert.deepEqual(classify(spread, false), {
    rule: "equal",
    edges: [0, 100, 200, 300, 400, 500],
    step: 100,
  });
  const small = Array.from({ length: 10 }, (_, at) => 0.1 + at * 0.03);
  assert.deepEqual(classify(small, false).edges, [0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(classify([-7, -3, 0, 2, 5, 9, 12], true).edges, [-10, -5, 0, 5, 10, 15]);
});

test("whole numbers have no bounds between them", () => {
  assert.deepEqual(classify([1, 2, 3, 4, 5, 6], true), {
    rule: "equal",
    edges: [0, 2, 4, 6, 8],
    step: 2,
  });
  assert.deepEqual(count([1, 2, 3, 4, 5, 6], true), [1, 2, 2, 1], "0–1, 2–3, 4–5, 6–7");
});

test("values crowded at one end are parted by number", () => {
  const money = Array.from({ length: 200 }, (_, at) => Math.round(1.05 ** at * 10));
  const classes = classify(money, false);
  assert.equal(classes.rule, "quantile");
  const counts = count(money, false);
  assert.equal(counts.length, MOST);
  assert.ok(Math.min(...counts) > 30 && Math.max(...counts) < 50, String(counts));
  for (const edge of classes.edges)
    assert.ok(Number(edge.toPrecision(2)) === edge, `${edge} has two figures`);
});

test("every value has exactly one class, and no class is empty", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 300; round++) {
    const whole = round % 2 === 0;
    const size = 1 + Math.floor(random() * 60);
    const shape = 1 + Math.floor(random() * 8);
    const values = Array.from({ length: size }, () => {
      const value = (random() ** shape - 0.2) * 10 ** (round % 7);
      return whole ? Math.round(value) : value;
    });
    const classes = classify(values, whole);
    assert.ok(
      classes.edges.every((edge, at) => at === 0 || edge > classes.edges[at - 1]),
      String(classes.edges),
    );
    for (const value of values) {
      const at = classOf(classes, value);
      assert.ok(at >= 0, `${value} in ${classes.edges}`);
      if (classes.rule === "each") continue;
      assert.ok(
        classes.edges[at] <= value && value <= classes.edges[at + 1],
        `${value} in class ${at} of ${classes.edges}`,
      );
    }
    if (classes.rule === "quantile")
      assert.ok(Math.min(...count(values, whole)) > 0, String(classes.edges));
  }
});

test("a bound belongs to the class above it, the last one to the class below", () => {
  assert.deepEqual(
    [0, 19.9, 20, 80, 100].map((value) => classOf(PERCENT, value)),
    [0, 0, 1, 4, 4],
  );
});
