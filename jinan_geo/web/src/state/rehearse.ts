// Once a page is ready and idle, what its first search and its first step in time need is made before it is asked for.
import { whenIdle } from "../data/frame";
import { searchSteps } from "../data/search";
import { changesBetween } from "../data/since";
import { sortProjects } from "../data/sort";
import type { Store } from "./store";

/** Of more projects a single step would be felt, and what it makes would be much to hold for nobody. */
const MOST = 200_000;

/** A reader who has waited for the page may act at once. */
const REST_MS = 300;

/** One step after the other, each when the browser has nothing else to do. */
export function rehearse(store: Store): void {
  const { catalog } = store;
  if (catalog.projects > MOST) return;
  const before = store.edition.peek() - 1;
  const since = store.since.peek() ?? before - 1;
  const steps = searchSteps(catalog);
  if (before >= 0)
    steps.push(
      () => void changesBetween(catalog, since, before),
      () => void sortProjects(catalog, before, store.sort.peek(), store.lang.peek()),
    );
  const next = (): void => {
    steps.shift()?.();
    if (steps.length) whenIdle(next);
  };
  setTimeout(() => whenIdle(next), REST_MS);
}
