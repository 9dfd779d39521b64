// How many are red, yellow, green or cannot be judged; each number filters.

import { LIGHTS } from "../data/layer";
import { LightGlyph } from "../look/glyph";
import { lightName } from "../look/lightwords";
import { layout, useStore, useWords } from "../state/use";
import { Counted } from "./counted";
import { Endings } from "./endings";
import { FreshLine } from "./fresh";

export function Lights() {
  const store = useStore();
  const { lang, t } = useWords();
  const samples = store.result.value.samples?.light;
  if (!store.catalog.page.lights) return null;
  const chosen = store.filters.value.light ?? [];
  const counts = store.result.value.counts.light!;
  return (
    <section class="jg-lights" aria-label={t("lights")}>
      <div class="jg-lights-row">
        {LIGHTS.map((light, at) => (
          <button
            type="button"
            key={light}
            class={`jg-light jg-light-${light}`}
            aria-pressed={chosen.includes(light)}
            onClick={() => store.toggle("light", light)}
          >
            <span class="jg-light-name">
              <LightGlyph light={light} size={14} />
              {lightName(light, lang)}
            </span>
            <Counted all={counts[at]!} samples={samples?.[at]} />
          </button>
        ))}
        <button
          type="button"
          class="jg-light jg-light-unlocated"
          onClick={() => {
            layout.tab.value = "unlocated";
            layout.sheet.value = 2;
          }}
        >
          <span class="jg-light-name">{t("unlocated")}</span>
          <Counted
            all={store.counts.value.drawer}
            samples={store.countsApart.value?.sample.drawer}
          />
        </button>
      </div>
      {samples && <LightBar counts={Array.from(counts, (one, at) => one - samples[at]!)} />}
      <LightBar counts={Array.from(samples ?? counts)} />
      <FreshLine />
      <Endings />
    </section>
  );
}

export function LightBar({ counts }: { counts: readonly number[] }) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <span class="jg-lightbar" aria-hidden="true">
      {LIGHTS.map((light, at) =>
        counts[at] ? (
          <span
            class={`jg-fill-${light}`}
            key={light}
            style={{ width: `${(counts[at] / Math.max(1, total)) * 100}%` }}
          />
        ) : null,
      )}
    </span>
  );
}
