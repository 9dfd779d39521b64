// The choice of a background: the page's own ground, or one of those the workspace declares.
import { hostsOf } from "../map/backdrop";
import { useStore, useWords } from "../state/use";
import { inLang } from "../words/format";

export function BasemapChoice() {
  const store = useStore();
  const { lang, t } = useWords();
  const { basemaps } = store.catalog.page;
  if (!basemaps.length) return null;
  const chosen = basemaps.find(({ id }) => id === store.basemap.value);
  const state = store.backdrop.value;
  const choice = (id: string | null, name: string) => (
    <label class="jg-layer" key={id ?? ""}>
      <input
        type="radio"
        name="jg-basemap"
        checked={(chosen?.id ?? null) === id}
        onChange={() => (store.basemap.value = id)}
      />
      <span class="jg-layer-name">{name}</span>
    </label>
  );
  return (
    <div class="jg-legend-part jg-basemaps" role="radiogroup" aria-label={t("basemap")}>
      <h3>{t("basemap")}</h3>
      {choice(null, t("basemapNone"))}
      {basemaps.map(({ id, name }) => choice(id, inLang(name, lang)))}
      {chosen && state === "unavailable" && (
        <p>
          {t("basemapFallback")}
          <button type="button" class="jg-button" onClick={() => store.backdropTries.value++}>
            {t("basemapRetry")}
          </button>
        </p>
      )}
      {chosen && state === "far" && <p>{t("basemapFar")}</p>}
      {chosen?.shift === "GCJ-02" && <p class="jg-quiet">{t("basemapShifted")}</p>}
      <p class="jg-quiet">
        {t("basemapNetwork", { hosts: [...new Set(basemaps.map(hostsOf))].join(" ") })}
      </p>
    </div>
  );
}
