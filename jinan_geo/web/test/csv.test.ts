import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf } from "../src/out/csv";
import type { Cell, Column, Kind } from "../src/out/table";

const column = (name: string, kind: Kind, cells: readonly Cell[]): Column => ({
  id: name,
  name,
  kind,
  at: (project) => cells[project] ?? null,
});

const table = [
  column("名称", "text", ["历下区,甲", '"乙"', "=HYPERLINK(1)"]),
  column("完成", "points", [0, null, -12.5]),
  column("日期", "date", [0, 20361, null]),
];

test("an empty list is its head", () => {
  assert.equal(csvOf({ columns: table, rows: new Uint32Array() }), "\ufeff名称,完成,日期\r\n");
});

test("rows in the order of the list; nothing is not zero, and a day is written out", () => {
  assert.equal(
    csvOf({ columns: table, rows: Uint32Array.of(2, 0, 1) }),
    "\ufeff名称,完成,日期\r\n" +
      "'=HYPERLINK(1),-12.5,\r\n" +
      '"历下区,甲",0,1970-01-01\r\n' +
      '"""乙""",,2025-09-30\r\n',
  );
});

test("the head is text like any other", () => {
  const wrong = [column("=名,称", "text", [])];
  assert.equal(csvOf({ columns: wrong, rows: new Uint32Array() }), '\ufeff"\'=名,称"\r\n');
});
