import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCatalog } from "../src/data/catalog";
import { KINDS, kindsOf, TURNS, turnOf } from "../src/data/changes";
import type { Column } from "../src/data/columns";
import { countBy } from "../src/data/filter";
import type { Layer } from "../src/data/layer";
import type { Page } from "../src/data/page";
import { changeDimension, changesBetween, changesOf, countKinds, hasKind } from "../src/data/since";

let seed = 7;
const random = (below: number): number =>
  Math.floor(((seed = (seed * 16807) % 2147483647) / 2147483647) * below);

const STAGES = [
  { id: "started", layer: null, done: false, pause: null },
  { id: "construction", layer: null, done: false, pause: null },
  { id: "completed", layer: null, done: true, pause: null },
  { id: "stopped", layer: null, done: false, pause: "stopped" },
];
const ROWS = 400;

const numbers = (rows: number, most: number): Column => {
  const codes = Uint16Array.from({ length: rows }, () => random(most));
  return { kind: "number", codes, few: most, at: (row) => (codes[row] ? codes[row]! - 1 : null) };
};
const words = (rows: number, values: readonly string[], isText: boolean): Column => {
  const codes = Uint8Array.from({ length: rows }, () => random(values.length + 1));
  const at = (row: number): string | null => values[codes[row]! - 1] ?? null;
  return isText
    ? { kind: "text", at }
    : { kind: "dict", values, codes, few: values.length + 1, at };
};

/** A layer whose states at three editions are drawn by lot. */
function layerOf(id: string, isText: boolean): Layer {
  const states = 3 * ROWS;
  const ids = STAGES.map((stage) => stage.id);
  return {
    info: { id, role: "projects" },
    features: ROWS,
    geometry: { featureStart: new Uint32Array(ROWS + 1) },
    readings: new Map(),
    moves: new Map([[3, [{ until: 15, kind: "moved", moved: 5, before: 1, after: 2 }]]]),
    table: {
      rows: ROWS,
      columns: new Map([
        ["id", words(ROWS, ["a", "b"], isText)],
        ["planned_finish", numbers(ROWS, 4)],
        ["ended", { kind: "number", at: (row: number) => (row === 9 ? 40 : null), few: 3 }],
      ]),
    },
    states: {
      rows: states,
      columns: new Map([
        ["stage", words(states, ids, isText)],
        ["stage_before", words(states, ids.slice(0, 3), false)],
        ["paused_since", numbers(states, 2)],
        ["record_date", numbers(states, 3)],
        ["done_pct", numbers(states, 4)],
        ["invested_wan", numbers(states, 3)],
        ["est_finish", numbers(states, 5)],
        ["light", words(states, ["red", "yellow", "green", "grey"], false)],
      ]),
    },
  } as unknown as Layer;
}

test("what changed is told at once for all as it is told for each", () => {
  const editions = ["1970-01-11", "1970-01-21", "1970-02-10"];
  const layers = [layerOf("one", false), layerOf("other", true)];
  const catalog = makeCatalog({ editions, stages: STAGES } as unknown as Page, layers);
  for (const [base, edition] of [
    [0, 1],
    [1, 2],
    [0, 2],
  ] as const) {
    const changed = changesBetween(catalog, base, edition);
    const dimension = changeDimension(catalog, changed);
    const every = new Uint8Array(catalog.projects).fill(1);
    const counts = Object.fromEntries(dimension.choices.map((choice) => [choice, 0]));
    for (let project = 0; project < catalog.projects; project++) {
      const changes = changed.of(project);
      const kinds = kindsOf(changes);
      assert.deepEqual(
        KINDS.filter((kind) => hasKind(changed, project, kind)),
        kinds,
      );
      assert.equal(changesOf(changed, project), changes.length);
      if (!changes.length) continue;
      for (const one of [turnOf(changes, (stage) => stage === "completed"), ...kinds])
        counts[one]!++;
    }
    assert.ok(TURNS.filter((turn) => counts[turn]).length > 3);
    assert.deepEqual(
      countBy(dimension, every).map(([n]) => n),
      dimension.choices.map((choice) => counts[choice]),
    );
    const { [KINDS[0]]: first } = countKinds(changed, every);
    assert.equal(first, counts[KINDS[0]]);
  }
  assert.deepEqual([...changesBetween(catalog, 2, 2).found], [...new Uint32Array(2 * ROWS)]);
});
