import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCatalog } from "../src/data/catalog";
import type { Page } from "../src/data/page";
import { tableOf } from "../src/out/table";
import { createStore } from "../src/state/store";
import type { Lang } from "../src/words/texts";

const pageWith = (lights: object | null): Page =>
  ({
    kind: "city",
    lights,
    editions: ["2025-09-30"],
    since: null,
    targets: [],
    themes: [],
    basemaps: [],
    districts: [],
    stages: [],
    causes: [],
    layers: [],
    samples: [],
    bounds: [116, 36, 118, 38],
    evidence: [],
  }) as unknown as Page;

const namesOf = (lights: object | null, lang: Lang): Record<string, string> => {
  const { columns, rows } = tableOf(createStore(makeCatalog(pageWith(lights), []), lang));
  assert.equal(rows.length, 0);
  assert.equal(new Set(columns.map(({ id }) => id)).size, columns.length, "ids are told apart");
  return Object.fromEntries(columns.map(({ id, name }) => [id, name]));
};

test("heads are in the reader's language, with their units; ids are the same in all", () => {
  const zh = namesOf({}, "zh");
  const en = namesOf({}, "en");
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  assert.deepEqual(
    [zh.investment_wan, en.investment_wan],
    ["计划投资（万元）", "Planned investment (CNY 10,000)"],
  );
  assert.deepEqual([zh.late_days, en.late_days], ["预计晚（天）", "Expected delay (days)"]);
  assert.deepEqual([zh.lead, en.lead], ["超前（百分点）", "Lead (points)"]);
});

test("without lights there is no column of progress", () => {
  const columns = Object.keys(namesOf(null, "zh"));
  for (const id of ["light", "done_pct", "lead", "est_finish", "invested_wan"])
    assert.equal(columns.includes(id), false, id);
  assert.ok(columns.includes("investment_wan"));
});
