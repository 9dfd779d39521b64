// How what a reader types is found, in the field above the list and in the palette of commands alike.
/** How well something fits: it is that, it begins so, it holds it, it is abbreviated so, or so by two signs alone. */
export const EXACT = 0;
export const BEGINS = 1;
export const HOLDS = 2;
export const SHORTENED = 3;
export const HARDLY = 4;
export const NOT_FOUND = 5;

/** What things are found by: a line each, and those that say what belongs to them are told from their own names. */
export const findable = (own: readonly string[], more: readonly string[] = []): string =>
  fold(`\n${own.filter(Boolean).join("\n")}\n${more.map((line) => `\t${line}\n`).join("")}`);

/** Folded like what it is looked for in: compatibility forms, lower case. */
export const fold = (words: string): string => words.normalize("NFKC").toLowerCase();

/** The words of a query. */
export const queryWords = (query: string): string[] => fold(query).split(/\s+/).filter(Boolean);

/** The signs of a word that may abbreviate a name; null of any other. */
export const signsOf = (word: string): string[] | null =>
  ABBREVIATION.test(word) ? [...word] : null;

const ABBREVIATION = /^\p{Script=Han}[\p{Script=Han}\d]+$/u;

/** A search for all words of a query; null where it has none. */
export function searchFor(query: string): ((text: string) => number) | null {
  const words = queryWords(query);
  if (!words.length) return null;
  const whole = words.join(" ");
  const shortened = words.map(signsOf);
  return (text) => {
    if (text.includes(whole)) return rankOf(whole, text);
    let worst = HOLDS;
    for (let at = 0; at < words.length; at++) {
      // A lone word was looked for as the whole.
      if (words.length > 1 && text.includes(words[at]!)) continue;
      const signs = shortened[at];
      if (!signs || !isShort(signs, text)) return NOT_FOUND;
      worst = Math.max(worst, signs.length > 2 ? SHORTENED : HARDLY);
    }
    return worst;
  };
}

function rankOf(whole: string, text: string): number {
  if (text.includes(`\n${whole}\n`)) return EXACT;
  return text.includes(`\n${whole}`) ? BEGINS : HOLDS;
}

/** Whether the signs stand in their order in one line, as 山大齐鲁 in 山东大学齐鲁医院. */
export function isShort(signs: readonly string[], text: string): boolean {
  let from = 0;
  while (true) {
    let at = from - 1;
    let first = -1;
    for (const sign of signs) {
      at = text.indexOf(sign, at + 1);
      if (at < 0) return false;
      if (first < 0) first = at;
    }
    const end = text.indexOf("\n", first);
    if (end < 0 || at < end) return true;
    from = end + 1;
  }
}

export interface Hits {
  /** Of each thing how well it fits. */
  ranks: Uint8Array;
  count: number;
}

/** How well each of some things fits. */
export function findAmong(
  things: number,
  textOf: (thing: number) => string,
  query: string,
): Hits | null {
  const search = searchFor(query);
  if (!search) return null;
  const ranks = new Uint8Array(things);
  for (let thing = 0; thing < things; thing++) ranks[thing] = search(textOf(thing));
  return hitsOf(ranks);
}

/** Two signs in their order are many a name: they count only where nothing holds them as they stand. */
export function hitsOf(ranks: Uint8Array): Hits {
  const counts = new Uint32Array(NOT_FOUND + 1);
  for (let thing = 0; thing < ranks.length; thing++) counts[ranks[thing]!]!++;
  const found = ranks.length - counts[NOT_FOUND]!;
  const surely = found - counts[HARDLY]!;
  if (!surely) return { ranks, count: found };
  for (let thing = 0; thing < ranks.length; thing++)
    if (ranks[thing] === HARDLY) ranks[thing] = NOT_FOUND;
  return { ranks, count: surely };
}

/** The best of them, equals in their own order. */
export function bestOf({ ranks }: Hits, most: number): number[] {
  const kept = Array.from({ length: NOT_FOUND }, (): number[] => []);
  for (let thing = 0; thing < ranks.length; thing++) {
    const equals = kept[ranks[thing]!];
    if (equals && equals.length < most) equals.push(thing);
  }
  return kept.flat().slice(0, most);
}
