// The commitment that is chosen, and which part of its projects.
import { batch } from "@preact/signals";
import { behind, type Part, partsOf } from "../data/behind";
import { projectOf } from "../data/catalog";
import type { TargetInfo } from "../data/page";
import { reachedAt } from "../data/truth";
import { inLang } from "../words/format";
import { say } from "../words/messages";
import type { Store } from "./store";

/** The projects of each part, of the kinds that are shown; null where the number is not made of projects. */
export function projectsOf(store: Store, target: TargetInfo): Record<Part, number[]> | null {
  const { catalog, truth } = store;
  const parts = partsOf(catalog.page, target, store.edition.value, truth.value);
  if (!parts) return null;
  const kind = truth.value === "all" ? null : truth.value;
  const known = (part: Part): number[] =>
    parts[part]
      .map(([layer, id]) => projectOf(catalog, { layer, id }))
      .filter((project) => project >= 0 && store.isOf(project, kind));
  return { done: known("done"), open: known("open"), unjudged: known("unjudged") };
}

export function chooseTarget(store: Store, target: string | null, part: Part | null = null): void {
  batch(() => {
    store.target.value = target;
    store.part.value = part;
  });
}

/** A commitment that is late opens onto what is not done, any other onto what is. */
export function openTarget(store: Store, target: TargetInfo): void {
  const { catalog, edition, truth } = store;
  const light = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state.light;
  chooseTarget(store, target.id, light ? firstPart(store, target, light) : null);
}

function firstPart(store: Store, target: TargetInfo, light: string): Part | null {
  const late = light === "red" || light === "yellow";
  return late && projectsOf(store, target)?.open.length ? "open" : null;
}

const FILTERS = {
  done: "doneFilter",
  open: "openFilter",
  unjudged: "unjudgedFilter",
  named: "namedFilter",
} as const;

/** The chosen commitment as a filter in words; "" where none narrows the list. */
export function targetWords(store: Store): string {
  const { page } = store.catalog;
  const target = page.targets.find(({ id }) => id === store.target.value);
  const part = store.part.value ?? "done";
  const known = target && behind(page, target, store.edition.value, store.truth.value, part);
  if (!known) return "";
  return say(FILTERS[known.how], store.lang.value, {
    name: inLang(target.name, store.lang.value),
  });
}

/** What the chosen commitment is expected to reach by its day, by values of each kind that is shown. */
export function forecastsOf({ catalog: { page }, target, edition, truth }: Store) {
  const chosen = page.targets.find(({ id }) => id === target.value);
  return chosen
    ? reachedAt(page, chosen, edition.value, truth.value).map(({ state }) => state.forecast)
    : null;
}
