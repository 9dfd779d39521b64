// Reads blocks: base64(gzip(header length | header JSON | buffers)), see docs/page-format.md.
// The twin of payload/columns.py. Values are decoded on demand, so a million rows cost only their bytes.
import { once } from "./remember";
import { unpack } from "./unpack";

export interface ColumnMeta {
  name: string;
  enc: "int" | "zigzag" | "dict" | "text" | "numbered";
  width: number;
  at: [number, number];
  base?: number;
  scale?: number;
  delta?: boolean;
  type?: "date";
  values?: string[];
  before?: string;
  after?: string;
  digits?: number;
}

export type Raw = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * A number has a code in each row, 0 for missing, the larger the larger it is; what is reckoned from others has none.
 * Of a column of few values these are below `few`: what follows from it follows from that.
 */
export interface NumberColumn {
  kind: "number" | "date";
  at(row: number): number | null;
  codes?: Raw;
  few?: number;
}

export interface TextColumn {
  kind: "text";
  at(row: number): string | null;
  /** What a search looks through. */
  packed?: Packed;
}

/** Texts one after another in UTF-8, or one number in the midst of the same words. */
export type Packed =
  | { kind: "bytes"; bytes: Uint8Array; lengths: Raw }
  | { kind: "numbered"; before: string; after: string; digits: number; base: number; raw: Raw };

/** A text column whose values repeat: `codes[row]` is 0 for missing, else 1 + index in `values`. */
export interface DictColumn {
  kind: "dict";
  at(row: number): string | null;
  values: readonly string[];
  codes: Raw;
  few: number;
}

export type Column = NumberColumn | TextColumn | DictColumn;

/** How many codes a column may have: 1 where it is empty, infinitely many where its values do not repeat. */
export function fewOf(column: Column | undefined): number {
  if (!column) return 1;
  return column.kind === "text" ? Infinity : (column.few ?? Infinity);
}

export interface Table {
  rows: number;
  columns: Map<string, Column>;
  /** Steps without missing values, as integers before scaling: coordinates. */
  steps: Map<string, Steps>;
}

export interface Steps {
  values: Float64Array | Int16Array;
  scale: number;
  delta: boolean;
}

export interface Block {
  header: Record<string, unknown>;
  tables: Map<string, Table>;
}

export async function readBlock(base64: string): Promise<Block> {
  return tablesOf(await unpack(base64));
}

/** What an unpacked block holds, or only those of its tables that are named. */
export function tablesOf(bytes: Uint8Array, wanted?: readonly string[]): Block {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) throw new Error("the block is cut short");
  const { tables, ...header } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(4, 4 + length)),
  ) as {
    tables?: Record<string, { rows: number; columns: ColumnMeta[] }>;
  };
  const buffers = bytes.subarray(4 + length);
  const read = new Map<string, Table>();
  for (const [name, table] of Object.entries(tables ?? {}))
    if (wanted?.includes(name) ?? true)
      read.set(name, readTable(table.rows, table.columns, buffers));
  return { header, tables: read };
}

function readTable(rows: number, metas: ColumnMeta[], buffers: Uint8Array): Table {
  const table: Table = { rows, columns: new Map(), steps: new Map() };
  for (const meta of metas) {
    const [offset, length] = meta.at;
    if (offset + length > buffers.length) throw new Error(`column ${meta.name} is cut short`);
    const bytes = buffers.subarray(offset, offset + length);
    if (meta.enc === "zigzag")
      table.steps.set(meta.name, {
        values: unzigzag(bytes, rows, meta),
        scale: meta.scale ?? 1,
        delta: !!meta.delta,
      });
    else table.columns.set(meta.name, readColumn(meta, bytes, rows));
  }
  return table;
}

/** Byte planes are put together when a column is first asked for: of many columns most never are. */
function readColumn(meta: ColumnMeta, bytes: Uint8Array, rows: number): Column {
  if (bytes.length < rows * meta.width) throw new Error("a column is shorter than its rows");
  const raw = once(() => join(bytes, rows, meta.width));
  if (meta.enc === "int" && meta.width === 1 && isBlank(bytes, rows))
    return { kind: meta.type === "date" ? "date" : "number", few: 1, at: () => null };
  if (meta.enc === "dict") return dictColumn(meta.values ?? [], raw);
  if (meta.enc === "text") return textColumn(raw, bytes.subarray(rows * meta.width), rows);
  if (meta.enc === "numbered") return numberedColumn(meta, raw);
  if (meta.enc !== "int")
    throw new Error(`column ${meta.name} has the unknown encoding ${String(meta.enc)}`);
  const base = (meta.base ?? 0) - 1;
  const scale = meta.scale ?? 1;
  const column: NumberColumn = {
    kind: meta.type === "date" ? "date" : "number",
    at(row) {
      const code = raw()[row];
      return code ? (code + base) / scale : null;
    },
  };
  if (meta.width <= 2) column.few = 256 ** meta.width;
  return Object.defineProperty(column, "codes", { get: raw });
}

/** Whether no row has a value, as of many columns none has. */
function isBlank(bytes: Uint8Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (bytes[row]) return false;
  return true;
}

function dictColumn(values: readonly string[], raw: () => Raw): DictColumn {
  return {
    kind: "dict",
    values,
    few: values.length + 1,
    get codes() {
      return raw();
    },
    at(row) {
      const code = values.length ? raw()[row] : 0;
      return code ? values[code - 1]! : null;
    },
  };
}

/** Texts that differ in one number alone: `before`, the number with so many digits, `after`. */
function numberedColumn(
  { base = 0, before = "", after = "", digits = 0 }: ColumnMeta,
  raw: () => Raw,
): TextColumn {
  return {
    kind: "text",
    get packed() {
      return { kind: "numbered" as const, before, after, digits, base: base - 1, raw: raw() };
    },
    at(row) {
      const code = raw()[row];
      return code ? before + String(code - 1 + base).padStart(digits, "0") + after : null;
    },
  };
}

/** The offsets are added up when the first string is asked for: most text columns are never read in full. */
function textColumn(lengths: () => Raw, bytes: Uint8Array, rows: number): TextColumn {
  const decoder = new TextDecoder();
  const starts = once(() => startsOf(lengths(), rows));
  return {
    kind: "text",
    get packed() {
      return { kind: "bytes" as const, bytes, lengths: lengths() };
    },
    at(row) {
      const length = lengths()[row];
      if (!length) return null;
      const start = starts()[row]!;
      return decoder.decode(bytes.subarray(start, start + length - 1));
    },
  };
}

/** Where each text begins among the bytes of all; one more says where the last ends. */
export function startsOf(lengths: Raw, rows: number): Uint32Array {
  const starts = new Uint32Array(rows + 1);
  for (let row = 0, at = 0; row < rows; row++) {
    at += Math.max(0, lengths[row]! - 1);
    starts[row + 1] = at;
  }
  return starts;
}

function unzigzag(bytes: Uint8Array, rows: number, meta: ColumnMeta): Steps["values"] {
  if (meta.width <= 2 && !meta.delta) return smallSteps(bytes, rows, meta.width);
  const raw = join(bytes, rows, meta.width);
  const values = new Float64Array(rows);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const code = raw[i]!;
    // Halves of numbers beyond 32 bits are exact in doubles, bit operations are not.
    const step =
      meta.width > 4 ? (code % 2 ? -(code + 1) / 2 : code / 2) : (code >>> 1) ^ -(code & 1);
    sum = meta.delta ? sum + step : step;
    values[i] = sum;
  }
  return values;
}

/** What most steps are, in one pass: a page opens by it. */
function smallSteps(bytes: Uint8Array, rows: number, width: number): Int16Array {
  if (bytes.length < rows * width) throw new Error("a column is shorter than its rows");
  const steps = new Int16Array(rows);
  const high = width === 2 ? bytes.subarray(rows) : null;
  for (let i = 0; i < rows; i++) {
    const code = high ? bytes[i]! | (high[i]! << 8) : bytes[i]!;
    steps[i] = (code >>> 1) ^ -(code & 1);
  }
  return steps;
}

/** Put byte planes together again, into the narrowest array that holds the numbers. */
function join(bytes: Uint8Array, rows: number, width: number): Raw {
  if (bytes.length < rows * width) throw new Error("a column is shorter than its rows");
  if (width === 1) return bytes.subarray(0, rows);
  if (width === 2) return joinPairs(bytes, rows);
  if (width === 4) return joinFours(bytes, rows);
  const raw = new Float64Array(rows);
  for (let plane = 0, weight = 1; plane < width; plane++, weight *= 256) {
    const start = plane * rows;
    for (let i = 0; i < rows; i++) raw[i]! += bytes[start + i]! * weight;
  }
  return raw;
}

/** What most columns are, in one step: a page opens by it. */
function joinPairs(bytes: Uint8Array, rows: number): Uint16Array {
  const raw = new Uint16Array(rows);
  for (let i = 0, other = rows; i < rows; i++, other++) raw[i] = bytes[i]! | (bytes[other]! << 8);
  return raw;
}

function joinFours(bytes: Uint8Array, rows: number): Uint32Array {
  const raw = new Uint32Array(rows);
  const [second, third, fourth] = [rows, 2 * rows, 3 * rows];
  for (let i = 0; i < rows; i++)
    raw[i] =
      bytes[i]! |
      (bytes[second + i]! << 8) |
      (bytes[third + i]! << 16) |
      (bytes[fourth + i]! << 24);
  return raw;
}
