// The finish that was planned first, and the one that was reached; the twin of answers/finishes.py.
import { type Layer, number, state, stateNumber } from "./layer";

/** Before the first change of the plan that is known; in days since 1970, as all here. */
export function baselineFinish(layer: Layer, row: number): number | null {
  const changes = (layer.moves.get(row) ?? []).filter(({ kind }) => kind === "replanned");
  const [first] = [...changes].sort((a, b) => a.until - b.until);
  return first?.finish?.[0] ?? number(layer, "planned_finish", row);
}

/** As its record states it; a day after the record was only expected. */
export function actualFinish(layer: Layer, edition: number, row: number): number | null {
  if (state(layer, "reason", edition, row) !== "done") return null;
  const stated = stateNumber(layer, "est_finish", edition, row);
  const told = stateNumber(layer, "record_date", edition, row);
  return stated !== null && told !== null && stated <= told ? stated : null;
}
