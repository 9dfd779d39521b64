// How the number of a commitment came about, and what it means.
import { isCeiling } from "../data/bounds";
import type { TargetInfo, TargetState } from "../data/page";
import type { Reached } from "../data/truth";
import type { Store } from "../state/store";
import { useStore, useWords } from "../state/use";
import { formatAmount, formatBare, formatDate, formatPercent, inLang } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { endingAt, isOver } from "./endings";
import { promiseWords, whyLight } from "./promise";

export function TargetArithmetic({ target, reached }: { target: TargetInfo; reached: Reached }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { state, kind } = reached;
  return (
    <div class="jg-arithmetic">
      {kind && store.apart.value && <h4>{t(`truth_${kind}`)}</h4>}
      {linesOf(store, target, reached).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p class="jg-quiet">
        {inLang(target.how, lang)} ·{" "}
        {target.due ? t("dueBy", { date: formatDate(target.due, lang) }) : t("noDue")}
        {state.sample && <span class="jg-tag">{t("sampleTag")}</span>}
      </p>
      {target.note && <p class="jg-quiet">{inLang(target.note, lang)}</p>}
      <p class="jg-quiet">
        {t("source")}
        {t("colon")}
        {inLang(target.source, lang)}
      </p>
    </div>
  );
}

/** How the number came about and what it means for the light, a line each. */
function linesOf(store: Store, target: TargetInfo, { state, kind }: Reached): string[] {
  const lang = store.lang.value;
  const lines: string[] = [];
  if (kind !== "sample" && endingAt(store, target)) lines.push(inLang(target.settled, lang));
  if (state.actual !== null) lines.push(...reachedLines(store, target, state));
  else if (target.layer) lines.push(promised(store, target, lang));
  else if (!lines.length) lines.push(say("noDataHow", lang));
  if (target.origin !== "layer" && target.named.length)
    lines.push(say("namedShown", lang, { n: target.named.length }));
  return lines;
}

function reachedLines(store: Store, target: TargetInfo, state: TargetState): string[] {
  const lang = store.lang.value;
  const over = isOver(store, target);
  const amount = (value: number): string => formatAmount(value, target.unit, lang);
  const lines: string[] = [];
  if (state.completion_pct !== null)
    lines.push(
      say(isCeiling(target) ? "targetUsed" : "targetDivision", lang, {
        actual: formatBare(state.actual ?? 0, target.unit, lang),
        value: formatBare(target.value, target.unit, lang),
        pct: formatPercent(state.completion_pct, lang),
      }),
    );
  if (target.nature === "level") lines.push(say("targetLevel", lang));
  else if (state.planned !== null && !over)
    lines.push(
      say(isCeiling(target) ? "targetAllowed" : "targetPlanned", lang, {
        planned: amount(state.planned),
      }),
    );
  if (!over) lines.push(...whyLight(store, target, state));
  return [...lines, ...countedLines(state, amount, lang)];
}

/** What of it lies here, what could not be counted, and as of when it was entered. */
function countedLines(state: TargetState, amount: (n: number) => string, lang: Lang): string[] {
  const { here, unknown, uncounted, as_of } = state;
  const lines: string[] = [];
  if (here !== null && here !== undefined) lines.push(say("targetHere", lang, { n: amount(here) }));
  // A district answers for its own projects, though the number above is the city's.
  if (here !== null && unknown.length)
    lines.push(say("targetUncountedHere", lang, { n: unknown.length }));
  if (here === null && uncounted) lines.push(say("targetUncounted", lang, { n: uncounted }));
  if (as_of) lines.push(say("targetEntered", lang, { date: formatDate(as_of, lang) }));
  return lines;
}

function promised(store: Store, target: TargetInfo, lang: Lang): string {
  const layer = store.catalog.page.layers.find(({ id }) => id === target.layer);
  return say("promisedLocated", lang, {
    promised: promiseWords(target, lang),
    located: layer?.located ?? 0,
  });
}
