// The changes of all projects of the page between two editions, and the filter they make.
import { stagesOf } from "./actions";
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
  type Turn,
  turnOf,
} from "./changes";
import type { Dimension } from "./filter";
import { type Layer, lightOf, number, stateNumber, text } from "./layer";
import type { StageInfo } from "./page";
import { once } from "./remember";

export interface Changed {
  /** Indexes of the two editions; -1 where there is nothing to compare with. */
  base: number;
  edition: number;
  /** By project; nothing for those that did not change. */
  of: ReadonlyMap<number, readonly Change[]>;
  kinds: ReadonlyMap<number, readonly Kind[]>;
  turns: ReadonlyMap<number, Turn>;
}

const DAY = 86_400_000;

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
  const of = new Map<number, readonly Change[]>();
  const kinds = new Map<number, readonly Kind[]>();
  const turns = new Map<number, Turn>();
  // Nothing has changed since a day that is yet to come, nor since today.
  if (!(base in editions) || !(edition in editions) || base >= edition)
    return { base, edition, of, kinds, turns };
  const from = Date.parse(editions[base]!) / DAY;
  const to = Date.parse(editions[edition]!) / DAY;
  const ranks = new Map(catalog.layers.map((layer) => [layer, stageRanks(catalog, layer)]));
  const pauses = new Map(
    catalog.layers.map((layer) => [
      layer,
      new Map(stagesOf(catalog.page, layer).map(({ id, pause }) => [id, pause])),
    ]),
  );
  const pausesIn =
    (layer: Layer) =>
    (stage: string): StageInfo["pause"] | undefined =>
      pauses.get(layer)?.get(stage);
  const done = new Map(
    catalog.layers.map((layer) => [
      layer,
      new Set(stagesOf(catalog.page, layer).flatMap((stage) => (stage.done ? [stage.id] : []))),
    ]),
  );
  const doneIn =
    (layer: Layer) =>
    (stage: string): boolean =>
      done.get(layer)?.has(stage) ?? false;
  const rankIn =
    (layer: Layer) =>
    (stage: string): number =>
      ranks.get(layer)?.get(stage) ?? -1;
  for (let project = 0; project < catalog.projects; project++) {
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    const pauseOf = pausesIn(layer);
    const found = [
      ...(layer.states
        ? compare(
            snapshot(layer, row, base, rankIn(layer), pauseOf),
            snapshot(layer, row, edition, rankIn(layer), pauseOf),
          )
        : []),
      ...compareIds(
        text(layer, "was_id", row),
        number(layer, "renumbered", row),
        idOf(layer, row),
        from,
        to,
      ),
      ...compareDays(layer.moves.get(row) ?? [], number(layer, "ended", row), from, to),
    ];
    if (!found.length) continue;
    of.set(project, found);
    kinds.set(project, kindsOf(found));
    turns.set(project, turnOf(found, doneIn(layer)));
  }
  return { base, edition, of, kinds, turns };
}

function snapshot(
  layer: Layer,
  row: number,
  edition: number,
  rank: (stage: string) => number,
  pauseOf: (stage: string) => StageInfo["pause"] | undefined,
): Snapshot {
  const stage = stageOf(layer, edition, row);
  return {
    recorded: stateNumber(layer, "record_date", edition, row) !== null,
    stage,
    rank: rank(reachedOf(layer, edition, row)),
    pause: pauseOf(stage) ?? null,
    done: stateNumber(layer, "done_pct", edition, row),
    invested: stateNumber(layer, "invested_wan", edition, row),
    finish: stateNumber(layer, "est_finish", edition, row),
    promised: number(layer, "planned_finish", row),
    light: lightOf(layer, edition, row),
  };
}

/** Stages from first to last: those a layer declares for itself, else those of all. */
function stageRanks({ page }: Catalog, layer: Layer): Map<string, number> {
  const steps = stagesOf(page, layer).filter(({ pause }) => !pause);
  return new Map(steps.map(({ id }, at) => [id, at]));
}

/** The one way that each took, and after these the kinds of its changes. */
export function changeDimension(catalog: Catalog, changed: Changed): Dimension {
  const choices: readonly string[] = [...TURNS, ...KINDS];
  const codes = new Map(choices.map((choice, code) => [choice, code]));
  const read = once(() =>
    Array.from({ length: catalog.projects }, (_, project) => {
      const turn = changed.turns.get(project);
      const kinds = changed.kinds.get(project) ?? [];
      return turn ? [turn, ...kinds].map((choice) => codes.get(choice)!) : [];
    }),
  );
  return {
    id: "change",
    choices: [...choices],
    get several() {
      return read();
    },
  };
}

/** How many projects there are of each kind, among those that count. */
export function countKinds(
  changed: Changed,
  isCounted: (project: number) => boolean,
): Record<Kind, number> {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const [project, kinds] of changed.kinds)
    if (isCounted(project)) for (const kind of kinds) counts[kind]++;
  return counts;
}
