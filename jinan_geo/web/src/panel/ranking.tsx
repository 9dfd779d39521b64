// The districts by how much of theirs is behind; a project on several districts counts in each.
import { useComputed } from "@preact/signals";
import { LIGHTS } from "../data/layer";
import { districtName } from "../look/labels";
import { standings } from "../state/standing";
import { useStore, useWords } from "../state/use";
import { formatNumber, formatPercent } from "../words/format";
import { LightBar } from "./lights";

/** One ranking; where both kinds are shown, one of each. */
export function Ranking() {
  const { apart } = useStore();
  const { t } = useWords();
  return (
    <div class="jg-scroll jg-ranking">
      <p class="jg-hint">{t("rankingHint")}</p>
      {apart.value ? (
        (["sourced", "sample"] as const).map((kind) => (
          <section key={kind} data-truth={kind}>
            <h3 class="jg-group">{t(`truth_${kind}`)}</h3>
            <Ranks kind={kind} />
          </section>
        ))
      ) : (
        <Ranks kind={null} />
      )}
    </div>
  );
}

function Ranks({ kind }: { kind: "sourced" | "sample" | null }) {
  const store = useStore();
  const { lang, t } = useWords();
  const rows = useComputed(() => standings(store, kind)).value;
  const chosen = store.filters.value.district ?? [];
  return (
    <>
      {rows.map(({ code, of, total, behind }) => (
        <button
          type="button"
          key={code}
          class="jg-rank"
          aria-pressed={chosen.includes(code)}
          onClick={() => store.toggle("district", code)}
        >
          <span class="jg-rank-name">{districtName(store.catalog, code, lang)}</span>
          <span class="jg-rank-words">
            {total ? t("behindShare", { pct: formatPercent(Math.max(0, behind), lang) }) : "—"}
            <b>
              {formatNumber(of[0]! + of[1]!, lang)}/{formatNumber(total, lang)}
            </b>
          </span>
          <LightBar counts={of} />
          <span class="jg-sr">
            {LIGHTS.map((light, at) => `${t(`light_${light}`)} ${of[at]}`).join(" ")}
          </span>
        </button>
      ))}
    </>
  );
}
