// What a light, a lead and the rules in force are called.

import { LIGHTS, type Light } from "../data/layer";
import type { LightInfo, Page } from "../data/page";
import { formatNumber, formatPoints } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";

export const lightName = (light: Light, lang: Lang): string => say(`light_${light}`, lang);

/** "红 12 黄 25 绿 140 灰 9". */
export const lightsLine = (of: Record<Light, number>, lang: Lang): string =>
  LIGHTS.map((light) => `${lightName(light, lang)} ${formatNumber(of[light], lang)}`).join(" ");

/** "滞后 21.3", "超前 4.0" or "持平"; with the unit, "滞后 21.3 个百分点". */
export function leadWords(lead: number, lang: Lang, unit = false): string {
  if (Math.abs(lead) < 0.05) return say("onTime", lang);
  const words = say(lead < 0 ? "lag" : "lead", lang);
  const number = formatPoints(Math.abs(lead), lang);
  const points = unit ? say("points", lang, { n: number }) : number;
  return say("leadLine", lang, { word: words.toLowerCase(), n: points });
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

/** The rule that projects are judged by, a sentence for each light and one of how it is counted. */
export function projectRules(rules: LightInfo, lang: Lang): string[] {
  const lights = ["red", "yellow", "green"] as const;
  const each = lights.map((light) => projectRule(light, rules, lang));
  if (rules.by === "lag") return [...each, startRule(rules, lang)];
  if (rules.by === "days-late") return [...each, say("ruleDaysHow", lang)];
  return [...each, say(rules.red_below_cpi === null ? "ruleSpiHow" : "ruleIndexHow", lang)];
}

/** What the rule says of one light. */
export function projectRule(light: Light, rules: LightInfo, lang: Lang): string {
  if (rules.by === "lag") return lagRule(light, rules, lang);
  if (rules.by === "earned-value") return indexRule(light, rules, lang);
  const values = { yellow: rules.yellow_from_days ?? 0, red: rules.red_above_days ?? 0 };
  const key = light === "red" ? "ruleDaysRed" : light === "yellow" ? "ruleDaysYellow" : null;
  return say(key ?? "ruleDaysGreen", lang, values);
}

function indexRule(light: Light, rules: LightInfo, lang: Lang): string {
  if (light !== "red" && light !== "yellow") return say("ruleElse", lang);
  const below = (index: string, bound: number | null): string =>
    say("ruleIndex", lang, { index, bound: formatNumber(bound ?? 0, lang, 2) });
  const spi = below("SPI", rules[`${light}_below_spi`]);
  const cpi = rules[`${light}_below_cpi`];
  const what = cpi === null ? spi : say("ruleOr", lang, { a: spi, b: below("CPI", cpi) });
  return say("ruleIs", lang, { what, light: lightName(light, lang).toLowerCase() });
}

export function startRule(rules: LightInfo, lang: Lang): string {
  const values = { yellow: rules.late_start_yellow_months, red: rules.late_start_red_months };
  return say(rules.late_start_yellow_months > 0 ? "ruleStartLater" : "ruleStart", lang, values);
}

/** What being stopped or postponed means for the light; nothing where no project ever was. */
export function pauseRules({ stages }: Page, lang: Lang): string[] {
  const of = (kind: string) => stages.find(({ pause }) => pause === kind);
  const stopped = of("stopped");
  const light = lightName(stopped?.light ?? "red", lang).toLowerCase();
  return [
    ...(stopped ? [say("ruleStopped", lang, { light })] : []),
    ...(of("postponed") ? [say("rulePostponed", lang)] : []),
  ];
}
