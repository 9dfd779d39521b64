// The algebra of filters: which projects pass, and how many each choice would leave under the other filters.
import { once } from "./remember";

/** One dimension of filtering. */
export interface Dimension {
  id: string;
  choices: string[];
  /** Choice of each project, or -1. */
  single: Int32Array;
  /** Where a project may have several choices, like districts, `single` says which of these it has; no two are alike. */
  lists?: readonly (readonly number[])[];
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
function stopsOf(projects: number, { single, lists }: Dimension, want: Uint8Array): Uint8Array {
  const stops = new Uint8Array(projects).fill(1);
  const wanted = lists
    ? Uint8Array.from(lists, (list) => (list.some((choice) => want[choice]) ? 1 : 0))
    : want;
  for (let project = 0; project < projects; project++) {
    const code = single[project]!;
    if (code >= 0 && wanted[code]) stops[project] = 0;
  }
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
      const made = once(() => {
        const passed = others.length < barriers.length ? passing(projects, others) : mask;
        return Uint32Array.from(countBy(dimension, of ? both(passed, of) : passed), ([n]) => n!);
      });
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

/** How many projects of a mask each choice has, by their classes where these are given. */
export function countBy(
  { choices, single, lists }: Dimension,
  mask: Uint8Array,
  classes: Uint8Array | null = null,
  many = 1,
): Uint32Array[] {
  const found = new Uint32Array((lists ?? choices).length * many);
  for (let project = 0; project < mask.length; project++) {
    const code = single[project]!;
    if (mask[project] && code >= 0) found[code * many + (classes ? classes[project]! : 0)]!++;
  }
  const of = (code: number): Uint32Array => found.subarray(code * many, (code + 1) * many);
  if (!lists) return choices.map((_, choice) => of(choice));
  const counts = choices.map(() => new Uint32Array(many));
  lists.forEach((list, code) => {
    for (const choice of list) of(code).forEach((one, at) => (counts[choice]![at]! += one));
  });
  return counts;
}

/** What both masks have. */
export const both = (mask: Uint8Array, other: Uint8Array): Uint8Array =>
  mask.map((one, project) => one & other[project]!);

/** Those of an order that pass. */
export function orderOf({ mask, passed }: Result, order: Uint32Array): Uint32Array {
  if (passed === mask.length) return order;
  const found = new Uint32Array(passed);
  let at = 0;
  for (const project of order) if (mask[project]) found[at++] = project;
  return found;
}
