// The year as pictures, as the filters leave it: lights, ranks of districts, small multiples, commitments. What is
// pointed at is that edition in all of them; a click shows it. Each number stands in a table too.
import { useComputed, useSignal } from "@preact/signals";
import { LIGHTS } from "../data/layer";
import { placesOf } from "../data/times";
import { LightStack, STACK_WIDTH } from "../look/lightstack";
import { lightName, lightsLine } from "../look/lightwords";
import { sparkPath } from "../look/spark";
import { type BurnSeries, isBurn, type LightSeries, type Series, trendOf } from "../state/trend";
import { useStore, useWords, type Words } from "../state/use";
import { formatBare, formatDate, formatNumber, inLang } from "../words/format";
import { promiseWords } from "./promise";
import { type Charts, Frame, Table } from "./trendframe";
import { Ranks } from "./trendranks";

export function Trend() {
  const store = useStore();
  const { t } = useWords();
  const { editions } = store.catalog.page;
  const series = useComputed(() => trendOf(store)).value;
  const places = useComputed(() => placesOf(editions)).value;
  const pointed = useSignal<number | null>(null);
  if (editions.length < 2) return <p class="jg-empty">{t("trendOne")}</p>;
  const charts = { places, at: pointed.value ?? store.edition.value, pointed };
  const of = (kind: Series["kind"]): LightSeries[] =>
    series.filter((one): one is LightSeries => one.kind === kind);
  return (
    <div class="jg-scroll jg-trend">
      <h2 class="jg-sr">{t("trend")}</h2>
      {of("lights").map((one) => (
        <Whole series={one} charts={charts} key={one.truth} />
      ))}
      <Ranks series={of("district")} charts={charts} />
      <Multiples title={t("trendDistricts")} series={of("district")} charts={charts} />
      <Multiples title={t("trendThemes")} series={of("theme")} charts={charts} />
      <Burns series={series.filter(isBurn)} charts={charts} />
    </div>
  );
}

const TALL = 88;

function Whole({ series, charts }: { series: LightSeries; charts: Charts }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { points, truth } = series;
  const last = points.length - 1;
  const finding = t("trendFinding", {
    light: lightName("red", lang),
    from: formatNumber(points[0]!.red, lang),
    to: formatNumber(points[last]!.red, lang),
    first: formatDate(points[0]!.edition, lang),
    last: formatDate(points[last]!.edition, lang),
  });
  const most = Math.max(...points.map(({ projects }) => projects));
  return (
    <section data-trend="lights" data-truth={truth}>
      <h3>
        {truth && <em class="jg-tag">{t(`truth_${truth}`)}</em>} {finding}
      </h3>
      <p class="jg-trend-now">
        <b>{formatDate(points[charts.at]!.edition, lang)}</b> {lightsLine(points[charts.at]!, lang)}
      </p>
      <Frame charts={charts} height={TALL} label={finding}>
        <LightStack
          points={points}
          places={charts.places}
          most={most}
          height={TALL}
          now={store.edition.value}
        />
      </Frame>
      <Ends />
      <Table
        head={[t("edition"), ...LIGHTS.map((light) => lightName(light, lang))]}
        rows={points.map((point) => [
          formatDate(point.edition, lang),
          ...LIGHTS.map((light) => formatNumber(point[light], lang)),
        ])}
      />
    </section>
  );
}

/** The first and the last edition, below the ends of a drawing. */
function Ends() {
  const { editions } = useStore().catalog.page;
  return (
    <p class="jg-trend-ends" aria-hidden="true">
      <span>{editions[0]!.slice(0, 7)}</span>
      <span>{editions[editions.length - 1]!.slice(0, 7)}</span>
    </p>
  );
}

const SMALL = 40;

/** Groups beside one another, all on one scale. */
function Multiples(props: { title: string; series: readonly LightSeries[]; charts: Charts }) {
  const { title, series, charts } = props;
  const store = useStore();
  const { lang, t } = useWords();
  if (!series.length) return null;
  const most = Math.max(
    1,
    ...series.flatMap(({ points }) => points.map(({ projects }) => projects)),
  );
  return (
    <section data-trend={series[0]!.kind}>
      <h3>
        {title} <small>{t("trendScale", { n: formatNumber(most, lang) })}</small>
      </h3>
      <div class={`jg-trend-grid ${series[0]!.kind === "theme" ? "jg-trend-wide" : ""}`}>
        {series.map(({ id, name, truth, points }) => (
          <figure key={`${id} ${truth}`} data-id={id}>
            <figcaption title={inLang(name, lang)}>
              <span>
                {inLang(name, lang)}
                {truth && <small> {t(`truth_${truth}`)}</small>}
              </span>
              <b>
                {lightName("red", lang)} {formatNumber(points[charts.at]!.red, lang)}/
                {formatNumber(points[charts.at]!.projects, lang)}
              </b>
            </figcaption>
            <Frame
              charts={charts}
              height={SMALL}
              label={`${inLang(name, lang)} ${lightsLine(points[charts.at]!, lang)}`}
            >
              <LightStack
                points={points}
                places={charts.places}
                most={most}
                height={SMALL}
                now={store.edition.value}
              />
            </Frame>
          </figure>
        ))}
      </div>
      <Table
        head={[t("edition"), ...series.map((one) => nameOf(one, { lang, t }))]}
        rows={charts.places.map((_, at) => [
          formatDate(series[0]!.points[at]!.edition, lang),
          ...series.map(({ points }) => LIGHTS.map((light) => points[at]![light]).join(" / ")),
        ])}
      />
    </section>
  );
}

const nameOf = ({ name, truth }: Series, { lang, t }: Words): string =>
  [inLang(name, lang), truth && t(`truth_${truth}`)].filter((part) => part).join(" ");

function Burns({ series, charts }: { series: readonly BurnSeries[]; charts: Charts }) {
  const store = useStore();
  const { t } = useWords();
  const { targets } = store.catalog.page;
  if (!targets.length) return null;
  const silent = targets.length - new Set(series.map(({ id }) => id)).size;
  const isNarrowed = store.target.value !== null || (store.filters.value.theme ?? []).length > 0;
  return (
    <section data-trend="commitment">
      <h3>
        {t("trendCommitments")} <small>{t("trendBurnHint")}</small>
      </h3>
      <div class="jg-trend-grid jg-trend-wide">
        {series.map((one) => (
          <Burn series={one} charts={charts} key={`${one.id} ${one.truth}`} />
        ))}
      </div>
      {silent > 0 && !isNarrowed && <p class="jg-hint">{t("trendNoData", { n: silent })}</p>}
      {series.length > 0 && <BurnTable series={series} />}
    </section>
  );
}

function Burn({ series, charts }: { series: BurnSeries; charts: Charts }) {
  const store = useStore();
  const words = useWords();
  const { lang } = words;
  const { points, id } = series;
  const target = store.catalog.page.targets.find((one) => one.id === id)!;
  const promised = target.value;
  const most = Math.max(target.upper ?? promised, ...points.map(({ done }) => done ?? 0)) || 1;
  const x = (at: number): number => charts.places[at]! * STACK_WIDTH;
  const y = (value: number): number => SMALL - 2 - (value / most) * (SMALL - 4);
  const point = points[charts.at]!;
  const told = point.done === null ? "—" : formatBare(point.done, target.unit, lang);
  return (
    <figure data-id={id}>
      <figcaption title={inLang(target.name, lang)}>
        <span>{nameOf(series, words)}</span>
        <b>
          {told}/{promiseWords(target, lang)}
        </b>
      </figcaption>
      <Frame charts={charts} height={SMALL} label={`${nameOf(series, words)} ${told}`}>
        <path class="jg-trend-promised" d={`M0 ${y(promised)}H${STACK_WIDTH}`} />
        {target.upper !== null && (
          <path class="jg-trend-promised" d={`M0 ${y(target.upper)}H${STACK_WIDTH}`} />
        )}
        <path
          class="jg-trend-due"
          d={sparkPath(
            points.map(({ due }) => due),
            x,
            y,
          )}
        />
        <path
          class="jg-trend-done"
          d={sparkPath(
            points.map(({ done }) => done),
            x,
            y,
          )}
        />
      </Frame>
    </figure>
  );
}

function BurnTable({ series }: { series: readonly BurnSeries[] }) {
  const words = useWords();
  const { lang, t } = words;
  const plain = (value: number | null): string =>
    value === null ? "—" : formatNumber(value, lang, 2);
  return (
    <Table
      head={[
        t("edition"),
        ...series.map(
          (one) =>
            `${nameOf(one, words)} ${t("trendDone")} / ${t("trendDue")} / ${t("trendPromised")}`,
        ),
      ]}
      rows={series[0]!.points.map(({ edition }, at) => [
        formatDate(edition, lang),
        ...series.map(({ points }) => {
          const { done, due, promised } = points[at]!;
          return [done, due, promised].map(plain).join(" / ");
        }),
      ])}
    />
  );
}
