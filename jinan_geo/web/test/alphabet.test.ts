import assert from "node:assert/strict";
import { test } from "node:test";
import { placesIn } from "../src/data/alphabet";

let seed = 3;
const random = (below: number): number =>
  Math.floor(((seed = (seed * 16807) % 2147483647) / 2147483647) * below);
const SIGNS = [..."路街重庆阿卒Aab0129Ｂé（( -\u0301", "𠮷", "12", "007"];

test("many names stand where comparing each with each puts them, equals in their order", () => {
  for (const tag of ["zh-CN", "en-GB"])
    for (const [count, most] of [
      [400, 5],
      [300, 40],
    ] as const) {
      const made = Array.from({ length: count }, () =>
        Array.from({ length: random(most) }, () => SIGNS[random(SIGNS.length)]).join(""),
      );
      const names = [...new Set(made)];
      const { compare } = new Intl.Collator(tag, { numeric: true });
      const wanted = [...names].sort(compare);
      const places = placesIn(names, tag);
      assert.deepEqual(
        names.map((name) => wanted.indexOf(name)),
        [...places],
      );
    }
});
