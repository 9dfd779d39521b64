// The words of an action list: days late say by which clock, a cause says when it was told.
import type { Action } from "../data/actions";
import type { Catalog } from "../data/catalog";
import { formatDate, formatNumber, formatPoints } from "../words/format";
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";
import { unsaidWords } from "./forecastwords";
import { choiceLabel, districtName } from "./labels";

const day = (iso: string | null, lang: Lang): string => (iso ? formatDate(iso, lang) : "—");

export const actionName = (action: Action, lang: Lang): string =>
  (lang === "zh" ? action.name_zh : action.name_en) ??
  action.name_zh ??
  action.name_en ??
  action.id;

export const placesOf = (catalog: Catalog, { districts }: Action, lang: Lang): string =>
  districts.map((code) => districtName(catalog, code, lang)).join(say("listComma", lang));

/** The points alone; the head of the column says what they are. */
export const lagPoints = ({ lag }: Action, lang: Lang): string =>
  lag === null ? "—" : formatPoints(lag, lang);

export function lateWords({ late_days, late_of }: Action, lang: Lang): string {
  if (late_days === null || late_of === null) return "—";
  return say(`late_${late_of}`, lang, { n: formatNumber(late_days, lang) });
}

export function causeWords(catalog: Catalog, action: Action, lang: Lang): string {
  const cause = choiceLabel(catalog, "cause", action.cause, lang);
  if (!action.cause_said || action.cause_said === action.last_report) return cause;
  return say("causeSaid", lang, { cause, date: day(action.cause_said, lang) });
}

export function nextWords(action: Action, lang: Lang): string {
  const { next, next_planned, next_expected } = action;
  const what = say(`milestone_${next}` as MessageKey, lang);
  if (!next_planned) return what;
  return say(next_expected ? "nextExpected" : "nextPlanned", lang, {
    what,
    planned: day(next_planned, lang),
    expected: day(next_expected, lang),
  });
}

/** The days that its end is foretold between, or why that cannot be said. */
export function foretoldWords(action: Action, lang: Lang): string {
  const { finish_early, finish_late, finish_unsaid } = action;
  if (finish_early)
    return say("foretoldDays", lang, {
      early: day(finish_early, lang),
      late: day(finish_late, lang),
    });
  if (!finish_unsaid) return "—";
  return `${say("forecastUnsaid", lang)}${say("colon", lang)}${unsaidWords(finish_unsaid, lang)}`;
}

export const reportedOn = ({ last_report }: Action, lang: Lang): string => day(last_report, lang);

/** Where it lies, in a list by units; who answers, in one by districts. */
export function besides(
  catalog: Catalog,
  action: Action,
  by: "unit" | "district",
  lang: Lang,
): string {
  if (by === "unit") return placesOf(catalog, action, lang) || "—";
  return action.unit_zh
    ? choiceLabel(catalog, "responsible", action.unit_zh, lang)
    : (action.unit_en ?? say("nobody", lang));
}
