// The card's arithmetic: why a project has its light, in words made from its numbers and the rules in force.
import { type Layer, lightOf, number, state, stateNumber } from "../data/layer";
import type { LightInfo } from "../data/page";
import { lagRule, lightName, projectRule, startRule } from "../look/lightwords";
import {
  formatDate,
  formatDays,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatPoints,
} from "../words/format";
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
  const own = rules && explainRule(layer, row, edition, rules, lang);
  if (own) return own;
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

/** The light by days late or by earned value; nothing where another reason stands above the rule. */
function explainRule(
  layer: Layer,
  row: number,
  edition: number,
  rules: LightInfo,
  lang: Lang,
): string {
  const light = lightOf(layer, edition, row);
  const reason = String(state(layer, "reason", edition, row) ?? "");
  const said = { rule: projectRule(light, rules, lang), light: lightName(light, lang) };
  if (reason === "days_late" || reason === "in_time") {
    const late = stateNumber(layer, "rule_days", edition, row) ?? 0;
    if (!late) return say("reason_in_time", lang, said);
    return say("reason_days", lang, { ...said, n: formatNumber(late, lang) });
  }
  if (reason !== "below_index" && reason !== "at_index" && reason !== "no_cost") return "";
  const sums = indices(layer, row, edition, rules, lang).join(say("semicolon", lang));
  return say(reason === "no_cost" ? "reason_no_cost" : "reason_index", lang, { ...said, sums });
}

/** "SPI = 38.0 % ÷ 50.0 % = 0.76", and of cost where the rule judges it. */
function indices(
  layer: Layer,
  row: number,
  edition: number,
  rules: LightInfo,
  lang: Lang,
): string[] {
  const of = (name: string): number | null => stateNumber(layer, name, edition, row);
  const [spi, cpi, spent] = [of("spi"), of("cpi"), of("invested_wan")];
  const budget = number(layer, "investment_wan", row);
  const done = formatPercent(of("done_pct") ?? 0, lang);
  const planned = formatPercent(of("planned_pct") ?? 0, lang);
  const index = (value: number): string => formatNumber(value, lang, 2);
  const first =
    spi === null ? say("noSpi", lang) : say("spiLine", lang, { done, planned, spi: index(spi) });
  if (rules.red_below_cpi === null) return [first];
  if (budget === null || spent === null) return [first, say("noCpi", lang)];
  if (cpi === null) return [first, say(of("done_pct") === 0 ? "noCost" : "noCpi", lang)];
  const money = { budget: formatMoney(budget, lang), spent: formatMoney(spent, lang) };
  return [first, say("cpiLine", lang, { done, ...money, cpi: index(cpi) })];
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
