// Start, finish and what follows: planned, confirmed and estimated dates, each with a mark and a word of its own.

import { stagesOf } from "../data/actions";
import { reachedOf } from "../data/catalog";
import { type Layer, number, stateNumber } from "../data/layer";
import { lateBy, type Milestone, milestonesOf, type Report, type When } from "../data/milestones";
import { choiceLabel } from "../look/labels";
import { WHITE } from "../look/palette";
import type { Store } from "../state/store";
import { useStore, useWords } from "../state/use";
import { formatDays, formatNumber } from "../words/format";

type Sureness = "planned" | When["sure"];

export function Milestones({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const reports = reportsOf(store, layer, row);
  const planned = {
    start: number(layer, "planned_start", row),
    finish: number(layer, "planned_finish", row),
  };
  const stages = stagesOf(store.catalog.page, layer).filter(({ pause }) => !pause);
  const finished = stages.findIndex(({ done }) => done);
  const later = finished < 0 ? [] : stages.slice(finished + 1).map(({ id }) => id);
  const known = milestonesOf(reports, planned, later);
  if (!reports.length && planned.start === null && planned.finish === null) return null;
  const name = (id: string): string =>
    id === "start" || id === "finish"
      ? t(`milestone_${id}`)
      : choiceLabel(store.catalog, "stage", id, lang);
  return (
    <div class="jg-card-part">
      <h3>{t("milestones")}</h3>
      <ul class="jg-milestones">
        {known.map((one) => (
          <li key={one.id} data-milestone={one.id}>
            <b>{name(one.id)}</b>
            {one.planned !== null && <Line sure="planned" words={formatDays(one.planned, lang)} />}
            {one.when ? (
              <Line sure={one.when.sure} words={<Told one={one} when={one.when} />} />
            ) : (
              <span class="jg-milestone-none">
                {t(reports.length ? "notYet" : "nothingReported")}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Told({ one, when }: { one: Milestone; when: When }) {
  const { lang, t } = useWords();
  const late = lateBy(one);
  const words = when.exact
    ? formatDays(when.day, lang)
    : when.after === null
      ? t("noLaterThan", { date: formatDays(when.day, lang) })
      : t("betweenDates", { from: formatDays(when.after, lang), to: formatDays(when.day, lang) });
  const n = formatNumber(Math.abs(late ?? 0), lang);
  return (
    <>
      {words}
      {late ? <em>{t(late < 0 ? "early" : when.exact ? "late" : "lateAtLeast", { n })}</em> : null}
    </>
  );
}

/** A mark and a word tell how sure a date is: an open square planned, a ticked one confirmed, a dashed one estimated. */
function Line({ sure, words }: { sure: Sureness; words: preact.ComponentChildren }) {
  const { t } = useWords();
  return (
    <span class={`jg-milestone jg-milestone-${sure}`}>
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
      >
        <rect
          x="1.5"
          y="1.5"
          width="11"
          height="11"
          fill={sure === "confirmed" ? "currentColor" : "none"}
          stroke-dasharray={sure === "estimated" ? "2.2 2.2" : undefined}
        />
        {sure === "confirmed" && <path d="M4 7.2L6.2 9.4L10.2 4.8" stroke={WHITE} />}
      </svg>
      <span>{t(`sure_${sure}`)}</span>
      <span class="jg-milestone-date">{words}</span>
    </span>
  );
}

function reportsOf(store: Store, layer: Layer, row: number): Report[] {
  const stages = new Map(stagesOf(store.catalog.page, layer).map((stage) => [stage.id, stage]));
  const reports: Report[] = [];
  for (let edition = 0; edition <= store.edition.value; edition++) {
    const date = stateNumber(layer, "record_date", edition, row);
    if (date === null || reports[reports.length - 1]?.date === date) continue;
    const stage = reachedOf(layer, edition, row);
    const done = stateNumber(layer, "done_pct", edition, row);
    reports.push({
      date,
      stage,
      started: stages.get(stage)?.started ?? (done ?? 0) > 0,
      // A done stage below 100 % contradicts itself, and is not taken as done.
      done: (stages.get(stage)?.done ?? false) && (done === null || done >= 100),
      finish: stateNumber(layer, "est_finish", edition, row),
    });
  }
  return reports;
}
