import assert from "node:assert/strict";
import { test } from "node:test";
import { isMessage, langNamed, langTag, nextLang, say } from "../src/words/messages";
import { LANGS } from "../src/words/texts";

test("values are put in as they are, and keys of objects are no messages", () => {
  assert.equal(say("query", "en", { q: "{q} $& </script>" }), "Search: {q} $& </script>");
  assert.equal(say("query", "zh", {}), "搜索：{q}");
  assert.equal(isMessage("constructor"), false);
});

test("Chinese is the page's own language, and the switch goes round", () => {
  assert.equal(LANGS[0], "zh");
  assert.equal(langNamed("en"), "en");
  for (const unknown of [null, "", "xx", "EN"]) assert.equal(langNamed(unknown), "zh");
  assert.equal(LANGS.reduce(nextLang, LANGS[0]), "zh");
  assert.deepEqual([langTag("zh"), langTag("en")], ["zh-CN", "en"]);
});
