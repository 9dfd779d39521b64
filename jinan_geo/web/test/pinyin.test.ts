import assert from "node:assert/strict";
import { test } from "node:test";
import type { Column } from "../src/data/columns";
import { type Layer, pinyinOf } from "../src/data/layer";

const column = (values: (string | null)[]): Column => ({ kind: "text", at: (row) => values[row]! });

test("a name is spelt by the readings of its characters, or as it says itself", () => {
  const columns = new Map([
    ["name_zh", column(["重点路 A1（东）", "重庆路", null])],
    ["pinyin", column([null, "chongqinglu cql", null])],
  ]);
  const readings = new Map(
    Object.entries({ 重: "zhong", 点: "dian", 庆: "qing", 路: "lu", 东: "dong" }),
  );
  const layer = { table: { rows: 3, columns, steps: new Map() }, readings } as unknown as Layer;
  assert.equal(pinyinOf(layer, 0), "zhongdianlu A1（dong） zdl A1（d）");
  assert.equal(pinyinOf(layer, 1), "chongqinglu cql");
  assert.equal(pinyinOf(layer, 2).trim(), "");
});
