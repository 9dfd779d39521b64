// What the drawing means; its entries filter like the facets, its switches turn layers off.
import { lightName } from "./arithmetic";
import { ChangeMarks } from "./changetab";
import { formatMoney, formatNumber, inLang } from "./format";
import { CertaintyGlyph, GeometryGlyph, Icon, LightGlyph, ShapeGlyph } from "./glyph";
import { LIGHTS, type Layer } from "./layer";
import { radiusFor, sizingOf, stageColor } from "./looks";
import { BOUNDARY, DISTRICT, INK } from "./palette";
import { COLORINGS } from "./store";
import { CERTAINTIES, type Certainty } from "./symbols";
import { layout, useStore, useWords } from "./use";

export function Legend() {
  const { t } = useWords();
  // Beside a card there is room for the map or for the legend, so there it opens only on demand.
  const state = useStore().selection.value ? layout.legendBesideCard : layout.legendOpen;
  const open = state.value;
  return (
    <section class={`jg-legend ${open ? "jg-open" : ""}`} aria-label={t("legend")}>
      <button
        type="button" class="jg-legend-head" aria-expanded={open}
        onClick={() => (state.value = !open)}
      >
        <Icon name="layers" /><span>{t("legend")}</span><Icon name={open ? "down" : "right"} size={12} />
      </button>
      {open && (
        <div class="jg-legend-body">
          <Coloring />
          <ChangeMarks />
          <Layers />
          <Certainties />
          <Sizes />
        </div>
      )}
    </section>
  );
}

function Coloring() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  if (!catalog.page.lights) return null;
  const by = store.colorBy.value;
  const counts = store.result.value.counts;
  const stages = store.dimensions.value.find(({ id }) => id === "stage")?.choices ?? [];
  return (
    <div class="jg-legend-part">
      <div class="jg-segments" role="group" aria-label={t("colorBy")}>
        {COLORINGS.map((one) => (
          <button type="button" key={one} aria-pressed={by === one} onClick={() => (store.colorBy.value = one)}>
            {t(`color_${one}`)}
          </button>
        ))}
      </div>
      {by === "light" && LIGHTS.map((light, at) => (
        <Entry dimension="light" choice={light} key={light} count={counts.light[at]}>
          <LightGlyph light={light} size={15} />
          <span>{lightName(light, lang)}{light === "grey" ? ` · ${t("light_grey_long")}` : ""}</span>
        </Entry>
      ))}
      {by === "stage" && catalog.page.stages.map(({ id, name }) => {
        const count = counts.stage[stages.indexOf(id)] ?? 0;
        return count ? (
          <Entry dimension="stage" choice={id} key={id} count={count}>
            <ShapeGlyph shape="disc" color={stageColor(catalog, id)} size={15} /><span>{inLang(name, lang)}</span>
          </Entry>
        ) : null;
      })}
    </div>
  );
}

function Entry(props: { dimension: string; choice: string; count: number; children: preact.ComponentChildren }) {
  const store = useStore();
  const { lang } = useWords();
  const { dimension, choice, count, children } = props;
  return (
    <button
      type="button" class="jg-entry" aria-pressed={(store.filters.value[dimension] ?? []).includes(choice)}
      onClick={() => store.toggle(dimension, choice)}
    >
      {children}<b>{formatNumber(count, lang)}</b>
    </button>
  );
}

function Layers() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const counts = store.result.value.counts.layer;
  const byLayer = store.colorBy.value === "layer";
  const ground = catalog.layers.filter(({ info }) => info.role !== "projects");
  const line = (layer: Layer, count: number | null) => {
    const { info } = layer;
    const name = inLang(info.name, lang);
    const none = info.role === "projects" && info.located === 0;
    return (
      <label class="jg-layer" key={info.id}>
        <input
          type="checkbox" checked={!store.hidden.value.has(info.id)} aria-label={t("showLayer", { name })}
          onChange={(event) => store.setLayer(info.id, event.currentTarget.checked)}
        />
        {info.role === "districts"
          ? <span class="jg-swatch jg-swatch-line" style={{ background: DISTRICT, borderColor: BOUNDARY }} />
          : <GeometryGlyph kinds={info.geometry} color={byLayer ? info.style.color : INK} />}
        <span class="jg-layer-name">
          {name}
          {info.alias && <small> {inLang(info.alias, lang)}</small>}
          {info.sample && <em class="jg-tag">{t("sampleTag")}</em>}
          {none && <small class="jg-quiet"> {t("locatedOf", { located: 0, all: info.features })}</small>}
        </span>
        {count !== null && <b>{formatNumber(count, lang)}</b>}
      </label>
    );
  };
  return (
    <div class="jg-legend-part">
      <h3>{t("layers")}</h3>
      {catalog.counted.map((layer, at) => line(layer, counts[at]))}
      {ground.map((layer) => line(layer, null))}
    </div>
  );
}

const ACCURACY_OF: Record<Certainty, readonly string[]> = {
  solid: ["surveyed", "digitised"],
  dashed: ["approximate"],
  hatched: ["schematic"],
};

function Certainties() {
  const store = useStore();
  const { t } = useWords();
  const choices = store.dimensions.value.find(({ id }) => id === "accuracy")?.choices ?? [];
  const counts = store.result.value.counts.accuracy;
  const chosen = store.filters.value.accuracy ?? [];
  return (
    <div class="jg-legend-part">
      <h3>{t("certainty")}</h3>
      {CERTAINTIES.map((certainty) => {
        const of = ACCURACY_OF[certainty];
        const count = of.reduce((sum, one) => sum + (counts[choices.indexOf(one)] ?? 0), 0);
        const on = of.every((one) => chosen.includes(one));
        return (
          <button
            type="button" class="jg-entry" key={certainty} aria-pressed={on}
            onClick={() => {
              const others = chosen.filter((one) => !of.includes(one));
              store.filters.value = { ...store.filters.value, accuracy: on ? others : [...others, ...of] };
            }}
          >
            <CertaintyGlyph certainty={certainty} color={INK} /><span>{t(`certainty_${certainty}`)}</span><b>{count}</b>
          </button>
        );
      })}
    </div>
  );
}

function Sizes() {
  const store = useStore();
  const { lang, t } = useWords();
  const sized = store.catalog.counted.flatMap((layer) => {
    const sizing = sizingOf(layer);
    return sizing && !store.hidden.value.has(layer.info.id) ? [{ layer, sizing }] : [];
  });
  if (!sized.length) return null;
  return (
    <div class="jg-legend-part">
      <h3>{t("size")}</h3>
      {sized.map(({ layer, sizing }) => {
        const field = layer.info.fields.find(({ id }) => id === sizing.column);
        const name = field ? inLang(field.name, lang) : t("investment");
        const money = sizing.column === "investment_wan" || field?.type === "money";
        const values = [roundDown(sizing.largest), roundDown(sizing.largest / 5)];
        return (
          <div class="jg-sizes" key={layer.info.id}>
            <p>{t("sizeBy", { layer: inLang(layer.info.name, lang), field: name })}</p>
            {values.map((value) => {
              const radius = radiusFor(value, sizing);
              return (
                <span key={value}>
                  <svg width={radius * 2 + 2} height={radius * 2 + 2} aria-hidden="true">
                    <circle cx={radius + 1} cy={radius + 1} r={radius} fill="none" stroke={INK} />
                  </svg>
                  {money ? formatMoney(value, lang, 0) : formatNumber(value, lang)}
                </span>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

/** The next lower number with one figure: 870 gives 800. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return Math.floor(value / power) * power;
}
