// The card's arithmetic: why a project has its light, in words made from its numbers and the rules in force.
import { type Layer, lightOf, number, state, stateNumber } from "../data/layer";
import type { LightInfo } from "../data/page";
import { lagRule, lightName, startRule } from "../look/lightwords";
import { formatDate, formatDays, formatMonth, formatPercent, formatPoints } from "../words/format";
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";

export function explainLight(
  layer: Layer,
  row: number,
  edition: number,
  rules: LightInfo | null,
  asOf: string | null,
  lang: Lang,
): string {
  const light = lightOf(layer, edition, row);
  const reason = String(state(layer, "reason", edition, row) ?? "no_record");
  const start = number(layer, "planned_start", row);
  const since = stateNumber(layer, "paused_since", edition, row);
  const recorded = stateNumber(layer, "record_date", edition, row);
  const values = {
    start: start === null ? "—" : formatMonth(start, lang),
    asOf: asOf ? formatDate(asOf, lang) : "—",
    date: recorded === null ? "—" : formatDays(recorded, lang),
    light: lightName(light, lang),
    since: since === null ? "—" : formatDays(since, lang),
  };
  const sum = subtraction(layer, row, edition, lang);
  if ((reason === "lag" || reason === "on_plan") && sum !== null && rules)
    return say("ruleLine", lang, { sum, rule: lagRule(light, rules, lang), light: values.light });
  if (reason === "late_start" && rules)
    return say("reason_late_start", lang, { ...values, rule: startRule(rules, lang) });
  const key = `reason_${reason}` as MessageKey;
  const words = KNOWN.includes(reason) ? say(key, lang, values) : values.light;
  return TOLD_BESIDE.includes(reason) && sum !== null
    ? `${sum}${say("semicolon", lang)}${words}`
    : words;
}

/** Why the light is what it is whatever the numbers say, which stand beside. */
const TOLD_BESIDE = ["done", "stopped", "postponed"];
const KNOWN = [
  "done",
  "not_due",
  "no_record",
  "no_report",
  "carried",
  "is_over",
  "no_percent",
  "no_plan",
  "stopped",
  "postponed",
];

function subtraction(layer: Layer, row: number, edition: number, lang: Lang): string | null {
  const done = stateNumber(layer, "done_pct", edition, row);
  const planned = stateNumber(layer, "planned_pct", edition, row);
  const lead = stateNumber(layer, "lead", edition, row);
  if (done === null || planned === null || lead === null) return null;
  return say("subtract", lang, {
    done: formatPercent(done, lang),
    planned: formatPercent(planned, lang),
    lag: formatPoints(Math.abs(lead), lang),
    word: say(lead < 0 ? "lag" : "lead", lang).toLowerCase(),
  });
}
