// What differs between two editions of one project. Pure: numbers and codes in, changes out.
import type { Light } from "./layer";

/** What is known of a project at one edition. */
export interface Snapshot {
  /** Whether anything was ever reported by then. */
  recorded: boolean;
  stage: string;
  /** Place of the stage among those of its set; -1 where it is unknown. */
  rank: number;
  done: number | null;
  invested: number | null;
  /** Estimated finish, in days since 1970. */
  finish: number | null;
  light: Light;
}

/** A change of geometry that holds after the day `until`. */
export interface Move {
  until: number;
  kind: string;
  moved: number | null;
  before: number | null;
  after: number | null;
}

export type Field = "new" | "ended" | "stage" | "done" | "invested" | "finish" | "light" | "geometry";

export interface Change {
  field: Field;
  before: string | number | null;
  after: string | number | null;
  /** 1 better, -1 worse, 0 neither: fewer per cent done, a later finish and a stage back are worse. */
  way: -1 | 0 | 1;
  move?: Move;
}

/** The kinds one can filter by. A project may be of several. */
export const KINDS = [
  "progress", "regress", "new_red", "stage", "done", "invested", "finish", "light", "geometry", "new", "ended",
] as const;
export type Kind = (typeof KINDS)[number];

const way = (difference: number): -1 | 0 | 1 => (difference > 0 ? 1 : difference < 0 ? -1 : 0);
const RANK: Record<Light, number | null> = { red: 0, yellow: 1, green: 2, grey: null };

export function compare(before: Snapshot, after: Snapshot): Change[] {
  const found: Change[] = [];
  // A first record has nothing to be compared with: it is new, and no progress.
  if (after.recorded && !before.recorded)
    found.push({ field: "new", before: null, after: after.stage || null, way: 0 });
  if (after.recorded && before.recorded) {
    if (before.stage !== after.stage)
      found.push({
        field: "stage", before: before.stage || null, after: after.stage || null,
        way: before.rank < 0 || after.rank < 0 ? 0 : way(after.rank - before.rank),
      });
    const number = (field: "done" | "invested" | "finish", sign: -1 | 0 | 1): void => {
      const [a, b] = [before[field], after[field]];
      if (a === b) return;
      const better = a === null || b === null || sign === 0 ? 0 : way((b - a) * sign);
      found.push({ field, before: a, after: b, way: better });
    };
    number("done", 1);
    number("invested", 0);
    number("finish", -1);
  }
  if (before.light !== after.light) {
    const [a, b] = [RANK[before.light], RANK[after.light]];
    found.push({ field: "light", before: before.light, after: after.light, way: a === null || b === null ? 0 : way(b - a) });
  }
  return found;
}

/** Changes of geometry and the end of a project between two days: the first counts, the last does not. */
export function compareDays(moves: readonly Move[], ended: number | null, base: number, now: number): Change[] {
  const found: Change[] = moves
    .filter(({ until }) => base <= until && until < now)
    .map((move) => ({ field: "geometry", before: move.before, after: move.after, way: 0, move }));
  // The day of the end itself belongs to the edition of that day.
  if (ended !== null && base < ended && ended <= now) found.push({ field: "ended", before: null, after: ended, way: 0 });
  return found;
}

const JUDGED: readonly Field[] = ["stage", "done", "finish"];

export const isWorse = ({ field, way: to }: Change): boolean => to < 0 && JUDGED.includes(field);
const isBetter = ({ field, way: to }: Change): boolean => to > 0 && (field === "stage" || field === "done");

export function kindsOf(changes: readonly Change[]): Kind[] {
  const kinds = new Set<Kind>();
  for (const change of changes) {
    kinds.add(change.field);
    if (isBetter(change)) kinds.add("progress");
    if (isWorse(change)) kinds.add("regress");
    if (change.field === "light" && change.after === "red") kinds.add("new_red");
  }
  return KINDS.filter((kind) => kinds.has(kind));
}
