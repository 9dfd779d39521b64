// Writes an Excel workbook: only what two plain sheets need, and never a formula.
import { strToU8, zipSync } from "fflate";
import type { Cell, Column, ExportTable, Kind } from "./table";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const LONGEST = 32_767; // characters Excel allows in a cell
const EPOCH = 25_569; // 1970-01-01 as Excel counts days

/** Places in the list of cell formats below. */
const STYLE = {
  plain: 0,
  head: 1,
  date: 2,
  points: 3,
  money: 4,
  text: 5,
  label: 6,
  wrapped: 7,
} as const;
const STYLE_OF: Record<Kind, number> = {
  text: STYLE.text,
  number: STYLE.plain,
  points: STYLE.points,
  money: STYLE.money,
  date: STYLE.date,
};
const WIDTHS: Record<string, number> = {
  id: 14,
  name_zh: 32,
  name_en: 32,
  layer: 18,
  district: 18,
  reason: 56,
  responsible: 22,
  source: 36,
};

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="0.0"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFECE8DF"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="8"><xf/><xf fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/>
<xf quotePrefix="1"/><xf fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>
<xf quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

// Characters that XML cannot hold, and halves of characters.
const UNFIT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML cannot hold
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as XML; _x0041_ would be read as a letter, so its first mark is written that way itself. */
export function xmlText(text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(UNFIT, "")
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>"\r]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function columnName(at: number): string {
  let name = "";
  for (let rest = at + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

function cellXml(value: Cell, style: number, column: string, row: number): string {
  if (value === null || value === "") return "";
  const at = `r="${column}${row}" s="${style}"`;
  if (typeof value === "number")
    return `<c ${at}><v>${style === STYLE.date ? value + EPOCH : value}</v></c>`;
  // A text in a column of dates keeps the look of text.
  const of =
    style === STYLE.head || style === STYLE.label || style === STYLE.wrapped ? style : STYLE.text;
  return `<c r="${column}${row}" s="${of}" t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is></c>`;
}

const widthOf = ({ id, kind, name }: Column): number =>
  WIDTHS[id] ?? Math.max(kind === "text" ? 16 : 12, Math.min(28, [...name].length * 1.8));

function listSheet({ columns, rows }: ExportTable): string {
  const names = columns.map((_, at) => columnName(at));
  const widths = columns.map(
    (column, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${widthOf(column)}" customWidth="1"/>`,
  );
  const lines = [
    `<row r="1">${columns.map(({ name }, at) => cellXml(name, STYLE.head, names[at]!, 1)).join("")}</row>`,
  ];
  rows.forEach((project, index) => {
    const row = index + 2;
    const cells = columns.map(({ at, kind }, column) =>
      cellXml(at(project), STYLE_OF[kind], names[column]!, row),
    );
    lines.push(`<row r="${row}">${cells.join("")}</row>`);
  });
  const corner = `${names[names.length - 1]}${rows.length + 1}`;
  return `${HEAD}<worksheet xmlns="${MAIN}"><dimension ref="A1:${corner}"/>
<sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>
<cols>${widths.join("")}</cols><sheetData>${lines.join("")}</sheetData><autoFilter ref="A1:${corner}"/></worksheet>`;
}

function aboutSheet(about: readonly (readonly [string, string])[]): string {
  const lines = about.map(
    ([name, value], at) =>
      `<row r="${at + 1}">${cellXml(name, STYLE.label, "A", at + 1)}${cellXml(value, STYLE.wrapped, "B", at + 1)}</row>`,
  );
  return `${HEAD}<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="96" customWidth="1"/></cols>
<sheetData>${lines.join("")}</sheetData></worksheet>`;
}

const relations = (list: readonly [type: string, target: string][]): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list
    .map(
      ([type, target], at) =>
        `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
    )
    .join("")}</Relationships>`;

export function xlsxOf(
  table: ExportTable,
  about: readonly (readonly [string, string])[],
  sheets: readonly [string, string],
): Uint8Array {
  const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const files: Record<string, string> = {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>${[
      1, 2,
    ]
      .map(
        (n) =>
          `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${kind}.worksheet+xml"/>`,
      )
      .join("")}</Types>`,
    "_rels/.rels": relations([["officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets
      .map((name, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ["worksheet", "worksheets/sheet1.xml"],
      ["worksheet", "worksheets/sheet2.xml"],
      ["styles", "styles.xml"],
    ]),
    "xl/styles.xml": STYLES,
    "xl/worksheets/sheet1.xml": listSheet(table),
    "xl/worksheets/sheet2.xml": aboutSheet(about),
  };
  // One fixed time, so that the same list always gives the same file.
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
    {
      mtime: new Date(1980, 0, 1),
      level: 6,
    },
  );
}
