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
  const barrier = (
    id: string,
    dimension: Dimension | null,
    passes: (project: number) => boolean,
  ): Barrier => {
    const stops = new Uint8Array(projects);
    for (let project = 0; project < projects; project++) if (!passes(project)) stops[project] = 1;
    return { id, dimension, stops };
  };
  const ofChoices = dimensions.flatMap((dimension) => {
    const values = chosen[dimension.id];
    if (!values?.length) return [];
    const want = dimension.choices.map((choice) => values.includes(choice));
    return [barrier(dimension.id, dimension, belongs(dimension, want))];
  });
  return [...conditions.map(({ id, passes }) => barrier(id, null, passes)), ...ofChoices];
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
    passed: mask.reduce((sum, passes) => sum + passes, 0),
    counts: counted(null),
    samples: isSample && counted(isSample),
  };
}

/** Whether a project has one of the choices that are wanted. */
function belongs(
  { single, several }: Dimension,
  want: readonly boolean[],
): (project: number) => boolean {
  if (single) return (project) => single[project]! >= 0 && want[single[project]!]!;
  return (project) => several?.[project]?.some((choice) => want[choice]) ?? false;
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
      if (single[project]! >= 0) counts[single[project]!]!++;
    } else for (const choice of several?.[project] ?? []) counts[choice]!++;
  }
  return counts;
}
