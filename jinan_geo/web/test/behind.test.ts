import assert from "node:assert/strict";
import { test } from "node:test";
import { behind, partsOf } from "../src/data/behind";
import type { Page, TargetInfo } from "../src/data/page";

const PAGE = { samples: [] } as unknown as Page;
const target = (more: Partial<TargetInfo>, counted: [string, string][] = []): TargetInfo =>
  ({
    id: "t",
    states: [{ counted, unknown: [], sample: false }],
    samples: [],
    named: [],
    whole: [],
    origin: "none",
    ...more,
  }) as unknown as TargetInfo;
const NAMED: [string, string][] = [["sites", "a"]];

test("a number shows what it counts, and where none is counted what is known by name", () => {
  const counted: [string, string][] = [["sites", "b"]];
  assert.deepEqual(behind(PAGE, target({ origin: "layer", named: NAMED }, counted), 0, "all"), {
    pairs: counted,
    how: "done",
  });
  assert.deepEqual(behind(PAGE, target({ named: NAMED }), 0, "all"), {
    pairs: NAMED,
    how: "named",
  });
});

test("one that counts projects and has none yet shows none; one without any list narrows nothing", () => {
  assert.deepEqual(behind(PAGE, target({ origin: "layer" }), 0, "all"), {
    pairs: [],
    how: "done",
  });
  assert.equal(behind(PAGE, target({}), 0, "all"), null);
});

test("the three parts of a commitment sum to all that may count", () => {
  const whole: [string, string][] = ["a", "b", "c", "d"].map((id) => ["sites", id]);
  const state = { counted: [whole[1]], unknown: [whole[3]], sample: false };
  const late = target({ origin: "layer", whole, states: [state] as never });
  assert.deepEqual(partsOf(PAGE, late, 0, "all"), {
    done: [whole[1]],
    open: [whole[0], whole[2]],
    unjudged: [whole[3]],
  });
  assert.deepEqual(behind(PAGE, late, 0, "all", "open")?.pairs, [whole[0], whole[2]]);
  assert.equal(partsOf(PAGE, target({}), 0, "all"), null);
});
