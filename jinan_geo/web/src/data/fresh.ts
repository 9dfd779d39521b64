// How fresh what is known is: by the date of the record that a project's state follows from.

import { type Layer, stateNumber } from "./layer";
import type { Page } from "./page";
import { daysBefore } from "./times";

/** News is what was recorded within so many months before the edition shown. */
export const NEWS_MONTHS = 6;

/** Silent: without any record. */
export const FRESHNESS = ["lately", "older", "silent"] as const;

/** How fresh a project's state is at an edition. */
export function freshnessAt(page: Page, edition: number): (layer: Layer, row: number) => string {
  const day = page.editions[edition];
  const since = day === undefined ? 0 : daysBefore(day, NEWS_MONTHS);
  return (layer, row) => {
    const date = stateNumber(layer, "record_date", edition, row);
    return date === null ? "silent" : date >= since ? "lately" : "older";
  };
}
