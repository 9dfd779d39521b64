import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cell, Column, ExportTable, Kind } from "../src/out/table";
import { cellWords, htmlOf, orderRows, tsvOf } from "../src/out/wide";

const column = (id: string, kind: Kind, cells: Cell[]): Column => ({
  id,
  name: id,
  kind,
  at: (project) => cells[project] ?? null,
});

const TABLE: ExportTable = {
  columns: [
    column("id", "text", ["007", "=1+1", "1-2", 'a"\tb', "<b>"]),
    column("place", "text", ["乙 10", "乙 9", "甲", "", "乙 9"]),
    column("done", "points", [40, 60, null, 0, 60.5]),
    column("day", "date", [20_000, null, 20_001, 0, 1]),
  ],
  rows: Uint32Array.from([4, 3, 2, 1, 0]),
};

const order = (...keys: [id: string, down: boolean][]): number[] => [
  ...orderRows(
    TABLE,
    keys.map(([id, down]) => ({ id, down })),
    "zh",
  ),
];

test("rows are ordered by one column after the other, equals as they stood, blanks last", () => {
  assert.deepEqual(order(), [4, 3, 2, 1, 0]);
  assert.deepEqual(order(["place", false]), [2, 4, 1, 0, 3]);
  assert.deepEqual(order(["place", true]), [0, 4, 1, 2, 3]);
  assert.deepEqual(order(["place", false], ["done", false]), [2, 1, 4, 0, 3]);
  assert.deepEqual(order(["done", true]), [4, 1, 0, 3, 2]);
  assert.deepEqual(order(["gone", true]), [4, 3, 2, 1, 0]);
});

test("a copy keeps ids and days as they are, and nothing in it runs", () => {
  assert.deepEqual(tsvOf(TABLE).split("\r\n"), [
    "id\tplace\tdone\tday",
    "<b>\t乙 9\t60.5\t1970-01-02",
    '"a""\tb"\t\t0\t1970-01-01',
    "1-2\t甲\t\t2024-10-05",
    "'=1+1\t乙 9\t60\t",
    "007\t乙 10\t40\t2024-10-04",
    "",
  ]);
  const html = htmlOf(TABLE);
  assert.ok(html.includes("<td style=\"mso-number-format:'\\@'\">007</td>"));
  assert.ok(html.includes("<td style=\"mso-number-format:'yyyy\\-mm\\-dd'\">2024-10-04</td>"));
  assert.ok(html.includes("&lt;b&gt;") && !html.includes("<b>"));
});

test("a cell is read as its column's kind", () => {
  assert.equal(cellWords(20_000, "date", "en"), "4 Oct 2024");
  assert.equal(cellWords(60, "points", "zh"), "60.0");
  assert.equal(cellWords(1234.5, "money", "zh"), "1,234.5");
  assert.equal(cellWords(null, "money", "zh"), "");
});
