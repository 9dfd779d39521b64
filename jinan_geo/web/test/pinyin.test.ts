import assert from "node:assert/strict";
import { test } from "node:test";
import { readingsOf } from "../src/data/layer";

test("a name is spelt by the readings of its characters, whole and as initials", () => {
  const readings = new Map(
    Object.entries({ 重: "zhong", 点: "dian", 庆: "qing", 路: "lu", 东: "dong" }),
  );
  assert.deepEqual(readingsOf(readings, "重点路 A1（东）"), [
    "zhongdianlu A1（dong）",
    "zdl A1（d）",
  ]);
  assert.deepEqual(readingsOf(readings, ""), ["", ""]);
});
