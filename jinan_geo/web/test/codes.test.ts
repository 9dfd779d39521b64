import assert from "node:assert/strict";
import { test } from "node:test";
import { fillCodes, tally } from "../src/data/codes";
import { readBlock } from "../src/data/columns";
import { BLOCK } from "./block";

test("what follows from columns is worked out once a value, and is that of each row", async () => {
  const { columns, rows } = (await readBlock(BLOCK)).tables.get("features")!;
  const kind = { column: columns.get("kind"), from: 0 };
  const money = { column: columns.get("money"), from: 0 };
  const absent = { column: undefined, from: 0 };
  for (const sources of [[], [absent], [kind], [kind, absent], [money], [kind, money]]) {
    const told = (row: number): number =>
      sources.reduce((sum, { column }) => sum + String(column?.at(row)).length, 0);
    let asked = 0;
    const found = new Int32Array(rows + 1);
    fillCodes(found, 1, rows, sources, (row) => {
      asked++;
      return told(row);
    });
    assert.deepEqual([...found], [0, ...Array.from({ length: rows }, (_, row) => told(row))]);
    assert.equal(asked < rows, !sources.includes(money), String(sources.length));
  }
});

test("values are counted in the order of their first rows", async () => {
  const { columns, rows } = (await readBlock(BLOCK)).tables.get("features")!;
  const found = tally({ column: columns.get("kind"), from: 0 }, rows)!;
  assert.deepEqual(
    found.order.map(({ code, row }) => [columns.get("kind")!.at(row), found.counts[code]]),
    [
      ["路", 2],
      [null, 1],
      ["桥", 1],
    ],
  );
  assert.equal(tally({ column: columns.get("money"), from: 0 }, rows), null);
});
