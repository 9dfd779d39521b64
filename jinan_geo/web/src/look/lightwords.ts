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
