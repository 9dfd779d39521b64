// The changes of all projects of the page between two editions, and the filter they make.
import { dayOf, stagesOf } from "./actions";
import { type Catalog, idOf, reachedOf, stageOf } from "./catalog";
import {
  type Change,
  compare,
  compareDays,
  compareIds,
  KINDS,
  type Kind,
  kindsOf,
  type Snapshot,
  TURNS,
  turnOf,
} from "./changes";
import { fewOf } from "./columns";
import type { Dimension } from "./filter";
import { type Layer, lightOf, number, stateColumn, stateNumber, text } from "./layer";
import type { StageInfo } from "./page";
import { once } from "./remember";

export interface Changed {
  /** Indexes of the two editions; -1 where there is nothing to compare with. */
  base: number;
  edition: number;
  /**
   * By project: a bit for each kind of its changes, in the order of KINDS, above these the place of its turn, counted
   * from 1, and above that how many changes it has; 0 for what did not change.
   */
  found: Uint32Array;
  /** The changes of a project; made when asked for. */
  of(project: number): readonly Change[];
}

const TURN = KINDS.length;
const COUNT = TURN + 3;
const bitOf = (kind: Kind): number => 1 << KINDS.indexOf(kind);

export const hasKind = ({ found }: Changed, project: number, kind: Kind): boolean =>
  (found[project]! & bitOf(kind)) !== 0;

/** How many changes a project has. */
export const changesOf = ({ found }: Changed, project: number): number => found[project]! >>> COUNT;

/** Pairs of editions found lately: the slider and the player come back to the same ones. */
const REMEMBERED = 24;
const remembered = new WeakMap<Catalog, Map<string, Changed>>();

export function changesBetween(catalog: Catalog, base: number, edition: number): Changed {
  const known = remembered.get(catalog) ?? new Map<string, Changed>();
  remembered.set(catalog, known);
  const key = `${base} ${edition}`;
  const found = known.get(key) ?? findChanges(catalog, base, edition);
  known.delete(key);
  known.set(key, found);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
  return found;
}

function findChanges(catalog: Catalog, base: number, edition: number): Changed {
  const { editions } = catalog.page;
  const found = new Uint32Array(catalog.projects);
  // Nothing has changed since a day that is yet to come, nor since today.
  if (!(base in editions) || !(edition in editions) || base >= edition)
    return { base, edition, found, of: () => [] };
  const readerFor = (layer: Layer): Reader => readerOf(catalog, layer, base, edition);
  for (const layer of catalog.counted) {
    const first = catalog.firstOf.get(layer.info.id)!;
    const { changes, isDone } = readerFor(layer);
    const keys = keysOf(layer, base, edition);
    const known = new Map<number, number>([[0, 0]]);
    for (let row = 0; row < keys.length; row++) {
      const key = keys[row]!;
      let one = known.get(key);
      if (one === undefined) {
        one = packed(changes(row), isDone);
        if (key > 0) known.set(key, one);
      }
      found[first + row] = one;
    }
  }
  const of = (project: number): Change[] =>
    readerFor(catalog.layerAt[project]!).changes(catalog.rowAt[project]!);
  return { base, edition, found, of };
}

/** What its changes say of a project, as a number. */
function packed(changes: readonly Change[], isDone: (stage: string) => boolean): number {
  if (!changes.length) return 0;
  const kinds = kindsOf(changes).reduce((all, kind) => all | bitOf(kind), 0);
  const turn = TURNS.indexOf(turnOf(changes, isDone)) + 1;
  return (kinds | (turn << TURN) | (changes.length << COUNT)) >>> 0;
}

interface Reader {
  isDone(stage: string): boolean;
  changes(row: number): Change[];
}

/** The changes of any row of a layer, and which of its stages are the end of the work. */
function readerOf(catalog: Catalog, layer: Layer, base: number, edition: number): Reader {
  const stages = stagesOf(catalog.page, layer);
  const steps = stages.filter(({ pause }) => !pause);
  // Stages from first to last: those a layer declares for itself, else those of all.
  const ranks = new Map(steps.map(({ id }, at) => [id, at]));
  const pauses = new Map(stages.map(({ id, pause }) => [id, pause]));
  const ends = new Set(stages.flatMap((stage) => (stage.done ? [stage.id] : [])));
  const [from, to] = [dayOf(catalog.page, base), dayOf(catalog.page, edition)];
  const at = (row: number, of: number): Snapshot => snapshot(layer, row, of, ranks, pauses);
  return {
    isDone: (stage) => ends.has(stage),
    changes: (row) => [
      ...(layer.states ? compare(at(row, base), at(row, edition)) : []),
      ...compareIds(
        text(layer, "was_id", row),
        number(layer, "renumbered", row),
        idOf(layer, row),
        from,
        to,
      ),
      ...compareDays(layer.moves.get(row) ?? [], number(layer, "ended", row), from, to),
    ],
  };
}

/** What of a state is compared: of the first both values count, of the others which is known, and which is larger. */
const VALUES = ["stage", "stage_before", "light"];
const COMPARED = [
  ...VALUES,
  "paused_since",
  "record_date",
  "done_pct",
  "invested_wan",
  "est_finish",
];
const WAYS = 16;
const LATER = 1 | 2 | 4;
const SLIPPED = 15; // beyond what was promised

/**
 * The same number for rows whose states differ in the same way, which is then worked out once: 0 for those that do not,
 * -1 for those that must be looked at by themselves.
 */
function keysOf(layer: Layer, base: number, edition: number): Float64Array {
  const rows = layer.features;
  const keys = new Float64Array(rows);
  const isOther = new Uint8Array(rows);
  let size = 1;
  for (const name of COMPARED) {
    const column = stateColumn(layer, name);
    const few = fewOf(column);
    if (!column || few === 1) continue;
    const codes = column.kind !== "text" && column.codes;
    const isValue = VALUES.includes(name);
    const weight = isValue ? few * few : WAYS;
    size *= weight;
    if (!codes || size > Number.MAX_SAFE_INTEGER) return keys.fill(-1);
    const promised = name === "est_finish" ? layer.table.columns.get("planned_finish") : null;
    for (let row = 0; row < rows; row++) {
      const [a, b] = [codes[base * rows + row]!, codes[edition * rows + row]!];
      if (a !== b) isOther[row] = 1;
      let way = isValue ? a * few + b : (a && 1) | (b && 2) | (a < b ? 4 : a > b ? 8 : 0);
      if (
        promised &&
        way === LATER &&
        column.at(edition * rows + row)! > (promised.at(row) ?? -Infinity)
      )
        way = SLIPPED;
      keys[row] = keys[row]! * weight + way;
    }
  }
  for (let row = 0; row < rows; row++) keys[row] = isOther[row] ? keys[row]! + 1 : 0;
  for (const row of layer.moves.keys()) keys[row] = -1;
  for (const name of ["renumbered", "ended"]) {
    const column = layer.table.columns.get(name);
    for (let row = 0; fewOf(column) > 1 && row < rows; row++)
      if (column!.at(row) !== null) keys[row] = -1;
  }
  return keys;
}

function snapshot(
  layer: Layer,
  row: number,
  edition: number,
  ranks: ReadonlyMap<string, number>,
  pauses: ReadonlyMap<string, StageInfo["pause"]>,
): Snapshot {
  const stage = stageOf(layer, edition, row);
  return {
    recorded: stateNumber(layer, "record_date", edition, row) !== null,
    stage,
    rank: ranks.get(reachedOf(layer, edition, row)) ?? -1,
    pause: pauses.get(stage) ?? null,
    done: stateNumber(layer, "done_pct", edition, row),
    invested: stateNumber(layer, "invested_wan", edition, row),
    finish: stateNumber(layer, "est_finish", edition, row),
    promised: number(layer, "planned_finish", row),
    light: lightOf(layer, edition, row),
  };
}

/** The one way that each took, and after these the kinds of its changes. */
export function changeDimension({ projects }: Catalog, { found }: Changed): Dimension {
  const read = once(() => {
    const lists: number[][] = [];
    const known = new Map<number, number>();
    const single = new Int32Array(projects);
    for (let project = 0; project < projects; project++) {
      const one = found[project]! & (2 ** COUNT - 1);
      let at = known.get(one);
      if (at === undefined) {
        const kinds = KINDS.flatMap((_, kind) => (one & (1 << kind) ? TURNS.length + kind : []));
        known.set(one, (at = lists.push(one ? [(one >>> TURN) - 1, ...kinds] : []) - 1));
      }
      single[project] = at;
    }
    return { single, lists };
  });
  return {
    id: "change",
    choices: [...TURNS, ...KINDS],
    get single() {
      return read().single;
    },
    get lists() {
      return read().lists;
    },
  };
}

/** How many projects there are of each kind, among those of a mask. */
export function countKinds({ found }: Changed, mask: Uint8Array): Record<Kind, number> {
  const counts = new Uint32Array(KINDS.length);
  for (let project = 0; project < found.length; project++)
    if (found[project] && mask[project])
      for (let rest = found[project]! & (2 ** TURN - 1); rest; rest &= rest - 1)
        counts[31 - Math.clz32(rest & -rest)]!++;
  return Object.fromEntries(KINDS.map((kind, at) => [kind, counts[at]!])) as Record<Kind, number>;
}
