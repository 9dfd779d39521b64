// What is promised in words, and how the light of a commitment follows from its number.
import { isCeiling, isPast } from "../data/bounds";
import type { TargetInfo, TargetState } from "../data/page";
import { lagRule, leadWords, lightName } from "../look/lightwords";
import type { Store } from "../state/store";
import { formatAmount, formatBare, formatPercent } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";

const BOUNDS = {
  ">=": "atLeast",
  ">": "moreThan",
  "~": "about",
  "<=": "atMost",
  "<": "lessThan",
} as const;

/** What is promised: "≥ 40 km", "≤ 5", "40–60 %". */
export function promiseWords({ comparator, value, upper, unit }: TargetInfo, lang: Lang): string {
  const bound = comparator === "=" || comparator === "between" ? "" : say(BOUNDS[comparator], lang);
  const from = upper === null ? "" : `${formatBare(value, unit, lang)}–`;
  return bound + from + formatAmount(upper ?? value, unit, lang);
}

/** The same beside a number; that it is at least so much goes without saying there. */
export const promisedWords = (target: TargetInfo, lang: Lang): string =>
  isCeiling(target) || target.upper !== null
    ? promiseWords(target, lang)
    : formatAmount(target.value, target.unit, lang);

/** How its light follows: the sum of its lead and the rule, or that it is past what was allowed. */
export function whyLight(store: Store, target: TargetInfo, state: TargetState): string[] {
  const lang = store.lang.value;
  const light = lightName(state.light, lang);
  const { lights } = store.catalog.page;
  const sum = leadSum(target, state, lang);
  if (isPast(target, state.actual) && (target.nature === "cumulative" || !sum)) {
    const past = say("targetPast", lang, { light });
    return sum ? [sum, past] : [past];
  }
  if (!sum) return [];
  if (target.nature === "level" && state.light === "yellow")
    return [say("targetUnmet", lang, { sum, light })];
  const rule = lights && lagRule(state.light, lights, lang);
  return [rule ? say("ruleLine", lang, { sum, rule, light }) : sum];
}

/** "62.0 % − 49.6 % = ahead 12.4": under a ceiling what is used up is taken from the time. */
function leadSum(target: TargetInfo, state: TargetState, lang: Lang): string {
  const { actual, lead, completion_pct: done, schedule_pct: due } = state;
  if (lead === null || actual === null || done === null || due === null) return "";
  const isOver = target.upper !== null && isPast(target, actual);
  const sides = isCeiling(target)
    ? [due, done]
    : isOver
      ? [100, (actual / target.upper!) * 100]
      : [done, due];
  const words = sides.map((side) => formatPercent(side, lang));
  return `${words.join(" − ")} = ${leadWords(lead, lang, true)}`;
}
