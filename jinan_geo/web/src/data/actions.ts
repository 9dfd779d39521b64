// The action list: who must act on what is red or yellow, how late it is, why, and what is next.
// The twin of answers/actions.py, whose rows these equal; the causes are read there and travel with the states.
import type { Catalog } from "./catalog";
import { idOf, isPaused, reachedOf } from "./catalog";
import type { Dimension } from "./filter";
import { type Layer, lightOf, number, sharesAt, state, stateNumber, text } from "./layer";
import type { Page, StageInfo } from "./page";
import { once } from "./remember";

const DAY = 86_400_000;
/** By which date something is late: one that is expected, or one of the plan that is over. */
const LATE_OF = ["overdue", "expected", "start"] as const;

export interface Action {
  layer: string;
  id: string;
  name_zh: string | null;
  name_en: string | null;
  unit_zh: string | null;
  unit_en: string | null;
  /** Codes, the one with the largest share first. */
  districts: string[];
  light: "red" | "yellow";
  /** In percentage points, negative where it is ahead and its start is late; nothing of days. */
  lag: number | null;
  /** Days between two dates, which `late_of` names. */
  late_days: number | null;
  late_of: (typeof LATE_OF)[number] | null;
  cause: string;
  cause_said: string | null;
  remark: string | null;
  next: "start" | "finish" | "resume";
  next_planned: string | null;
  next_expected: string | null;
  /** What its curve foretells, and why it foretells nothing; no place of the day the unit expects. */
  finish_early: string | null;
  finish_expected: string | null;
  finish_late: string | null;
  finish_unsaid: string | null;
  last_report: string | null;
  sample: boolean;
}

export const isBehind = (layer: Layer, edition: number, row: number): boolean => {
  const light = lightOf(layer, edition, row);
  return light === "red" || light === "yellow";
};

const iso = (days: number | null): string | null =>
  days === null ? null : new Date(days * DAY).toISOString().slice(0, 10);

/** The layer's own stages, or the preset ones. */
export function stagesOf({ stages }: Page, { info }: Layer): readonly StageInfo[] {
  const own = stages.filter(({ layer }) => layer === info.id);
  return own.length ? own : stages.filter(({ layer }) => layer === null);
}

/** Projects in the order of the list: red before yellow, then by the lag, what has none last. */
export function worstFirst(
  catalog: Catalog,
  edition: number,
  projects: readonly number[],
): number[] {
  const badness = (project: number): [number, number] => {
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    const light = lightOf(layer, edition, row) === "red" ? 0 : 1;
    return [light, stateNumber(layer, "lead", edition, row) ?? Number.MAX_VALUE];
  };
  const known = new Map(projects.map((project) => [project, badness(project)]));
  return [...projects].sort((a, b) => {
    const [one, other] = [known.get(a)!, known.get(b)!];
    return one[0] - other[0] || one[1] - other[1] || a - b;
  });
}

export function actionOf(
  { page, layerAt, rowAt }: Catalog,
  edition: number,
  project: number,
  sample: boolean,
): Action {
  const layer = layerAt[project]!;
  const row = rowAt[project]!;
  const own = (name: string): string | null => text(layer, name, row);
  const told = (name: string): number | null => stateNumber(layer, name, edition, row);
  const reached = reachedOf(layer, edition, row);
  const stage = stagesOf(page, layer).find(({ id }) => id === reached);
  const begun = stage?.started ?? (told("done_pct") ?? 0) > 0;
  const lead = told("lead");
  const remark = state(layer, "remark", edition, row);
  return {
    layer: layer.info.id,
    id: idOf(layer, row),
    name_zh: own("name_zh"),
    name_en: own("name_en"),
    unit_zh: own("responsible_zh"),
    unit_en: own("responsible_en"),
    districts: sharesAt(layer, row).map(({ district }) => district),
    light: lightOf(layer, edition, row) === "red" ? "red" : "yellow",
    lag: lead === null ? null : 0 - lead,
    ...lateness(layer, row, edition, begun, dayOf(page, edition)),
    cause: String(state(layer, "cause", edition, row) ?? "unstated"),
    cause_said: iso(told("cause_said")),
    remark: remark === null || remark === "" ? null : String(remark),
    next: isPaused(layer, edition, row) ? "resume" : begun ? "finish" : "start",
    next_planned: iso(number(layer, begun ? "planned_finish" : "planned_start", row)),
    next_expected: begun ? iso(told("est_finish")) : null,
    finish_early: iso(told("early")),
    finish_expected: iso(told("middle")),
    finish_late: iso(told("late")),
    finish_unsaid: unsaidOf(layer, edition, row),
    last_report: iso(told("record_date")),
    sample,
  };
}

/** Why no finish is foretold; nothing where one is, or the work is done. */
export const unsaidOf = (layer: Layer, edition: number, row: number): string | null => {
  const why = state(layer, "unsaid", edition, row);
  return why === null || why === "" ? null : String(why);
};

export const LATE_BY = "lateBy";

/** What is behind by the clock that its days late are told of; "" for what is late by no date, or not behind. */
export function lateDimension(catalog: Catalog, edition: number): Dimension {
  const choices = [...LATE_OF, ""];
  const read = once(() => {
    const single = new Int32Array(catalog.projects).fill(LATE_OF.length);
    for (let project = 0; project < catalog.projects; project++) {
      if (!isBehind(catalog.layerAt[project]!, edition, catalog.rowAt[project]!)) continue;
      single[project] = choices.indexOf(actionOf(catalog, edition, project, false).late_of ?? "");
    }
    return single;
  });
  return {
    id: LATE_BY,
    choices,
    get single() {
      return read();
    },
  };
}

/** Days from the planned finish to a later one that is expected; nothing where that day is over. */
export function expectedLate(
  layer: Layer,
  row: number,
  edition: number,
  day: number,
): number | null {
  const finish = number(layer, "planned_finish", row);
  const expected = stateNumber(layer, "est_finish", edition, row);
  const isLate = finish !== null && expected !== null && expected > finish && expected >= day;
  return isLate ? expected - finish : null;
}

/** The day of an edition, since 1970; NaN where there is none. */
export const dayOf = ({ editions }: Page, edition: number): number =>
  Date.parse(editions[edition] ?? "") / DAY;

/** Days late and by which clock: what is expected, unless that day is over; then what is so. */
function lateness(
  layer: Layer,
  row: number,
  edition: number,
  begun: boolean,
  day: number,
): Pick<Action, "late_days" | "late_of"> {
  const start = number(layer, "planned_start", row);
  const finish = number(layer, "planned_finish", row);
  const expected = expectedLate(layer, row, edition, day);
  if (expected !== null) return { late_days: expected, late_of: "expected" };
  if (finish !== null && finish < day) return { late_days: day - finish, late_of: "overdue" };
  if (start !== null && start < day && !begun) return { late_days: day - start, late_of: "start" };
  return { late_days: null, late_of: null };
}
