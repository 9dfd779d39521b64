// When a work is expected to be done: four dates beside one another, of which none takes another's place.
import { natureOf } from "../data/catalog";
import { baselineFinish } from "../data/finishes";
import { type Layer, number, state, stateNumber } from "../data/layer";
import { unsaidWords } from "../look/forecastwords";
import { heldWords } from "../look/heldwords";
import { useStore, useWords } from "../state/use";
import { formatDays } from "../words/format";

/** Nothing where the layer has no forecast at all, or the work is done. */
export function Forecast({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const edition = store.edition.value;
  const day = (name: string): number | null => stateNumber(layer, name, edition, row);
  const [early, middle, late] = [day("early"), day("middle"), day("late")];
  const why = state(layer, "unsaid", edition, row);
  const nothing = !Object.keys(layer.held).length;
  if (nothing || (early === null && !why)) return null;
  const kind = natureOf(layer, edition, row) === "official" ? "sourced" : "sample";
  const [held, of] = layer.held[kind] ?? [0, 0];
  const told = (days: number | null): string => (days === null ? "—" : formatDays(days, lang));
  return (
    <div class="jg-card-part jg-forecast">
      <h3>{t("forecast")}</h3>
      {early !== null && middle !== null && late !== null ? (
        <p>
          <b>{t("forecastBand", { early: told(early), late: told(late) })}</b>{" "}
          {t("forecastMiddle", { middle: told(middle) })}
        </p>
      ) : (
        <p>
          <b>{t("forecastUnsaid")}</b>
          {t("colon")}
          {unsaidWords(String(why), lang)}
        </p>
      )}
      <p class="jg-quiet">
        {t("forecastDates", {
          first: told(baselineFinish(layer, row)),
          planned: told(number(layer, "planned_finish", row)),
          stated: told(day("est_finish")),
        })}
      </p>
      <p class="jg-quiet">
        {heldWords([held, of], { held: "forecastHeld", few: "forecastUntried" }, lang)}
      </p>
    </div>
  );
}
