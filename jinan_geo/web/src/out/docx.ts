// Writes a Word document: headings and tables, each group on pages of its own; texts only, never a field.
import { strToU8, zipSync } from "fflate";
import { xmlText } from "./xlsx";

export interface Page {
  title: string;
  heading: string;
  /** The first row is the head, repeated on every page. */
  table: readonly (readonly string[])[];
  note: string;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const FONT = "Microsoft YaHei";
// Twentieths of a point, of an A4 sheet lying down; the columns are those of the action list.
const WIDTHS = [3800, 900, 1300, 2300, 2200, 3300, 1600];

function paragraph(words: string, size: number, bold = false, before = false): string {
  const look = `<w:rPr><w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:eastAsia="${FONT}"/>${bold ? "<w:b/>" : ""}<w:sz w:val="${size * 2}"/></w:rPr>`;
  return `<w:p><w:pPr>${before ? "<w:pageBreakBefore/>" : ""}<w:spacing w:after="40"/></w:pPr><w:r>${look}<w:t xml:space="preserve">${xmlText(words)}</w:t></w:r></w:p>`;
}

function tableXml(rows: Page["table"]): string {
  const lines = rows.map((row, at) => {
    const cells = row.map(
      (words, column) =>
        `<w:tc><w:tcPr><w:tcW w:w="${WIDTHS[column] ?? 2000}" w:type="dxa"/></w:tcPr>${paragraph(words, 9, at === 0)}</w:tc>`,
    );
    const head = at === 0 ? "<w:tblHeader/>" : "";
    return `<w:tr><w:trPr><w:cantSplit/>${head}</w:trPr>${cells.join("")}</w:tr>`;
  });
  const line = (side: string): string => `<w:${side} w:val="single" w:sz="4" w:color="999999"/>`;
  const sides = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).join("");
  const grid = WIDTHS.map((width) => `<w:gridCol w:w="${width}"/>`).join("");
  return `<w:tbl><w:tblPr><w:tblBorders>${sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${lines.join("")}</w:tbl>`;
}

export function docxOf(pages: readonly Page[]): Uint8Array {
  const body = pages.map(
    ({ title, heading, table, note }, at) =>
      paragraph(title, 14, true, at > 0) +
      paragraph(heading, 12, true) +
      (table.length ? tableXml(table) : "") +
      paragraph(note, 8),
  );
  const size =
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="720" w:right="720" w:bottom="720" w:left="720" w:header="0" w:footer="0" w:gutter="0"/></w:sectPr>';
  const files: Record<string, string> = {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/></Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": `${HEAD}<w:document xmlns:w="${MAIN}"><w:body>${body.join("")}${size}</w:body></w:document>`,
  };
  const texts = Object.entries(files).map(([name, words]) => [name, strToU8(words)] as const);
  // One fixed time, so that the same list always gives the same file.
  return zipSync(Object.fromEntries(texts), { mtime: new Date(1980, 0, 1), level: 6 });
}
