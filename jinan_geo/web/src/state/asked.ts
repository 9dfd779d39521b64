// The filters in force in words.
import { isMixed } from "../data/truth";
import { choiceLabel, dimensionLabel } from "../look/labels";
import { say } from "../words/messages";
import { aroundWords } from "./around";
import type { Store } from "./store";
import { targetWords } from "./target";

/** The filters in force, each in words. */
export function filterWords(store: Store): string[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const colon = say("colon", lang);
  const words: string[] = [];
  if (isMixed(catalog.page))
    words.push(`${say("truth", lang)}${colon}${say(`truth_${store.truth.value}`, lang)}`);
  for (const [dimension, choices] of Object.entries(store.filters.value)) {
    if (!choices.length) continue;
    const name = dimensionLabel(catalog, dimension, lang);
    const named = choices.map((choice) => choiceLabel(catalog, dimension, choice, lang));
    words.push(`${name}${colon}${named.join(say("listComma", lang))}`);
  }
  const query = store.query.value.trim();
  if (query) words.push(say("query", lang, { q: query }));
  const target = targetWords(store);
  if (target) words.push(target);
  words.push(...aroundWords(store));
  for (const id of store.hidden.value)
    words.push(say("layerOff", lang, { name: choiceLabel(catalog, "layer", id, lang) }));
  return words;
}
