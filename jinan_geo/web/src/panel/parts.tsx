// The projects of a commitment in three parts that sum to the whole: done, not yet, cannot be judged; and what is lacking.
import { PARTS } from "../data/behind";
import { isCeiling, isPast } from "../data/bounds";
import type { TargetInfo, TargetState } from "../data/page";
import type { Reached } from "../data/truth";
import { samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import { projectsOf } from "../state/target";
import { isPhone, layout, useStore, useWords } from "../state/use";
import { formatAmount, formatNumber } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { Counted } from "./counted";
import { isOver } from "./endings";

export function Parts({ target }: { target: TargetInfo }) {
  const store = useStore();
  const { lang, t } = useWords();
  const parts = projectsOf(store, target);
  if (!parts) return null;
  const whole = PARTS.reduce((sum, part) => sum + parts[part].length, 0);
  const chosen = store.part.value ?? "done";
  return (
    <div class="jg-parts" role="group" aria-label={t("partsOf", { n: formatNumber(whole, lang) })}>
      <span>{t("partsOf", { n: formatNumber(whole, lang) })}</span>
      {PARTS.map((part) => (
        <button
          type="button"
          key={part}
          class={part === "unjudged" ? "jg-tile-uncounted" : undefined}
          data-part={part}
          aria-pressed={chosen === part}
          onClick={() => {
            store.part.value = part;
            layout.tab.value = "projects";
            if (isPhone()) layout.sheet.value = 2;
          }}
        >
          {t(`part_${part}`)}{" "}
          <Counted all={parts[part].length} samples={samplesAmong(store, parts[part])} />
        </button>
      ))}
    </div>
  );
}

/** What would bring it onto the line: how much is lacking, and how many of its open projects that is. */
export function lackWords(store: Store, target: TargetInfo, reached: Reached): string {
  const { state } = reached;
  const lang = store.lang.value;
  if (state.actual === null || state.planned === null || isOver(store, target)) return "";
  if (isCeiling(target) || isPast(target, state.actual)) return tooMuch(target, state, lang);
  const lacking = lackingOf(state, target);
  if (lacking <= 0) return "";
  const open = projectsOf(store, target)?.open ?? [];
  const count = open.filter((project) => store.isOf(project, reached.kind)).length;
  const wanted = formatAmount(lacking, target.unit, lang);
  // A sum of spaces or of money is no number of projects, and where none is counted nobody can tell.
  const isNumber = state.here === null && state.counted.length === state.actual;
  if (!count || !state.actual || !isNumber) return say("lackAmount", lang, { n: wanted });
  const values = { n: wanted, k: formatNumber(lacking, lang), of: formatNumber(count, lang) };
  return say(lacking > count ? "lackMore" : "lackOf", lang, values);
}

/** What is too much for the line: to be taken off a level; of what only grows, how much is left. */
function tooMuch(target: TargetInfo, state: TargetState, lang: Lang): string {
  const most = target.upper ?? target.value;
  const amount = (value: number): string => formatAmount(value, target.unit, lang);
  const actual = state.actual ?? 0;
  if (isPast(target, actual))
    return say(target.nature === "level" ? "overLevel" : "overMost", lang, {
      n: amount(actual - most),
    });
  const n = actual - (state.planned ?? 0);
  if (target.nature === "level" || n <= 0) return "";
  return say("overPace", lang, { n: amount(n), left: amount(most - actual) });
}

function lackingOf(state: TargetState, target: TargetInfo): number {
  const lacking = (state.planned ?? 0) - (state.actual ?? 0);
  return Number.isInteger(target.value) && Number.isInteger(state.actual)
    ? Math.ceil(lacking)
    : lacking;
}
