// What a promise's comparator asks of a value, as city/bounds.py does.
import type { TargetInfo } from "./page";

/** Whether less is better: at most, or less than. */
export const isCeiling = ({ comparator }: TargetInfo): boolean =>
  comparator === "<=" || comparator === "<";

/** Whether a value is more than a promise allows. */
export function isPast(target: TargetInfo, actual: number | null): boolean {
  const most = isCeiling(target) ? target.value : target.upper;
  if (most === null || actual === null) return false;
  return target.comparator === "<" ? actual >= most : actual > most;
}
