import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatAmount,
  formatArea,
  formatBare,
  formatDate,
  formatDays,
  formatLength,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatPoints,
  moneyUnit,
  setMoney,
  withUnit,
} from "../src/words/format";

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, " ");

test("percentages keep one decimal, and only the whole is 100", () => {
  assert.equal(plain(formatPercent(62, "zh")), "62.0 %");
  assert.equal(formatPoints(99.97, "en"), "99.9");
  assert.equal(formatPoints(100, "en"), "100.0");
  assert.equal(formatPoints(-0.01, "zh"), "0.0");
  assert.equal(formatPoints(-21.3, "zh"), "−21.3");
});

test("money takes the unit of its size and language", () => {
  assert.equal(plain(formatMoney(1234.5, "zh")), "1,234.5 万元");
  assert.equal(plain(formatMoney(38000, "zh")), "3.80 亿元");
  assert.equal(plain(formatMoney(1234.5, "en")), "CNY 12.35 million");
  assert.equal(plain(formatMoney(250000, "en")), "CNY 2.50 billion");
});

test("an amount of money is said in English as English says it", () => {
  const yi = { zh: "亿元", en: "100 million CNY" };
  const places = { zh: "处", en: "places" };
  assert.equal(plain(formatAmount(30_000, yi, "zh")), "30,000 亿元");
  assert.equal(plain(formatAmount(30_000, yi, "en")), "CNY 3 trillion");
  assert.equal(plain(formatAmount(123.4, yi, "en")), "CNY 12.34 billion");
  assert.equal(plain(formatBare(5, yi, "en")), "CNY 500 million");
  assert.equal(formatBare(30_000, yi, "zh"), "30,000");
  assert.equal(formatBare(5, places, "en"), "5");
  assert.equal(plain(formatAmount(5, places, "en")), "5 places");
});

test("dates do not depend on the reader's time zone", () => {
  assert.equal(formatDate("2025-10-31", "zh"), "2025-10-31");
  assert.equal(formatDate("2025-10-31", "en"), "31 Oct 2025");
  assert.equal(formatDays(0, "zh"), "1970-01-01");
  assert.equal(formatMonth(20_392, "zh"), "2025 年 10 月");
});

test("numbers and units", () => {
  assert.equal(formatNumber(-1234.5, "en", 1), "−1,234.5");
  assert.equal(plain(withUnit("12", "处")), "12 处");
  assert.equal(withUnit("12", ""), "12");
});

test("areas and lengths take the unit of their size", () => {
  assert.equal(plain(formatArea(9_999, "zh")), "9,999 m²");
  assert.equal(plain(formatArea(25_000, "zh")), "2.5 公顷"); // a hectare is 10,000 m²
  assert.equal(plain(formatArea(25_000, "en")), "2.5 ha");
  assert.equal(plain(formatArea(3_200_000, "zh")), "3.2 km²");
  assert.equal(plain(formatLength(999, "en")), "999 m");
  assert.equal(plain(formatLength(1_250, "zh")), "1.25 km");
});

test("money in each of its units", () => {
  assert.equal(plain(formatMoney(0.5, "zh")), "0.5 万元");
  assert.equal(plain(formatMoney(12_000, "zh")), "1.20 亿元");
  assert.equal(plain(formatMoney(320, "en")), "CNY 3.20 million");
  assert.equal(plain(formatMoney(1e8, "en")), "CNY 1.00 trillion");
});

test("money in a unit of its own is told in that, as it is", () => {
  setMoney({ zh: "百万美元", en: "USD million" });
  assert.equal(plain(formatMoney(1234.5, "en")), "1,234.5 USD million");
  assert.equal(plain(formatMoney(0.25, "zh")), "0.25 百万美元");
  assert.equal(moneyUnit("en"), "USD million");
  setMoney(null);
  assert.equal(moneyUnit("zh"), "万元");
});
