import assert from "node:assert/strict";
import { test } from "node:test";
import { readBlock } from "../src/data/columns";
import { BLOCK } from "./block";

const days = (iso: string): number => Date.parse(iso) / 86_400_000;

test("every encoding gives back what Python wrote, missing values too", async () => {
  const { header, tables } = await readBlock(BLOCK);
  assert.deepEqual(header, { layer: "tiny" });
  const table = tables.get("features")!;
  const column = (name: string): unknown[] =>
    [0, 1, 2, 3].map((row) => table.columns.get(name)!.at(row));
  assert.deepEqual(column("id"), ["a", "b", "c", "d"]);
  assert.deepEqual(column("kind"), ["路", null, "路", "桥"]);
  assert.deepEqual(column("money"), [1.25, null, -3.5, 1e9]);
  assert.deepEqual(column("day"), [
    days("2025-10-31"),
    null,
    days("1969-12-31"),
    days("2024-02-29"),
  ]);
  assert.equal(table.columns.get("day")!.kind, "date");
});

test("strings of a text column are found in any order", async () => {
  const { tables } = await readBlock(BLOCK);
  const names = tables.get("long")!.columns.get("name")!;
  assert.equal(names.kind, "text");
  assert.equal(names.at(39), "名39</script>");
  assert.equal(names.at(2), `名2</script>${"长".repeat(200)}`);
  assert.equal(names.at(1), null);
  assert.equal(names.at(0), "名0</script>");
});

test("numbers beyond 32 bits stay exact", async () => {
  const { tables } = await readBlock(BLOCK);
  const wide = tables.get("wide")!;
  assert.deepEqual(
    [0, 1, 2].map((row) => wide.columns.get("big")!.at(row)),
    [2 ** 40, null, 2 ** 40 + 5],
  );
  assert.deepEqual([...wide.steps.get("far")!.values], [2 ** 40, -(2 ** 40), 7]);
});

test("a block that is cut short or is not one is refused", async () => {
  await assert.rejects(readBlock(BLOCK.slice(0, 400)));
  await assert.rejects(readBlock("bm90IGEgYmxvY2s="));
});

// Made like the block of block.ts: text_column of None or JN00000号 to JN00017号, and of p0 to p17000.
const NUMBERED =
  "H4sIAAAAAAAA/5NhZGCoVspJrEwtUrJSKsnMq1TSUSpJTMpJLVayqlZKS00sKS2CsJPzc0pz84DM6GqlxLQSsIan/duB6hNLgIIGOoYWsTpKSYnFqUpWBkBGalp+EZCp5OUHVJKSmZ5ZAtRrqqOUmpcMFM0rzU1KLUpNAcrlJeaC1GWC2MXJiTlAjqGOUnlmSkkGkFWrg7AOZpehhY6xGVbLCpDsMsBtV0FOYmYeNuuMaoHGFuWXA7UbWtTW1jIyMLOwsrFzcHJx8/Dy8QsICjG+vLhzYWdhpKOm4M+HJzfObMxkYGbn5hcWl5ZXVtfSMzKzsnMCAIdvPKBWAQAA";

test("texts that differ in a number come back", async () => {
  const { columns } = (await readBlock(NUMBERED)).tables.get("features")!;
  const [ids, plain] = [columns.get("id")!, columns.get("plain")!];
  assert.deepEqual([ids.at(0), ids.at(1), ids.at(17)], ["JN00000号", null, "JN00017号"]);
  assert.deepEqual([plain.at(0), plain.at(17)], ["p0", "p17000"]);
});
