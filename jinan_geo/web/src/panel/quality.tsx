// How good the data are, by layer and by district: a level, what is missing for the next, and the issues that count.
import { useSignal } from "@preact/signals";
import { type Catalog, natureOf } from "../data/catalog";
import type { IssueInfo, QualityInfo } from "../data/page";
import { isMixed } from "../data/truth";
import { choiceLabel } from "../look/labels";
import { formatNumber, formatPercent, inLang } from "../words/format";
import { IssueRows } from "./issuerows";
import "./quality.css";
import { type Layer, sharesAt } from "../data/layer";
import { eachKind } from "../state/apart";
import { useStore, useWords } from "../state/use";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";

const LEVELS = [1, 2, 3, 4];

export function Quality() {
  const { catalog, truth } = useStore();
  const { page } = catalog;
  const { t } = useWords();
  const by = useSignal<"layer" | "district">("layer");
  if (!page.quality.length) return null;
  const shown = truth.value;
  const quality = page.quality.filter(
    ({ kind }) => !isMixed(page) || shown === "all" || kind === shown,
  );
  const apart = isMixed(page) && shown === "all";
  const rows = quality.filter((one) => one[by.value] !== null);
  return (
    <details class="jg-quality">
      <summary>
        {t("quality")} <small>{useCounts(quality, apart)}</small>
      </summary>
      <p class="jg-hint">{t("qualityHint")}</p>
      {quality.some(({ district }) => district !== null) && (
        <div class="jg-kinds" role="group" aria-label={t("quality")}>
          {(["layer", "district"] as const).map((which) => (
            <button
              type="button"
              class="jg-kind"
              key={which}
              aria-pressed={by.value === which}
              onClick={() => (by.value = which)}
            >
              {t(which === "layer" ? "layers" : "districts")}
            </button>
          ))}
        </div>
      )}
      {rows.map((one) => (
        <Row one={one} apart={apart} key={`${one[by.value]} ${one.kind}`} />
      ))}
    </details>
  );
}

/** How many layers have each level, the best first; where both kinds are shown, each by itself. */
function useCounts(quality: readonly QualityInfo[], apart: boolean): string {
  const { lang } = useWords();
  const layers = quality.filter(({ layer }) => layer !== null);
  const of = (kind: QualityInfo["kind"]): string =>
    levelWords(
      layers.filter((one) => one.kind === kind),
      lang,
    );
  if (!apart) return levelWords(layers, lang);
  return eachKind(lang, { sourced: "sourced", sample: "sample" }, of);
}

function levelWords(layers: readonly QualityInfo[], lang: Lang): string {
  return [4, 3, 2, 1, 0]
    .map((level) => layers.filter((one) => one.level === level))
    .filter((of) => of.length)
    .map((of) => `${inLang(of[0]!.name, lang)} ${formatNumber(of.length, lang)}`)
    .join(say("comma", lang));
}

function Row({ one, apart }: { one: QualityInfo; apart: boolean }) {
  const { catalog } = useStore();
  const { lang, t } = useWords();
  const open = useSignal(false);
  const name =
    one.layer === null
      ? choiceLabel(catalog, "district", one.district ?? "", lang)
      : choiceLabel(catalog, "layer", one.layer, lang);
  const counted = open.value
    ? catalog.page.issues.filter((issue) => counts(catalog, one, issue))
    : [];
  const lacks = inLang(one.lacks, lang);
  return (
    <details class="jg-quality-row" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>
        <span>
          {name} {apart && <em class="jg-tag">{t(`truth_${one.kind}`)}</em>}
        </span>
        <span class="jg-level" aria-hidden="true">
          {LEVELS.map((level) => (
            <i key={level} class={level <= one.level ? "jg-on" : ""} />
          ))}
        </span>
        <b>{inLang(one.name, lang)}</b>
        <small>
          {one.clean_pct !== null &&
            t("qualityClean", {
              n: formatNumber(one.features, lang),
              pct: formatPercent(one.clean_pct, lang),
            })}
          {lacks && <span>{t("qualityLacks", { lacks })}</span>}
        </small>
      </summary>
      {open.value && !counted.length && <p class="jg-hint">{t("qualityNone")}</p>}
      <IssueRows issues={counted} />
    </details>
  );
}

/** Errors and warnings count, of features of its kind; in a district those of features that lie in it. */
function counts(catalog: Catalog, one: QualityInfo, issue: IssueInfo): boolean {
  const { layer, district } = one;
  if (issue.severity === "info") return false;
  if (layer !== null && issue.layer !== layer) return false;
  const of = catalog.layers.find(({ info }) => info.id === issue.layer);
  const row = issue.feature === null ? undefined : of?.rowOf.get(issue.feature);
  if (of === undefined || row === undefined)
    return layer !== null && one === firstOf(catalog, layer);
  if (kindOf(catalog, of, row) !== one.kind) return false;
  return layer !== null || sharesAt(of, row).some((share) => share.district === district);
}

/** What is about no feature is told with the first kind that a layer has. */
const firstOf = ({ page }: Catalog, layer: string): QualityInfo | undefined =>
  page.quality.find((one) => one.layer === layer);

const kindOf = ({ page }: Catalog, layer: Layer, row: number): QualityInfo["kind"] =>
  natureOf(layer, page.editions.length - 1, row) === "official" ? "sourced" : "sample";
