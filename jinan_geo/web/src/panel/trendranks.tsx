// The rank of districts over the year: a line each, the worst on top; a click on a name filters.
import { useSignal } from "@preact/signals";
import { STACK_WIDTH } from "../look/lightstack";
import { sparkPath } from "../look/spark";
import type { LightSeries } from "../state/trend";
import { useStore, useWords } from "../state/use";
import { formatDate, inLang } from "../words/format";
import { type Charts, Frame, Table } from "./trendframe";

const ROW = 20;
const WORST = 3; // lines that stand out where none is chosen

/** Where both kinds are shown, each has ranks of its own. */
export function Ranks({ series, charts }: { series: readonly LightSeries[]; charts: Charts }) {
  const { t } = useWords();
  if (!series.length) return null;
  const kinds = [...new Set(series.map(({ truth }) => truth))];
  return (
    <section data-trend="ranks">
      <h3>
        {t("trendRanks")} <small>{t("trendRanksHint")}</small>
      </h3>
      {kinds.map((kind) => (
        <Bump key={kind} series={series.filter(({ truth }) => truth === kind)} charts={charts} />
      ))}
    </section>
  );
}

function Bump({ series, charts }: { series: readonly LightSeries[]; charts: Charts }) {
  const store = useStore();
  const { lang, t } = useWords();
  const named = useSignal<string | null>(null);
  const { truth } = series[0]!;
  const chosen = store.filters.value.district ?? [];
  const last = charts.places.length - 1;
  const slots = charts.places.map((_, at) => slotsAt(series, at));
  const ordered = [...series].sort((a, b) => slots[last]!.get(a.id)! - slots[last]!.get(b.id)!);
  const lineClass = (id: string): string => {
    if (chosen.includes(id) || named.value === id) return "jg-trend-chosen";
    return slots[last]!.get(id)! < WORST ? "jg-trend-worst" : "";
  };
  const told = (one: LightSeries, at: number): string => String(one.points[at]!.rank ?? "—");
  return (
    <>
      {truth && <h4>{t(`truth_${truth}`)}</h4>}
      <div class="jg-trend-ranks">
        <Frame charts={charts} height={ROW * series.length} label={t("trendRanksHint")}>
          {series.map((one) => (
            <path
              key={one.id}
              class={`jg-trend-rank ${lineClass(one.id)}`}
              d={sparkPath(
                one.points.map(({ rank }, at) => (rank ? slots[at]!.get(one.id)! : null)),
                (at) => charts.places[at]! * STACK_WIDTH,
                (slot) => (slot + 0.5) * ROW,
              )}
            />
          ))}
        </Frame>
        <ol>
          {ordered.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                data-id={one.id}
                aria-pressed={chosen.includes(one.id)}
                onClick={() => store.toggle("district", one.id)}
                onPointerEnter={() => (named.value = one.id)}
                onPointerLeave={() => (named.value = null)}
              >
                <b>{told(one, charts.at)}</b> {inLang(one.name, lang)}
              </button>
            </li>
          ))}
        </ol>
      </div>
      <Table
        head={[t("edition"), ...ordered.map(({ name }) => inLang(name, lang))]}
        rows={charts.places.map((_, at) => [
          formatDate(ordered[0]!.points[at]!.edition, lang),
          ...ordered.map((one) => told(one, at)),
        ])}
      />
    </>
  );
}

/** A line for each: equal ranks stand in the order of the page, who has no project comes last. */
function slotsAt(series: readonly LightSeries[], at: number): Map<string, number> {
  const rank = ({ points }: LightSeries): number => points[at]!.rank ?? Number.MAX_VALUE;
  const ordered = series
    .map((one, order) => ({ one, order }))
    .sort((a, b) => rank(a.one) - rank(b.one) || a.order - b.order);
  return new Map(ordered.map(({ one }, slot) => [one.id, slot]));
}
