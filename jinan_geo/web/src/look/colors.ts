// Colours by their place in an order, from the scales of the palette.
import { CATEGORIES, GROUND, LIGHT_COLORS, SEQUENCE } from "./palette";

/** The colour of the n-th of several steps. */
export function sequenceColor(step: number, steps: number): string {
  if (step < 0) return LIGHT_COLORS.grey;
  const at = steps <= 1 ? 1 : step / (steps - 1);
  return SEQUENCE[Math.round(at * (SEQUENCE.length - 1))]!;
}

export const categoryColor = (at: number): string =>
  CATEGORIES[Math.min(at, CATEGORIES.length - 1)]!;

/** A colour thinned with the ground, opaque all the same: so much of it is its own. */
export function mix(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [own, ground] = [color, GROUND].map((one) => Number.parseInt(one.slice(at, at + 2), 16));
    return Math.round(share * own! + (1 - share) * ground!);
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
