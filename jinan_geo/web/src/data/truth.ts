// Sourced or made up: a page with values of both kinds shows one of them, or both told beside each other, never added.
import { type Catalog, fillProjects, natureOf, naturesFrom } from "./catalog";
import type { Source } from "./codes";
import { both } from "./filter";
import type { Layer } from "./layer";
import type { Page, TargetInfo, TargetState } from "./page";

export const TRUTHS = ["sourced", "sample", "all"] as const;
export type Truth = (typeof TRUTHS)[number];

export const isTruth = (id: string): id is Truth => TRUTHS.includes(id as Truth);

/** Whether a page has values of both kinds; others have no switch and show everything. */
export const isMixed = ({ samples }: Page): boolean => samples.length > 0;

export const defaultTruth = (page: Page): Truth => (isMixed(page) ? "sourced" : "all");

/** 1 for each project that counts as a sample at an edition: by itself, or by the record that its light follows from. */
export function samplesAt(catalog: Catalog, edition: number): Uint8Array {
  const from = (layer: Layer): Source[] => naturesFrom(layer, edition);
  return fillProjects(catalog, new Uint8Array(catalog.projects), from, (layer, row) =>
    natureOf(layer, edition, row) === "official" ? 0 : 1,
  );
}

/** Those of a mask that are of one kind. */
export const maskOf = (
  mask: Uint8Array,
  samples: Uint8Array,
  kind: "sourced" | "sample",
): Uint8Array => both(mask, kind === "sample" ? samples : samples.map((one) => 1 - one));

/** What a target has reached by values of one kind, or of all where a page or a target has only one. */
export interface Reached {
  state: TargetState;
  kind: "sourced" | "sample" | null;
}

/** What a target has reached at the edition shown; a page without editions has one state. */
const stateAt = (states: readonly TargetState[], edition: number): TargetState | undefined =>
  states[Math.max(0, edition)] ?? states[states.length - 1];

/** By the kinds that are shown; two where it has values of both and both are shown, none where it has no states. */
export function reachedAt(
  page: Page,
  target: TargetInfo,
  edition: number,
  truth: Truth,
): Reached[] {
  const own = stateAt(target.states, edition);
  const samples = stateAt(target.samples, edition);
  if (own && samples) {
    const both: Reached[] = [
      { state: own, kind: "sourced" },
      { state: samples, kind: "sample" },
    ];
    return truth === "all" ? both : both.filter(({ kind }) => kind === truth);
  }
  if (!own) return [];
  const shown = !isMixed(page) || truth === "all" || (truth === "sample") === own.sample;
  return [{ state: shown ? own : withoutData(own), kind: null }];
}

/** What is told of a target whose value is not shown: what was promised, and no more. */
const withoutData = (state: TargetState): TargetState => ({
  ...state,
  actual: null,
  completion_pct: null,
  lead: null,
  light: "grey",
  uncounted: 0,
  unknown: [],
  counted: [],
  here: null,
  as_of: null,
  sample: false,
  evidence: [],
  forecast: null,
});
