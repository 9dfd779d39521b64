// What differs between two editions of one project. Pure: numbers and codes in, changes out.
import type { Light, Move } from "./layer";

export type Pause = "stopped" | "postponed";

/** What is known of a project at one edition. */
export interface Snapshot {
  /** Whether anything was ever reported by then. */
  recorded: boolean;
  stage: string;
  /** Place among those of its set of the stage that was reached; -1 where it is unknown. */
  rank: number;
  /** The kind of pause that the stage is, if it is one. */
  pause: Pause | null;
  done: number | null;
  invested: number | null;
  /** Estimated finish, in days since 1970. */
  finish: number | null;
  /** Planned finish, which is what was promised; null where the project states none. */
  promised: number | null;
  light: Light;
}

export type Field =
  | "new"
  | "ended"
  | "stage"
  | "done"
  | "invested"
  | "finish"
  | "plan"
  | "light"
  | "geometry"
  | "renumbered";

/** What a project can be set back by, and nothing else: fewer per cent done than before; an estimated finish put off
 * beyond what was promised (the planned finish; where none is stated, the estimate before); a plan lowered afterwards. */
export const SETBACKS = ["less_done", "finish_slipped", "plan_lowered"] as const;
export type Setback = (typeof SETBACKS)[number];

export interface Change {
  field: Field;
  before: string | number | null;
  after: string | number | null;
  /** 1 better, -1 worse, 0 neither: fewer per cent done, a later finish and a stage back are worse. */
  way: -1 | 0 | 1;
  setback?: Setback;
  /** Into a pause, or out of it, which is no way by itself. */
  pause?: Pause | "resumed";
  move?: Move;
}

/** The kinds one can filter by. A project may be of several. */
export const KINDS = [
  "progress",
  "regress",
  ...SETBACKS,
  "new_red",
  "stage",
  "done",
  "invested",
  "finish",
  "plan",
  "light",
  "geometry",
  "new",
  "ended",
  "renumbered",
  "stopped",
  "postponed",
  "resumed",
] as const;
export type Kind = (typeof KINDS)[number];

/** The one way that a project took, of which each changed project is of exactly one. */
export const TURNS = [
  "turn_worse",
  "turn_mixed",
  "turn_better",
  "turn_finished",
  "turn_new",
  "turn_ended",
  "turn_figures",
] as const;
export type Turn = (typeof TURNS)[number];

const way = (difference: number): -1 | 0 | 1 => (difference > 0 ? 1 : difference < 0 ? -1 : 0);
const RANK: Record<Light, number | null> = { red: 0, yellow: 1, green: 2, grey: null };

export function compare(before: Snapshot, after: Snapshot): Change[] {
  const found: Change[] = [];
  // A first record has nothing to be compared with: it is new, and no progress.
  if (after.recorded && !before.recorded)
    found.push({ field: "new", before: null, after: after.stage || null, way: 0 });
  if (after.recorded && before.recorded) {
    const pause = after.pause ?? (before.pause ? "resumed" : null);
    if (before.stage !== after.stage)
      found.push({
        field: "stage",
        before: before.stage || null,
        after: after.stage || null,
        way: before.rank < 0 || after.rank < 0 ? 0 : way(after.rank - before.rank),
        ...(pause && { pause }),
      });
    const number = (field: "done" | "invested" | "finish", sign: -1 | 0 | 1): void => {
      const [a, b] = [before[field], after[field]];
      if (a === b) return;
      const better = a === null || b === null || sign === 0 ? 0 : way((b - a) * sign);
      const setback = better < 0 ? setbackOf(field, b ?? 0, before.promised) : undefined;
      found.push({ field, before: a, after: b, way: better, ...(setback && { setback }) });
    };
    number("done", 1);
    number("invested", 0);
    number("finish", -1);
  }
  if (before.light !== after.light) {
    const [a, b] = [RANK[before.light], RANK[after.light]];
    found.push({
      field: "light",
      before: before.light,
      after: after.light,
      way: a === null || b === null ? 0 : way(b - a),
    });
  }
  return found;
}

function setbackOf(field: Field, after: number, promised: number | null): Setback | undefined {
  if (field === "done") return "less_done";
  return field === "finish" && (promised === null || after > promised)
    ? "finish_slipped"
    : undefined;
}

/** Changes of geometry and plan and the end of a project between two days: the first counts, the last does not. */
export function compareDays(
  moves: readonly Move[],
  ended: number | null,
  base: number,
  now: number,
): Change[] {
  const found: Change[] = moves
    .filter(({ until }) => base <= until && until < now)
    .map((move) =>
      move.kind === "replanned"
        ? replanned(move)
        : { field: "geometry", before: move.before, after: move.after, way: 0, move },
    );
  // The day of the end itself belongs to the edition of that day.
  if (ended !== null && base < ended && ended <= now)
    found.push({ field: "ended", before: null, after: ended, way: 0 });
  return found;
}

/** An accepted renumbering, told with both ids; it holds after the day `until`. */
export function compareIds(
  old: string | null,
  until: number | null,
  id: string,
  base: number,
  now: number,
): Change[] {
  if (old === null || until === null || until < base || until >= now) return [];
  return [{ field: "renumbered", before: old, after: id, way: 0 }];
}

/** A plan is lowered where it ends later or asked for less by that day; nobody lowers it by ending sooner. */
function replanned(move: Move): Change {
  const [end, newEnd] = move.finish ?? [null, null];
  const [due, newDue] = move.due ?? [null, null];
  const later = end !== null && newEnd !== null ? way(end - newEnd) : 0;
  const to = later || (due !== null && newDue !== null ? way(newDue - due) : 0);
  return {
    field: "plan",
    before: end,
    after: newEnd,
    way: to,
    move,
    ...(to < 0 && { setback: "plan_lowered" }),
  };
}

const isBetter = ({ field, way: to }: Change): boolean =>
  to > 0 && (field === "stage" || field === "done");

export function kindsOf(changes: readonly Change[]): Kind[] {
  const kinds = new Set<Kind>();
  for (const change of changes) {
    kinds.add(change.field);
    if (isBetter(change)) kinds.add("progress");
    if (change.pause) kinds.add(change.pause);
    if (change.setback) kinds.add("regress").add(change.setback);
    if (change.field === "light" && change.after === "red") kinds.add("new_red");
  }
  return KINDS.filter((kind) => kinds.has(kind));
}

const isWorse = ({ way: to, pause }: Change): boolean =>
  to < 0 || pause === "stopped" || pause === "postponed";

const isForward = ({ way: to, pause }: Change): boolean => to > 0 || pause === "resumed";

/** A first report and an end tell more than what else differs, and so does the work's being done. */
export function turnOf(changes: readonly Change[], isDone: (stage: string) => boolean): Turn {
  const has = (field: Field): boolean => changes.some((change) => change.field === field);
  if (has("new")) return "turn_new";
  if (has("ended")) return "turn_ended";
  const stage = changes.find(({ field }) => field === "stage");
  if (stage && isDone(String(stage.after)) && !isDone(String(stage.before))) return "turn_finished";
  const [worse, better] = [changes.some(isWorse), changes.some(isForward)];
  if (worse) return better ? "turn_mixed" : "turn_worse";
  return better ? "turn_better" : "turn_figures";
}
