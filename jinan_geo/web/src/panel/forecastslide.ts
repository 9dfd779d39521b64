// The slide of what commitments are expected to reach by their day: kept, missed, either, or nobody can say.
import type { TargetForecast, TargetInfo } from "../data/page";
import { reachedAt } from "../data/truth";
import type { Slide } from "../state/brief";
import type { Store } from "../state/store";
import { formatAmount, formatBare, inLang } from "../words/format";
import { say } from "../words/messages";
import { worstTargets } from "./order";

type Outcome = "kept" | "missed" | "either" | "unsaid";

/** None where no commitment is yet to come due. */
export function forecastSlide(store: Store): Slide | null {
  const { catalog, edition, truth, lang } = store;
  const told = worstTargets(store, catalog.page.targets).flatMap((target) => {
    const state = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state;
    return state?.forecast ? [{ target, forecast: state.forecast }] : [];
  });
  if (!told.length) return null;
  const outcomes = told.map(({ target, forecast }) => outcomeOf(target, forecast));
  const count = (outcome: Outcome) => ({
    value: outcomes.filter((one) => one === outcome).length,
    opens: null,
  });
  return {
    id: "forecast",
    key: "briefForecast",
    numbers: {
      n: { value: told.length, opens: null },
      kept: count("kept"),
      missed: count("missed"),
      either: count("either"),
      unsaid: count("unsaid"),
    },
    names: {},
    rows: told.map(({ target, forecast }) => ({
      name: inLang(target.name, lang.value),
      words: wordsOf(store, target, forecast),
    })),
    map: null,
  };
}

/** Whether all of the band keeps the promise, none of it, or a part; more than was promised keeps it. */
function outcomeOf({ comparator, value }: TargetInfo, { low, high }: TargetForecast): Outcome {
  if (low === null || high === null) return "unsaid";
  const keeps = (reached: number): boolean =>
    comparator === ">" ? reached > value : reached >= value;
  if (keeps(low)) return "kept";
  return keeps(high) ? "either" : "missed";
}

function wordsOf({ lang }: Store, { unit, value }: TargetInfo, told: TargetForecast): string {
  if (told.low === null || told.high === null) return say("forecastUnsaid", lang.value);
  const [low, high] = [told.low, told.high].map((one) => formatBare(one, unit, lang.value));
  const band = low === high ? low : `${low}–${high}`;
  return `${band} / ${formatAmount(value, unit, lang.value)}`;
}
