// Where everything comes from, and that ledger and map reconcile (账图对账).

import type { LayerInfo } from "../data/page";
import { projectRules } from "../look/lightwords";
import { hasShown } from "../state/apart";
import { useStore, useWords } from "../state/use";
import { formatNumber, inLang } from "../words/format";
import { Glossary } from "./glossary";

export function Sources() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page, layers } = store.catalog;
  // A layer that could not be read is told all the same.
  const isShown = ({ id }: LayerInfo): boolean =>
    layers.every((layer) => layer.info.id !== id || hasShown(store, layer));
  const targetSources = [...new Set(page.targets.map((target) => inLang(target.source, lang)))];
  return (
    <div class="jg-scroll jg-sources">
      <h3>{t("account")}</h3>
      {page.layers.filter(isShown).map((info) => (
        <LayerAccount info={info} key={info.id} />
      ))}
      {targetSources.length > 0 && (
        <>
          <h3>{t("targetSource")}</h3>
          {targetSources.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      )}
      {page.lights && (
        <>
          <h3>{t("lightRule")}</h3>
          <p>{inLang(page.lights.name, lang)}</p>
          <p class="jg-quiet">{projectRules(page.lights, lang).join(t("semicolon"))}</p>
          <p class="jg-quiet">{inLang(page.lights.source, lang)}</p>
        </>
      )}
      {page.lights && (
        <>
          <h3>{t("words")}</h3>
          <Glossary />
        </>
      )}
      <p class="jg-quiet jg-made">
        {t(`audience_${page.audience}`)} · {t("madeBy", { version: page.version })}
      </p>
    </div>
  );
}

function LayerAccount({ info }: { info: LayerInfo }) {
  const { lang, t } = useWords();
  const { account } = info;
  const n = (value: number): string => formatNumber(value, lang);
  const balanced =
    account !== null &&
    account.rows === account.matched + account.unmatched + account.excluded &&
    account.features === account.reported + account.silent + account.set_aside;
  return (
    <details class="jg-source">
      <summary>
        <span class="jg-swatch" style={{ background: info.style.color }} />
        <span>{inLang(info.name, lang)}</span>
        <small class={account && !balanced ? "jg-unbalanced" : ""}>
          {account ? t(balanced ? "balanced" : "unbalanced") : t("noAccount")}
        </small>
      </summary>
      {account && (
        <>
          <p>
            {t("accountLine", {
              rows: n(account.rows),
              matched: n(account.matched),
              unmatched: n(account.unmatched),
              excluded: n(account.excluded),
            })}
          </p>
          <p>
            {t("accountFeatures", {
              features: n(account.features),
              reported: n(account.reported),
              silent: n(account.silent),
              aside: n(account.set_aside),
            })}
          </p>
        </>
      )}
      <p>
        {t("source")}
        {t("colon")}
        {inLang(info.source, lang)}
      </p>
      {info.note && <p class="jg-quiet">{inLang(info.note, lang)}</p>}
    </details>
  );
}
