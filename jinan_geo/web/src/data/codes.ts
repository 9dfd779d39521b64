// What follows from columns, for all rows at once: where their values repeat it is worked out once a value.
import { type Column, fewOf } from "./columns";

/** A column that something follows from, and where its first row of interest stands. */
export interface Source {
  column: Column | undefined;
  from: number;
}

export type Codes = Uint8Array | Int16Array | Int32Array;

/** So many combinations of values are worth a table. */
const MOST = 1 << 18;
const UNKNOWN = -0x8000_0000;

/** Fill in from `first` on what `read` says of each row; it must follow from the sources alone. */
export function fillCodes(
  into: Codes,
  first: number,
  rows: number,
  sources: readonly Source[],
  read: (row: number) => number,
): void {
  const given = sources.filter(({ column }) => column && fewOf(column) > 1);
  if (!given.length) {
    if (rows) into.fill(read(0), first, first + rows);
    return;
  }
  const few = given.map(({ column }) => fewOf(column));
  const size = few.reduce((all, one) => all * one, 1);
  if (given.length > 2 || size > MOST) {
    for (let row = 0; row < rows; row++) into[first + row] = read(row);
    return;
  }
  const known = new Int32Array(size).fill(UNKNOWN);
  const [{ column, from }, other] = given as [Source, Source | undefined];
  const codes = codesOf(column);
  const more = other ? codesOf(other.column) : codes;
  const weight = other ? few[0]! : 0;
  const start = other?.from ?? 0;
  for (let row = 0; row < rows; row++) {
    const key = codes[from + row]! + (weight && weight * more[start + row]!);
    let found = known[key]!;
    if (found === UNKNOWN) known[key] = found = read(row);
    into[first + row] = found;
  }
}

const codesOf = (column: Column | undefined): ArrayLike<number> =>
  column && column.kind !== "text" ? (column.codes ?? []) : [];

/** How many of a column's rows have each of its codes, and the first row of each, in their order. */
export function tally(
  { column, from }: Source,
  rows: number,
): { counts: Uint32Array; order: { code: number; row: number }[] } | null {
  const few = fewOf(column);
  if (few > MOST) return null;
  const codes = codesOf(column);
  const counts = new Uint32Array(few);
  const order: { code: number; row: number }[] = [];
  for (let row = 0; row < rows; row++) {
    const code = codes[from + row]!;
    if (!counts[code]) order.push({ code, row });
    counts[code]!++;
  }
  return { counts, order };
}
