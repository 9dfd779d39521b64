// The algebra of filters: which projects pass, and how many each choice would leave under the other filters.
import { once } from "./remember";

/** One dimension of filtering. `values(project)` gives the codes of the choices a project belongs to. */
export interface Dimension {
  id: string;
  choices: string[];
  /** Choice of each project, or -1; used where a project has one choice. */
  single?: Int32Array;
  /** Choices of each project; used where it may have several, like districts. */
  several?: number[][];
}

/** A condition without choices to count: free text, a target's projects. */
export interface Condition {
  id: string;
  passes(project: number): boolean;
}

export interface Result {
  /** 1 for each project that passes everything. */
  mask: Uint8Array;
  passed: number;
  /** For each dimension, how many projects each choice has under all the other filters; counted when first asked. */
  counts: Readonly<Record<string, Uint32Array>>;
  /** How many of these are samples; null where both kinds are not told apart. */
  samples: Readonly<Record<string, Uint32Array>> | null;
}

export type Chosen = Readonly<Record<string, readonly string[]>>;

const NONE: readonly number[] = [];

/** A filter in force: which projects it keeps out, and the dimension that it is of; null for a condition. */
export interface Barrier {
  id: string;
  dimension: Dimension | null;
  /** 1 for each project that does not pass. */
  stops: Uint8Array;
}

export function barriersOf(
  projects: number,
  dimensions: readonly Dimension[],
  chosen: Chosen,
  conditions: readonly Condition[] = [],
): Barrier[] {
  const ofChoices = dimensions.flatMap((dimension) => {
    const values = chosen[dimension.id];
    if (!values?.length) return [];
    const want = Uint8Array.from(dimension.choices, (choice) => (values.includes(choice) ? 1 : 0));
    return [{ id: dimension.id, dimension, stops: stopsOf(projects, dimension, want) }];
  });
  const others = conditions.map(({ id, passes }) => {
    const stops = new Uint8Array(projects);
    for (let project = 0; project < projects; project++) if (!passes(project)) stops[project] = 1;
    return { id, dimension: null, stops };
  });
  return [...others, ...ofChoices];
}

/** 1 for each project that has none of the choices that are wanted. */
function stopsOf(projects: number, { single, several }: Dimension, want: Uint8Array): Uint8Array {
  const stops = new Uint8Array(projects).fill(1);
  for (let project = 0; project < projects; project++)
    if (single) {
      const code = single[project]!;
      if (code >= 0 && want[code]) stops[project] = 0;
    } else if (several?.[project]?.some((choice) => want[choice])) stops[project] = 0;
  return stops;
}

/** 1 for each project that passes all. */
export function passing(projects: number, barriers: readonly Barrier[]): Uint8Array {
  const mask = new Uint8Array(projects).fill(1);
  for (const { stops } of barriers)
    for (let project = 0; project < projects; project++) if (stops[project]) mask[project] = 0;
  return mask;
}

/** What the barriers leave, and how each choice of the dimensions counts under those that are not its own. */
export function resultOf(
  projects: number,
  dimensions: readonly Dimension[],
  barriers: readonly Barrier[],
  isSample: Uint8Array | null = null,
): Result {
  const mask = passing(projects, barriers);
  const counted = (of: Uint8Array | null): Record<string, Uint32Array> => {
    const counts = {};
    for (const dimension of dimensions) {
      const others = barriers.filter((barrier) => barrier.dimension !== dimension);
      const made = once(() =>
        countChoices(
          dimension,
          others.length < barriers.length ? passing(projects, others) : mask,
          of,
        ),
      );
      Object.defineProperty(counts, dimension.id, { get: made, enumerable: true });
    }
    return counts;
  };
  return {
    mask,
    passed: sumOf(mask),
    counts: counted(null),
    samples: isSample && counted(isSample),
  };
}

function sumOf(mask: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < mask.length; at++) sum += mask[at]!;
  return sum;
}

/** How many projects of a mask each choice has; where `of` is given, of those alone that it marks. */
function countChoices(
  { choices, single, several }: Dimension,
  mask: Uint8Array,
  of: Uint8Array | null,
): Uint32Array {
  const counts = new Uint32Array(choices.length);
  for (let project = 0; project < mask.length; project++) {
    if (!mask[project] || (of && !of[project])) continue;
    if (single) {
      const code = single[project]!;
      if (code >= 0) counts[code]!++;
    } else {
      const list = several?.[project] ?? NONE;
      for (let at = 0; at < list.length; at++) counts[list[at]!]!++;
    }
  }
  return counts;
}

/** Those of an order that pass. */
export function orderOf({ mask, passed }: Result, order: Uint32Array): Uint32Array {
  if (passed === mask.length) return order;
  const found = new Uint32Array(passed);
  let at = 0;
  for (const project of order) if (mask[project]) found[at++] = project;
  return found;
}
