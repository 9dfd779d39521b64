// The time bar: one slider over the editions moves map, lights, targets, ranking and list together. It is the chart of
// the year: over each edition stand its lights, as the filters leave them.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { nearest, placesOf, stepTo } from "../data/times";
import { Icon } from "../look/glyph";
import { LightStack, STACK_WIDTH } from "../look/lightstack";
import { lightsLine } from "../look/lightwords";
import { SinceSelect } from "../panel/changetab";
import { type LightSeries, lightSeries } from "../state/trend";
import { useStore, useWords } from "../state/use";
import { formatDate } from "../words/format";

const STEP_MS = 900;
const STILL_MS = 2000; // who asks for less motion gets slower steps

export function TimeBar() {
  const store = useStore();
  const { lang, t } = useWords();
  const { editions } = store.catalog.page;
  const playing = usePlaying();
  const at = store.edition.value;
  if (editions.length < 2) return null;
  const go = (to: number): void => {
    playing.value = false;
    store.edition.value = Math.max(0, Math.min(editions.length - 1, to));
  };
  return (
    <section class="jg-time" aria-label={t("timeBar")}>
      <button
        type="button"
        class="jg-time-play"
        aria-pressed={playing.value}
        aria-label={t(playing.value ? "pause" : "play")}
        title={t(playing.value ? "pause" : "play")}
        onClick={() => {
          // From the end it begins anew.
          if (!playing.value && at === editions.length - 1) store.edition.value = 0;
          playing.value = !playing.value;
        }}
      >
        <Icon name={playing.value ? "pause" : "play"} />
      </button>
      <button
        type="button"
        class="jg-time-step"
        aria-label={t("previousEdition")}
        title={t("previousEdition")}
        disabled={at <= 0}
        onClick={() => go(at - 1)}
      >
        <Icon name="left" />
      </button>
      <Slider go={go} />
      <button
        type="button"
        class="jg-time-step"
        aria-label={t("nextEdition")}
        title={t("nextEdition")}
        disabled={at >= editions.length - 1}
        onClick={() => go(at + 1)}
      >
        <Icon name="right" />
      </button>
      <b class="jg-time-now">{formatDate(editions[at]!, lang)}</b>
      {store.catalog.page.kind !== "table" && <SinceSelect />}
    </section>
  );
}

/** Whether the editions play by themselves; they stop at the last one, and while nobody looks. */
function usePlaying() {
  const store = useStore();
  const playing = useSignal(false);
  const last = store.catalog.page.editions.length - 1;
  useEffect(() => {
    if (!playing.value) return undefined;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setInterval(
      () => {
        if (document.hidden) return;
        const next = Math.min(last, store.edition.peek() + 1);
        store.edition.value = next;
        if (next === last) playing.value = false;
      },
      still ? STILL_MS : STEP_MS,
    );
    return () => clearInterval(timer);
  }, [playing.value]);
  return playing;
}

function Slider({ go }: { go: (to: number) => void }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { editions } = store.catalog.page;
  const track = useRef<HTMLDivElement>(null);
  const places = useComputed(() => placesOf(editions)).value;
  const at = store.edition.value;
  const last = editions.length - 1;
  const series = useSeries();
  const pointed = useSignal<number | null>(null);
  const editionAt = (event: PointerEvent): number => {
    const box = track.current!.getBoundingClientRect();
    return nearest(places, (event.clientX - box.left) / Math.max(1, box.width));
  };
  const point = (event: PointerEvent): void => go(editionAt(event));
  return (
    <div
      class="jg-time-slider"
      role="slider"
      tabIndex={0}
      aria-label={t("edition")}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={formatDate(editions[at]!, lang)}
      onKeyDown={(event) => {
        const to = stepTo(event.key, at, last);
        if (to === null) return;
        event.preventDefault();
        go(to);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event);
        pointed.value = event.pointerType === "mouse" ? editionAt(event) : null;
      }}
      onPointerLeave={() => (pointed.value = null)}
    >
      <Columns series={series} places={places} now={at} />
      {pointed.value !== null && series.length > 0 && (
        <Tip series={series} at={pointed.value} place={places[pointed.value]!} />
      )}
      <div class="jg-time-track" ref={track}>
        <span class="jg-time-past" style={{ width: `${places[at]! * 100}%` }} />
        {places.map((place, one) => (
          <span
            key={one}
            class={`jg-time-tick ${one <= at ? "jg-past" : ""}`}
            style={{ left: `${place * 100}%` }}
          />
        ))}
        <span class="jg-time-thumb" style={{ left: `${places[at]! * 100}%` }} />
      </div>
      <span class="jg-time-end">{shortDate(editions[0]!)}</span>
      <span class="jg-time-end jg-time-last">{shortDate(editions[last]!)}</span>
    </div>
  );
}

/** The lights of all editions; counted once the page stands, and again whenever the filters change. */
function useSeries(): readonly LightSeries[] {
  const store = useStore();
  const series = useSignal<readonly LightSeries[]>([]);
  useSignalEffect(() => {
    if (!store.catalog.page.lights) return undefined;
    // What it follows from is read now, what takes long is done when nobody waits for it.
    void store.sieve.value;
    const timer = setTimeout(() => (series.value = lightSeries(store)));
    return () => clearTimeout(timer);
  });
  return series.value;
}

const TALL = 28;

/** Where both kinds are shown, a row of columns for each. */
function Columns(props: {
  series: readonly LightSeries[];
  places: readonly number[];
  now: number;
}) {
  const { series, places, now } = props;
  const most = Math.max(
    1,
    ...series.flatMap(({ points }) => points.map(({ projects }) => projects)),
  );
  const tall = TALL / Math.max(1, series.length);
  return (
    <svg
      class="jg-time-chart"
      viewBox={`0 0 ${STACK_WIDTH} ${TALL}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {series.map(({ truth, points }, row) => (
        <g key={truth} transform={`translate(0 ${row * tall})`}>
          <LightStack
            points={points}
            places={places}
            most={most}
            height={tall - (series.length > 1 ? 1 : 0)}
            now={now}
          />
        </g>
      ))}
    </svg>
  );
}

/** What the lights were at the edition that is pointed at; the same numbers stand in the tab as a table. */
function Tip({ series, at, place }: { series: readonly LightSeries[]; at: number; place: number }) {
  const { lang, t } = useWords();
  const side = place > 0.5 ? { right: `${(1 - place) * 100}%` } : { left: `${place * 100}%` };
  return (
    <span class="jg-time-tip" aria-hidden="true" style={side}>
      <b>{shortDate(series[0]!.points[at]!.edition)}</b>
      {series.map(({ truth, points }) => (
        <span key={truth}>
          {truth && `${t(`truth_${truth}`)} `}
          {lightsLine(points[at]!, lang)}
        </span>
      ))}
    </span>
  );
}

/** The month, which is what an edition is called by; the whole date stands beside the slider. */
const shortDate = (iso: string): string => iso.slice(0, 7);
