// What a commitment is expected to reach by its day, or why nobody can say, and how such forecasts held.
import type { TargetInfo } from "../data/page";
import type { Reached } from "../data/truth";
import { heldWords } from "../look/heldwords";
import { useWords } from "../state/use";
import { formatBare, formatDate, formatNumber } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { promisedWords } from "./promise";

/** The band in words; where it cannot be said, why. */
export function expectedWords(target: TargetInfo, { state }: Reached, lang: Lang): string {
  const told = state.forecast;
  if (!told || !target.due) return "";
  const n = formatNumber(told.unforetold, lang);
  if (told.low === null || told.high === null)
    return say(told.unsaid === "starts" ? "expectedStarts" : "expectedOpen", lang, { n });
  const [low, high] = [told.low, told.high].map((one) => formatBare(one, target.unit, lang));
  return say(low === high ? "expectedOne" : "expectedBand", lang, {
    date: formatDate(target.due, lang),
    low: low!,
    high: high!,
    promised: promisedWords(target, lang),
  });
}

export function Expected({ target, reached }: { target: TargetInfo; reached: Reached }) {
  const { lang, t } = useWords();
  const told = reached.state.forecast;
  if (!told) return null;
  const isSaid = told.low !== null;
  return (
    <div class="jg-expected">
      <p>
        <b>{expectedWords(target, reached, lang)}</b>
      </p>
      {isSaid && told.unforetold > 0 && (
        <p class="jg-quiet">{t("expectedRest", { n: formatNumber(told.unforetold, lang) })}</p>
      )}
      {isSaid && (
        <p class="jg-quiet">
          {heldWords([told.held, told.of], { held: "expectedHeld", few: "expectedFew" }, lang)}
        </p>
      )}
    </div>
  );
}
