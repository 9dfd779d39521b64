// The projects behind a commitment: those of its number in three parts, or those of its list that are known by name.
import type { Page, TargetInfo } from "./page";
import { reachedAt, type Truth } from "./truth";

type Pair = readonly [string, string];

export const PARTS = ["done", "open", "unjudged"] as const;
/** Counted already, not yet, or not to be judged: together all that may count. */
export type Part = (typeof PARTS)[number];

export const isPart = (id: string): id is Part => PARTS.includes(id as Part);

export interface Behind {
  pairs: readonly Pair[];
  how: Part | "named";
}

/** The three parts of the projects that a number is made of; null where it is not made of projects. */
export function partsOf(
  page: Page,
  target: TargetInfo,
  edition: number,
  truth: Truth,
): Record<Part, readonly Pair[]> | null {
  const states = reachedAt(page, target, edition, truth).map(({ state }) => state);
  const done = states.flatMap(({ counted }) => counted);
  if (!done.length && target.origin !== "layer") return null;
  const unjudged = states.flatMap(({ unknown }) => unknown);
  const told = new Set([...done, ...unjudged].map((pair) => pair.join()));
  const open = target.whole.filter((pair) => !told.has(pair.join()));
  return { done, open, unjudged };
}

/** Null where neither is known: the list cannot show them, so it is not narrowed to nothing. */
export function behind(
  page: Page,
  target: TargetInfo,
  edition: number,
  truth: Truth,
  part: Part = "done",
): Behind | null {
  const parts = partsOf(page, target, edition, truth);
  if (parts) return { pairs: parts[part], how: part };
  return target.named.length ? { pairs: target.named, how: "named" } : null;
}
