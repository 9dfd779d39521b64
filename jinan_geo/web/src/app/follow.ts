// Keeps the page in step with its link, both ways.
import { effect } from "@preact/signals";
import { placeOf, projectOf } from "../data/catalog";
import { savedView } from "../data/document";
import { nextFrame } from "../data/frame";
import { showSlide } from "../panel/briefing";
import { readHash, writeHash } from "../state/hash";
import { isQuiet, quietly } from "../state/quiet";
import type { Store } from "../state/store";
import { strangers, strangersIn } from "../state/strangers";

/** A link may name what this page has no more: then nothing is chosen, and no room is kept for its card. */
export function followHash(store: Store, hash: string): void {
  quietly(() => {
    showSlide(store, null);
    readHash(store, hash);
    const slide = new URLSearchParams(hash.replace(/^#/, "")).get("brief");
    if (slide !== null) showSlide(store, Number(slide) || 0);
  });
  strangers.value = strangersIn(store, hash);
  const chosen = store.selection.peek();
  const { catalog } = store;
  if (chosen && projectOf(catalog, chosen) < 0 && !placeOf(catalog, chosen))
    store.selection.value = null;
}

/** A saved file opens with its view, unless a link says otherwise. */
export function openView(store: Store): void {
  const view = savedView();
  if (view) store.captures.value = view.captures;
  if (!view || location.hash.length > 1) return;
  followHash(store, view.hash);
  store.divider.value = view.divider;
}

/** What leads the map to another result; the words of a search are one step, however many letters they have. */
const askedOf = ({ filters, query, target, part, near, inside }: Store): string => {
  const isSearched = query.value.trim() !== "";
  const chosen = Object.entries(filters.value).filter(([, values]) => values.length);
  return JSON.stringify([chosen, isSearched, target.value, part.value, near.value, inside.value]);
};

/** The browser's own way back leads to what was shown before a reader filtered: such a step is kept beside the last. */
export function syncHash(store: Store): void {
  if (location.hash.length > 1) followHash(store, location.hash);
  let written = location.hash.replace(/^#/, "");
  let asked = askedOf(store);
  let isStep = false;
  const write = (hash: string): void => {
    const address = `#${hash}`;
    try {
      // An empty hash must still be one: without it old shells would load the file again.
      if (isStep && address !== location.hash) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch {
      // Some office shells refuse this on file://; the page works, only the link does not follow.
    }
    isStep = false;
  };
  effect(() => {
    // Slides have filters of their own, and end where they began.
    const now = store.briefing.value ? asked : askedOf(store);
    if (now !== asked && !isQuiet()) isStep = true;
    asked = now;
    const hash = writeHash(store);
    if (hash === written) return;
    written = hash;
    // The browser asks another process, which takes longer than a whole filter; what changed is shown first.
    void nextFrame().then(() => {
      if (hash === written) write(hash);
    });
  });
  addEventListener("hashchange", () => {
    const hash = location.hash.replace(/^#/, "");
    if (hash === written) return;
    written = hash;
    followHash(store, hash);
  });
}
