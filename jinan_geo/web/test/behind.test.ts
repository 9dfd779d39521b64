import assert from "node:assert/strict";
import { test } from "node:test";
import { behind } from "../src/data/behind";
import type { Page, TargetInfo } from "../src/data/page";

const PAGE = { samples: [] } as unknown as Page;
const target = (more: Partial<TargetInfo>, counted: [string, string][] = []): TargetInfo =>
  ({
    id: "t",
    states: [{ counted, sample: false }],
    samples: [],
    named: [],
    origin: "none",
    ...more,
  }) as unknown as TargetInfo;
const NAMED: [string, string][] = [["sites", "a"]];

test("a number shows what it counts, and where none is counted what is known by name", () => {
  const counted: [string, string][] = [["sites", "b"]];
  assert.deepEqual(behind(PAGE, target({ origin: "layer", named: NAMED }, counted), 0, "all"), {
    pairs: counted,
    how: "counted",
  });
  assert.deepEqual(behind(PAGE, target({ named: NAMED }), 0, "all"), {
    pairs: NAMED,
    how: "named",
  });
});

test("one that counts projects and has none yet shows none; one without any list narrows nothing", () => {
  assert.deepEqual(behind(PAGE, target({ origin: "layer" }), 0, "all"), {
    pairs: [],
    how: "counted",
  });
  assert.equal(behind(PAGE, target({}), 0, "all"), null);
});
