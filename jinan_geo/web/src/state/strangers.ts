// What a link names and this page does not have: said to the reader, so that a view of something else is not taken
// for the one that was sent.
import { signal } from "@preact/signals";
import { isPart } from "../data/behind";
import { isKnown } from "../data/catalog";
import { isSort } from "../data/sort";
import { coloringIds } from "../look/coloring";
import { dimensionLabel } from "../look/labels";
import { LANGS } from "../words/texts";
import { decode } from "./hash";
import { readPosition } from "./position";
import type { Store } from "./store";

/** Of the link that was followed last. */
export const strangers = signal<readonly string[]>([]);

type Knows = (store: Store, value: string) => boolean;

const isEdition: Knows = ({ catalog }, value) =>
  value === "" || catalog.page.editions.includes(value);
const isTarget: Knows = ({ catalog }, value) => catalog.page.targets.some(({ id }) => id === value);
const isChosen: Knows = ({ catalog, selection }) => {
  const key = selection.peek();
  return key !== null && isKnown(catalog, key);
};

/** Parts of a link whose value the page may not have. */
const KNOWN = new Map<string, Knows>(
  Object.entries({
    lang: (_, value) => LANGS.some((lang) => lang === value),
    edition: isEdition,
    since: isEdition,
    target: isTarget,
    uncounted: isTarget,
    part: (_, value) => isPart(value),
    off: ({ catalog }, value) =>
      value.split(",").every((one) => catalog.layers.some(({ info }) => info.id === decode(one))),
    color: ({ catalog }, value) => coloringIds(catalog).includes(value),
    sort: (_, value) => isSort(value.replace(/^-/, "")),
    map: (_, value) => readPosition(value) !== null,
    near: ({ near }) => near.peek() !== null,
    inside: ({ inside }) => inside.peek() !== null,
    at: isChosen,
  }),
);

/** In words, once the link has been read. */
export function strangersIn(store: Store, hash: string): string[] {
  const found: string[] = [];
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const knows = KNOWN.get(name);
    if (name.startsWith("f.")) found.push(...strangeChoices(store, name.slice(2), value));
    else if (knows && !knows(store, value)) found.push(`${name}=${decode(value)}`);
  }
  return found;
}

/** Choices that a filter does not have; all of them where there is no such filter. */
function strangeChoices(store: Store, id: string, value: string): string[] {
  const dimension = store.dimensions.peek().find((one) => one.id === id);
  const name = dimension ? dimensionLabel(store.catalog, id, store.lang.peek()) : id;
  const values = value.split(",").map(decode);
  const strange = values.filter((one) => !dimension?.choices.includes(one));
  return strange.map((one) => `${name} ${one}`);
}
