// Everything known of one project, on demand: state, arithmetic, history, facts, source and doubts.
import { useEffect, useRef } from "preact/hooks";
import {
  accuracyOf,
  type Catalog,
  idOf,
  locationOf,
  natureOf,
  stageOf,
  themeOf,
} from "../data/catalog";
import {
  bilingual,
  cell,
  type Layer,
  lightOf,
  number,
  sharesAt,
  stateNumber,
  text,
} from "../data/layer";
import { Icon, LightGlyph } from "../look/glyph";
import { choiceLabel, districtName, langOf, locationLabel, nameOf } from "../look/labels";
import { leadWords, lightName } from "../look/lightwords";
import { CarriedOn } from "../panel/carried";
import { EvidenceOf } from "../panel/evidence";
import { IssueWhere } from "../panel/issueage";
import { Progress } from "../panel/list";
import type { Store } from "../state/store";
import { closeCard, useStore, useWords, type Words } from "../state/use";
import {
  formatArea,
  formatDays,
  formatLength,
  formatMoney,
  formatNumber,
  formatPercent,
  inLang,
} from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { explainLight } from "./arithmetic";
import { CopyLink } from "./copylink";
import { type Fact, Facts } from "./facts";
import { Forecast } from "./forecast";
import { Gallery } from "./gallery";
import { Curve, History } from "./history";
import { Milestones } from "./milestonelist";
import { Moves } from "./movelist";
import { Nearby } from "./nearby";

export function Card() {
  const store = useStore();
  const words = useWords();
  const { t } = words;
  const box = useRef<HTMLElement>(null);
  const selected = store.selection.value;
  const layer = store.catalog.layers.find(({ info }) => info.id === selected?.layer);
  const row = selected ? layer?.rowOf.get(selected.id) : undefined;
  useEffect(() => {
    if (box.current) box.current.scrollTop = 0;
  }, [selected?.layer, selected?.id]);
  if (!layer || row === undefined) return null;
  const judged = store.catalog.page.lights && layer.info.role === "projects";
  return (
    <section class="jg-card-panel" aria-label={t("card")} ref={box}>
      <CardHead layer={layer} row={row} />
      {judged && <CardState layer={layer} row={row} />}
      <EvidenceOf layer={layer} row={row} key={`evidence ${idOf(layer, row)}`} />
      <Gallery layer={layer} row={row} key={idOf(layer, row)} />
      <Milestones layer={layer} row={row} />
      {judged && <Forecast layer={layer} row={row} />}
      <CarriedOn layer={layer} row={row} />
      {judged && layer.states && (
        <div class="jg-card-part">
          <History layer={layer} row={row} />
        </div>
      )}
      <Facts title={t("money")} facts={moneyOf(store, layer, row, words)} />
      <Facts title={t("facts")} facts={factsOf(store, layer, row, words)} />
      <Districts layer={layer} row={row} />
      <Nearby layer={layer} row={row} />
      <Moves layer={layer} row={row} />
      <Origin layer={layer} row={row} />
      <Doubts layer={layer} row={row} />
    </section>
  );
}

function CardHead({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const other = bilingual(layer, "name", row, lang === "zh" ? "en" : "zh");
  const name = nameOf(layer, row, lang);
  const nature = natureOf(layer, store.edition.value, row);
  return (
    <header class="jg-card-head">
      {nature !== "official" && (
        <span class="jg-corner jg-corner-large">
          {t(nature === "sample" ? "sampleBadge" : "progressBadge")}
        </span>
      )}
      <p class="jg-card-layer">
        <span class="jg-swatch" style={{ background: layer.info.style.color }} />
        {inLang(layer.info.name, lang)}
      </p>
      <h2 lang={langOf(name, lang)}>{name}</h2>
      {other && other !== name && (
        <p class="jg-quiet" lang={lang === "zh" ? "en" : langOf(other, lang)}>
          {other}
        </p>
      )}
      <CopyLink key={idOf(layer, row)} />
      <button
        type="button"
        class="jg-close"
        aria-label={t("close")}
        onClick={() => closeCard(store)}
      >
        <Icon name="close" size={18} />
      </button>
    </header>
  );
}

function CardState({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const edition = store.edition.value;
  const asOf = page.editions[edition] ?? page.as_of;
  if (!layer.states) return <p class="jg-card-part jg-quiet">{t("noState")}</p>;
  const light = lightOf(layer, edition, row);
  const done = stateNumber(layer, "done_pct", edition, row);
  const planned = stateNumber(layer, "planned_pct", edition, row);
  const stage = stageOf(layer, edition, row);
  const recorded = stateNumber(layer, "record_date", edition, row);
  return (
    <div class="jg-card-part">
      <div class={`jg-verdict jg-verdict-${light}`}>
        <LightGlyph light={light} size={22} />
        <b>{lightName(light, lang)}</b>
        <span>{light === "grey" ? t("light_grey_long") : verdict(layer, row, edition, lang)}</span>
        {stage && <span class="jg-stage">{choiceLabel(store.catalog, "stage", stage, lang)}</span>}
      </div>
      <p class="jg-card-fresh jg-quiet">
        {recorded === null ? t("noReport") : t("asOfDate", { date: formatDays(recorded, lang) })}
      </p>
      <div class="jg-done">
        <span>
          <b>{done === null ? "—" : formatPercent(done, lang)}</b> {t("done")}
        </span>
        <span class="jg-quiet">
          {t("planned")} {planned === null ? "—" : formatPercent(planned, lang)}
        </span>
      </div>
      <Progress done={done} planned={planned} />
      <p class="jg-why">
        <span class="jg-sr">{t("why")}: </span>
        {explainLight(layer, row, edition, page.lights, asOf, lang)}
      </p>
      <Curve layer={layer} row={row} />
    </div>
  );
}

/** What the light rests on in few words: days, an index, or the points ahead or behind. */
function verdict(layer: Layer, row: number, edition: number, lang: Lang): string {
  const of = (name: string): number | null => stateNumber(layer, name, edition, row);
  const [days, spi, cpi, lead] = [of("rule_days"), of("spi"), of("cpi"), of("lead")];
  if (days) return say("verdictDays", lang, { n: formatNumber(days, lang) });
  if (spi !== null || cpi !== null) {
    const told = [
      ["SPI", spi],
      ["CPI", cpi],
    ] as const;
    const known = told.filter(([, value]) => value !== null);
    return known.map(([name, value]) => `${name} ${formatNumber(value!, lang, 2)}`).join(" ");
  }
  return lead === null ? "" : leadWords(lead, lang, true);
}

function moneyOf(store: Store, layer: Layer, row: number, { lang, t }: Words): Fact[] {
  const planned = number(layer, "investment_wan", row);
  const invested = stateNumber(layer, "invested_wan", store.edition.value, row);
  const amount = invested === null ? null : formatMoney(invested, lang);
  const pct = planned && invested !== null ? formatPercent((invested / planned) * 100, lang) : null;
  return [
    { name: t("investment"), value: planned === null ? null : formatMoney(planned, lang) },
    { name: t("invested"), value: amount && pct ? t("ofInvestment", { amount, pct }) : amount },
  ];
}

function factsOf(store: Store, layer: Layer, row: number, { lang, t }: Words): Fact[] {
  const { catalog } = store;
  const amount = (
    name: string,
    format: (value: number, lang: Words["lang"]) => string,
  ): string | null => {
    const value = number(layer, name, row);
    return value === null ? null : format(value, lang);
  };
  const share = number(layer, "share", row);
  const kind = text(layer, "kind", row);
  const theme = themeOf(layer, row);
  const facts: Fact[] = [
    { name: t("id"), value: isTold(catalog, layer, row) ? null : idOf(layer, row) },
    {
      name: t("kind"),
      value: kind && (inLang(layer.info.kinds.find(({ id }) => id === kind)?.name, lang) || kind),
    },
    { name: t("theme"), value: theme && choiceLabel(catalog, "theme", theme, lang) },
    { name: t("responsible"), value: bilingual(layer, "responsible", row, lang) },
    { name: t("area"), value: amount("area_m2", formatArea) },
    { name: t("length"), value: amount("length_m", formatLength) },
    {
      name: t("shareHere"),
      value: share !== null && share < 1 ? formatPercent(share * 100, lang) : null,
    },
  ];
  for (const field of layer.info.fields)
    facts.push({ name: inLang(field.name, lang), field, layer, row, edition: store.edition.value });
  return facts;
}

/** Of one table the id is the value of one of its own columns, which is called as its readers call it. */
const isTold = ({ page }: Catalog, layer: Layer, row: number): boolean =>
  page.kind === "table" &&
  layer.info.fields.some(({ id }) => String(cell(layer, id, row) ?? "") === idOf(layer, row));

function Districts({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const shares = sharesAt(layer, row);
  if (!shares.length) return null;
  return (
    <div class="jg-card-part">
      <h3>{t("districtShares")}</h3>
      {shares.map(({ district, share, inferred }) => (
        <div class="jg-share" key={district}>
          <span>{districtName(store.catalog, district, lang)}</span>
          {shares.length > 1 && (
            <span class="jg-share-bar">
              <span style={{ width: `${share * 100}%` }} />
            </span>
          )}
          <b>{shares.length > 1 ? formatPercent(share * 100, lang) : ""}</b>
          {inferred && <small class="jg-quiet">{t("shareInferred")}</small>}
        </div>
      ))}
    </div>
  );
}

function Origin({ layer, row }: { layer: Layer; row: number }) {
  const { catalog } = useStore();
  const { lang, t } = useWords();
  const accuracy = accuracyOf(layer, row);
  const metres = number(layer, "uncertainty_m", row);
  // Of a table that somebody brought nothing is known but what it says.
  const isSaid = catalog.page.kind !== "table" || text(layer, "location", row) !== null;
  const facts: Fact[] = [
    { name: t("location"), value: isSaid ? locationLabel(locationOf(layer, row), lang) : null },
    {
      name: t("accuracy"),
      value: isAccuracy(accuracy) ? t(`accuracy_${accuracy}`) : accuracy || null,
    },
    {
      name: t("uncertainty"),
      value: metres ? t("uncertaintyUpTo", { length: formatLength(metres, lang) }) : null,
    },
    {
      name: t("source"),
      value: bilingual(layer, "source", row, lang) ?? inLang(layer.info.source, lang),
    },
    { name: t("note"), value: bilingual(layer, "note", row, lang) },
  ];
  return <Facts title={t("source")} facts={facts} />;
}

type Accuracy = "surveyed" | "digitised" | "approximate" | "schematic";
const isAccuracy = (value: string): value is Accuracy =>
  ["surveyed", "digitised", "approximate", "schematic"].includes(value);

function Doubts({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const id = idOf(layer, row);
  const issues = store.catalog.page.issues.filter(
    (issue) => issue.layer === layer.info.id && issue.feature === id,
  );
  if (!issues.length) return null;
  return (
    <div class="jg-card-part">
      <h3>{t("itsIssues")}</h3>
      {issues.map((issue, at) => (
        <p class={`jg-issue jg-issue-${issue.severity}`} key={at}>
          <b>{inLang(issue.name, lang)}</b> {inLang(issue.message, lang)}
          {(issue.row !== null || issue.age) && <IssueWhere issue={issue} />}
        </p>
      ))}
    </div>
  );
}
