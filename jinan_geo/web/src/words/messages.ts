// What the page says that does not come with the data: the words of data/words/, in the reader's language.
import { LANGS, type Lang, LISTS, TEXTS } from "./texts";

export type MessageKey = keyof typeof TEXTS;

/** The page's own words: of a language that is not built in, by key; what they lack is said in English. */
let own: ReadonlyMap<string, string> = new Map();

/** Has the page speak a language that is not built in, in the place of English; null for none. */
export function setWords(words: Readonly<Record<string, string>> | undefined): void {
  own = new Map(Object.entries(words ?? {}));
}

const ownWord = (key: string, lang: Lang): string | undefined =>
  lang === "en" ? own.get(key) : undefined;

/** A list of words, as the names of the months; a further language has one a line. */
export const wordsOf = (key: "months", lang: Lang): readonly string[] =>
  ownWord(key, lang)?.split("\n") ?? LISTS[key][LANGS.indexOf(lang)]!;

/** A message with its {names} filled in; values are put in as they are. */
export function say(
  key: MessageKey,
  lang: Lang,
  values: Record<string, string | number> = {},
): string {
  const text = ownWord(key, lang) ?? TEXTS[key][LANGS.indexOf(lang)]!;
  if (!text.includes("{")) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

export const isMessage = (key: string): key is MessageKey =>
  Object.prototype.hasOwnProperty.call(TEXTS, key);

/** The language that is called so, or the page's own. */
export const langNamed = (name: string | null | undefined): Lang =>
  LANGS.find((lang) => lang === name) ?? LANGS[0];

/** The language that the switch leads to. */
export const nextLang = (lang: Lang): Lang => LANGS[(LANGS.indexOf(lang) + 1) % LANGS.length]!;

/** As documents and collators call it. */
export const langTag = (lang: Lang): string => say("languageTag", lang);
