import assert from "node:assert/strict";
import { test } from "node:test";
import { isMessage, MESSAGES, say } from "../src/words/messages";

test("both languages name the same values", () => {
  const names = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const [key, [zh, en]] of Object.entries(MESSAGES)) assert.deepEqual(names(zh), names(en), key);
});

test("values are put in as they are, and keys of objects are no messages", () => {
  assert.equal(say("query", "en", { q: "{q} $& </script>" }), "Search: {q} $& </script>");
  assert.equal(isMessage("constructor"), false);
});
