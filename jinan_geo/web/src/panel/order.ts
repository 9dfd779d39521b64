// The commitments in order, the worst first.
import type { Light } from "../data/layer";
import type { TargetInfo } from "../data/page";
import { reachedAt } from "../data/truth";
import type { Store } from "../state/store";
import { type ENDINGS, endingAt } from "./endings";

/** How a commitment may have ended, the worst first. */
const BADLY: readonly (keyof typeof ENDINGS)[] = [
  "missed",
  "partly",
  "other-count",
  "not-published",
  "met",
];
const WORST: readonly Light[] = ["red", "yellow", "grey", "green"];

/** Red first, then by how it ended, then by how far it is behind; equals stay in the plan's order. */
export function worstTargets(store: Store, targets: readonly TargetInfo[]): TargetInfo[] {
  const { catalog, edition, truth } = store;
  const rank = (target: TargetInfo): number[] => {
    const state = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state;
    const ending = endingAt(store, target);
    return [
      WORST.indexOf(state?.light ?? "grey"),
      ending ? BADLY.indexOf(ending) : BADLY.length,
      state?.lead ?? Number.MAX_VALUE,
    ];
  };
  const ranks = new Map(targets.map((target) => [target, rank(target)]));
  const compare = (a: number[], b: number[]): number => {
    const at = a.findIndex((one, place) => one !== b[place]);
    return at < 0 ? 0 : a[at]! - b[at]!;
  };
  return [...targets].sort((a, b) => compare(ranks.get(a)!, ranks.get(b)!));
}
