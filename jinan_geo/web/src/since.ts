// The changes of all projects of the page between two editions, and the filter they make.
import { stageOf, type Catalog } from "./catalog";
import { compare, compareDays, kindsOf, KINDS, type Change, type Kind, type Snapshot } from "./changes";
import type { Dimension } from "./filter";
import { lightOf, number, stateNumber, type Layer } from "./layer";

export interface Changed {
  /** Indexes of the two editions; -1 where there is nothing to compare with. */
  base: number;
  edition: number;
  /** By project; nothing for those that did not change. */
  of: ReadonlyMap<number, readonly Change[]>;
  kinds: ReadonlyMap<number, readonly Kind[]>;
}

const DAY = 86_400_000;

export function changesBetween(catalog: Catalog, base: number, edition: number): Changed {
  const { editions } = catalog.page;
  const of = new Map<number, readonly Change[]>();
  const kinds = new Map<number, readonly Kind[]>();
  // Nothing has changed since a day that is yet to come, nor since today.
  if (!(base in editions) || !(edition in editions) || base >= edition) return { base, edition, of, kinds };
  const [from, to] = [base, edition].map((at) => Date.parse(editions[at]) / DAY);
  const rank = stageRanks(catalog);
  for (let project = 0; project < catalog.projects; project++) {
    const layer = catalog.layerAt[project];
    const row = catalog.rowAt[project];
    const found = [
      ...(layer.states ? compare(snapshot(layer, row, base, rank), snapshot(layer, row, edition, rank)) : []),
      ...compareDays(layer.moves.get(row) ?? [], number(layer, "ended", row), from, to),
    ];
    if (!found.length) continue;
    of.set(project, found);
    kinds.set(project, kindsOf(found));
  }
  return { base, edition, of, kinds };
}

function snapshot(layer: Layer, row: number, edition: number, rank: (stage: string) => number): Snapshot {
  const stage = stageOf(layer, edition, row);
  return {
    recorded: stateNumber(layer, "record_date", edition, row) !== null,
    stage,
    rank: rank(stage),
    done: stateNumber(layer, "done_pct", edition, row),
    invested: stateNumber(layer, "invested_wan", edition, row),
    finish: stateNumber(layer, "est_finish", edition, row),
    promised: number(layer, "planned_finish", row),
    light: lightOf(layer, edition, row),
  };
}

/** Stages are listed from first to last, those of a layer's own set together. */
function stageRanks(catalog: Catalog): (stage: string) => number {
  const ranks = new Map(catalog.page.stages.map(({ id }, at) => [id, at]));
  return (stage) => ranks.get(stage) ?? -1;
}

export function changeDimension(catalog: Catalog, changed: Changed): Dimension {
  const several = Array.from({ length: catalog.projects }, (_, project) =>
    (changed.kinds.get(project) ?? []).map((kind) => KINDS.indexOf(kind)),
  );
  return { id: "change", choices: [...KINDS], several };
}

/** How many projects there are of each kind. */
export function countKinds(changed: Changed): Record<Kind, number> {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const kinds of changed.kinds.values()) for (const kind of kinds) counts[kind]++;
  return counts;
}
