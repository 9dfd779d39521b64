// What is told of both kinds beside each other, where a page shows what is sourced and samples: never added.
import type { Layer } from "../data/layer";
import { formatNumber } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import type { Apart, Store } from "./store";

/** A number of projects, of which so many are samples, in words: "真实 38 · 示例 645"; a plain number where kinds are not told apart. */
export function countWords(
  store: Store,
  lang: Lang,
  all: number,
  samples: number | undefined,
): string {
  if (!store.apart.value || samples === undefined) return formatNumber(all, lang);
  return eachKind(lang, { sourced: all - samples, sample: samples }, (n) => formatNumber(n, lang));
}

/** The same where there is no room for words: "38 · 645". */
export function countShort(
  store: Store,
  lang: Lang,
  all: number,
  samples: number | undefined,
): string {
  if (!store.apart.value || samples === undefined) return formatNumber(all, lang);
  return `${formatNumber(all - samples, lang)} · ${formatNumber(samples, lang)}`;
}

/** What is told of each kind, beside each other. */
export function eachKind<T>(lang: Lang, of: Apart<T>, tell: (one: T) => string): string {
  const part = (kind: keyof Apart<T>): string => `${say(`truth_${kind}`, lang)} ${tell(of[kind])}`;
  return `${part("sourced")} · ${part("sample")}`;
}

/** How many of these projects are samples at the edition shown; undefined where kinds are not told apart. */
export function samplesAmong(store: Store, projects: Iterable<number>): number | undefined {
  const kinds = store.apart.value;
  if (!kinds) return undefined;
  let count = 0;
  for (const project of projects) count += kinds[project]!;
  return count;
}

/** Whether a layer has anything of the kind that is shown; samples are no ground for what is sourced. */
export function hasShown(store: Store, layer: Layer): boolean {
  const { truth, isSample, catalog } = store;
  const kinds = isSample.value;
  if (!kinds || truth.value === "all") return true;
  const first = catalog.firstOf.get(layer.info.id);
  if (first === undefined) return truth.value === "sample" || !layer.info.sample;
  const of = kinds.subarray(first, first + layer.features);
  return !layer.features || of.includes(truth.value === "sample" ? 1 : 0);
}
