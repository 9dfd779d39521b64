// Keeps the page in step with its link, both ways.
import { effect } from "@preact/signals";
import { placeOf, projectOf } from "../data/catalog";
import { nextFrame } from "../data/frame";
import { showSlide } from "../panel/briefing";
import { readHash, writeHash } from "../state/hash";
import { quietly } from "../state/quiet";
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

export function syncHash(store: Store): void {
  if (location.hash.length > 1) followHash(store, location.hash);
  let written = location.hash.replace(/^#/, "");
  const write = (hash: string): void => {
    try {
      // An empty hash must still be one: without it old shells would load the file again.
      history.replaceState(null, "", `#${hash}`);
    } catch {
      // Some office shells refuse this on file://; the page works, only the link does not follow.
    }
  };
  effect(() => {
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
