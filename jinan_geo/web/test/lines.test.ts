import assert from "node:assert/strict";
import { test } from "node:test";
import type { Column, Packed } from "../src/data/columns";
import { findable, NOT_FOUND, searchFor } from "../src/data/find";
import { type Ends, linesOf, rankRows } from "../src/data/lines";

const OWN: Ends = { starts: true, ends: true };
const MORE: Ends = { starts: false, ends: true };
const READ: Record<string, string> = { 地: "di", 块: "kuai", 号: "hao", 山: "shan", 大: "da" };
const tell = (text: string): string[] => [
  [...text].map((sign) => READ[sign] ?? sign).join(""),
  [...text].map((sign) => READ[sign]?.[0] ?? sign).join(""),
];

const asBytes = (texts: readonly (string | null)[]): Packed => {
  const parts = texts.map((text) => new TextEncoder().encode(text ?? ""));
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
  const lengths = Uint32Array.from(parts, ({ length }, at) =>
    texts[at] === null ? 0 : length + 1,
  );
  return { kind: "bytes", bytes, lengths };
};

const textColumn = (texts: readonly (string | null)[]): Column => ({
  kind: "text",
  at: (row) => texts[row] ?? null,
  packed: asBytes(texts),
});

function dictColumn(texts: readonly (string | null)[]): Column {
  const values = [...new Set(texts.filter((text) => text !== null))];
  const codes = Uint16Array.from(texts, (text) => (text === null ? 0 : values.indexOf(text) + 1));
  return { kind: "dict", values, codes, few: values.length + 1, at: (row) => texts[row] ?? null };
}

function numberedColumn(before: string, after: string, digits: number, numbers: number[]): Column {
  const at = (row: number): string | null =>
    numbers[row]! < 0 ? null : before + String(numbers[row]).padStart(digits, "0") + after;
  const raw = Uint32Array.from(numbers, (number) => number + 1);
  return { kind: "text", at, packed: { kind: "numbered", before, after, digits, base: -1, raw } };
}

let seed = 5;
const random = (below: number): number =>
  Math.floor(((seed = (seed * 16807) % 2147483647) / 2147483647) * below);
const SIGNS = [..."地块号山大7 07A（Ｂé\nß"];
const JOINING = [...SIGNS, "\u0301", "Σ"]; // folded with what stands before them
const some = (most: number, signs = SIGNS): string =>
  Array.from({ length: random(most) }, () => signs[random(signs.length)]).join("");

test("columns find what their texts would, however they are packed, and as well", () => {
  for (let round = 0; round < 25; round++) {
    const rows = 40;
    const signs = round % 3 ? SIGNS : JOINING;
    const texts = Array.from({ length: rows }, () => (random(6) ? some(7, signs) : null));
    const says = (row: number): string | null => (row % 5 ? null : `Chóng ${row}`);
    const few = Array.from({ length: rows }, () => ["山大医院", "Ａ地块", "", null][random(4)]!);
    const numbers = Array.from(
      { length: rows },
      () => random(9) * 10 ** random(3) - (random(4) ? 0 : 1),
    );
    const names = numberedColumn("地块", "号", 0, numbers);
    const ids = numberedColumn(["JN", "", "山2-"][round % 3]!, "", 5, numbers);
    const [texty, fewish] = [textColumn(texts), dictColumn(few)];
    const own = [texty, fewish, names, ids];
    const lines = [
      ...own.flatMap((column) => linesOf(column, rows, OWN)),
      ...linesOf(texty, rows, OWN, tell, says),
      ...[names, fewish].flatMap((column) => linesOf(column, rows, OWN, tell)),
      ...linesOf(fewish, rows, MORE),
    ];
    const told = (column: Column, row: number): string => String(column.at(row) ?? "");
    const textOf = (row: number): string =>
      findable(
        [
          ...own.map((column) => told(column, row)),
          ...[texty, names, fewish].map(
            (column) =>
              told(column, row) &&
              ((column === texty && says(row)) || tell(told(column, row)).join(" ")),
          ),
        ],
        [told(fewish, row)].filter(Boolean),
      );
    const queries = [
      some(5),
      some(3),
      "chóng 1",
      "7号",
      "0号",
      "块1号",
      "00",
      "10",
      "jn00",
      "jn007",
      "地块7",
      "山大",
      "di",
      "dikuai1",
      "大 7",
      "0",
      "山 块",
    ];
    for (const query of queries) {
      const search = searchFor(query);
      if (!search) continue;
      const wanted = Array.from({ length: rows }, (_, row) => search(textOf(row)));
      const found = [...rankRows(lines, rows, query)];
      assert.deepEqual(found, wanted, query);
    }
  }
});

test("a number is found as the text that it stands in", () => {
  const numbers = Array.from({ length: 200 }, (_, at) => (at % 8 ? at * (at % 3 ? 1 : 10) : -1));
  for (const [before, after] of [
    ["地块", "号"],
    ["", "号"],
    ["JN-", ""],
    ["a\n", "b"],
  ] as const)
    for (const digits of [0, 5]) {
      const column = numberedColumn(before, after, digits, numbers);
      const lines = linesOf(column, numbers.length, OWN);
      const beside = ["", before.slice(-1), before].flatMap((left) =>
        ["", after.slice(0, 1), after].map((right) => [left, right]),
      );
      for (const [left, right] of beside)
        for (const middle of ["0", "7", "00", "10", "07", "12", "127", "0012", "1230"]) {
          const query = `${left}${middle}${right}`;
          const search = searchFor(query)!;
          const wanted = numbers.map((_, row) => search(findable([String(column.at(row) ?? "")])));
          assert.deepEqual([...rankRows(lines, numbers.length, query)], wanted, query);
        }
    }
});

test("nothing is found in nothing", () => {
  const found = rankRows(linesOf(dictColumn([null, ""]), 2, OWN), 2, "a");
  assert.deepEqual([...found], [NOT_FOUND, NOT_FOUND]);
});
