// The sheets that go to paper: all that a reader without the page must know.

import { type Layer, LIGHTS, lightOf } from "../data/layer";
import type { TargetInfo } from "../data/page";
import { type Reached, reachedAt } from "../data/truth";
import { coloringName } from "../look/coloring";
import { CertaintyGlyph, GeometryGlyph, LightGlyph, ShapeGlyph } from "../look/glyph";
import { lagRule, leadWords, lightName, pauseRules, startRule } from "../look/lightwords";
import { BOUNDARY, DISTRICT, INK, QUIET, WHITE } from "../look/palette";
import { groundCredit } from "../map/groundview";
import { isWords, type LegendItem, legendItems } from "../map/legenditems";
import { isOver } from "../panel/endings";
import { Bullet, comparator, groupTargets, valueDate } from "../panel/tiles";
import { countWords, eachKind, samplesAmong } from "../state/apart";
import { type Counts, type Store, showsSamples } from "../state/store";
import { titleOf } from "../state/title";
import { useStore, useWords } from "../state/use";
import { formatAmount, formatBare, formatDate, formatNumber, inLang } from "../words/format";
import { say } from "../words/messages";
import { cutList, type Room, SheetList } from "./sheetlist";
import { filterWords, reviewWords } from "./table";

const MANY_TARGETS = 8; // more than these need a column of their own

/** One sheet with the map, and as many with the rest of the list as it takes. */
export function Sheets({ room, marks }: { room: Room; marks: readonly LegendItem[] }) {
  const store = useStore();
  const { t } = useWords();
  const { page } = store.catalog;
  const title = titleOf(store);
  const aside = page.targets.length > MANY_TARGETS;
  const [first, ...others] = cutList(store, room);
  const all = 1 + others.length;
  return (
    <>
      <section class="jg-p-sheet">
        <Head title={title} />
        <div class={`jg-p-body ${aside ? "jg-p-aside" : ""}`}>
          {aside && (
            <div class="jg-p-column">
              <SheetTargets />
              <More />
            </div>
          )}
          <div class="jg-p-middle">
            <figure class="jg-p-map">
              <svg class="jg-p-north" viewBox="0 0 24 40" role="img" aria-label={t("north")}>
                <text x="12" y="10" text-anchor="middle" font-size="11" fill={INK}>
                  {t("north")}
                </text>
                <path d="M12 13L19 37L12 31Z" fill={INK} />
                <path d="M12 13L5 37L12 31Z" fill={WHITE} stroke={INK} />
              </svg>
              <span class="jg-p-credit">{groundCredit(store)}</span>
              <figcaption class="jg-p-scale" />
            </figure>
            <SheetList rows={first} from={0} />
          </div>
          <div class="jg-p-column">
            {!aside && <SheetTargets />}
            <SheetLegend marks={marks} />
            <More />
          </div>
        </div>
        <Foot at={1} all={all} sources />
      </section>
      {others.map((rows, at) => (
        <section class="jg-p-sheet jg-p-next" key={at}>
          <Head title={t("listOf", { title })} />
          <SheetList rows={rows} from={first.count + at * rows.most} wide />
          <Foot at={at + 2} all={all} />
        </section>
      ))}
    </>
  );
}

function Head({ title }: { title: string }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  return (
    <header class="jg-p-head">
      <h1>{title}</h1>
      <p>
        {asOf && (
          <span>
            {t("dataDate")} <b>{formatDate(asOf, lang)}</b>
          </span>
        )}
        {showsSamples(store) && <span class="jg-badge jg-badge-sample">{t("sampleBadge")}</span>}
        <span class="jg-badge">{reviewWords(store)}</span>
        {store.backdrop.value === "shown" && <span>{t("basemapLeftOut")}</span>}
      </p>
      <Under />
    </header>
  );
}

/** What the sheet holds: the filters in words, and how many of each light pass them. */
function Under() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const words = filterWords(store);
  const since = store.since.value;
  if (since !== null) words.push(`${t("changesSince")} ${formatDate(page.editions[since]!, lang)}`);
  const n = (value: number): string => formatNumber(value, lang);
  const match = ({ list, map, drawer }: Counts): string =>
    t("matchLine", { list: n(list), map: n(map), drawer: n(drawer) });
  const apart = store.countsApart.value;
  const [colon, semicolon] = [say("colon", lang), say("semicolon", lang)];
  return (
    <div class="jg-p-under">
      <p>
        {t("filtersInForce")}
        {colon}
        {words.length ? words.join(semicolon) : t("noFilter")}
      </p>
      <p>
        <span>{apart ? eachKind(lang, apart, match) : match(store.counts.value)}</span>
        {page.lights &&
          listedByLight(store).map((projects, at) => (
            <span class="jg-p-light" key={at}>
              <LightGlyph light={LIGHTS[at]!} size={10} />
              {lightName(LIGHTS[at]!, lang)}{" "}
              <b>{countWords(store, lang, projects.length, samplesAmong(store, projects))}</b>
            </span>
          ))}
      </p>
    </div>
  );
}

/** Of what is listed; the counts of the page's own legend leave the filter by light aside. */
function listedByLight({ catalog, listed, edition }: Store): number[][] {
  const found: number[][] = LIGHTS.map(() => []);
  for (const project of listed.value) {
    const light = lightOf(catalog.layerAt[project]!, edition.value, catalog.rowAt[project]!);
    found[LIGHTS.indexOf(light)]!.push(project);
  }
  return found;
}

function Foot({ at, all, sources = false }: { at: number; all: number; sources?: boolean }) {
  const {
    catalog: { page },
  } = useStore();
  const { lang, t } = useWords();
  const given = [
    ...page.layers.map(({ source }) => source),
    ...page.targets.map(({ source }) => source),
  ];
  const lines = [...new Set(given.map((source) => inLang(source, lang)).filter(Boolean))];
  const [colon, semicolon] = [say("colon", lang), say("semicolon", lang)];
  return (
    <footer class="jg-p-foot">
      <p>{sources && t("sources") + colon + lines.join(semicolon)}</p>
      <p>
        {t(`audience_${page.audience}`)} · {t("madeBy", { version: page.version })} ·{" "}
        <b>{t("printPage", { n: at, all })}</b>
      </p>
    </footer>
  );
}

/** Says how many entries of a column did not fit; filled in once that is known. */
const More = () => <p class="jg-p-more" hidden />;

function SheetTargets() {
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
        {comparator(target, lang)}
        {formatAmount(target.value, target.unit, lang)}
        {actual !== null && <Bullet target={target} state={state} isOver={over} />}
      </span>
    </div>
  );
}

function SheetLegend({ marks }: { marks: readonly LegendItem[] }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { lights } = store.catalog.page;
  const items = legendItems(store);
  const by = store.colorBy.value;
  const colors = by === "layer" ? [] : items.filter(({ shape }) => shape); // the layers follow anyway
  const coloring = items.find(isWords)?.label ?? coloringName(store.catalog, by, lang);
  const fills = marks.filter(({ fill }) => fill);
  const sizes = marks.filter(({ mark }) => mark?.radius && !mark.chosen);
  const rules = lights && [
    ...(["red", "yellow", "green"] as const).map((light) => lagRule(light, lights, lang)),
    startRule(lights, lang),
    ...pauseRules(store.catalog.page, lang),
  ];
  return (
    <section>
      <h2>{t("legend")}</h2>
      {colors.length > 0 && <h3>{coloring}</h3>}
      <Items items={colors} />
      {fills.length > 0 && <h3>{t("fillTitle")}</h3>}
      <Items items={fills} />
      <Items items={marks.filter(({ mark }) => mark?.change || mark?.stack)} />
      {sizes.length > 0 && <h3>{t("size")}</h3>}
      <Items items={sizes} />
      <Items items={marks.filter(({ mark }) => mark?.chosen)} />
      <h3>{t("certainty")}</h3>
      <Items items={items.filter(({ certainty, mark }) => certainty || mark)} />
      <h3>{t("layers")}</h3>
      <Layers />
      {rules && (
        <div class="jg-p-spare">
          <h3>{t("lightRule")}</h3>
          <p>
            {rules.map((rule) => rule[0]!.toUpperCase() + rule.slice(1)).join(t("ruleGap"))}
            {t("ruleEnd")}
          </p>
        </div>
      )}
    </section>
  );
}

function Items({ items }: { items: readonly LegendItem[] }) {
  return (
    <>
      {items.map((item) => (
        <div class="jg-p-entry jg-p-item" key={item.label}>
          <i class="jg-p-sign">
            {item.shape && <ShapeGlyph shape={item.shape} color={item.color} size={11} />}
            {item.certainty && <CertaintyGlyph certainty={item.certainty} color={item.color} />}
            {item.fill && <span class="jg-swatch" style={{ background: item.color }} />}
            {item.mark && <MarkGlyph mark={item.mark} color={item.color} />}
          </i>
          <span>{item.label}</span>
        </div>
      ))}
    </>
  );
}

function MarkGlyph({ mark, color }: { mark: NonNullable<LegendItem["mark"]>; color: string }) {
  const radius = mark.change ? 7.5 : (mark.radius ?? 8);
  const half = radius + 1.5;
  return (
    <svg
      class="jg-glyph"
      width={2 * half}
      height={2 * half}
      viewBox={`${-half} ${-half} ${2 * half} ${2 * half}`}
      aria-hidden="true"
    >
      {mark.change && <circle r="4" fill={QUIET} />}
      {mark.change === 1 ? (
        <circle cx="5" cy="-5" r="2" fill={color} />
      ) : (
        <circle r={radius} fill="none" stroke={color} stroke-width={mark.chosen ? 2.5 : 1} />
      )}
      {mark.stack && (
        <text y="4" text-anchor="middle" font-size="11" font-weight="600" fill={color}>
          8
        </text>
      )}
    </svg>
  );
}

/** Those that the sheet holds something of, with how many. */
function Layers() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const counts = new Map<Layer, number[]>();
  for (const project of store.listed.value) {
    const layer = catalog.layerAt[project]!;
    const own = counts.get(layer) ?? [];
    own.push(project);
    counts.set(layer, own);
  }
  const shown = catalog.layers.filter(
    (layer) =>
      !store.hidden.value.has(layer.info.id) &&
      (layer.info.role !== "projects" || counts.has(layer)),
  );
  return (
    <>
      {shown.map((layer) => {
        const { info } = layer;
        const count = counts.get(layer);
        return (
          <div class="jg-p-entry jg-p-item" key={info.id}>
            <i class="jg-p-sign">
              {info.role === "districts" ? (
                <span
                  class="jg-swatch jg-swatch-line"
                  style={{ background: DISTRICT, borderColor: BOUNDARY }}
                />
              ) : (
                <GeometryGlyph
                  kinds={info.geometry}
                  color={store.colorBy.value === "layer" ? info.style.color : INK}
                />
              )}
            </i>
            <span>
              {inLang(info.name, lang)}
              {info.sample && <em class="jg-tag">{t("sampleTag")}</em>}
            </span>
            {count && <b>{countWords(store, lang, count.length, samplesAmong(store, count))}</b>}
          </div>
        );
      })}
    </>
  );
}
