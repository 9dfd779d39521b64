// The list on paper: in columns of rows of one height, the first of them beside the map.

import { idOf, isSample, stageOf } from "../data/catalog";
import { type Layer, lightOf, number } from "../data/layer";
import { LightGlyph, ShapeGlyph } from "../look/glyph";
import { choiceLabel, districtsLine, nameOf, shortName } from "../look/labels";
import { rowNumber } from "../panel/list";
import { countWords, samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import { layout, useStore, useWords } from "../state/use";
import { formatDays, formatNumber, inLang } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";

/** Rows that one column has room for: beside the map, and on a sheet of their own. */
export interface Room {
  first: number;
  next: number;
}

/** A stretch of the list that goes onto one sheet. */
export interface Cut {
  projects: Uint32Array;
  count: number;
  /** How many the sheet has room for. */
  most: number;
}

const MOST_ROWS = 2000; // more would be a book
const COLUMNS = 2;

/** Cut the list into sheets; without the whole list there is only the first stretch. */
export function cutList(store: Store, room: Room): [Cut, ...Cut[]] {
  const listed = store.listed.value.subarray(0, MOST_ROWS);
  const cut = (from: number, kind: keyof Room): Cut => {
    const most = room[kind] * COLUMNS;
    const projects = listed.subarray(from, from + most);
    return { projects, count: projects.length, most };
  };
  const cuts: [Cut, ...Cut[]] = [cut(0, "first")];
  if (!layout.printList.value) return cuts;
  for (let from = cuts[0].count; from < listed.length; from += room.next * COLUMNS)
    cuts.push(cut(from, "next"));
  return cuts;
}

export function SheetList({
  rows,
  from,
  wide = false,
}: {
  rows: Cut;
  from: number;
  wide?: boolean;
}) {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const samplesOf = samplesAmong(store, store.listed.value);
  const n = countWords(store, lang, store.listed.value.length, samplesOf);
  const whole = layout.printList.value && store.listed.value.length <= MOST_ROWS;
  const shown = layout.printList.value
    ? Math.min(MOST_ROWS, store.listed.value.length)
    : rows.count;
  const { by, down } = store.sort.value;
  const order = t("printOrder", { name: t(`sort_${by}`) }) + (down ? t("printDown") : "");
  const samples = rows.projects.some((project) =>
    isSample(store.catalog.layerAt[project]!, store.catalog.rowAt[project]!),
  );
  const height = Math.max(1, rows.most / COLUMNS);
  return (
    <section class={`jg-p-list ${wide ? "jg-p-wide" : ""} ${page.lights ? "" : "jg-p-plain"}`}>
      <h2>
        {t(page.kind === "table" ? "features" : "projects")}
        <small>
          {[
            whole || shown >= store.listed.value.length
              ? t("printAll", { n })
              : t("printFirst", { n, shown: formatNumber(shown, lang) }),
            order,
          ].join(" · ")}
          {samples && ` · * ${t("sampleBadge")}`}
        </small>
      </h2>
      <div class="jg-p-rows">
        {Array.from({ length: COLUMNS }, (_, column) => {
          const projects = rows.projects.subarray(column * height, (column + 1) * height);
          return (
            projects.length > 0 && (
              <div key={column}>
                <RowHead wide={wide} />
                {Array.from(projects, (project, at) => (
                  <Row
                    project={project}
                    at={from + column * height + at + 1}
                    wide={wide}
                    key={project}
                  />
                ))}
              </div>
            )
          );
        })}
      </div>
      {!rows.count && <p class="jg-quiet">{t("none")}</p>}
    </section>
  );
}

function RowHead({ wide }: { wide: boolean }) {
  const {
    catalog: { page },
    sort,
  } = useStore();
  const { t } = useWords();
  const { by } = sort.value;
  return (
    <div class="jg-p-row jg-p-rowhead">
      <span />
      <span />
      <span>{t("sort_name")}</span>
      {wide && page.lights && <span>{t("stage")}</span>}
      <span>
        {t(
          page.kind === "table"
            ? "id"
            : !page.district
              ? "facet_district"
              : wide
                ? "layer"
                : "stage",
        )}
      </span>
      {wide && page.lights && <span>{t("plannedFinish")}</span>}
      {(page.lights || by === "investment") && (
        <span>{t(by === "investment" ? "investment" : by === "lag" ? "sort_lag" : "done")}</span>
      )}
    </div>
  );
}

function Row({ project, at, wide }: { project: number; at: number; wide: boolean }) {
  const store = useStore();
  const { lang } = useWords();
  const { catalog } = store;
  const { page } = catalog;
  const layer = catalog.layerAt[project]!;
  const row = catalog.rowAt[project]!;
  const edition = store.edition.value;
  const code = stageOf(layer, edition, row);
  const stage = code ? choiceLabel(catalog, "stage", code, lang) : "";
  const due = number(layer, "planned_finish", row);
  const light = lightOf(layer, edition, row);
  return (
    <div class="jg-p-row">
      <span class="jg-p-at">{at}</span>
      {page.lights ? (
        <span>
          <LightGlyph light={light} size={9} />
          <span class="jg-sr">{say(`light_${light}`, lang)}</span>
        </span>
      ) : (
        <ShapeGlyph shape="disc" color={layer.info.style.color} size={8} />
      )}
      <span class="jg-p-name">
        <span>{nameOf(layer, row, lang)}</span>
        {isSample(layer, row) && <i>*</i>}
      </span>
      {wide && page.lights && <span>{stage}</span>}
      <span>{page.district && !wide ? stage : placeWords(store, layer, row, lang)}</span>
      {wide && page.lights && <span>{due === null ? "" : formatDays(due, lang)}</span>}
      {(page.lights || store.sort.value.by === "investment") && (
        <b>{rowNumber(store, layer, row, lang)}</b>
      )}
    </div>
  );
}

/** Where it is; on the page of one district rather what it belongs to. */
function placeWords({ catalog }: Store, layer: Layer, row: number, lang: Lang): string {
  if (catalog.page.kind === "table") return idOf(layer, row);
  return catalog.page.district
    ? inLang(layer.info.name, lang)
    : districtsLine(catalog, layer, row, lang).split(", ").map(shortName).join(", ");
}
