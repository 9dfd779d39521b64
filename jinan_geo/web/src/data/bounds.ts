// What a promise's comparator asks of a value, as city/bounds.py does.
import type { TargetInfo } from "./page";

/** Whether less is better: at most, or less than. */
export const isCeiling = ({ comparator }: TargetInfo): boolean =>
  comparator === "<=" || comparator === "<";

/** Whether a value keeps a promise; more than was promised does too, unless that sets a ceiling. */
export function meets(target: TargetInfo, actual: number): boolean {
  if (isCeiling(target) || isPast(target, actual)) return !isPast(target, actual);
  return target.comparator === ">" ? actual > target.value : actual >= target.value;
}

/** Whether all of a band keeps a promise, none of it, or a part: that of a range may lie on both sides. */
export function keptWithin(
  target: TargetInfo,
  low: number,
  high: number,
): "kept" | "missed" | "either" {
  const [first, last] = [meets(target, low), meets(target, high)];
  if (first && last) return "kept";
  const reaches = low < target.value && isPast(target, high);
  return first || last || (target.upper !== null && reaches) ? "either" : "missed";
}

/** Whether a value is more than a promise allows. */
export function isPast(target: TargetInfo, actual: number | null): boolean {
  const most = isCeiling(target) ? target.value : target.upper;
  if (most === null || actual === null) return false;
  return target.comparator === "<" ? actual >= most : actual > most;
}
