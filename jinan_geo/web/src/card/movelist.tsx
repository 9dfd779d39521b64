// How a feature itself changed: its geometry moved, grew or was drawn, or its plan was set anew, and between which dates.
import { isSample } from "../data/catalog";
import { type Change, compareDays } from "../data/changes";
import type { Layer } from "../data/layer";
import { moveWords, planWords } from "../look/changewords";
import { useStore, useWords } from "../state/use";
import { formatDate, formatDays, isoOf } from "../words/format";
import type { Lang } from "../words/texts";

export function Moves({ layer, row }: { layer: Layer; row: number }) {
  const { page } = useStore().catalog;
  const { lang, t } = useWords();
  const changes = compareDays(layer.moves.get(row) ?? [], null, -Infinity, Infinity).sort(
    (a, b) => (b.move?.until ?? 0) - (a.move?.until ?? 0),
  );
  if (!changes.length) return null;
  /** The editions between which it changed: the last that still held the old one, the first after it. */
  const between = (until: number): string => {
    const day = isoOf(until);
    const from = page.editions.filter((edition) => edition <= day).pop();
    const to = page.editions.find((edition) => edition > day);
    return to
      ? `${formatDate(from ?? day, lang)} → ${formatDate(to, lang)}`
      : t("afterDate", { date: formatDays(until, lang) });
  };
  return (
    <div class="jg-card-part">
      <h3>
        {t("itsMoves")}
        {isSample(layer, row) && <em class="jg-tag">{t("sampleTag")}</em>}
      </h3>
      <ul class="jg-moves">
        {changes.map((change, at) => (
          <li key={at} data-field={change.field}>
            <span class="jg-quiet">{between(change.move?.until ?? 0)}</span>
            <span>
              {t(`change_${change.field}`)}
              {t("colon")}
              {wordsOf(change, lang)}
              {change.setback && <em class="jg-worse-tag">{t(`change_${change.setback}`)}</em>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const wordsOf = ({ field, move }: Change, lang: Lang): string =>
  move ? (field === "plan" ? planWords : moveWords)(move, lang) : "";
