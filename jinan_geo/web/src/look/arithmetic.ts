// Why a project has its light, in words made from its numbers and the rules in force.

import { type Layer, type Light, lightOf, number, state, stateNumber } from "../data/layer";
import type { LightInfo } from "../data/page";
import {
  formatDate,
  formatDays,
  formatMonth,
  formatNumber,
  formatPercent,
  formatPoints,
} from "../words/format";
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";

export const lightName = (light: Light, lang: Lang): string => say(`light_${light}`, lang);

/** "滞后 21.3", "超前 4.0" or "持平"; with the unit, "滞后 21.3 个百分点". */
export function leadWords(lead: number, lang: Lang, unit = false): string {
  if (Math.abs(lead) < 0.05) return say("onTime", lang);
  const words = say(lead < 0 ? "lag" : "lead", lang);
  const number = formatPoints(Math.abs(lead), lang);
  const points = unit ? say("points", lang, { n: number }) : number;
  return say("leadLine", lang, { word: words.toLowerCase(), n: points });
}

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
  const recorded = stateNumber(layer, "record_date", edition, row);
  const values = {
    start: start === null ? "—" : formatMonth(start, lang),
    asOf: asOf ? formatDate(asOf, lang) : "—",
    date: recorded === null ? "—" : formatDays(recorded, lang),
    light: lightName(light, lang),
  };
  const sum = subtraction(layer, row, edition, lang);
  if ((reason === "lag" || reason === "on_plan") && sum !== null && rules)
    return say("ruleLine", lang, { sum, rule: lagRule(light, rules, lang), light: values.light });
  if (reason === "late_start" && rules)
    return say("reason_late_start", lang, { ...values, rule: startRule(rules, lang) });
  const key = `reason_${reason}` as MessageKey;
  const words = KNOWN.includes(reason) ? say(key, lang, values) : values.light;
  return reason === "done" && sum !== null ? `${sum}${say("semicolon", lang)}${words}` : words;
}

const KNOWN = ["done", "not_due", "no_record", "no_report", "no_percent", "no_plan"];

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

export function lagRule(light: Light, rules: LightInfo, lang: Lang): string {
  const values = {
    yellow: formatNumber(rules.yellow_from_lag, lang, 1),
    red: formatNumber(rules.red_above_lag, lang, 1),
  };
  return say(
    light === "red" ? "ruleRed" : light === "yellow" ? "ruleYellow" : "ruleGreen",
    lang,
    values,
  );
}

export function startRule(rules: LightInfo, lang: Lang): string {
  const values = { yellow: rules.late_start_yellow_months, red: rules.late_start_red_months };
  return say(rules.late_start_yellow_months > 0 ? "ruleStartLater" : "ruleStart", lang, values);
}
