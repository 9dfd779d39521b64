// A change in words: before and after, and what lies between.

import type { Catalog } from "../data/catalog";
import type { Change } from "../data/changes";
import type { Light, Move } from "../data/layer";
import {
  formatArea,
  formatDays,
  formatLength,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPoints,
} from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { choiceLabel } from "./labels";
import { lightName } from "./lightwords";

const signed = (value: number, text: string): string => (value < 0 ? `−${text}` : `+${text}`);

/** "推迟 31 天": how far a date moved from one edition to the next, which is not how late it is against the plan. */
export const slipWords = (days: number, lang: Lang): string =>
  say(days > 0 ? "slipped" : "pulled", lang, { n: formatNumber(Math.abs(days), lang) });

export function sidesOf(
  before: number | null,
  after: number | null,
  word: (value: number) => string,
): string {
  return [before, after].map((value) => (value === null ? "—" : word(value))).join(" → ");
}

/** "40.0 % → 45.0 %（+5.0）": before and after, and the difference where there is one. */
export function changeWords(catalog: Catalog, change: Change, lang: Lang): string {
  const { field, before, after, move } = change;
  const pair = (word: (value: string | number) => string, difference = ""): string => {
    const sides = [before, after].map((value) => (value === null ? "—" : word(value))).join(" → ");
    return difference ? say("changeBy", lang, { sides, difference }) : sides;
  };
  const both = typeof before === "number" && typeof after === "number";
  const by = both ? after - before : 0;
  if (field === "stage" || field === "new")
    return field === "new" && before === null
      ? after === null
        ? say("changeFirst", lang)
        : choiceLabel(catalog, "stage", String(after), lang)
      : pair((stage) => choiceLabel(catalog, "stage", String(stage), lang));
  if (field === "done")
    return pair(
      (pct) => formatPercent(Number(pct), lang),
      both ? signed(by, formatPoints(Math.abs(by), lang)) : "",
    );
  if (field === "invested") return pair((wan) => formatMoney(Number(wan), lang, 0));
  if (field === "finish")
    return pair((days) => formatDays(Number(days), lang), both ? slipWords(by, lang) : "");
  if (field === "plan") return move ? planWords(move, lang) : "";
  if (field === "light") return pair((light) => lightName(light as Light, lang));
  if (field === "renumbered") return pair(String);
  if (field === "ended") return typeof after === "number" ? formatDays(after, lang) : "";
  return move ? moveWords(move, lang) : "";
}

/** "2025-11-30 → 2025-12-31（推迟 31 天）"; where the end stayed, what was due by then under either plan. */
export function planWords({ until, finish, due }: Move, lang: Lang): string {
  const [end, newEnd] = finish ?? [null, null];
  if (end !== null && newEnd !== null && end !== newEnd)
    return say("changeBy", lang, {
      sides: sidesOf(end, newEnd, (days) => formatDays(days, lang)),
      difference: slipWords(newEnd - end, lang),
    });
  const [was, is] = due ?? [null, null];
  return say("dueThen", lang, {
    date: formatDays(until, lang),
    sides: sidesOf(was, is, (pct) => formatPercent(pct, lang)),
  });
}

/** "移动 120 m，面积 1,000 m² → 1,500 m²（+500 m²，+50 %）". */
export function moveWords({ kind, moved, before, after, areal }: Move, lang: Lang): string {
  if (kind === "added") return say("moveAdded", lang);
  const words = [
    moved === null || moved < 0.5
      ? say("moveChanged", lang)
      : say("moveMoved", lang, { m: formatLength(moved, lang) }),
  ];
  if (before !== null && after !== null && before !== after) {
    const size = (value: number): string => (areal ? formatArea : formatLength)(value, lang);
    const by = [signed(after - before, size(Math.abs(after - before)))];
    if (before > 0) {
      const pct = (after / before - 1) * 100;
      by.push(signed(pct, `${formatNumber(Math.abs(pct), lang, 1)}\u202f%`));
    }
    words.push(
      say(areal ? "moveArea" : "moveLength", lang, {
        sides: sidesOf(before, after, size),
        difference: by.join(say("comma", lang)),
      }),
    );
  }
  return words.join(say("comma", lang));
}
