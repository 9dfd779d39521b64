// Numbers, dates and money as the reader's language writes them.

import { say, wordsOf } from "./messages";
import { LANGS, type Lang, LISTS } from "./texts";

/** Words that come with the data: in Chinese always, and in further languages. */
export type Text = { zh: string } & { [lang in Lang]?: string };

const NARROW = "\u202f"; // a thin space that does not break the line
const SPACE = "\u00a0"; // a full one, before words in Latin letters
const DAY = 86_400_000;

/** The signs of digits are words of the language, so Intl is not needed; its first use alone costs a tenth of the page's start. */
export function formatNumber(value: number, lang: Lang, digits = 0, least = 0): string {
  const [whole = "", decimals = ""] = Math.abs(value).toFixed(digits).split(".");
  let kept = decimals.length;
  while (kept > least && decimals[kept - 1] === "0") kept--;
  const grouped =
    whole.length > 3 ? whole.replace(/\B(?=(\d{3})+$)/g, say("thousandSign", lang)) : whole;
  const text = kept ? `${grouped}${say("decimalSign", lang)}${decimals.slice(0, kept)}` : grouped;
  // A true minus sign, which is as wide as a digit and does not break the line.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** Points of a percentage, with one decimal: 62.0. A value just short of whole is not rounded up to it. */
export function formatPoints(value: number, lang: Lang): string {
  const shown = value < 100 && value > 99.95 ? 99.9 : value;
  return formatNumber(Object.is(Math.round(shown * 10), -0) ? 0 : shown, lang, 1, 1);
}

export const formatPercent = (value: number, lang: Lang): string =>
  `${formatPoints(value, lang)}${NARROW}%`;

let ownMoney: Text | null = null;

/** Names the unit that the page's money is in; null where that is 万元. */
export function setMoney(unit: Text | null): void {
  ownMoney = unit;
}

/** The unit of the page's money, as a column is headed. */
export const moneyUnit = (lang: Lang): string =>
  ownMoney ? inLang(ownMoney, lang) : say("unitWan", lang);

/**
 * Money from 万元, in the largest unit that keeps it readable; the large units keep at least so many decimals.
 * Where the page's money is in a unit of its own, in that.
 */
export function formatMoney(wan: number, lang: Lang, decimals = 2): string {
  if (ownMoney) return withUnit(formatNumber(wan, lang, 2), inLang(ownMoney, lang));
  const units = LISTS.moneyUnits[LANGS.indexOf(lang)] as [string, number][];
  const [unit, size] =
    units.find(([, least]) => Math.abs(wan) >= least) ?? units[units.length - 1]!;
  return say("moneyOf", lang, {
    n: formatNumber(wan / size, lang, 2, size > 1 ? decimals : 0),
    unit,
  });
}

export function formatArea(m2: number, lang: Lang): string {
  if (m2 >= 1e6) return `${formatNumber(m2 / 1e6, lang, 2)}${NARROW}km²`;
  if (m2 >= 1e4) return `${formatNumber(m2 / 1e4, lang, 2)}${NARROW}${say("unitHectare", lang)}`;
  return `${formatNumber(m2, lang)}${NARROW}m²`;
}

export const formatLength = (m: number, lang: Lang): string =>
  m >= 1000
    ? `${formatNumber(m / 1000, lang, 2)}${NARROW}km`
    : `${formatNumber(m, lang)}${NARROW}m`;

/** 36.65 north, 117 east as "117.00000°E 36.65000°N". */
export function formatPlace(lon: number, lat: number): string {
  const part = (value: number, letters: string): string =>
    `${Math.abs(value).toFixed(5)}°${letters[value < 0 ? 1 : 0]}`;
  return `${part(lon, "EW")} ${part(lat, "NS")}`;
}

export const isoOf = (days: number): string => new Date(days * DAY).toISOString().slice(0, 10);

const monthName = (month: string, lang: Lang): string =>
  wordsOf("months", lang)[Number(month) - 1] ?? month;

/** A calendar day; the text is parsed by hand, since Date would bring in the reader's time zone. */
export const formatDate = (iso: string, lang: Lang): string => datedBy("dateOf", iso, lang);

/** A day of the year of another needs no year. */
export const formatDayIn = (iso: string, other: string, lang: Lang): string =>
  datedBy(iso.slice(0, 4) === other.slice(0, 4) ? "dayOf" : "dateOf", iso, lang);

function datedBy(form: "dateOf" | "dayOf", iso: string, lang: Lang): string {
  const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso);
  if (!found) return iso;
  const [, year = "", month = "", day = ""] = found;
  return say(form, lang, { year, month, day, n: Number(day), name: monthName(month, lang) });
}

/** A day, a month or a year, as its publisher was able to say. */
export function formatPeriod(iso: string, lang: Lang): string {
  const [year = "", month, day] = iso.split("-");
  if (day || !month) return formatDate(iso, lang);
  return say("monthOf", lang, { year, month: monthName(month, lang) });
}

export const formatDays = (days: number, lang: Lang): string => formatDate(isoOf(days), lang);

export const formatMonth = (days: number, lang: Lang): string => {
  const [year = "", month = ""] = isoOf(days).split("-");
  return say("monthOf", lang, { year, month: monthName(month, lang) });
};

/** A number with its unit; a percent sign and a Chinese counter stand close, an English word apart. */
export function withUnit(value: string, unit: string): string {
  return unit ? `${value}${/^[A-Za-z]/.test(unit) ? SPACE : NARROW}${unit}` : value;
}

const WAN: Record<string, number> = { 万元: 1, 亿元: 10_000 };

/** An amount in its declared unit. English has no word for 亿, so money goes by millions, billions and trillions there. */
export function formatAmount(value: number, unit: Text, lang: Lang, digits = 1): string {
  const wan = WAN[unit.zh];
  if (lang !== "zh" && wan) return formatMoney(value * wan, lang, 0);
  return withUnit(formatNumber(value, lang, digits), inLang(unit, lang));
}

/** The number of an amount whose unit stands beside it; money in English brings its own. */
export const formatBare = (value: number, unit: Text, lang: Lang): string =>
  lang !== "zh" && WAN[unit.zh] ? formatAmount(value, unit, lang) : formatNumber(value, lang, 1);

export const inLang = (text: Text | null | undefined, lang: Lang): string =>
  text ? text[lang] || text.zh : "";
