// What the page says that does not come with the data: the words of data/words/, in the reader's language.
import { LANGS, type Lang, TEXTS } from "./texts";

export type MessageKey = keyof typeof TEXTS;

/** A message with its {names} filled in; values are put in as they are. */
export function say(
  key: MessageKey,
  lang: Lang,
  values: Record<string, string | number> = {},
): string {
  return TEXTS[key][LANGS.indexOf(lang)]!.replace(/\{(\w+)\}/g, (whole, name: string) =>
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
export const langTag = (lang: Lang): string => (lang === "zh" ? "zh-CN" : lang);
