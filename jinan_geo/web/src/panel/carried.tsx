// What the next year took over: works that were not done when the plan ended, and what is promised for the new year.
import { idOf, projectOf } from "../data/catalog";
import { evidenceAbout } from "../data/evidence";
import type { Layer } from "../data/layer";
import type { CarriedWork, ComingTarget } from "../data/page";
import { langOf, nameOf } from "../look/labels";
import { useStore, useWords } from "../state/use";
import { formatDate, formatNumber, inLang } from "../words/format";
import { EvidenceList } from "./evidence";
import "./carried.css";

const STATES = ["overdue", "expected", "undated", "finished"] as const;

export function CarriedTab() {
  const { carried } = useStore().catalog.page;
  const { lang, t } = useWords();
  if (!carried) return null;
  return (
    <div class="jg-scroll jg-carried">
      <p class="jg-hint">{t("word_carried")}</p>
      {STATES.map((state) => {
        const works = carried.works.filter((one) => one.state === state);
        if (!works.length) return null;
        return (
          <details key={state} open={state !== "undated"}>
            <summary>
              {inLang(works[0]!.said, lang)} <b>{formatNumber(works.length, lang)}</b>
            </summary>
            {works.map((one) => (
              <Work one={one} key={`${one.layer} ${one.feature}`} />
            ))}
          </details>
        );
      })}
      {carried.coming.length > 0 && (
        <>
          <h3>{t("carriedComing", { year: inLang(carried.label, lang) })}</h3>
          {carried.coming.map((one) => (
            <Coming one={one} key={one.id} />
          ))}
        </>
      )}
    </div>
  );
}

function Work({ one }: { one: CarriedWork }) {
  const store = useStore();
  const { lang } = useWords();
  const layer = store.catalog.layers.find(({ info }) => info.id === one.layer);
  const row = layer?.rowOf.get(one.feature);
  if (!layer || row === undefined) return null;
  const key = { layer: one.layer, id: one.feature };
  const name = nameOf(layer, row, lang);
  return (
    <button
      type="button"
      class="jg-carried-work"
      data-carried={one.feature}
      onClick={() => {
        if (projectOf(store.catalog, key) >= 0) store.selection.value = key;
      }}
    >
      <b lang={langOf(name, lang)}>{name}</b>
      <Dates one={one} />
    </button>
  );
}

function Dates({ one }: { one: CarriedWork }) {
  const { lang, t } = useWords();
  const late = one.late_days !== null && one.late_days > 0 ? one.late_days : null;
  if (!one.first && !one.expected) return null;
  return (
    <span class="jg-carried-dates">
      {one.first && (
        <span>
          {t("carriedFirst")} {formatDate(one.first, lang)}
        </span>
      )}
      {one.expected && one.expected !== one.first && (
        <span>
          {t("carriedExpected")} {formatDate(one.expected, lang)}
        </span>
      )}
      {late !== null && <em>{t("carriedLater", { n: formatNumber(late, lang) })}</em>}
    </span>
  );
}

function Coming({ one }: { one: ComingTarget }) {
  const { evidence } = useStore().catalog.page;
  const { lang, t } = useWords();
  const promised = inLang(one.promised, lang);
  return (
    <details class="jg-carried-coming" data-coming={one.id}>
      <summary>
        <span lang={langOf(inLang(one.name, lang), lang)}>{inLang(one.name, lang)}</span>
        <b lang={langOf(promised, lang)}>{promised}</b>
        {one.due && <small>{t("dueBy", { date: formatDate(one.due, lang) })}</small>}
        {one.first_due && one.first_due !== one.due && (
          <small>
            {t("carriedFirst")} {formatDate(one.first_due, lang)}
          </small>
        )}
      </summary>
      <EvidenceList known={evidenceAbout(evidence, one.id)} />
    </details>
  );
}

/** In a card: that the work goes on, by when it was promised first, and what was said last. */
export function CarriedOn({ layer, row }: { layer: Layer; row: number }) {
  const { carried } = useStore().catalog.page;
  const { lang, t } = useWords();
  const id = idOf(layer, row);
  const one = carried?.works.find((it) => it.layer === layer.info.id && it.feature === id);
  if (!carried || !one) return null;
  return (
    <div class="jg-card-part jg-carried-on">
      <h3>{t("carriedInto", { year: inLang(carried.label, lang) })}</h3>
      <p>{inLang(one.said, lang)}</p>
      <Dates one={one} />
    </div>
  );
}
