// Filters as the page's state puts them together.
import {
  barriersOf,
  type Chosen,
  type Condition,
  type Dimension,
  type Result,
  resultOf,
} from "../src/data/filter";

export const applyFilters = (
  projects: number,
  dimensions: readonly Dimension[],
  chosen: Chosen,
  conditions: readonly Condition[] = [],
  isSample: Uint8Array | null = null,
): Result =>
  resultOf(projects, dimensions, barriersOf(projects, dimensions, chosen, conditions), isSample);
