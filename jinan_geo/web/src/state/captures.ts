// Views that a reader takes into the briefing: kept as text, shown in the place of what the page shows, and left again.
import { batch, type Signal } from "@preact/signals";
import { type Capture, captureOf } from "../data/document";
import type { View } from "./brief";
import { readHash, writeHash } from "./hash";
import { quietly } from "./quiet";
import type { Store } from "./store";

/** All of a store that a hash may change. */
const CHANGED = [
  ...(["lang", "edition", "since", "truth", "filters", "query", "target", "part"] as const),
  ...(["near", "inside", "hidden", "colorBy", "sort", "compare", "divider"] as const),
  ...(["basemap", "ground", "position", "selection"] as const),
];

/** What is shown now, in words of any language. */
export function viewNow(store: Store): View {
  const parts = new URLSearchParams(writeHash(store));
  parts.delete("lang");
  return { hash: parts.toString(), divider: store.divider.value };
}

/** Shows a view in the language that is read now; gives what puts everything back as it was. */
export function showView(store: Store, { hash, divider }: View): () => void {
  const before = CHANGED.map((name) => store[name].peek());
  batch(() => {
    readHash(store, hash);
    store.lang.value = before[0] as typeof store.lang.value;
    store.divider.value = divider;
  });
  return () =>
    batch(() =>
      CHANGED.forEach((name, at) => {
        (store[name] as Signal<unknown>).value = before[at];
      }),
    );
}

/** Makes something of a view, to which nobody else sees the page go. */
export const within = <T>(store: Store, view: View, make: () => T): T =>
  quietly(() =>
    batch(() => {
      const back = showView(store, view);
      try {
        return make();
      } finally {
        back();
      }
    }),
  );

/** Takes what is shown now into the briefing, after what is there. */
export function addCapture(store: Store, title: string, words: string): void {
  const capture = captureOf({ title, words, ...viewNow(store) }, "");
  store.captures.value = [...store.captures.value, capture];
}

/** What a script wants the captures to be; one without a state has the present one. */
export function setCaptures(store: Store, wanted: readonly Partial<Capture>[]): void {
  const now = viewNow(store);
  store.captures.value = wanted.map((one) => captureOf({ ...now, ...one }, now.hash));
}
