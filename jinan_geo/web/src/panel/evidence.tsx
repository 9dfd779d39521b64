// What was published of a project or commitment: who said what and when. An address is text, so that no page loads it.
import { useState } from "preact/hooks";
import { evidenceOf, evidenceOfTarget } from "../data/evidence";
import type { Layer } from "../data/layer";
import type { EvidenceInfo, TargetInfo } from "../data/page";
import { isMixed, reachedAt } from "../data/truth";
import { langOf } from "../look/labels";
import { useStore, useWords } from "../state/use";
import { formatPeriod, inLang } from "../words/format";

const FIRST = 3;

export function EvidenceOf({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { t } = useWords();
  const { evidence } = store.catalog.page;
  const known = evidenceOf(evidence, layer, row, store.edition.value);
  return known.length ? (
    <EvidenceList known={known} />
  ) : (
    <Unpublished words={t("noEvidenceWork")} />
  );
}

export function EvidenceOfTarget({ target }: { target: TargetInfo }) {
  const { catalog, edition, truth } = useStore();
  const { lang, t } = useWords();
  const { page } = catalog;
  const reached = reachedAt(page, target, edition.value, truth.value);
  const known = evidenceOfTarget(page.evidence, target, reached);
  const isShown = ({ tier }: EvidenceInfo): boolean =>
    !isMixed(page) || truth.value !== "sourced" || tier !== "sample";
  const shown = known.filter(isShown);
  if (shown.length) return <EvidenceList known={shown} />;
  return <Unpublished words={t("noEvidenceTarget", { source: inLang(target.source, lang) })} />;
}

/** Where evidence would open: that there is none, on a page of a city that shows what was published. */
function Unpublished({ words }: { words: string }) {
  const { t } = useWords();
  if (!useStore().catalog.page.evidence.length) return null;
  return (
    <div class="jg-card-part jg-evidence" data-evidence="none">
      <h3>{t("evidence")}</h3>
      <p class="jg-quiet">{words}</p>
    </div>
  );
}

export function EvidenceList({ known }: { known: readonly EvidenceInfo[] }) {
  const { t } = useWords();
  const [all, showAll] = useState(false);
  if (!known.length) return null;
  return (
    <div class="jg-card-part jg-evidence">
      <h3>{t("evidence")}</h3>
      <ol>
        {(all ? known : known.slice(0, FIRST)).map((one) => (
          <Statement one={one} key={one.id} />
        ))}
      </ol>
      {known.length > FIRST && (
        <button type="button" class="jg-more" onClick={() => showAll(!all)}>
          {all ? t("less") : t("more", { n: known.length - FIRST })}
        </button>
      )}
    </div>
  );
}

function Statement({ one }: { one: EvidenceInfo }) {
  const { lang, t } = useWords();
  const said = inLang(one.statement, lang);
  const dates = [
    one.as_of && t("evidenceAsOf", { date: formatPeriod(one.as_of, lang) }),
    one.published && t("evidencePublished", { date: formatPeriod(one.published, lang) }),
  ].filter(Boolean);
  return (
    <li data-evidence={one.id}>
      <p lang={langOf(said, lang)}>{said}</p>
      <p class="jg-quiet">
        <span class={`jg-tier jg-tier-${one.tier}`}>{t(`tier_${one.tier}`)}</span>{" "}
        <span lang={langOf(one.publisher, lang)}>{one.publisher}</span>
        {one.title && <span lang={langOf(one.title, lang)}> · {one.title}</span>}
        {dates.length > 0 && ` · ${dates.join(" · ")}`}
        <span class="jg-evidence-id"> {one.id}</span>
      </p>
      {one.address && <p class="jg-quiet jg-evidence-address">{one.address}</p>}
      {one.contradicts.length > 0 && (
        <p class="jg-evidence-doubt">
          {t("evidenceContradicts", { ids: one.contradicts.join(lang === "zh" ? "、" : ", ") })}
        </p>
      )}
      {one.recheck && <p class="jg-evidence-doubt">{t("evidenceRecheck")}</p>}
    </li>
  );
}
