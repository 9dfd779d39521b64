// How fresh the page is, in one line: how many have news, how many only older reports, how many none; each filters.
import { batch } from "@preact/signals";
import { FRESHNESS } from "../data/fresh";
import { choiceLabel } from "../look/labels";
import { isPhone, layout, useStore, useWords } from "../state/use";
import { Counted } from "./counted";

export function FreshLine() {
  const store = useStore();
  const { lang } = useWords();
  const { catalog } = store;
  if (!catalog.projects) return null;
  const counts = store.result.value.counts.fresh!;
  const samples = store.result.value.samples?.fresh;
  const chosen = store.filters.value.fresh ?? [];
  // What is counted is shown: as rows, for most of what nothing is known of lies nowhere on the map.
  const choose = (key: string): void =>
    batch(() => {
      store.toggle("fresh", key);
      if (chosen.includes(key)) return;
      layout.tab.value = "projects";
      if (isPhone()) layout.sheet.value = 2;
    });
  return (
    <p class="jg-fresh">
      {FRESHNESS.map((key, at) => (
        <button
          type="button"
          key={key}
          data-fresh={key}
          aria-pressed={chosen.includes(key)}
          onClick={() => choose(key)}
        >
          <span>{choiceLabel(catalog, "fresh", key, lang)}</span>{" "}
          <Counted all={counts[at]!} samples={samples?.[at]} />
        </button>
      ))}
    </p>
  );
}
