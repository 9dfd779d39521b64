import assert from "node:assert/strict";
import { test } from "node:test";
import { lateBy, milestonesOf, type Report } from "../src/data/milestones";
import { readName } from "../src/data/photos";

const report = (date: number, over: Partial<Report> = {}): Report => ({
  date,
  stage: "construction",
  started: true,
  done: false,
  finish: null,
  ...over,
});
const none: { start: number | null; finish: number | null } = { start: null, finish: null };
const at = (reports: Report[], planned = none, later: string[] = []) =>
  Object.fromEntries(milestonesOf(reports, planned, later).map((one) => [one.id, one]));

test("a start is known to lie after the last report without it and not after the first with it", () => {
  const idle = { started: false, stage: "planning" };
  assert.deepEqual(at([report(10, idle), report(20), report(30)]).start.when, {
    sure: "confirmed",
    day: 20,
    exact: false,
    after: 10,
  });
  assert.deepEqual(at([report(20)]).start.when, {
    sure: "confirmed",
    day: 20,
    exact: false,
    after: null,
  });
  assert.equal(at([report(10, idle)]).start.when, null);
  assert.equal(at([report(10), report(20, idle)]).start.when, null, "taken back");
  assert.equal(
    at([report(10), report(20, idle), report(30)]).start.when?.after,
    20,
    "taken back, and begun again",
  );
  assert.equal(at([]).start.when, null);
});

test("a finish is estimated until a report says done, and exact where the report states a day that has come", () => {
  assert.deepEqual(at([report(10, { finish: 50 })]).finish.when, {
    sure: "estimated",
    day: 50,
    exact: true,
    after: null,
  });
  const done = { done: true, stage: "completed" };
  assert.deepEqual(at([report(10), report(20, { ...done, finish: 18 })]).finish.when, {
    sure: "confirmed",
    day: 18,
    exact: true,
    after: null,
  });
  assert.deepEqual(at([report(10), report(20, done)]).finish.when, {
    sure: "confirmed",
    day: 20,
    exact: false,
    after: 10,
  });
  assert.deepEqual(
    at([report(10), report(20, { ...done, finish: 25 })]).finish.when,
    { sure: "confirmed", day: 20, exact: false, after: 10 },
    "a finish to come is no day of a finish reported",
  );
});

test("stages after the finish are confirmed by their own report, or by a later stage's", () => {
  const later = ["accepted", "opened"];
  const known = at(
    [report(10, { done: true, stage: "completed" }), report(20, { done: true, stage: "accepted" })],
    none,
    later,
  );
  assert.equal(known.accepted.when?.day, 20);
  assert.equal(known.opened.when, null);
  assert.equal(
    at([report(30, { done: true, stage: "opened" })], none, later).accepted.when?.day,
    30,
  );
});

test("lateness is exact for a day, at least so much for a span, and never guessed", () => {
  const late = (planned: number, reports: Report[], id: "start" | "finish"): number | null =>
    lateBy(at(reports, { start: planned, finish: planned })[id]);
  assert.equal(late(40, [report(10, { finish: 50 })], "finish"), 10);
  assert.equal(late(60, [report(10, { finish: 50 })], "finish"), -10);
  const begun = [report(10, { started: false }), report(20)];
  assert.equal(late(5, begun, "start"), 6, "on day 11 at the earliest");
  assert.equal(late(15, begun, "start"), null, "it may have begun in time");
  assert.equal(late(5, [report(20)], "start"), null);
});

test("a photo's name tells its day and its caption", () => {
  assert.deepEqual(readName("2025-09-30_北立面.jpg"), { date: "2025-09-30", caption: "北立面" });
  assert.deepEqual(readName("photos/IMG_20250930_101500.jpg"), {
    date: "2025-09-30",
    caption: "IMG 101500",
  });
  assert.deepEqual(readName("东门.webp"), { date: null, caption: "东门" });
  assert.deepEqual(
    readName("12025093012.png"),
    { date: null, caption: "12025093012" },
    "digits that go on are no date",
  );
  assert.deepEqual(readName("2025-13-45.png").date, null);
});
