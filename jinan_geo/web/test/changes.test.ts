import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalog } from "../src/data/catalog";
import { compare, compareDays, kindsOf, type Snapshot, TURNS, turnOf } from "../src/data/changes";
import type { Move } from "../src/data/layer";
import { changeWords, moveWords, slipWords } from "../src/look/changewords";
import { TEXTS } from "../src/words/texts";

const at = (over: Partial<Snapshot> = {}): Snapshot => ({
  recorded: true,
  stage: "construction",
  rank: 3,
  pause: null,
  done: 40,
  invested: 100,
  finish: 20000,
  promised: 20000,
  light: "green",
  ...over,
});

test("equal records make no change", () => {
  assert.deepEqual(compare(at(), at()), []);
  assert.deepEqual(kindsOf([]), []);
});

test("more done is progress, less done is a setback", () => {
  assert.deepEqual(compare(at(), at({ done: 45 })), [
    { field: "done", before: 40, after: 45, way: 1 },
  ]);
  assert.deepEqual(kindsOf(compare(at(), at({ done: 45 }))), ["progress", "done"]);
  assert.deepEqual(kindsOf(compare(at(), at({ done: 39.9 }))), ["regress", "less_done", "done"]);
});

test("a later estimate is a setback only beyond what was promised", () => {
  const slip = (promised: number | null, before: number, after: number): string[] =>
    kindsOf(compare(at({ promised, finish: before }), at({ promised, finish: after })));
  assert.deepEqual(slip(20000, 20000, 20001), ["regress", "finish_slipped", "finish"]);
  assert.deepEqual(
    slip(20000, 20030, 20060),
    ["regress", "finish_slipped", "finish"],
    "late already, and later still",
  );
  assert.deepEqual(slip(20000, 19900, 20000), ["finish"], "later, and still within the plan");
  assert.deepEqual(slip(20000, 20060, 20030), ["finish"], "sooner, though still late");
  assert.deepEqual(
    slip(null, 20000, 20001),
    ["regress", "finish_slipped", "finish"],
    "without a plan the estimate is the promise",
  );
  assert.deepEqual(
    kindsOf(compare(at({ finish: null }), at({ finish: 21000 }))),
    ["finish"],
    "nothing was said before",
  );
  assert.deepEqual(kindsOf(compare(at(), at({ done: 50, finish: 20001 }))), [
    "progress",
    "regress",
    "finish_slipped",
    "done",
    "finish",
  ]);
});

test("a stage back is told, and is none of the three setbacks", () => {
  const changes = compare(at(), at({ stage: "started", rank: 2 }));
  assert.deepEqual(
    changes.map(({ field, way }) => [field, way]),
    [["stage", -1]],
  );
  assert.deepEqual(kindsOf(changes), ["stage"]);
});

const plan = (
  finish: [number | null, number | null],
  due: [number | null, number | null] = [null, null],
): Move => ({
  until: 110,
  kind: "replanned",
  moved: null,
  before: null,
  after: null,
  finish,
  due,
});

test("a plan is lowered by a later finish, or by less that was due", () => {
  const kinds = (move: Move): string[] => kindsOf(compareDays([move], null, 100, 130));
  assert.deepEqual(kinds(plan([200, 231], [50, 40])), ["regress", "plan_lowered", "plan"]);
  assert.deepEqual(kinds(plan([200, 200], [50, 40])), ["regress", "plan_lowered", "plan"]);
  assert.deepEqual(
    kinds(plan([200, 180], [50, 40])),
    ["plan"],
    "an earlier finish is no lower plan",
  );
  assert.deepEqual(kinds(plan([200, 200], [50, 60])), ["plan"]);
  assert.deepEqual(
    kinds({ ...plan([200, 231]), until: 99 }),
    [],
    "before the edition compared with",
  );
});

const none = {} as Catalog;

test("a finish tells its old and new date, and how far it moved in words of its own", () => {
  const [change] = compare(at({ finish: 20361 }), at({ finish: 20392 }));
  assert.equal(changeWords(none, change, "zh"), "2025-09-30 → 2025-10-31（推迟 31 天）");
  assert.equal(changeWords(none, change, "en"), "30 Sep 2025 → 31 Oct 2025 (put off 31 days)");
  assert.equal(slipWords(-5, "zh"), "提前 5 天");
  assert.equal(
    changeWords(none, compareDays([plan([20361, 20392])], null, 100, 130)[0], "zh"),
    "2025-09-30 → 2025-10-31（推迟 31 天）",
  );
  assert.equal(
    changeWords(none, compareDays([plan([200, 200], [50, 40])], null, 100, 130)[0], "zh"),
    "1970-04-21 应完成 50.0\u202f% → 40.0\u202f%",
  );
  const words = (key: "slipped" | "pulled" | "late" | "early"): string[] =>
    TEXTS[key].map((text) => text.replace(/\{n\}|天|days/g, "").trim());
  for (const moved of [...words("slipped"), ...words("pulled")])
    for (const late of [...words("late"), ...words("early")])
      assert.ok(!moved.includes(late) && !late.includes(moved), `${moved} ${late}`);
});

test("a move tells metres, size before and after, and the difference in units and per cent", () => {
  const move: Move = {
    until: 1,
    kind: "moved",
    moved: 120,
    before: 1000,
    after: 1500,
    areal: true,
  };
  assert.equal(
    moveWords(move, "zh"),
    "移动 120\u202fm，面积 1,000\u202fm² → 1,500\u202fm²（+500\u202fm²，+50\u202f%）",
  );
  assert.equal(
    moveWords({ ...move, areal: false, after: 900 }, "en"),
    "moved 120\u202fm, length 1\u202fkm → 900\u202fm (−100\u202fm, −10\u202f%)",
  );
  assert.equal(moveWords({ ...move, before: null, after: null }, "zh"), "移动 120\u202fm");
  assert.equal(moveWords({ ...move, moved: null, after: 1000 }, "zh"), "图形变更");
  assert.equal(
    moveWords({ ...move, moved: 0.2, after: 1000 }, "zh"),
    "图形变更",
    "no movement worth a number",
  );
});

test("money neither improves nor worsens", () => {
  assert.deepEqual(compare(at(), at({ invested: 90 })), [
    { field: "invested", before: 100, after: 90, way: 0 },
  ]);
});

test("a value that comes or goes is a change without a direction", () => {
  assert.deepEqual(
    compare(at({ done: null }), at()).map(({ way }) => way),
    [0],
  );
  assert.deepEqual(
    compare(at(), at({ done: null })).map(({ way }) => way),
    [0],
  );
  assert.deepEqual(
    compare(at({ rank: -1, stage: "" }), at()).map(({ way }) => way),
    [0],
  );
});

test("a first record is new, and compared with nothing", () => {
  const none = at({
    recorded: false,
    stage: "",
    rank: -1,
    done: null,
    invested: null,
    finish: null,
    light: "grey",
  });
  assert.deepEqual(kindsOf(compare(none, at({ light: "grey" }))), ["new"]);
  assert.deepEqual(kindsOf(compare(none, at({ light: "red" }))), ["new_red", "light", "new"]);
  assert.deepEqual(compare(none, none), []);
});

test("a light may turn without a new record; grey is neither better nor worse", () => {
  assert.deepEqual(compare(at(), at({ light: "red" })), [
    { field: "light", before: "green", after: "red", way: -1 },
  ]);
  assert.equal(compare(at({ light: "red" }), at({ light: "yellow" }))[0].way, 1);
  assert.equal(compare(at({ light: "grey" }), at())[0].way, 0);
});

test("a move counts from the base's day up to the day before the present edition's", () => {
  const move = (until: number) => ({ until, kind: "moved", moved: 12, before: 1, after: 2 });
  const kept = (until: number): number => compareDays([move(until)], null, 100, 130).length;
  assert.deepEqual([99, 100, 129, 130].map(kept), [0, 1, 1, 0]);
});

test("an end counts for the edition of its day", () => {
  const ends = (day: number): number => compareDays([], day, 100, 130).length;
  assert.deepEqual([100, 101, 130, 131].map(ends), [0, 1, 1, 0]);
  assert.deepEqual(kindsOf(compareDays([], 110, 100, 130)), ["ended"]);
  assert.deepEqual(compareDays([], 110, 110, 110), []);
});

test("into a pause and out of it is no way of itself, and a kind of its own", () => {
  const stopped = at({ stage: "stopped", pause: "stopped", rank: 3, light: "red" });
  const into = compare(at(), stopped);
  assert.deepEqual(kindsOf(into), ["new_red", "stage", "light", "stopped"]);
  assert.equal(into[0]!.way, 0);
  assert.deepEqual(kindsOf(compare(stopped, at({ light: "red" }))), ["stage", "resumed"]);
  const further = compare(stopped, at({ stage: "completed", rank: 4, light: "red" }));
  assert.deepEqual(kindsOf(further), ["progress", "stage", "resumed"]);
});

test("each changed project took one way, by the most that is told of it", () => {
  const isDone = (stage: string): boolean => stage === "completed";
  const turn = (over: Partial<Snapshot>, before: Partial<Snapshot> = {}): string =>
    turnOf(compare(at(before), at(over)), isDone);
  assert.equal(turn({ done: 45 }), "turn_better");
  assert.equal(turn({ finish: 20001 }), "turn_worse");
  assert.equal(turn({ done: 45, light: "yellow" }), "turn_mixed");
  assert.equal(turn({ stage: "stopped", pause: "stopped" }), "turn_worse");
  assert.equal(turn({}, { stage: "stopped", pause: "stopped" }), "turn_better");
  assert.equal(turn({ stage: "completed", rank: 4, done: 100, finish: 20050 }), "turn_finished");
  assert.equal(turn({ invested: 90 }), "turn_figures");
  assert.equal(turn({ light: "grey" }), "turn_figures");
  assert.equal(turn({ done: 45 }, { recorded: false, light: "grey" }), "turn_new");
  const ended = compareDays([], 20100, 20000, 20100);
  assert.equal(turnOf([...compare(at(), at({ done: 39 })), ...ended], isDone), "turn_ended");
  assert.equal(new Set(TURNS).size, 7);
});
