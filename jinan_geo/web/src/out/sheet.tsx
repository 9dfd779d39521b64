// The sheets that go to paper: all that a reader without the page must know.
import type { ComponentChildren } from "preact";
import { LIGHTS, lightOf } from "../data/layer";
import { LightGlyph } from "../look/glyph";
import { lightName } from "../look/lightwords";
import { INK, WHITE } from "../look/palette";
import { groundCredit } from "../map/groundview";
import type { LegendItem } from "../map/legenditems";
import { countWords, eachKind, samplesAmong } from "../state/apart";
import { filterWords } from "../state/asked";
import { printing } from "../state/print";
import { type Counts, type Store, showsSamples } from "../state/store";
import { titleOf } from "../state/title";
import { useStore, useWords } from "../state/use";
import { formatDate, formatNumber, inLang } from "../words/format";
import { say } from "../words/messages";
import { Locator } from "./locator";
import { Numbers, type Tag } from "./numbers";
import { boundsOf, type Printed } from "./printed";
import { SheetLegend } from "./sheetlegend";
import { cutList, MOST_LINES, type Room, SheetList } from "./sheetlist";
import { SheetTargets } from "./sheettargets";
import { Strip } from "./strip";
import { reviewWords } from "./table";

const MANY_TARGETS = 8; // more than these need a column of their own

/** One sheet with the map, and as many with the rest of the list as it takes. */
export function Sheets(props: {
  printed: Printed;
  room: Room;
  marks: readonly LegendItem[];
  tags: readonly Tag[];
}) {
  const { printed, room, marks, tags } = props;
  const store = useStore();
  const { t } = useWords();
  const title = printing.title.value.trim() || titleOf(store);
  const tagged = new Set(tags.map(({ at }) => at));
  const [first, ...others] = cutList(printed, room);
  const all = 1 + others.length;
  const shown = others.length ? MOST_LINES : first.lines.length;
  const list = { printed, tagged, shown: Math.min(shown, printed.lines.length) };
  return (
    <>
      <section class="jg-p-sheet">
        <Head title={title} printed={printed} whole />
        <Body marks={marks} printed={printed} tags={tags}>
          <SheetList {...list} cut={first} />
        </Body>
        <Foot at={1} all={all} sources />
      </section>
      {others.map((cut, at) => (
        <section class="jg-p-sheet jg-p-next" key={at}>
          <Head title={t("listOf", { title })} printed={printed} />
          <SheetList {...list} cut={cut} wide />
          <Foot at={at + 2} all={all} />
        </section>
      ))}
    </>
  );
}

/** The map above the list; beside them the legend and, on a sheet that lies across, the commitments. */
function Body(props: {
  printed: Printed;
  marks: readonly LegendItem[];
  tags: readonly Tag[];
  children: ComponentChildren;
}) {
  const { printed, marks, tags, children } = props;
  const { targets } = useStore().catalog.page;
  const isAcross = printing.turn.value === "landscape";
  const isMany = targets.length > MANY_TARGETS;
  const aside = isAcross && isMany;
  return (
    <div class={`jg-p-body ${aside ? "jg-p-aside" : isMany ? "jg-p-many" : ""}`}>
      {aside && (
        <div class="jg-p-column">
          <SheetTargets />
          <More />
        </div>
      )}
      <div class="jg-p-middle">
        <SheetMap printed={printed} tags={tags} />
        <div class="jg-p-under-map">
          <Strip printed={printed} />
        </div>
        {children}
        <div class="jg-p-low">
          {!isAcross && <SheetTargets />}
          <Note />
        </div>
      </div>
      <div class="jg-p-column">
        <Locator extent={printed.extent} />
        {isAcross && !aside && <SheetTargets />}
        <SheetLegend marks={marks} printed={printed} isNumbered={tags.length > 0} />
        <More />
      </div>
    </div>
  );
}

function SheetMap({ printed, tags }: { printed: Printed; tags: readonly Tag[] }) {
  const store = useStore();
  const { t } = useWords();
  return (
    <figure class="jg-p-map" data-bounds={boundsOf(printed.extent).join(" ")}>
      <Numbers tags={tags} extent={printed.extent} />
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
  );
}

/** What whoever prints has to say of it; it is theirs, so it says so. */
function Note() {
  const { t } = useWords();
  const words = printing.note.value.trim();
  return words ? (
    <p class="jg-p-note">
      <b>{t("print_note")}</b>
      {t("colon")}
      {words}
    </p>
  ) : null;
}

function Head(props: { title: string; printed: Printed; whole?: boolean }) {
  const { title, printed, whole = false } = props;
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  const subtitle = printing.subtitle.value.trim();
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
      {whole && subtitle && <p class="jg-p-subtitle">{subtitle}</p>}
      <Under printed={printed} />
    </header>
  );
}

/** What the sheet holds: the filters in words, how many lie in the map, and how many of each light. */
function Under({ printed }: { printed: Printed }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const words = filterWords(store);
  const since = store.since.value;
  if (since !== null) words.push(`${t("changesSince")} ${formatDate(page.editions[since]!, lang)}`);
  const [colon, semicolon] = [say("colon", lang), say("semicolon", lang)];
  return (
    <div class="jg-p-under">
      <p>
        {t("filtersInForce")}
        {colon}
        {words.length ? words.join(semicolon) : t("noFilter")}
      </p>
      <p>
        <span>{whereWords(store, printed)}</span>
        {page.lights &&
          byLight(store, printed.told).map((projects, at) => (
            <span class="jg-p-light" key={at}>
              {!at && printed.outside > 0 && t("printWithin")}
              <LightGlyph light={LIGHTS[at]!} size={10} />
              {lightName(LIGHTS[at]!, lang)}{" "}
              <b>{countWords(store, lang, projects.length, samplesAmong(store, projects))}</b>
            </span>
          ))}
      </p>
    </div>
  );
}

/** All that passes the filters, as the sum of what lies in the map, outside it, and nowhere. */
function whereWords(store: Store, { within, outside }: Printed): string {
  const lang = store.lang.value;
  const n = (value: number): string => formatNumber(value, lang);
  const match = ({ list, map, drawer }: Counts, inside: number): string =>
    outside
      ? say("printSum", lang, {
          list: n(list),
          map: n(inside),
          out: n(map - inside),
          drawer: n(drawer),
        })
      : say("matchLine", lang, { list: n(list), map: n(map), drawer: n(drawer) });
  const apart = store.countsApart.value;
  if (!apart) return match(store.counts.value, within.length);
  const samples = samplesAmong(store, within) ?? 0;
  const told = {
    sourced: match(apart.sourced, within.length - samples),
    sample: match(apart.sample, samples),
  };
  return eachKind(lang, told, (words) => words);
}

/** The counts of the page's own legend leave the filter by light aside; these are of what is printed. */
function byLight({ catalog, edition }: Store, told: readonly number[]): number[][] {
  const found: number[][] = LIGHTS.map(() => []);
  for (const project of told) {
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
