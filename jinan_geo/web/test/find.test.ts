import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOf, findAmong, findable, queryWords } from "../src/data/find";

const NAMES = [
  "济南站北广场",
  "山东大学齐鲁医院（东区）",
  "山大齐鲁路停车场",
  "新山大齐鲁",
  "山大齐鲁",
  "历下区实验小学",
];
const TEXTS = NAMES.map((name, at) => findable([name, `P-${at}`], ["山城市大桥局齐家鲁班组"]));

const found = (query: string, texts = TEXTS): string[] => {
  const hits = findAmong(texts.length, (at) => texts[at]!, query);
  return hits ? bestOf(hits, 9).map((at) => NAMES[at]!) : [];
};

test("a query is folded like what it is looked for in", () => {
  assert.deepEqual(queryWords("  ＭＦＣ 明府城 "), ["mfc", "明府城"]);
  assert.deepEqual(queryWords("   "), []);
  assert.deepEqual(found("ｐ-4"), ["山大齐鲁"]);
});

test("what is so called comes first, then what begins so, holds it, is abbreviated so", () => {
  const own = NAMES.map((name) => findable([name]));
  assert.deepEqual(found("山大齐鲁", own), [
    "山大齐鲁",
    "山大齐鲁路停车场",
    "新山大齐鲁",
    "山东大学齐鲁医院（东区）",
  ]);
});

test("signs of two lines are no abbreviation, and a unit is one line of its own", () => {
  const apart = [findable(["山东大学", "齐鲁医院"])];
  assert.equal(findAmong(1, (at) => apart[at]!, "山大齐鲁")!.count, 0);
  assert.equal(found("山大齐鲁").length, NAMES.length, "whose unit is abbreviated so");
  assert.deepEqual(found("齐鲁山大", [...TEXTS]), []);
});

test("two signs are an abbreviation only where nothing holds them", () => {
  assert.deepEqual(found("实学"), ["历下区实验小学"]);
  const own = NAMES.map((name) => findable([name]));
  assert.deepEqual(
    found("山大", own).sort(),
    ["山大齐鲁", "山大齐鲁路停车场", "新山大齐鲁"].sort(),
  );
});

test("every word of a query has to be found, letters as they stand", () => {
  assert.deepEqual(found("山大 东区"), ["山东大学齐鲁医院（东区）"]);
  assert.deepEqual(found("p4"), []);
});
