// How many are red, yellow, green or cannot be judged; each number filters.

import { LIGHTS } from "../data/layer";
import { LightGlyph } from "../look/glyph";
import { lightName } from "../look/lightwords";
import { layout, useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";

export function Lights() {
  const store = useStore();
  const { lang, t } = useWords();
  if (!store.catalog.page.lights) return null;
  const chosen = store.filters.value.light ?? [];
  const counts = store.result.value.counts.light!;
  const total = counts.reduce((sum, count) => sum + count, 0);
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
            <b>{formatNumber(counts[at]!, lang)}</b>
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
          <b>{formatNumber(store.counts.value.drawer, lang)}</b>
        </button>
      </div>
      <LightBar counts={Array.from(counts)} total={total} />
    </section>
  );
}

export function LightBar({ counts, total }: { counts: readonly number[]; total: number }) {
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
