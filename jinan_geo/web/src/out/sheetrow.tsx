// One line of the printed list: its columns are of what the sheet is about.
import { actionOf } from "../data/actions";
import { idOf, isSample, stageOf } from "../data/catalog";
import { type Layer, lightOf, number } from "../data/layer";
import { besides, causeWords, lagPoints, lateWords } from "../look/actionwords";
import { changeWords } from "../look/changewords";
import { LightGlyph, ShapeGlyph } from "../look/glyph";
import { choiceLabel, districtsLine, nameOf, shortName } from "../look/labels";
import { rowNumber } from "../panel/list";
import type { Subject } from "../state/print";
import type { Store } from "../state/store";
import { useStore, useWords, type Words } from "../state/use";
import { formatDays, inLang } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import type { Line } from "./printed";

export interface RowKind {
  subject: Subject;
  /** On a sheet of its own, which has room for more columns. */
  wide: boolean;
}

export function RowHead({ kind }: { kind: RowKind }) {
  const store = useStore();
  const words = useWords();
  return (
    <div class="jg-p-row jg-p-rowhead">
      <span />
      <span />
      <span>{words.t("sort_name")}</span>
      {headsOf(store, kind, words).map((head, at) => (
        <span key={at}>{head}</span>
      ))}
    </div>
  );
}

function headsOf({ catalog: { page }, sort }: Store, { subject, wide }: RowKind, { t }: Words) {
  if (subject === "lateness") return [t("responsible"), t("printClocks"), t("facet_cause")];
  if (subject === "changes") return [t("printField"), t("printSides")];
  const { by } = sort.value;
  const place =
    page.kind === "table"
      ? t("id")
      : t(!page.district ? "facet_district" : wide ? "layer" : "stage");
  return [
    ...(wide && page.lights ? [t("stage")] : []),
    place,
    ...(wide && page.lights ? [t("plannedFinish")] : []),
    ...(page.lights || by === "investment"
      ? [t(by === "investment" ? "investment" : by === "lag" ? "sort_lag" : "done")]
      : []),
  ];
}

/** `named` where its name stands: not on the further lines of one project, unless a column begins with them. */
export function Row(props: { line: Line; kind: RowKind; named: boolean; tagged: boolean }) {
  const { line, kind, named, tagged } = props;
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const { page } = catalog;
  const { project, at } = line;
  const layer = catalog.layerAt[project]!;
  const row = catalog.rowAt[project]!;
  const light = lightOf(layer, store.edition.value, row);
  const isNowhere = named && !catalog.located[project];
  return (
    <div class="jg-p-row">
      <span class={`jg-p-at ${tagged ? "jg-p-tagged" : ""}`}>
        {at !== null && <b>{at}</b>}
        {isNowhere && <span title={t("location_unlocated")}>–</span>}
      </span>
      {!named ? (
        <span />
      ) : page.lights ? (
        <span>
          <LightGlyph light={light} size={9} />
          <span class="jg-sr">{say(`light_${light}`, lang)}</span>
        </span>
      ) : (
        <ShapeGlyph shape="disc" color={layer.info.style.color} size={8} />
      )}
      <span class="jg-p-name">
        {named && (
          <span>
            {nameOf(layer, row, lang)}
            {isSample(layer, row) && <i> *</i>}
            {kind.subject === "lateness" && <small> · {placeWords(store, layer, row, lang)}</small>}
          </span>
        )}
      </span>
      {cellsOf(store, line, kind, lang).map((cell, place) => (
        <span key={place}>{cell}</span>
      ))}
    </div>
  );
}

function cellsOf(store: Store, line: Line, { subject, wide }: RowKind, lang: Lang): string[] {
  if (subject === "lateness") return lateCells(store, line, lang);
  const { catalog } = store;
  if (line.change)
    return [say(`change_${line.change.field}`, lang), changeWords(catalog, line.change, lang)];
  const { page } = catalog;
  const layer = catalog.layerAt[line.project]!;
  const row = catalog.rowAt[line.project]!;
  const code = stageOf(layer, store.edition.value, row);
  const stage = code ? choiceLabel(catalog, "stage", code, lang) : "";
  const due = number(layer, "planned_finish", row);
  return [
    ...(wide && page.lights ? [stage] : []),
    page.district && !wide ? stage : placeWords(store, layer, row, lang),
    ...(wide && page.lights ? [due === null ? "" : formatDays(due, lang)] : []),
    ...(page.lights || store.sort.value.by === "investment"
      ? [rowNumber(store, layer, row, lang)]
      : []),
  ];
}

/** Who answers, how far behind, how late by which clock, and why. */
function lateCells({ catalog, edition }: Store, { project }: Line, lang: Lang): string[] {
  const action = actionOf(catalog, edition.value, project, false);
  const lag = action.lag !== null && say("lagOf", lang, { n: lagPoints(action, lang) });
  return [
    besides(catalog, action, "district", lang),
    [lag, action.late_of && lateWords(action, lang)].filter(Boolean).join("\n"),
    causeWords(catalog, action, lang),
  ];
}

/** Where it is; on the page of one district rather what it belongs to. */
function placeWords({ catalog }: Store, layer: Layer, row: number, lang: Lang): string {
  if (catalog.page.kind === "table") return idOf(layer, row);
  return catalog.page.district
    ? inLang(layer.info.name, lang)
    : districtsLine(catalog, layer, row, lang).split(", ").map(shortName).join(", ");
}
