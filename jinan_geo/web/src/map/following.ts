// The map follows the reader: a filter, a search, a commitment or a district leads to its result, with one step back.
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type * as L from "leaflet";
import { isQuiet } from "../state/quiet";
import type { Store } from "../state/store";

export interface Ways {
  /** About what the filters leave; null where nothing of it has a place. */
  result(): L.LatLngBounds | null;
  fitTo(box: L.LatLngBounds, options: L.FitBoundsOptions): void;
  /** The zoom at which a box fits beside what lies over the map. */
  zoomFor(box: L.LatLngBounds): number;
  showAll(): void;
}

interface Step {
  from: { center: L.LatLng; zoom: number } | null;
  /** Where the map came to rest; whoever has moved it since then does not want to go back by clearing a filter. */
  at: string;
}

const TYPING_MS = 400; // of rest after which a search is meant
const EASE = 0.25; // seconds

const placeOf = (map: L.Map): string => `${map.getZoom()} ${map.getCenter()}`;

/** Keeps the map with the result; gives the step back, null where there is none. */
export function followResult(
  store: Store,
  map: L.Map,
  ways: Ways,
): ReadonlySignal<(() => void) | null> {
  const step = signal<Step | null>(null);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const asked = computed(() =>
    JSON.stringify([
      store.filters.value,
      store.target.value,
      store.part.value,
      store.near.value,
      store.inside.value,
    ]),
  );
  let typed = store.query.peek();
  let timer = 0;
  let first = true;
  const back = (): void => {
    const from = step.peek()?.from;
    step.value = null;
    if (from) map.setView(from.center, from.zoom, { animate: !still, duration: EASE });
    else ways.showAll();
  };
  const follow = (): void => {
    const last = step.peek();
    if (!store.filtered.peek()) {
      if (last && last.at === placeOf(map)) back();
      step.value = null;
      return;
    }
    const box = ways.result();
    if (!box) return;
    const isInSight = map.getBounds().contains(box) && ways.zoomFor(box) < map.getZoom() + 1;
    if (isInSight) return;
    const all = store.position.peek() === null;
    const from = all ? null : { center: map.getCenter(), zoom: map.getZoom() };
    // Of several filters one after the other, the step leads back to before the first.
    const kept = last && last.at === placeOf(map) ? last.from : from;
    map.once("moveend", () => (step.value = { from: kept, at: placeOf(map) }));
    ways.fitTo(box, { animate: !still, duration: EASE });
  };
  effect(() => {
    void asked.value;
    const words = store.query.value;
    const isTyped = words !== typed;
    typed = words;
    clearTimeout(timer);
    // Whoever was led elsewhere, by the browser's way back too, has no step left here.
    if (first || isQuiet()) step.value = null;
    if (first || isQuiet()) first = false;
    else timer = window.setTimeout(follow, isTyped ? TYPING_MS : 0);
  });
  return computed(() => step.value && back);
}
