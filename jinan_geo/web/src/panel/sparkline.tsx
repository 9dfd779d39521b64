// A row's progress over the editions, small: from the first edition to the one shown, 0 to 100 per cent high.
import { type Layer, stateNumber } from "../data/layer";
import { placesOf } from "../data/times";
import { sparkPath } from "../look/spark";
import { useStore } from "../state/use";

const WIDTH = 44;
const HEIGHT = 16;

export function Sparkline({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { editions } = store.catalog.page;
  if (editions.length < 2) return null;
  const now = store.edition.value;
  const values = editions.map((_, at) =>
    at <= now ? stateNumber(layer, "done_pct", at, row) : null,
  );
  const last = values[now]!;
  const places = placesOf(editions);
  const x = (place: number): number => 2 + place * (WIDTH - 4);
  const y = (pct: number): number => 2 + (1 - Math.max(0, Math.min(100, pct)) / 100) * (HEIGHT - 4);
  return (
    <svg
      class="jg-spark"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path class="jg-spark-base" d={`M2 ${HEIGHT - 2}H${WIDTH - 2}`} />
      <path d={sparkPath(values, (at) => x(places[at]!), y)} />
      {last !== null && <circle cx={x(places[now]!)} cy={y(last)} r="2" />}
    </svg>
  );
}
