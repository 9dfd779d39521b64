// How good the data are, by layer and by district: a level, what is missing for the next, and the issues that count.
import { useSignal } from "@preact/signals";
import type { Catalog } from "../data/catalog";
import type { IssueInfo, QualityInfo } from "../data/page";
import { choiceLabel } from "../look/labels";
import { formatNumber, formatPercent, inLang } from "../words/format";
import { IssueRows } from "./issuerows";
import "./quality.css";
import { useStore, useWords } from "../state/use";
import { say } from "../words/messages";

const LEVELS = [1, 2, 3, 4];

export function Quality() {
  const { quality } = useStore().catalog.page;
  const { t } = useWords();
  const by = useSignal<"layer" | "district">("layer");
  if (!quality.length) return null;
  const rows = quality.filter((one) => one[by.value] !== null);
  return (
    <details class="jg-quality">
      <summary>
        {t("quality")} <small>{useCounts(quality)}</small>
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
        <Row one={one} key={one[by.value]} />
      ))}
    </details>
  );
}

/** How many layers have each level, the best first. */
function useCounts(quality: readonly QualityInfo[]): string {
  const { lang } = useWords();
  const layers = quality.filter(({ layer }) => layer !== null);
  return [4, 3, 2, 1, 0]
    .map((level) => layers.filter((one) => one.level === level))
    .filter((of) => of.length)
    .map((of) => `${inLang(of[0]!.name, lang)} ${formatNumber(of.length, lang)}`)
    .join(say("comma", lang));
}

function Row({ one }: { one: QualityInfo }) {
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
        <span>{name}</span>
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

/** Errors and warnings count; in a district those of features that lie in it. */
function counts({ layers }: Catalog, { layer, district }: QualityInfo, issue: IssueInfo): boolean {
  if (issue.severity === "info") return false;
  if (layer !== null) return issue.layer === layer;
  const of = layers.find(({ info }) => info.id === issue.layer);
  const row = issue.feature === null ? undefined : of?.rowOf.get(issue.feature);
  return (
    of !== undefined &&
    row !== undefined &&
    of.shares[row]!.some((share) => share.district === district)
  );
}
