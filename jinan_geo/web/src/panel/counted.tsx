// Numbers of projects where a page has values of both kinds: what is sourced and what is a sample, never added.
import { useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";

/** A number of projects, of which so many are samples; told apart only where both kinds are shown. */
export function Counted({ all, samples }: { all: number; samples?: number | undefined }) {
  const { lang, t } = useWords();
  if (!useStore().apart.value || samples === undefined) return <b>{formatNumber(all, lang)}</b>;
  return (
    <b class="jg-both">
      <span title={t("truth_sourced")}>
        <span class="jg-sr">{t("truth_sourced")} </span>
        {formatNumber(all - samples, lang)}
      </span>
      <span class="jg-both-sample" title={t("truth_sample")}>
        <span class="jg-sr"> {t("truth_sample")} </span>
        {formatNumber(samples, lang)}
      </span>
    </b>
  );
}
