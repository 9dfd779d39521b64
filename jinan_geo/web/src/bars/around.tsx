// A circle, a rectangle or an outline on the map: the tool that draws it, and what is asked for by it.

import { PICKS, type Picking } from "../map/picking";
import { countWords, samplesAmong } from "../state/apart";
import { aroundWords, clearAround } from "../state/around";
import { useStore, useWords } from "../state/use";

export function Around({ picking }: { picking: Picking }) {
  const store = useStore();
  const { lang, t } = useWords();
  if (picking.kind.value) return <PickBox picking={picking} />;
  const words = aroundWords(store);
  if (!words.length) return null;
  return (
    <div class="jg-measure jg-around" role="group" aria-label={t("pick")}>
      <output>
        {words.join(t("listComma"))}
        {t("colon")}
        <b>
          {countWords(
            store,
            lang,
            store.counts.value.list,
            samplesAmong(store, store.listed.value),
          )}
        </b>
      </output>
      <div class="jg-measure-buttons">
        <button type="button" class="jg-button" onClick={() => clearAround(store)}>
          {t("pickClear")}
        </button>
      </div>
    </div>
  );
}

function PickBox({ picking }: { picking: Picking }) {
  const { t } = useWords();
  const kind = picking.kind.value!;
  const places = picking.places.value.length;
  return (
    <div class="jg-measure" role="group" aria-label={t("pick")}>
      <div class="jg-measure-buttons jg-picks">
        {PICKS.map((one) => (
          <button
            type="button"
            key={one}
            class="jg-button"
            aria-pressed={one === kind}
            onClick={() => one !== kind && picking.toggle(one)}
          >
            {t(`pick_${one}`)}
          </button>
        ))}
      </div>
      <p class="jg-quiet">{t(places ? `pickNext_${kind}` : `pickFirst_${kind}`)}</p>
      <div class="jg-measure-buttons">
        <button type="button" class="jg-button" disabled={!places} onClick={() => picking.undo()}>
          {t("undo")}
        </button>
        {kind === "outline" && (
          <button
            type="button"
            class="jg-button"
            disabled={!picking.enough.value}
            onClick={() => picking.end()}
          >
            {t("finish")}
          </button>
        )}
        <button type="button" class="jg-button" onClick={() => picking.cancel()}>
          {t("close")}
        </button>
      </div>
    </div>
  );
}
