// The slides of views that a reader took into the briefing: their own words, and what the page counts there.
import type { Capture } from "../data/document";
import { isMixed } from "../data/truth";
import { coloringName, defaultColor } from "../look/coloring";
import { filterWords } from "../state/asked";
import type { Slide, Told } from "../state/brief";
import { within } from "../state/captures";
import { type Store, showsSamples } from "../state/store";
import { titleOf } from "../state/title";
import { formatDate } from "../words/format";
import { say } from "../words/messages";

/** Whose numbers these are, and as of when. */
export function headOf(store: Store): string {
  const lang = store.lang.value;
  const { page } = store.catalog;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  const parts = [titleOf(store), asOf ? formatDate(asOf, lang) : ""];
  if (showsSamples(store)) parts.push(say("sampleBadge", lang));
  return parts.filter(Boolean).join(" · ");
}

export const ownSlides = (store: Store): Slide[] =>
  store.captures.value.map((capture) => within(store, capture, () => slideOf(store, capture)));

function slideOf(store: Store, capture: Capture): Slide {
  const { counts, countsApart, catalog, truth } = store;
  const isBoth = isMixed(catalog.page) && truth.value === "all";
  const samples = (isBoth && countsApart.value?.sample.list) || 0;
  const told = (value: number, kind?: "sourced" | "sample"): Told => ({
    value,
    opens: { view: kind ? ofKind(capture, kind) : capture },
  });
  const n = counts.value.list - samples;
  return {
    id: "own",
    key: isBoth ? "briefOwnBoth" : "briefOwn",
    numbers: isBoth ? { n: told(n, "sourced"), s: told(samples, "sample") } : { n: told(n) },
    names: {},
    rows: [],
    note: noteOf(store),
    own: { ...capture, head: headOf(store) },
    map: {},
  };
}

function ofKind({ hash, divider }: Capture, kind: string) {
  const parts = new URLSearchParams(hash);
  parts.set("truth", kind);
  return { hash: parts.toString(), divider };
}

/** What the view is asked for, and what of it the slide does not tell otherwise. */
function noteOf(store: Store): string {
  const { catalog, colorBy, compare } = store;
  const lang = store.lang.value;
  const words = filterWords(store);
  if (colorBy.value !== defaultColor(catalog))
    words.push(
      `${say("colorBy", lang)}${say("colon", lang)}${coloringName(catalog, colorBy.value, lang)}`,
    );
  if (compare.value) words.push(say("ownLeft", lang));
  return words.join(say("semicolon", lang));
}
