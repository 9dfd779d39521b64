// The algebra of filters: which projects pass, and how many each choice would leave under the other filters.

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
  /** For each dimension, how many projects each choice has under all the other filters. */
  counts: Record<string, Uint32Array>;
  /** How many of these are samples; null where both kinds are not told apart. */
  samples: Record<string, Uint32Array> | null;
}

export type Chosen = Readonly<Record<string, readonly string[]>>;

export function applyFilters(
  projects: number,
  dimensions: readonly Dimension[],
  chosen: Chosen,
  conditions: readonly Condition[] = [],
  isSample: Uint8Array | null = null,
): Result {
  const counts: Record<string, Uint32Array> = {};
  const samples: Record<string, Uint32Array> | null = isSample && {};
  const wanted = dimensions.map((dimension) => {
    counts[dimension.id] = new Uint32Array(dimension.choices.length);
    if (samples) samples[dimension.id] = new Uint32Array(dimension.choices.length);
    const values = chosen[dimension.id];
    return values?.length ? dimension.choices.map((choice) => values.includes(choice)) : null;
  });
  const mask = new Uint8Array(projects);
  let passed = 0;
  const tell = (dimension: Dimension, project: number): void => {
    count(dimension, project, counts[dimension.id]!);
    if (samples && isSample![project]) count(dimension, project, samples[dimension.id]!);
  };
  for (let project = 0; project < projects; project++) {
    if (!conditions.every((condition) => condition.passes(project))) continue;
    let failed = -1;
    let failures = 0;
    for (let d = 0; d < dimensions.length && failures < 2; d++) {
      const want = wanted[d];
      if (!want || belongs(dimensions[d]!, project, want)) continue;
      failed = d;
      failures++;
    }
    if (failures > 1) continue;
    if (failures === 0) {
      mask[project] = 1;
      passed++;
      for (const dimension of dimensions) tell(dimension, project);
    } else tell(dimensions[failed]!, project);
  }
  return { mask, passed, counts, samples };
}

function belongs(dimension: Dimension, project: number, want: readonly boolean[]): boolean {
  if (dimension.single) return dimension.single[project]! >= 0 && want[dimension.single[project]!]!;
  const several = dimension.several?.[project] ?? [];
  return several.some((choice) => want[choice]);
}

function count(dimension: Dimension, project: number, into: Uint32Array): void {
  if (dimension.single) {
    if (dimension.single[project]! >= 0) into[dimension.single[project]!]!++;
  } else for (const choice of dimension.several?.[project] ?? []) into[choice]!++;
}
