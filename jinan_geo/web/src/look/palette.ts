// The colours that canvas drawing needs; the same values as in palette.css, where the panels take them from.
import type { Light } from "../data/layer";

export const GROUND = "#F6F4EF";
export const DISTRICT = "#ECE8DF";
/** On a district's page: the districts around it, and its own boundary. */
export const NEIGHBOUR = "#F2EFE8";
export const FOCUS_EDGE = "#8C8370";
export const BOUNDARY = "#BDB5A4";
export const LABEL = "#55503F";
export const RAISED = "#FCFBF8";
export const EDGE = "#D9D3C5";
export const QUIET = "#5C656D";
export const INK = "#1F2A33";
export const ACCENT = "#0F5C66";
export const LIGHT_COLORS: Record<Light, string> = {
  red: "#B3261E",
  yellow: "#B7791F",
  green: "#2F7D4F",
  grey: "#7A828A",
};

/** ColorBrewer Blues, the dark end: stages are a sequence, and the pale end would vanish on the ground. */
const SEQUENCE = ["#9ECAE1", "#6BAED6", "#4292C6", "#2171B5", "#08519C", "#08306B"];

/** The colour of the n-th of several steps. */
export function sequenceColor(step: number, steps: number): string {
  if (step < 0) return LIGHT_COLORS.grey;
  const at = steps <= 1 ? 1 : step / (steps - 1);
  return SEQUENCE[Math.round(at * (SEQUENCE.length - 1))];
}

/** ColorBrewer Dark2: values that have no order. */
const CATEGORIES = ["#1B9E77", "#D95F02", "#7570B3", "#E7298A", "#66A61E", "#E6AB02", "#A6761D", "#666666"];

export const categoryColor = (at: number): string => CATEGORIES[Math.min(at, CATEGORIES.length - 1)];
