// How those projects that are printed stood at each edition up to the one shown: a strip below the map.
import { placesOf } from "../data/times";
import { LightStack, STACK_WIDTH } from "../look/lightstack";
import { lightName, lightsLine } from "../look/lightwords";
import { cohortSeries, type LightSeries } from "../state/trend";
import { useStore, useWords } from "../state/use";
import { formatDate, formatNumber } from "../words/format";
import type { Printed } from "./printed";

const TALL = 30;
const MOST_NUMBERS = 16; // more would stand upon one another

export function Strip({ printed }: { printed: Printed }) {
  const store = useStore();
  const { page } = store.catalog;
  const now = store.edition.value;
  if (!page.lights || now < 1) return null;
  const series = cohortSeries(store, printed.told).filter(
    ({ points }) => points[now]!.projects > 0,
  );
  return (
    <>
      {series.map((one) => (
        <One series={one} now={now} key={one.truth} />
      ))}
    </>
  );
}

function One({ series: { points: all, truth }, now }: { series: LightSeries; now: number }) {
  const { lang, t } = useWords();
  const points = all.slice(0, now + 1);
  const places = placesOf(points.map(({ edition }) => edition));
  const most = Math.max(...points.map(({ projects }) => projects));
  const last = points[now]!;
  const isEnd = (at: number): boolean => at === 0 || at === now;
  const isRoomy = points.length <= MOST_NUMBERS;
  const finding = t("trendFinding", {
    light: lightName("red", lang),
    from: formatNumber(points[0]!.red, lang),
    to: formatNumber(last.red, lang),
    first: formatDate(points[0]!.edition, lang),
    last: formatDate(last.edition, lang),
  });
  return (
    <figure class="jg-p-strip">
      <figcaption>
        <b>
          {t("trend")}
          {t("colon")}
          {truth && `${t(`truth_${truth}`)} `}
          {finding}
        </b>
        <span>
          {t("printCohort")} · {lightsLine(last, lang)}
        </span>
      </figcaption>
      <div>
        <svg
          viewBox={`0 0 ${STACK_WIDTH} ${TALL}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={finding}
        >
          <LightStack points={points} places={places} most={most} height={TALL} now={now} />
        </svg>
        {points.map(({ edition, red }, at) => (
          <span key={edition} style={{ left: `${places[at]! * 100}%` }}>
            {(isRoomy || isEnd(at)) && <b>{formatNumber(red, lang)}</b>}
            {isEnd(at) && <i>{edition.slice(0, 7)}</i>}
          </span>
        ))}
      </div>
    </figure>
  );
}
