import assert from "node:assert/strict";
import { test } from "node:test";
import { startUnpacking, unpack } from "../src/data/unpack";
import { BLOCK } from "./block";

test("a block that comes in pieces is the block", async () => {
  const whole = await unpack(BLOCK);
  for (const size of [4, 400]) {
    const unpacking = startUnpacking();
    for (let at = 0; at < BLOCK.length; at += size) unpacking.take(BLOCK.slice(at, at + size));
    assert.deepEqual(await unpacking.end(), whole);
  }
});

test("a piece that is no text of a block, or that is missing, is told at the end", async () => {
  for (const pieces of [[BLOCK.slice(0, 400), "这不是"], [BLOCK.slice(0, 400)], []]) {
    const unpacking = startUnpacking();
    for (const piece of pieces) unpacking.take(piece);
    await assert.rejects(unpacking.end(), /the packed data are damaged/);
  }
});
