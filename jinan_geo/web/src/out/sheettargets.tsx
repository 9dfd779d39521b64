// The commitments on a sheet, in the order of the plan.
import type { TargetInfo } from "../data/page";
import { type Reached, reachedAt } from "../data/truth";
import { LightGlyph } from "../look/glyph";
import { leadWords } from "../look/lightwords";
import { isOver } from "../panel/endings";
import { promiseWords } from "../panel/promise";
import { Bullet, groupTargets, valueDate } from "../panel/tiles";
import { useStore, useWords } from "../state/use";
import { formatBare, inLang } from "../words/format";

export function SheetTargets() {
  const {
    catalog: { page },
    edition,
    truth,
  } = useStore();
  const { lang, t } = useWords();
  if (!page.targets.length) return null;
  const groups = groupTargets(page);
  return (
    <section>
      <h2>{t("targets")}</h2>
      <p class="jg-p-key">
        <i class="jg-p-bar" />
        {t("printDone")}
        <i class="jg-p-tick" />
        {t("printDue")}
        {" · — "}
        {t("noData")}
      </p>
      {groups.map(({ theme, targets }) => (
        <div key={theme?.id}>
          {theme && groups.length > 1 && <h3 class="jg-p-theme">{inLang(theme.name, lang)}</h3>}
          {targets.flatMap((target) =>
            reachedAt(page, target, edition.value, truth.value).map((reached) => (
              <SheetTarget target={target} reached={reached} key={`${target.id} ${reached.kind}`} />
            )),
          )}
        </div>
      ))}
    </section>
  );
}

function SheetTarget({ target, reached }: { target: TargetInfo; reached: Reached }) {
  const store = useStore();
  const { apart } = store;
  const { lang, t } = useWords();
  const { state, kind } = reached;
  const { actual } = state;
  const over = isOver(store, target);
  const words =
    actual !== null &&
    [
      over ? valueDate(store, state, lang) : state.lead !== null ? leadWords(state.lead, lang) : "",
      state.here !== null && state.here !== undefined
        ? t("hereShort", { n: formatBare(state.here, target.unit, lang) })
        : "",
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <div class="jg-p-target jg-p-item">
      <LightGlyph light={state.light} size={9} />
      <span>
        {inLang(target.name, lang)}
        {apart.value && kind && <em class={`jg-tag jg-tag-${kind}`}>{t(`truth_${kind}`)}</em>}
        {words && <small>{words}</small>}
      </span>
      <span class="jg-p-number">
        <b>{actual === null ? "—" : formatBare(actual, target.unit, lang)}</b>
        {" / "}
        {promiseWords(target, lang)}
        {actual !== null && <Bullet target={target} state={state} isOver={over} />}
      </span>
    </div>
  );
}
