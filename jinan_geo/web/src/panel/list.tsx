// The projects that pass the filters, worst first; only the rows in sight are in the document.
import { useEffect, useRef } from "preact/hooks";
import { idOf, keyOf, natureOf, projectOf, stageOf } from "../data/catalog";
import { type Layer, lightOf, number, stateNumber } from "../data/layer";
import { type SortBy, sortOf, sortsFor } from "../data/sort";
import { coloringOf } from "../look/coloring";
import { fieldText } from "../look/fieldtext";
import { Icon, LightGlyph, ShapeGlyph } from "../look/glyph";
import { choiceLabel, districtsShort, langOf, nameOf } from "../look/labels";
import { leadWords } from "../look/lightwords";
import { eachKind } from "../state/apart";
import type { Counts, Store } from "../state/store";
import { layout, useStore, useWords } from "../state/use";
import {
  formatAmount,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  inLang,
  isoOf,
} from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { ChangeTag } from "./changetab";
import { Sparkline } from "./sparkline";
import { indexes, useVirtual } from "./virtual";

/** Height of a row: a name, and words that take two lines, in English three. */
export const rowHeight = (lang: Lang): number => (lang === "zh" ? 64 : 76);

export function ProjectList() {
  const store = useStore();
  const { lang, t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const { catalog } = store;
  const listed = store.listed.value;
  const height = rowHeight(lang);
  const rows = useVirtual(scroller, listed.length, height);
  const selected = store.selection.value;
  const project = selected ? projectOf(catalog, selected) : -1;
  const at = project < 0 ? -1 : listed.indexOf(project);

  // A choice made on the map brings its row into sight; one made here is in sight already.
  useEffect(() => {
    if (at >= 0) rows.reveal(at);
  }, [at]);

  const choose = (index: number): void => {
    const to = Math.max(0, Math.min(listed.length - 1, index));
    if (to in listed) select(listed[to]!);
  };
  const select = (one: number): void => {
    store.selection.value = keyOf(catalog, one);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) choose(at < 0 ? 0 : at + steps[event.key]!);
    else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(listed.length - 1);
    else return;
    event.preventDefault();
  };

  if (!listed.length) return <Empty />;
  return (
    <div
      class="jg-scroll jg-list"
      ref={scroller}
      role="listbox"
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-label={t(catalog.page.kind === "table" ? "features" : "projects")}
      aria-activedescendant={at >= 0 ? `jg-row-${project}` : undefined}
    >
      <div class="jg-list-length" role="presentation" style={{ height: `${rows.length}px` }}>
        {indexes(rows).map((index) => {
          const one = listed[index]!;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, aria-activedescendant names the row
            <div
              key={index}
              id={`jg-row-${one}`}
              class="jg-row"
              role="option"
              aria-selected={index === at}
              aria-setsize={listed.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${rows.top(index)}px)`, height: `${height}px` }}
              onClick={() => select(one)}
              onPointerEnter={() => (store.pointed.value = keyOf(catalog, one))}
              onPointerLeave={() => (store.pointed.value = null)}
            >
              <Row project={one} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A name and a number, then lateness, stage and place in full: the same in the list and in the drawer. */
export function Row({ project }: { project: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const layer = catalog.layerAt[project]!;
  const row = catalog.rowAt[project]!;
  const edition = store.edition.value;
  const lit = catalog.page.lights !== null;
  const done = stateNumber(layer, "done_pct", edition, row);
  const planned = stateNumber(layer, "planned_pct", edition, row);
  const stage = stageOf(layer, edition, row);
  const name = nameOf(layer, row, lang);
  const key = idOf(layer, row);
  const recorded = stateNumber(layer, "record_date", edition, row);
  const late = stateNumber(layer, "late_days", edition, row) ?? 0;
  const parts = [
    late > 0 ? t("late", { n: formatNumber(late, lang) }) : "",
    stage ? choiceLabel(catalog, "stage", stage, lang) : "",
    districtsShort(catalog, layer, row, lang),
    // What stands in brackets explains a layer's name, and has room in the card and the legend.
    lit
      ? inLang(layer.info.name, lang).replace(/ ?[（(][^（）()]*[)）]$/, "")
      : key === name
        ? ""
        : key,
    lit && layer.states ? rowDate(recorded, lang) : "",
  ];
  const light = lightOf(layer, edition, row);
  const by = store.colorBy.value;
  const coloring = coloringOf(catalog, by);
  const look = coloring.classes[coloring.at(layer, edition, row)]!;
  const colored = layer.info.fields.find(({ id }) => id === by);
  const nature = natureOf(layer, edition, row);
  return (
    <>
      {lit ? (
        <LightGlyph light={light} size={16} />
      ) : (
        <ShapeGlyph shape={look.shape} color={look.color} size={14} />
      )}
      {lit && <span class="jg-sr">{say(`light_${light}`, lang)}</span>}
      <span class="jg-row-name" lang={langOf(name, lang)}>
        {name}
      </span>
      <span class="jg-row-number">
        {lit || store.sort.value.by === "investment"
          ? rowNumber(store, layer, row, lang)
          : colored && fieldText(layer, colored, edition, row, lang)}
      </span>
      <span class="jg-row-line">
        <ChangeTag project={project} />
        {parts.filter(Boolean).join("\u00a0· ")}
      </span>
      {lit && <Sparkline layer={layer} row={row} />}
      {lit && <Progress done={done} planned={planned} />}
      {nature !== "official" && (
        <span class="jg-corner" title={t(nature === "sample" ? "sampleBadge" : "progressBadge")}>
          {t(nature === "sample" ? "sampleTag" : "progressTag")}
        </span>
      )}
    </>
  );
}

/** How fresh a row is: the month of the record that its state follows from, close together so that it stays whole. */
function rowDate(recorded: number | null, lang: Lang): string {
  if (recorded === null) return say("noReport", lang);
  const month = lang === "zh" ? isoOf(recorded).slice(0, 7) : formatMonth(recorded, lang);
  return say("asOfDate", lang, { date: month }).replace(/ /g, "\u00a0");
}

/** The number that the list is sorted by, or else how much is done. */
export function rowNumber(store: Store, layer: Layer, row: number, lang: Lang): string {
  const { by } = store.sort.value;
  const edition = store.edition.value;
  if (by === "investment") {
    const investment = number(layer, "investment_wan", row);
    return investment === null ? "—" : formatMoney(investment, lang);
  }
  if (by === "lag") {
    const lead = stateNumber(layer, "lead", edition, row);
    return lead === null ? "—" : leadWords(lead, lang);
  }
  const done = stateNumber(layer, "done_pct", edition, row);
  return done === null ? "—" : formatPercent(done, lang);
}

export function Progress({ done, planned }: { done: number | null; planned: number | null }) {
  return (
    <span class="jg-progress" aria-hidden="true">
      <span
        class="jg-progress-done"
        style={{ width: `${Math.max(0, Math.min(100, done ?? 0))}%` }}
      />
      {planned !== null && (
        <span
          class="jg-progress-tick"
          style={{ left: `${Math.max(0, Math.min(100, planned))}%` }}
        />
      )}
    </span>
  );
}

function Empty() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page, projects } = store.catalog;
  if (projects)
    return (
      <div class="jg-empty">
        <p>{t("none")}</p>
        <p>{t("noneWhy")}</p>
      </div>
    );
  // Only counts of places can be set against places on the map: not rates, and not sums like parking spaces.
  const promises = page.targets.filter((target) => target.layer && PLACES.includes(target.unit.zh));
  return (
    <div class="jg-empty">
      {promises.length === 0 && <p>{t("none")}</p>}
      {promises.map((target) => (
        <p key={target.id}>
          {inLang(target.name, lang)}
          <br />
          {t("promisedLocated", {
            promised: formatAmount(target.value, target.unit, lang),
            located: 0,
          })}
        </p>
      ))}
      <p>{t("nothingYetWhy")}</p>
    </div>
  );
}

const PLACES = ["处", "个", "条", "项"];

export function ListTools() {
  const store = useStore();
  const { t } = useWords();
  const { by, down } = store.sort.value;
  return (
    <div class="jg-tools">
      <button
        type="button"
        class="jg-button jg-filter-button"
        aria-expanded={layout.filtersOpen.value}
        onClick={() => (layout.filtersOpen.value = !layout.filtersOpen.value)}
      >
        {t("filter")}
      </button>
      <MatchLine />
      <button
        type="button"
        class="jg-table-button"
        aria-label={t("wideTable")}
        title={t("wideTable")}
        onClick={() => (layout.tableOpen.value = true)}
      >
        <Icon name="table" />
      </button>
      <select
        class="jg-sort"
        aria-label={t("sort")}
        value={by}
        onChange={(event) => (store.sort.value = sortOf(event.currentTarget.value as SortBy))}
      >
        {sortsFor(store.catalog).map((sort) => (
          <option value={sort} key={sort}>
            {t(`sort_${sort}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="jg-direction"
        aria-pressed={down}
        aria-label={t(down ? "sortDown" : "sortUp")}
        title={t(down ? "sortDown" : "sortUp")}
        onClick={() => (store.sort.value = { by, down: !down })}
      >
        <Icon name={down ? "sortDown" : "sortUp"} />
      </button>
    </div>
  );
}

function MatchLine() {
  const store = useStore();
  const { lang, t } = useWords();
  const apart = store.countsApart.value;
  const line = ({ list, map, drawer }: Counts): string =>
    t("matchLine", {
      list: formatNumber(list, lang),
      map: formatNumber(map, lang),
      drawer: formatNumber(drawer, lang),
    });
  return (
    <span
      class="jg-match"
      aria-live="polite"
      role="status"
      title={apart ? eachKind(lang, apart, line) : undefined}
    >
      {apart
        ? eachKind(lang, apart, ({ list }) => formatNumber(list, lang))
        : line(store.counts.value)}
    </span>
  );
}
