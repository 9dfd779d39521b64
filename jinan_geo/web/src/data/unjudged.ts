// Why a project cannot be judged, as far as somebody can mend it: the reason of its light, in fewer words.
import { type Layer, lightOf, state } from "./layer";

/** A report that is due did not come; nothing was ever published where nobody must report; what a report lacks. */
export const WHY_GREY = ["unreported", "silent", "no_percent", "no_plan", "no_cost", "is_over", ""];

const WITHOUT_REPORT = ["no_record", "no_report"];

/** "" where it can be judged. */
export function whyGrey(layer: Layer, edition: number, row: number): string {
  if (lightOf(layer, edition, row) !== "grey") return "";
  const reason = String(state(layer, "reason", edition, row) ?? "no_record");
  if (!WITHOUT_REPORT.includes(reason)) return reason;
  return layer.info.provision === "none" ? "silent" : "unreported";
}
