// Keeps the page in step with its link, both ways.
import { effect } from "@preact/signals";
import { isKnown } from "../data/catalog";
import { type Capture, capturesOf, savedView } from "../data/document";
import { nextFrame } from "../data/frame";
import { showSlide } from "../panel/briefing";
import { readHash, writeHash } from "../state/hash";
import { takePrintedWords } from "../state/print";
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
  if (chosen && !isKnown(store.catalog, chosen)) store.selection.value = null;
}

/** What the browser keeps beside the address while this page is loaded anew; nothing else of a visit is kept. */
function keptCaptures(): readonly Capture[] | null {
  const kept: unknown = history.state?.captures;
  return Array.isArray(kept) ? capturesOf(kept) : null;
}

/** A saved file opens with its view, unless a link says otherwise; views taken since stay when it is loaded anew. */
export function openView(store: Store): void {
  const view = savedView();
  store.captures.value = keptCaptures() ?? view?.captures ?? [];
  if (view) takePrintedWords(view.print);
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
  let taken = store.captures.peek();
  let asked = askedOf(store);
  let isStep = false;
  const write = (hash: string): void => {
    const address = `#${hash}`;
    try {
      // An empty hash must still be one: without it old shells would load the file again.
      const kept = { captures: store.captures.peek() };
      if (isStep && address !== location.hash) history.pushState(kept, "", address);
      else history.replaceState(kept, "", address);
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
    const captures = store.captures.value;
    if (hash === written && captures === taken) return;
    written = hash;
    taken = captures;
    // The browser asks another process, which takes longer than a whole filter; what changed is shown first.
    void nextFrame().then(() => {
      if (hash === written) write(hash);
    });
  });
  addEventListener("hashchange", () => {
    const hash = location.hash.replace(/^#/, "");
    if (hash === written) return;
    written = hash;
    if (taken.length) write(hash); // the entry come to knows nothing of them
    followHash(store, hash);
  });
}
