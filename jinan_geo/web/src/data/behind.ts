// The projects behind a commitment: those that its number counts, or those of its list that are known by name.
import type { Page, TargetInfo } from "./page";
import { reachedAt, type Truth } from "./truth";

export interface Behind {
  pairs: readonly [string, string][];
  how: "counted" | "named";
}

/** Null where neither is known: the list cannot show them, so it is not narrowed to nothing. */
export function behind(
  page: Page,
  target: TargetInfo,
  edition: number,
  truth: Truth,
): Behind | null {
  const pairs = reachedAt(page, target, edition, truth).flatMap(({ state }) => state.counted);
  if (pairs.length || target.origin === "layer") return { pairs, how: "counted" };
  return target.named.length ? { pairs: target.named, how: "named" } : null;
}
