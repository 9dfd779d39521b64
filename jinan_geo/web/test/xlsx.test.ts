import assert from "node:assert/strict";
import { test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import type { Cell, Column, Kind } from "../src/out/table";
import { xlsxOf } from "../src/out/xlsx";

const column = (id: string, kind: Kind, cells: readonly Cell[]): Column => ({
  id,
  name: id,
  kind,
  at: (project) => cells[project] ?? null,
});

function sheetsOf(columns: readonly Column[], rows: Uint32Array): [string, string, string] {
  const parts = unzipSync(xlsxOf({ columns, rows }, [["说明", "a<b"]], ["项目", "说明"]));
  const read = (name: string): string => {
    const part = parts[name];
    assert.ok(part, name);
    return strFromU8(part);
  };
  return [
    read("xl/worksheets/sheet1.xml"),
    read("xl/worksheets/sheet2.xml"),
    read("xl/workbook.xml"),
  ];
}

const cellOf = (sheet: string, at: string): string | undefined =>
  new RegExp(`<c r="${at}"[^>]*>(.*?)</c>`, "s").exec(sheet)?.[1];

test("numbers are numbers, days count from 1899-12-30, and text is never a formula", () => {
  const columns = [
    column("名称", "text", ["=1+1", "历下区"]),
    column("完成", "points", [0, null]),
    column("日期", "date", [0, 20361]),
  ];
  const [sheet, about, book] = sheetsOf(columns, Uint32Array.of(1, 0));
  assert.equal(cellOf(sheet, "A2"), '<is><t xml:space="preserve">历下区</t></is>');
  assert.equal(cellOf(sheet, "A3"), '<is><t xml:space="preserve">=1+1</t></is>');
  assert.equal(cellOf(sheet, "B2"), undefined, "nothing is no cell");
  assert.equal(cellOf(sheet, "B3"), "<v>0</v>");
  assert.equal(cellOf(sheet, "C2"), "<v>45930</v>", "2025-09-30");
  assert.equal(cellOf(sheet, "C3"), "<v>25569</v>", "1970-01-01");
  assert.equal(/<f>/.test(sheet), false);
  assert.match(sheet, /<dimension ref="A1:C3"\/>/);
  assert.match(about, /a&#60;b/);
  assert.match(book, /name="项目"/);
});

test("an empty list has its head, and the 27th column is AA", () => {
  const many = Array.from({ length: 28 }, (_, at) => column(`c${at}`, "number", []));
  const [sheet] = sheetsOf(many, new Uint32Array());
  assert.match(sheet, /<dimension ref="A1:AB1"\/>/);
  assert.match(cellOf(sheet, "Z1") ?? "", />c25</);
  assert.match(cellOf(sheet, "AA1") ?? "", />c26</);
});
