// How fresh what is known is: the date of the record that a project's state follows from, and how many have news.
import type { Catalog } from "./catalog";
import { stateNumber } from "./layer";
import { daysBefore } from "./times";

/** News is what was recorded within so many months before the edition shown. */
export const NEWS_MONTHS = 6;

export interface Freshness {
  lately: number;
  older: number;
  /** Without any record. */
  none: number;
}

export function countFresh(
  { layerAt, rowAt, page, projects }: Catalog,
  edition: number,
  isCounted: (project: number) => boolean,
): Freshness {
  const counts: Freshness = { lately: 0, older: 0, none: 0 };
  const day = page.editions[edition];
  const since = day === undefined ? 0 : daysBefore(day, NEWS_MONTHS);
  for (let project = 0; project < projects; project++) {
    if (!isCounted(project)) continue;
    const date = stateNumber(layerAt[project]!, "record_date", edition, rowAt[project]!);
    counts[date === null ? "none" : date >= since ? "lately" : "older"]++;
  }
  return counts;
}
