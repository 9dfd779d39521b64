// The filtered list as a table: the columns of every export, in the words of the reader's language.

import { explainLight } from "../card/arithmetic";
import { unsaidOf } from "../data/actions";
import { accuracyOf, type Catalog, idOf, locationOf, natureOf, stageOf } from "../data/catalog";
import { evidenceOf } from "../data/evidence";
import { actualFinish, baselineFinish } from "../data/finishes";
import {
  bilingual,
  fieldValue,
  type Layer,
  lightOf,
  number,
  stateNumber,
  text,
} from "../data/layer";
import type { FieldInfo } from "../data/page";
import { unsaidWords } from "../look/forecastwords";
import { choiceLabel, districtsLine, locationLabel } from "../look/labels";
import { lightName } from "../look/lightwords";
import { countWords, samplesAmong } from "../state/apart";
import { filterWords } from "../state/asked";
import { type Store, showsSamples } from "../state/store";
import { titleOf } from "../state/title";
import { inLang, moneyUnit } from "../words/format";
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";

export type Cell = string | number | null;

/** How a number is shown; dates are days since 1970-01-01. */
export type Kind = "text" | "number" | "points" | "money" | "date";

export interface Column {
  /** The same in both languages; the name of the property in GeoJSON. */
  id: string;
  name: string;
  kind: Kind;
  at(project: number): Cell;
}

export interface ExportTable {
  columns: readonly Column[];
  /** Projects in the order of the list. */
  rows: Uint32Array;
}

type Read = (layer: Layer, row: number) => Cell;

export function tableOf(store: Store): ExportTable {
  const { catalog } = store;
  const lang = store.lang.value;
  const rows = store.listed.value;
  const edition = store.edition.value;
  const column = (id: string, key: MessageKey, kind: Kind, read: Read, unit = ""): Column => ({
    id,
    name: unit ? withUnitOf(say(key, lang), unit, lang) : say(key, lang),
    kind,
    at: (project) => read(catalog.layerAt[project]!, catalog.rowAt[project]!),
  });
  const state =
    (name: string): Read =>
    (layer, row) =>
      stateNumber(layer, name, edition, row);
  const plain =
    (name: string): Read =>
    (layer, row) =>
      number(layer, name, row);
  const wan = moneyUnit(lang);
  const points = say("unitPoints", lang);
  const lit = catalog.page.lights !== null;
  const columns = [
    column("id", "id", "text", idOf),
    column("name_zh", "nameZh", "text", (layer, row) => text(layer, "name_zh", row)),
    column("name_en", "nameEn", "text", (layer, row) => text(layer, "name_en", row)),
    column("layer", "layer", "text", (layer) => inLang(layer.info.name, lang)),
    column("district", "facet_district", "text", (layer, row) =>
      districtsLine(catalog, layer, row, lang),
    ),
    ...(lit
      ? [
          column("stage", "stage", "text", (layer, row) =>
            label(catalog, "stage", stageOf(layer, edition, row), lang),
          ),
          column("light", "facet_light", "text", (layer, row) =>
            lightName(lightOf(layer, edition, row), lang),
          ),
          column("reason", "why", "text", (layer, row) => reasonOf(store, layer, row)),
          column("done_pct", "done", "points", state("done_pct"), "%"),
          column("planned_pct", "planned", "points", state("planned_pct"), "%"),
          column("lead", "leadColumn", "points", state("lead"), points),
          column("late_days", "lateColumn", "number", state("late_days"), say("unitDays", lang)),
        ]
      : []),
    column("planned_start", "plannedStart", "date", plain("planned_start")),
    column("baseline_finish", "baselineFinish", "date", baselineFinish),
    column("planned_finish", "plannedFinish", "date", plain("planned_finish")),
    ...(lit
      ? [
          column("est_finish", "estFinish", "date", state("est_finish")),
          column("finish_early", "finishEarly", "date", state("early")),
          column("finish_expected", "finishExpected", "date", state("middle")),
          column("finish_late", "finishLate", "date", state("late")),
          column("finish_unsaid", "finishUnsaid", "text", (layer, row) => {
            const why = unsaidOf(layer, edition, row);
            return why && unsaidWords(why, lang);
          }),
          column("actual_finish", "actualFinish", "date", (layer, row) =>
            actualFinish(layer, edition, row),
          ),
        ]
      : []),
    column("investment_wan", "investment", "money", plain("investment_wan"), wan),
    ...(lit ? [column("invested_wan", "invested", "money", state("invested_wan"), wan)] : []),
    column("location", "location", "text", (layer, row) =>
      // Of a table that somebody brought nothing is known but what it says.
      catalog.page.kind === "table" && text(layer, "location", row) === null
        ? null
        : locationLabel(locationOf(layer, row), lang),
    ),
    column("accuracy", "accuracy", "text", (layer, row) =>
      label(catalog, "accuracy", accuracyOf(layer, row), lang),
    ),
    column("responsible", "responsible", "text", (layer, row) =>
      bilingual(layer, "responsible", row, lang),
    ),
    column("sample", "facet_sample", "text", (layer, row) =>
      say(`sample_${natureOf(layer, edition, row)}`, lang),
    ),
    ...(catalog.page.evidence.length
      ? [column("evidence", "evidence", "text", (layer, row) => idsOf(store, layer, row))]
      : []),
    column(
      "source",
      "source",
      "text",
      (layer, row) => bilingual(layer, "source", row, lang) ?? inLang(layer.info.source, lang),
    ),
  ];
  const told = catalog.page.kind === "table" ? columns.filter(isTold) : columns;
  return { columns: [...told, ...fieldColumns(store, rows)], rows };

  /** A table that somebody brought has its own columns; of ours only those that say something of it. */
  function isTold({ id, at }: Column): boolean {
    if (id === "layer" || id === "sample") return catalog.page.sample;
    return rows.some((project) => (at(project) ?? "") !== "");
  }
}

const withUnitOf = (name: string, unit: string, lang: Lang): string =>
  name + say("brackets", lang, { words: unit });

/** What the project's values rest on, and what else is about it; the newest first. */
const idsOf = (store: Store, layer: Layer, row: number): string | null =>
  evidenceOf(store.catalog.page.evidence, layer, row, store.edition.value)
    .map(({ id }) => id)
    .join(";") || null;

const label = (catalog: Catalog, dimension: string, choice: string, lang: Lang): string | null =>
  choice ? choiceLabel(catalog, dimension, choice, lang) : null;

function reasonOf(store: Store, layer: Layer, row: number): string {
  const { page } = store.catalog;
  const lang = store.lang.value;
  const edition = store.edition.value;
  if (!layer.states) return say("noState", lang);
  return explainLight(layer, row, edition, page.lights, page.editions[edition] ?? page.as_of, lang);
}

/** Declared fields of the layers in the list. Layers that declare the same field share its column. */
function fieldColumns(store: Store, rows: Uint32Array): Column[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const edition = store.edition.value;
  const present = new Set<Layer>();
  for (const project of rows) present.add(catalog.layerAt[project]!);
  const found = new Map<
    string,
    { name: string; owner: Layer; kind: Kind; fields: Map<Layer, FieldInfo> }
  >();
  for (const layer of catalog.counted.filter((one) => present.has(one)))
    for (const field of layer.info.fields) {
      const unit = field.type === "money" ? moneyUnit(lang) : inLang(field.unit, lang);
      const name = unit
        ? withUnitOf(inLang(field.name, lang), unit, lang)
        : inLang(field.name, lang);
      const key = JSON.stringify([field.id, field.type, name]);
      const known = found.get(key) ?? {
        name,
        owner: layer,
        kind: kindOf(layer, field),
        fields: new Map(),
      };
      found.set(key, known);
      known.fields.set(layer, field);
    }
  const all = [...found.values()];
  const taken = new Set<string>();
  return all.map(({ name, owner, kind, fields }) => {
    const field = fields.get(owner)!;
    // Two layers may mean different things by one name; then the layer stands beside it.
    const shared = all.filter((other) => other.name === name).length > 1;
    const plain = field.id.replace(/^f_/, "");
    const id = taken.has(plain) || isFixed(plain) ? `${owner.info.id}.${plain}` : plain;
    taken.add(id);
    return {
      id,
      name: shared ? withUnitOf(name, inLang(owner.info.name, lang), lang) : name,
      kind,
      at: (project) => {
        const layer = catalog.layerAt[project]!;
        const own = fields.get(layer);
        return own ? fieldCell(layer, own, edition, catalog.rowAt[project]!, lang) : null;
      },
    };
  });
}

const FIXED = [
  "id",
  "name_zh",
  "name_en",
  "layer",
  "district",
  "stage",
  "light",
  "reason",
  "done_pct",
  "planned_pct",
  "lead",
  "late_days",
  "planned_start",
  "baseline_finish",
  "planned_finish",
  "est_finish",
  "finish_early",
  "finish_expected",
  "finish_late",
  "finish_unsaid",
  "actual_finish",
  "investment_wan",
  "invested_wan",
  "location",
  "accuracy",
  "responsible",
  "sample",
  "evidence",
  "source",
];
const isFixed = (id: string): boolean => FIXED.includes(id);

function kindOf(layer: Layer, field: FieldInfo): Kind {
  if (field.values || layer.table.columns.get(field.id)?.kind === "text") return "text";
  if (field.type === "date" || field.type === "money") return field.type;
  return field.type === "percent"
    ? "points"
    : field.type === "integer" || field.type === "number"
      ? "number"
      : "text";
}

function fieldCell(layer: Layer, field: FieldInfo, edition: number, row: number, lang: Lang): Cell {
  const value = fieldValue(layer, field.id, edition, row);
  if (value === null || value === "") return null;
  const named = field.values?.[String(value)];
  if (named) return inLang(named, lang) || String(value);
  return field.type === "boolean" && typeof value === "number"
    ? say(value ? "yes" : "no", lang)
    : value;
}

/** What one must know to read an export rightly, as names and values. */
export function aboutOf(
  store: Store,
  projects: readonly number[] | Uint32Array = store.listed.value,
): [name: string, value: string][] {
  const { page } = store.catalog;
  const lang = store.lang.value;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  const filters = filterWords(store);
  const lines: [string, string][] = [
    [say("pageTitle", lang), titleOf(store)],
    [say("dataDate", lang), asOf ?? "—"],
    [say("reviewStatus", lang), reviewWords(store)],
    [
      say("facet_sample", lang),
      say(showsSamples(store) ? "sampleWarning" : "sample_official", lang),
    ],
    [say("audience", lang), say(`audience_${page.audience}`, lang)],
    [say("rowsExported", lang), rowsOf(store, projects)],
    ...(filters.length ? filters : [say("noFilter", lang)]).map((words): [string, string] => [
      say("filtersInForce", lang),
      words,
    ]),
    ...page.layers.map(({ name, source, sample }): [string, string] => [
      say("source", lang),
      `${inLang(name, lang)}${say("colon", lang)}${inLang(source, lang)}${sample ? ` · ${say("sampleBadge", lang)}` : ""}`,
    ]),
    ...[...new Set(page.targets.map(({ source }) => inLang(source, lang)))].map(
      (words): [string, string] => [say("targetSource", lang), words],
    ),
    ["jinan_geo", say("madeBy", lang, { version: page.version })],
  ];
  return [...lines, ...statementsOf(store, projects)];
}

/** Each statement that a project in the file rests on or that is about it: its id, and who said what when. */
function statementsOf(
  { catalog, lang, edition }: Store,
  projects: Iterable<number>,
): [string, string][] {
  const { evidence } = catalog.page;
  if (!evidence.length) return [];
  const named = new Set<string>();
  for (const project of projects)
    for (const { id } of evidenceOf(
      evidence,
      catalog.layerAt[project]!,
      catalog.rowAt[project]!,
      edition.value,
    ))
      named.add(id);
  return evidence
    .filter(({ id }) => named.has(id))
    .map((one) => [
      `${say("evidence", lang.value)} ${one.id}`,
      [
        inLang(one.statement, lang.value),
        say(`tier_${one.tier}`, lang.value),
        one.publisher,
        one.title,
        one.published,
        one.address,
        one.recheck && say("evidenceRecheck", lang.value),
      ]
        .filter(Boolean)
        .join(" · "),
    ]);
}

function rowsOf(store: Store, projects: readonly number[] | Uint32Array): string {
  const samples = samplesAmong(store, projects);
  if (samples === undefined) return String(projects.length);
  return countWords(store, store.lang.value, projects.length, samples);
}

export function reviewWords(store: Store): string {
  const { page } = store.catalog;
  const lang = store.lang.value;
  return page.review_number
    ? `${say("reviewNumber", lang)} ${page.review_number}`
    : say("notReviewed", lang);
}
