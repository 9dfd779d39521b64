// What was published of a project or a commitment: by its id, by what its values name, by what is about it.

import { idOf } from "./catalog";
import { type Layer, state, text } from "./layer";
import type { EvidenceInfo, TargetInfo } from "./page";
import type { Reached } from "./truth";

const splitIds = (cell: unknown): string[] =>
  typeof cell === "string" ? cell.split(/[;；]/).map((id) => id.trim()) : [];

/** Newest first; what a value rests on at the edition comes before what else is known. */
export function evidenceOf(
  all: readonly EvidenceInfo[],
  layer: Layer,
  row: number,
  edition: number,
): EvidenceInfo[] {
  const record = splitIds(layer.states ? state(layer, "evidence", edition, row) : null);
  const named = new Set([...record, ...splitIds(text(layer, "evidence", row))]);
  return about(all, idOf(layer, row), named, new Set(record));
}

export function evidenceOfTarget(
  all: readonly EvidenceInfo[],
  target: TargetInfo,
  reached: readonly Reached[],
): EvidenceInfo[] {
  const named = new Set(reached.flatMap(({ state }) => state.evidence));
  return about(all, target.id, named, named);
}

/** What is about a thing by its id alone, newest first. */
export const evidenceAbout = (all: readonly EvidenceInfo[], id: string): EvidenceInfo[] =>
  about(all, id, new Set(), new Set());

function about(
  all: readonly EvidenceInfo[],
  key: string,
  named: ReadonlySet<string>,
  first: ReadonlySet<string>,
): EvidenceInfo[] {
  const isAbout = (part: string): boolean => part === key || part.startsWith(`${key}.`);
  // A year or a month holds until its end.
  const day = (one: EvidenceInfo): string => `${one.as_of || one.published}-99`;
  return all
    .filter((one) => named.has(one.id) || one.about.some(isAbout))
    .sort(
      (one, other) =>
        Number(first.has(other.id)) - Number(first.has(one.id)) ||
        day(other).localeCompare(day(one)),
    );
}
