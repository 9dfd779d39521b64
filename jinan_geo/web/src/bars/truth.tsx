// The switch between what is sourced and what is a sample, on a page that has both; each says how many there are.
import { useComputed } from "@preact/signals";
import { isMixed, TRUTHS } from "../data/truth";
import { useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";

export function TruthSwitch() {
  const store = useStore();
  const { lang, t } = useWords();
  const counts = useComputed(() => {
    const kinds = store.isSample.value ?? new Uint8Array();
    const samples = kinds.reduce((sum, one) => sum + one, 0);
    return { sourced: kinds.length - samples, sample: samples, all: null };
  }).value;
  if (!isMixed(store.catalog.page)) return null;
  return (
    <div class="jg-truth" role="group" aria-label={t("truth")}>
      {TRUTHS.map((truth) => (
        <button
          type="button"
          key={truth}
          data-truth={truth}
          aria-pressed={store.truth.value === truth}
          onClick={() => (store.truth.value = truth)}
        >
          {t(`truth_${truth}`)}
          {counts[truth] !== null && <small> {formatNumber(counts[truth], lang)}</small>}
        </button>
      ))}
    </div>
  );
}
