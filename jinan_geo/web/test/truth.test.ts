import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page, TargetInfo, TargetState } from "../src/data/page";
import { reachedAt, type Truth } from "../src/data/truth";

const state = (actual: number | null, sample: boolean): TargetState =>
  ({
    actual,
    sample,
    light: "green",
    counted: [["sites", "a"]],
    unknown: [],
  }) as unknown as TargetState;
const target = (states: TargetState[], samples: TargetState[] = []): TargetInfo =>
  ({ id: "t", states, samples }) as unknown as TargetInfo;
const MIXED = { samples: [{}] } as unknown as Page;
const SINGLE = { samples: [] } as unknown as Page;

const told = (page: Page, one: TargetInfo, truth: Truth, edition = 0): (number | null)[] =>
  reachedAt(page, one, edition, truth).map(({ state: { actual } }) => actual);

test("a number of both kinds is told by each, and never as one", () => {
  const both = target([state(3, false), state(4, false)], [state(20, true), state(30, true)]);
  assert.deepEqual(told(MIXED, both, "sourced"), [3]);
  assert.deepEqual(told(MIXED, both, "sample"), [20]);
  assert.deepEqual(told(MIXED, both, "all", 1), [4, 30]);
});

test("a number of one kind has no data where the other is shown", () => {
  const own = target([state(3, false)]);
  const made = target([state(20, true)]);
  assert.deepEqual(
    (["sourced", "sample", "all"] as const).map((truth) => told(MIXED, own, truth)),
    [[3], [null], [3]],
  );
  assert.deepEqual(
    (["sourced", "sample", "all"] as const).map((truth) => told(MIXED, made, truth)),
    [[null], [20], [20]],
  );
  const [hidden] = reachedAt(MIXED, made, 0, "sourced");
  assert.deepEqual(
    [hidden!.state.light, hidden!.state.counted, hidden!.state.sample],
    ["grey", [], false],
  );
});

test("a page of one kind shows all there is", () => {
  assert.deepEqual(told(SINGLE, target([state(20, true)]), "all"), [20]);
  assert.deepEqual(told(SINGLE, target([]), "all"), []);
});
