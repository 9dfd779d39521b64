// The slide of what commitments are expected to reach by their day: kept, missed, either, or nobody can say.
import { keptWithin } from "../data/bounds";
import type { TargetForecast, TargetInfo } from "../data/page";
import { reachedAt } from "../data/truth";
import { heldWords } from "../look/heldwords";
import type { Expectation, Slide } from "../state/brief";
import type { Store } from "../state/store";
import { formatBare, inLang } from "../words/format";
import { say } from "../words/messages";
import { worstTargets } from "./order";
import { promisedWords } from "./promise";

/** None where no commitment is yet to come due. */
export function forecastSlide(store: Store): Slide | null {
  const { catalog, edition, truth, lang } = store;
  const told = worstTargets(store, catalog.page.targets).flatMap((target) => {
    const state = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state;
    return state?.forecast ? [{ target, forecast: state.forecast }] : [];
  });
  if (!told.length) return null;
  const outcomes = told.map(({ target, forecast }) => outcomeOf(target, forecast));
  const count = (expected: Expectation) => ({
    value: outcomes.filter((one) => one === expected).length,
    opens: { targets: { by: "expected", is: expected } as const },
  });
  const tried = told.find(({ forecast }) => forecast.low !== null)?.forecast;
  return {
    id: "forecast",
    key: "briefForecast",
    numbers: {
      n: { value: told.length, opens: { targets: { by: "expected", is: "any" } } },
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
    note:
      tried &&
      heldWords([tried.held, tried.of], { held: "expectedHeld", few: "expectedFew" }, lang.value),
    map: null,
  };
}

/** What is expected of a commitment at the edition shown; null where it is due, or nothing is foretold. */
export function expectationOf(store: Store, target: TargetInfo): Expectation | null {
  const { catalog, edition, truth } = store;
  const state = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state;
  return state?.forecast ? outcomeOf(target, state.forecast) : null;
}

const outcomeOf = (target: TargetInfo, { low, high }: TargetForecast): Expectation =>
  low === null || high === null ? "unsaid" : keptWithin(target, low, high);

function wordsOf({ lang }: Store, target: TargetInfo, told: TargetForecast): string {
  if (told.low === null || told.high === null) return say("forecastUnsaid", lang.value);
  const [low, high] = [told.low, told.high].map((one) => formatBare(one, target.unit, lang.value));
  const band = low === high ? low : `${low}–${high}`;
  return `${band} / ${promisedWords(target, lang.value)}`;
}
