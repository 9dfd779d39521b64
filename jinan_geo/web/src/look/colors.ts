// Colours by their place in an order, from the scales of the palette.
import { CATEGORIES, LIGHT_COLORS, SEQUENCE } from "./palette";

/** The colour of the n-th of several steps. */
export function sequenceColor(step: number, steps: number): string {
  if (step < 0) return LIGHT_COLORS.grey;
  const at = steps <= 1 ? 1 : step / (steps - 1);
  return SEQUENCE[Math.round(at * (SEQUENCE.length - 1))]!;
}

export const categoryColor = (at: number): string =>
  CATEGORIES[Math.min(at, CATEGORIES.length - 1)]!;
