// What was reported of a project, edition by edition: as a curve against the plan, and as a table.
import { useState } from "preact/hooks";
import { type Layer, state, stateNumber } from "../data/layer";
import { choiceLabel, langOf, unitName } from "../look/labels";
import { useStore, useWords } from "../state/use";
import { formatDate, formatDays, formatMoney, formatPercent } from "../words/format";

const WIDTH = 312;
const HEIGHT = 84;
const LEFT = 26;
const BOTTOM = 16;
const DAY = 86_400_000;

export function Curve({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { editions } = store.catalog.page;
  const isKnown = editions.some((_, at) =>
    ["done_pct", "planned_pct"].some((name) => stateNumber(layer, name, at, row) !== null),
  );
  if (editions.length < 2 || !isKnown) return null;
  const days = editions.map((edition) => Date.parse(edition) / DAY);
  const span = days[days.length - 1]! - days[0]! || 1;
  const x = (at: number): number => LEFT + ((days[at]! - days[0]!) / span) * (WIDTH - LEFT - 8);
  const y = (pct: number): number =>
    6 + (1 - Math.max(0, Math.min(100, pct)) / 100) * (HEIGHT - BOTTOM - 6);
  const now = store.edition.value;
  const line = (name: string, last: number): string =>
    pathOf(
      editions.slice(0, last + 1).map((_, at) => {
        const value = stateNumber(layer, name, at, row);
        return value === null ? null : [x(at), y(value)];
      }),
    );
  const done = stateNumber(layer, "done_pct", now, row);
  return (
    <figure class="jg-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("curveLabel")}>
        {[0, 50, 100].map((pct) => (
          <g key={pct}>
            <line class="jg-curve-grid" x1={LEFT} x2={WIDTH - 8} y1={y(pct)} y2={y(pct)} />
            <text class="jg-curve-text" x={LEFT - 5} y={y(pct) + 3.5} text-anchor="end">
              {pct}
            </text>
          </g>
        ))}
        <path class="jg-curve-planned" d={line("planned_pct", editions.length - 1)} />
        <path class="jg-curve-done" d={line("done_pct", now)} />
        {done !== null && <circle class="jg-curve-now" cx={x(now)} cy={y(done)} r="3.5" />}
        <text class="jg-curve-text" x={LEFT} y={HEIGHT - 3}>
          {formatDate(editions[0]!, lang)}
        </text>
        <text class="jg-curve-text" x={WIDTH - 8} y={HEIGHT - 3} text-anchor="end">
          {formatDate(editions[editions.length - 1]!, lang)}
        </text>
      </svg>
      <figcaption>
        <span class="jg-key-done" />
        {t("actual")} <span class="jg-key-planned" />
        {t("planned")}
      </figcaption>
    </figure>
  );
}

/** A broken line: a gap where an edition has no value. */
function pathOf(places: readonly (readonly number[] | null)[]): string {
  let pen = "M";
  let path = "";
  for (const place of places) {
    if (place) path += `${pen}${place[0]!.toFixed(1)} ${place[1]!.toFixed(1)}`;
    pen = place ? "L" : "M";
  }
  return path;
}

const FIRST = 4;

/** Whether the record in force came since the edition before; its own day may lie between the two. */
function isNew(layer: Layer, edition: number, row: number): boolean {
  const date = stateNumber(layer, "record_date", edition, row);
  if (date === null) return false;
  return edition === 0 || date !== stateNumber(layer, "record_date", edition - 1, row);
}

export function History({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const [all, showAll] = useState(false);
  const now = store.edition.value;
  const records = store.catalog.page.editions
    .map((_, edition) => edition)
    .filter((edition) => edition <= now && isNew(layer, edition, row))
    .reverse();
  if (!records.length) return <p class="jg-quiet">{t("historyNone")}</p>;
  const shown = all ? records : records.slice(0, FIRST);
  const pct = (value: number | null): string => (value === null ? "—" : formatPercent(value, lang));
  return (
    <div class="jg-history">
      <h3>{t("history")}</h3>
      <table>
        <thead>
          <tr>
            <th>{t("date")}</th>
            <th>{t("stage")}</th>
            <th class="jg-num">{t("done")}</th>
            <th class="jg-num">{t("invested")}</th>
          </tr>
        </thead>
        {shown.map((edition) => {
          const date = stateNumber(layer, "record_date", edition, row);
          const invested = stateNumber(layer, "invested_wan", edition, row);
          const by = state(layer, "reported_by", edition, row);
          const words = [
            by && unitName(store.catalog, String(by), lang),
            state(layer, "remark", edition, row),
          ].flatMap((one) => (one ? [String(one)] : []));
          return (
            <tbody key={edition}>
              <tr>
                <td>{date === null ? "—" : formatDays(date, lang)}</td>
                <td>
                  {choiceLabel(
                    store.catalog,
                    "stage",
                    String(state(layer, "stage", edition, row) ?? ""),
                    lang,
                  )}
                </td>
                <td class="jg-num">{pct(stateNumber(layer, "done_pct", edition, row))}</td>
                <td class="jg-num">{invested === null ? "—" : formatMoney(invested, lang)}</td>
              </tr>
              {words.length > 0 && (
                <tr class="jg-history-words">
                  <td colSpan={4}>
                    {words.map((one, at) => (
                      <span key={at} lang={langOf(one, lang)}>
                        {at ? ` · ${one}` : one}
                      </span>
                    ))}
                  </td>
                </tr>
              )}
            </tbody>
          );
        })}
      </table>
      {records.length > FIRST && (
        <button type="button" class="jg-more" onClick={() => showAll(!all)}>
          {all ? t("less") : t("more", { n: records.length - FIRST })}
        </button>
      )}
    </div>
  );
}
