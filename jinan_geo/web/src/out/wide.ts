// The wide table: which columns it has, its order by several of them, its sums, and what a copy of it gives Excel.
import { number } from "../data/layer";
import { eachKind } from "../state/apart";
import type { Apart, Store } from "../state/store";
import { formatDays, formatNumber, formatPoints, isoOf } from "../words/format";
import { langTag, say } from "../words/messages";
import type { Lang } from "../words/texts";
import { csvText } from "./csv";
import type { Cell, Column, ExportTable } from "./table";

export interface SortKey {
  id: string;
  down: boolean;
}

const NAMES: Record<string, string> = { zh: "name_zh", en: "name_en" };
const USUAL = [
  "id",
  "district",
  "stage",
  "light",
  "done_pct",
  "planned_pct",
  "lead",
  "late_days",
  "planned_finish",
  "est_finish",
  "investment_wan",
  "responsible",
];

/** The columns shown until others are chosen: the usual ones, or all of a table that has none of ours. */
export function usualColumns({ columns }: ExportTable, lang: Lang): string[] {
  const wanted = [NAMES[lang] ?? "name_zh", ...USUAL];
  const ids = columns.map(({ id }) => id);
  return ids.includes("light") ? ids.filter((id) => wanted.includes(id)) : ids;
}

/** The rows by the first key, equals by the next, and then as they stood; what is not known comes last either way. */
export function orderRows(
  { columns, rows }: ExportTable,
  keys: readonly SortKey[],
  lang: Lang,
): Uint32Array {
  const ranked = keys.flatMap(({ id, down }) => {
    const column = columns.find((one) => one.id === id);
    return column ? [{ values: ranksOf(column, rows, lang), way: down ? -1 : 1 }] : [];
  });
  if (!ranked.length) return rows;
  const order = Uint32Array.from(rows, (_, at) => at);
  order.sort((a, b) => {
    for (const { values, way } of ranked) {
      const [one, two] = [values[a]!, values[b]!];
      if (one === two) continue;
      const known = Number(Number.isNaN(one)) - Number(Number.isNaN(two));
      if (known) return known;
      if (one < two || one > two) return one < two ? -way : way;
    }
    return a - b;
  });
  return order.map((at) => rows[at]!);
}

/** Numbers in the order of the cells, NaN for what is not known; equal texts share their place among all. */
function ranksOf({ at, kind }: Column, rows: Uint32Array, lang: Lang): Float64Array {
  const cells = Array.from(rows, (project) => at(project));
  if (kind !== "text")
    return Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : NaN));
  const texts = new Set(
    cells.flatMap((cell) => (cell === null || cell === "" ? [] : [String(cell)])),
  );
  const { compare } = new Intl.Collator(langTag(lang), { numeric: true });
  const places = new Map([...texts].sort(compare).map((text, place) => [text, place]));
  return Float64Array.from(cells, (cell) => places.get(String(cell)) ?? NaN);
}

/** What lies in several pages has a share on each, as the page's own totals have it. */
const shareOf = ({ catalog }: Store, project: number): number =>
  number(catalog.layerAt[project]!, "share", catalog.rowAt[project]!) ?? 1;

export const isShared = (store: Store, rows: Uint32Array): boolean =>
  rows.some((project) => shareOf(store, project) !== 1);

interface Sum {
  known: number;
  sum: number;
}

/** What is known of a column and, of money, its sum by the shares on this page; other numbers do not add up. */
export function totalWords(store: Store, column: Column, rows: Uint32Array): string {
  const lang = store.lang.value;
  const { at, kind } = column;
  const sums: Apart<Sum> = { sourced: { known: 0, sum: 0 }, sample: { known: 0, sum: 0 } };
  for (const project of rows) {
    const cell = at(project);
    if (cell === null || cell === "") continue;
    const sum = sums[store.apart.value?.[project] ? "sample" : "sourced"];
    sum.known++;
    if (kind === "money") sum.sum += Number(cell) * shareOf(store, project);
  }
  const tell = ({ known, sum }: Sum): string => {
    const n = formatNumber(known, lang);
    if (kind !== "money") return say("tableKnown", lang, { n });
    const total = formatNumber(Math.round(sum * 1e4) / 1e4, lang, 4);
    return say("tableSum", lang, { total, n });
  };
  return store.apart.value ? eachKind(lang, sums, tell) : tell(sums.sourced);
}

/** A cell as it is read; as in an export a number stands bare, its unit in the head. */
export function cellWords(cell: Cell, kind: Column["kind"], lang: Lang): string {
  if (cell === null || cell === "") return "";
  if (typeof cell === "string") return cell;
  if (kind === "date") return formatDays(cell, lang);
  return kind === "points" ? formatPoints(cell, lang) : formatNumber(cell, lang, 4);
}

const plainCell = (cell: Cell, kind: Column["kind"]): string =>
  typeof cell === "number" ? (kind === "date" ? isoOf(cell) : String(cell)) : (cell ?? "");

/** Tabs between cells, for whatever takes text alone; no cell that a spreadsheet would run. */
export function tsvOf({ columns, rows }: ExportTable): string {
  const lines = [columns.map(({ name }) => csvText(name)).join("\t")];
  for (const project of rows) {
    const cells = columns.map(({ at, kind }) => {
      const cell = at(project);
      return typeof cell === "string" ? csvText(cell) : plainCell(cell, kind);
    });
    lines.push(cells.join("\t"));
  }
  return `${lines.join("\r\n")}\r\n`;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);

/** How Excel takes a cell: an id with its noughts, a day as the day it is, and no text as a formula. */
const FORMATS: Record<Column["kind"], string> = {
  text: "\\@",
  date: "yyyy\\-mm\\-dd",
  number: "General",
  points: "General",
  money: "General",
};

/** The same for spreadsheets, which take a table of the web with the formats of its cells. */
export function htmlOf({ columns, rows }: ExportTable): string {
  const head = columns.map(({ name }) => `<th>${escaped(name)}</th>`).join("");
  const styles = columns.map(({ kind }) => `mso-number-format:'${FORMATS[kind]}'`);
  const lines = Array.from(rows, (project) => {
    const cells = columns.map(({ at, kind }, place) => {
      const words = escaped(plainCell(at(project), kind));
      return `<td style="${styles[place]}">${words}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<meta charset="utf-8"><table><tr>${head}</tr>${lines.join("")}</table>`;
}

/** Onto the clipboard in both forms; false where the browser refuses. */
export function copyTable(table: ExportTable): boolean {
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", tsvOf(table));
    event.clipboardData?.setData("text/html", htmlOf(table));
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return done;
}
