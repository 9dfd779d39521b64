// Classes of a number, made by rule: few values each for itself, else equal steps, else about equally many in each.

export type Rule = "each" | "equal" | "quantile";

export interface Classes {
  rule: Rule;
  /**
   * Lower bounds of the classes, and last the upper bound of the last one, which is in it unless the numbers are whole;
   * for "each" the values themselves.
   */
  edges: readonly number[];
  /** The width of each class, where all are equally wide. */
  step: number;
}

export const MOST = 5;
/** With more than this share of the values in one of the equal steps, the rest would look all alike. */
const CROWDED = 0.6;

export function classify(values: ArrayLike<number>, whole: boolean): Classes {
  const sorted = new Float64Array(values).sort();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  if (distinct.length <= MOST) return { rule: "each", edges: [...distinct], step: 0 };
  const equal = equalSteps(sorted[0]!, sorted[sorted.length - 1]!, whole);
  const counts = new Array<number>(equal.edges.length - 1).fill(0);
  for (const value of sorted) counts[classOf(equal, value)]!++;
  if (Math.max(...counts) <= CROWDED * sorted.length) return equal;
  return quantiles(sorted, whole);
}

/** Percentages always have the same classes, so that maps of different editions and pages can be compared. */
export const PERCENT: Classes = { rule: "equal", edges: [0, 20, 40, 60, 80, 100], step: 20 };

/** The class of a value: each holds its lower bound, the last one also all above. */
export function classOf({ rule, edges }: Classes, value: number): number {
  if (rule === "each") return edges.indexOf(value);
  let at = edges.length - 2;
  while (at > 0 && value < edges[at]!) at--;
  return at;
}

/** The least width of the form 1, 2 or 5 times a power of ten with which so many steps reach over the range. */
function equalSteps(least: number, most: number, whole: boolean): Classes {
  let power = 10 ** Math.floor(Math.log10((most - least) / MOST));
  for (; ; power *= 10)
    for (const figure of [1, 2, 5]) {
      const step = figure * power;
      if (whole && step < 1) continue;
      const first = Math.floor(least / step + 1e-9);
      const last = whole
        ? Math.floor(most / step) + 1
        : Math.max(first + 1, Math.ceil(most / step - 1e-9));
      if (last - first > MOST) continue;
      // Multiplied, not added up, and rounded, so that 0.30000000000000004 does not become a bound.
      const edges = Array.from({ length: last - first + 1 }, (_, at) =>
        Number(((first + at) * step).toPrecision(12)),
      );
      return { rule: "equal", edges, step };
    }
}

function quantiles(sorted: Float64Array, whole: boolean): Classes {
  const edges = [rounded(sorted[0]!, whole, Math.floor)];
  const top = rounded(sorted[sorted.length - 1]! + (whole ? 1 : 0), whole, Math.ceil);
  let start = 0;
  for (let part = 1; part < MOST; part++) {
    const bound = rounded(sorted[Math.round((part / MOST) * sorted.length)]!, whole, Math.round);
    const below = sorted.findIndex((value) => value >= bound);
    // Rounding may bring two bounds together, or leave a class without any value.
    if (bound <= edges[edges.length - 1]! || bound >= top || below <= start) continue;
    edges.push(bound);
    start = below;
  }
  return { rule: "quantile", edges: [...edges, top], step: 0 };
}

/** Two figures are enough for a bound. */
function rounded(value: number, whole: boolean, round: (value: number) => number): number {
  if (value === 0) return 0;
  const power = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const unit = whole ? Math.max(1, power) : power;
  return Number((round(Number((value / unit).toPrecision(12))) * unit).toPrecision(12));
}
