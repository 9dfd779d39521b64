// CSV that spreadsheets open as it is meant: UTF-8 with a mark, CRLF, and no cell that they would run.
import { isoOf } from "../words/format";
import type { Cell, ExportTable, Kind } from "./table";

const BOM = "\ufeff";
/** What spreadsheets take for the start of a formula, in half and in full width. */
const RUNS = /^[=+\-@\t\r\n＝＋－＠]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Text as a cell: what would run gets an apostrophe, what would break the line gets quotes. */
export function csvText(text: string): string {
  const safe = RUNS.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  // Tabs and semicolons part cells in the spreadsheets of some countries.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

function csvCell(cell: Cell, kind: Kind): string {
  if (cell === null) return "";
  if (typeof cell === "string") return csvText(cell);
  return kind === "date" ? isoOf(cell) : String(cell);
}

export function csvOf({ columns, rows }: ExportTable): string {
  const lines = [columns.map(({ name }) => csvText(name)).join(",")];
  for (const project of rows)
    lines.push(columns.map(({ at, kind }) => csvCell(at(project), kind)).join(","));
  return `${BOM}${lines.join("\r\n")}\r\n`;
}
