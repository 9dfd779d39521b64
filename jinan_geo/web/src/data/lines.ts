// Finds the rows of a layer by what they are found by, column after column and over bytes: of a million rows no text is made.
import { type Column, type DictColumn, type Packed, startsOf } from "./columns";
import {
  BEGINS,
  EXACT,
  fold,
  HARDLY,
  HOLDS,
  isShort,
  NOT_FOUND,
  queryWords,
  SHORTENED,
  signsOf,
} from "./find";
import { once } from "./remember";

/**
 * Of each row how well a line of it holds these parts, one after another: the best of that and what is known. A lone
 * part may also be the whole line, or begin it.
 */
export type Line = (parts: readonly string[], ranks: Uint8Array) => void;

/** Whether a line is told for itself at its start and its end, so that something may begin it or be it. */
export interface Ends {
  starts: boolean;
  ends: boolean;
}

const BREAK = 10;

/** What `searchFor` finds in the texts of so many rows, found by their lines. */
export function rankRows(lines: readonly Line[], rows: number, query: string): Uint8Array {
  const words = queryWords(query);
  const rankBy = (parts: readonly string[]): Uint8Array => {
    const ranks = new Uint8Array(rows).fill(NOT_FOUND);
    for (const line of lines) line(parts, ranks);
    return ranks;
  };
  const whole = rankBy([words.join(" ")]);
  const isLone = words.length === 1;
  if (isLone && !signsOf(words[0]!)) return whole;
  const worst = new Uint8Array(rows).fill(HOLDS);
  for (const word of words) {
    const held = isLone ? whole : rankBy([word]);
    const signs = signsOf(word);
    const short = signs ? rankBy(signs) : held;
    const rank = signs && signs.length > 2 ? SHORTENED : HARDLY;
    for (let row = 0; row < rows; row++) {
      const own = held[row]! < NOT_FOUND ? HOLDS : short[row]! < NOT_FOUND ? rank : NOT_FOUND;
      if (own > worst[row]!) worst[row] = own;
    }
  }
  for (let row = 0; row < rows; row++) if (whole[row]! < NOT_FOUND) worst[row] = whole[row]!;
  return worst;
}

/** How a text is told, sign by sign, in words beside one another. */
export type Tell = (text: string) => string[];

/** The lines of a column's texts, as they are or told otherwise: by a rule, but for rows that say so themselves. */
export function linesOf(
  column: Column,
  rows: number,
  ends: Ends,
  tell?: Tell,
  says?: (row: number) => string | null,
): Line[] {
  const told = (text: string): string => (tell ? tell(text).join(" ") : text);
  if (column.kind === "dict" && !says) {
    const values = column.values.map((value) => fold(told(value)));
    return values.length ? [dictLine(column, values, ends)] : [];
  }
  const packed = column.kind === "text" ? column.packed : undefined;
  if (packed?.kind === "numbered" && !says) {
    const [before, after] = [packed.before, packed.after].map((text) => tell?.(text) ?? [text]);
    return before!.map((one, at) =>
      numberedLine({ ...packed, before: one, after: after![at]! }, rows, {
        starts: ends.starts && at === 0,
        ends: ends.ends && at === before!.length - 1,
      }),
    );
  }
  const kept = once(() => {
    const textAt = (row: number): string => {
      const value = column.at(row);
      return value === null || value === "" ? "" : (says?.(row) ?? told(String(value)));
    };
    if (packed?.kind !== "bytes") return foldTexts(rows, textAt);
    const starts = startsOf(packed.lengths, rows);
    return (
      (tell ? null : foldBytes(packed.bytes, starts)) ??
      tellBytes(packed.bytes, starts, tell ?? ((sign) => [sign]), says) ??
      foldTexts(rows, textAt)
    );
  });
  return [(parts, ranks) => searchBytes(kept(), parts, ends, ranks)];
}

function dictLine(column: DictColumn, values: readonly string[], ends: Ends): Line {
  return (parts, ranks) => {
    const of = Uint8Array.from(["", ...values], (text) => rankOf(text, parts, ends));
    if (of.every((rank) => rank === NOT_FOUND)) return;
    const { codes } = column;
    for (let row = 0; row < ranks.length; row++) {
      const rank = of[codes[row]!]!;
      if (rank < ranks[row]!) ranks[row] = rank;
    }
  };
}

/** How well one folded text holds the parts. */
function rankOf(text: string, parts: readonly string[], { starts, ends }: Ends): number {
  if (!text) return NOT_FOUND;
  if (parts.length > 1) return isShort(parts, text) ? HOLDS : NOT_FOUND;
  const framed = `${starts ? "\n" : "\t"}${text}${ends ? "\n" : "\t"}`;
  if (framed.includes(`\n${parts[0]}\n`)) return EXACT;
  if (framed.includes(`\n${parts[0]}`)) return BEGINS;
  return text.includes(parts[0]!) ? HOLDS : NOT_FOUND;
}

export interface Folded {
  bytes: Uint8Array;
  starts: Uint32Array;
}

/** Texts folded; most are so already, or but for capitals. */
function foldBytes(bytes: Uint8Array, starts: Uint32Array): Folded | null {
  const lower = new Uint8Array(starts[starts.length - 1]!);
  for (let at = 0; at < lower.length; at++) {
    const byte = bytes[at]!;
    // Signs of three bytes from U+4000 to U+9FFF are folded as they stand.
    if (byte >= 0xc0 && (byte < 0xe4 || byte > 0xe9)) return null;
    lower[at] = byte >= 65 && byte <= 90 ? byte + 32 : byte;
  }
  return { bytes: lower, starts };
}

/** Signs that are folded together with those beside them. */
const JOINED = /[\p{M}\p{Script=Hangul}Σ]/u;
const SPACE = Uint8Array.of(32);
const BASIC = 0x10000; // signs of one unit; what is beyond is seldom

/** What each row's text is told as, folded, and no text made: what each sign is told as is found once. */
function tellBytes(
  bytes: Uint8Array,
  starts: Uint32Array,
  tell: Tell,
  says?: (row: number) => string | null,
): Folded | null {
  const encoder = new TextEncoder();
  const known = new Array<Uint8Array[] | undefined>(BASIC);
  const tellSign = (code: number): Uint8Array[] | null => {
    const words = tell(String.fromCharCode(code || 32));
    if (code >= BASIC || words.some((word) => JOINED.test(word) || JOINED.test(fold(word))))
      return null;
    return (known[code] = words.map((word) => encoder.encode(fold(word))));
  };
  let told = new Uint8Array(bytes.length);
  let size = 0;
  const put = (more: Uint8Array): void => {
    if (size + more.length > told.length) {
      const larger = new Uint8Array(2 * (size + more.length));
      larger.set(told);
      told = larger;
    }
    for (let at = 0; at < more.length; at++) told[size++] = more[at]!;
  };
  const ends = new Uint32Array(starts.length);
  for (let row = 0; row + 1 < starts.length; row++) {
    const [from, end] = [starts[row]!, starts[row + 1]!];
    const own = from < end ? says?.(row) : "";
    if (own != null) put(encoder.encode(fold(own)));
    else
      for (let word = 0, words = 1; word < words; word++) {
        if (word) put(SPACE);
        for (let at = from; at < end; ) {
          const first = bytes[at]!;
          const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
          let code = length === 1 ? first : first & (0xff >> (length + 1));
          for (let more = 1; more < length; more++) code = (code << 6) | (bytes[at + more]! & 63);
          const one = known[code] ?? tellSign(code);
          if (!one) return null;
          words = one.length;
          put(one[word]!);
          at += length;
        }
      }
    ends[row + 1] = size;
  }
  return { bytes: told, starts: ends };
}

/** The same of texts that have to be made. */
function foldTexts(rows: number, textAt: (row: number) => string): Folded {
  const texts = Array.from({ length: rows }, (_, row) => textAt(row).replace(/\0/g, " "));
  return foldApart(`${texts.join("\0")}\0`, rows);
}

/** Texts that each end with a sign that is in none, and that nothing is folded across. */
function foldApart(texts: string, rows: number): Folded {
  const folded = new TextEncoder().encode(fold(texts));
  const starts = new Uint32Array(rows + 1);
  let size = 0;
  for (let at = 0, row = 0; at < folded.length; at++)
    if (folded[at]) folded[size++] = folded[at]!;
    else starts[++row] = size;
  return { bytes: folded.subarray(0, size), starts };
}

/** Look through the texts of all rows. */
export function searchBytes(
  { bytes, starts }: Folded,
  parts: readonly string[],
  { starts: isStart, ends: isEnd }: Ends,
  ranks: Uint8Array,
): void {
  const encoder = new TextEncoder();
  const signs = parts.map((part) => encoder.encode(part));
  const [lone] = signs.length === 1 ? signs : [];
  for (let row = 0; row < ranks.length; row++) {
    const [from, end] = [starts[row]!, starts[row + 1]!];
    let rank = NOT_FOUND;
    if (!lone) rank = holdsInOrder(bytes, from, end, signs) ? HOLDS : NOT_FOUND;
    else
      for (let at = seek(bytes, from, end, lone); at >= 0; at = seek(bytes, at + 1, end, lone)) {
        const after = at + lone.length;
        const begins = at === from ? isStart : bytes[at - 1] === BREAK;
        const isWhole = begins && (after === end ? isEnd : bytes[after] === BREAK);
        rank = Math.min(rank, isWhole ? EXACT : begins ? BEGINS : HOLDS);
      }
    if (rank < ranks[row]!) ranks[row] = rank;
  }
}

/** Where some bytes stand between two places; -1 where they do not. */
function seek(bytes: Uint8Array, from: number, end: number, sign: Uint8Array): number {
  const first = sign[0];
  const last = end - sign.length;
  for (let at = from; at <= last; at++) {
    if (bytes[at] !== first) continue;
    let same = 1;
    while (same < sign.length && bytes[at + same] === sign[same]) same++;
    if (same === sign.length) return at;
  }
  return -1;
}

/** Whether the signs stand in their order in one line. */
function holdsInOrder(
  bytes: Uint8Array,
  from: number,
  end: number,
  signs: readonly Uint8Array[],
): boolean {
  let at = from;
  for (let sign = 0; sign < signs.length; sign++) {
    const found = seek(bytes, at, end, signs[sign]!);
    if (found < 0) return false;
    const broken = sign ? bytes.subarray(at, found).indexOf(BREAK) : -1;
    if (broken >= 0) {
      at += broken + 1;
      sign = -1;
    } else at = found + signs[sign]!.length;
  }
  return true;
}

/** Texts that differ in one number alone: made for those rows only whose number may be what is sought. */
function numberedLine(packed: Packed & { kind: "numbered" }, rows: number, ends: Ends): Line {
  const { digits, base, raw } = packed;
  const [before, after] = [fold(packed.before), fold(packed.after)];
  return (parts, ranks) => {
    const beside = [before, after].map((text, at) =>
      rankOf(text, parts, at ? { ...ends, starts: false } : { ...ends, ends: false }),
    );
    const constant = Math.min(...beside);
    const may = constant < NOT_FOUND ? () => false : mayHold(parts, before, after);
    if (!may) return;
    const isHeld = constant === NOT_FOUND && holdsSurely(parts, before, after);
    for (let row = 0; row < rows; row++) {
      if (!raw[row]) continue;
      const number = raw[row]! + base;
      const rank = !may(number)
        ? constant
        : isHeld
          ? HOLDS
          : rankOf(before + String(number).padStart(digits, "0") + after, parts, ends);
      if (rank < ranks[row]!) ranks[row] = rank;
    }
  };
}

/** A part that is made of digits, and of what stands beside them; null of any other. */
const DIGITS = /^(\D*)(\d+)(\D*)$/;

/** Whether a number between two texts can make them hold the parts; null where none can. */
function mayHold(
  parts: readonly string[],
  before: string,
  after: string,
): ((number: number) => boolean) | null {
  const signs = `${before}${after}0123456789`;
  if (parts.some((part) => [...part].some((sign) => !signs.includes(sign)))) return null;
  const [, left, middle, right] = DIGITS.exec(parts[0]!) ?? [];
  if (parts.length > 1 || /\d/.test(before + after)) return () => true;
  if (middle === undefined) return null;
  if (!before.endsWith(left!) || !after.startsWith(right!)) return null;
  const sought = Number(middle);
  const power = 10 ** middle.length;
  if (right) return (number) => number % power === sought;
  if (left && sought)
    return (number) => {
      let rest = number;
      while (rest > sought) rest = Math.floor(rest / 10);
      return rest === sought;
    };
  return (number) => {
    for (let rest = number; ; rest = Math.floor(rest / 10)) {
      if (rest % power === sought) return true;
      if (rest < sought) return false;
    }
  };
}

/** Whether each number that may hold a lone part does, somewhere behind the start of a line. */
function holdsSurely(parts: readonly string[], before: string, after: string): boolean {
  const [, left, middle] = DIGITS.exec(parts[0]!) ?? [];
  if (parts.length > 1 || left !== "" || /^0|.{16}/.test(middle!)) return false;
  return /[^\d\n]$/.test(before) && !/\d/.test(before + after);
}
