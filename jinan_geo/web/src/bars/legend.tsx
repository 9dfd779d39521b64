// What the drawing means; its entries filter like the facets, its switches turn layers off.

import type { Layer } from "../data/layer";
import { samplesAt } from "../data/truth";
import { type ColorBy, className, coloringIds, coloringName, coloringOf } from "../look/coloring";
import {
  BadgeGlyph,
  CertaintyGlyph,
  GeometryGlyph,
  Icon,
  LightGlyph,
  ShapeGlyph,
  UncertaintyGlyph,
} from "../look/glyph";
import { BOUNDARY, DISTRICT, GROUND_WATER, INK } from "../look/palette";
import { CERTAINTIES, type Certainty } from "../look/symbols";
import { fillsUsed } from "../map/districtfigures";
import { sizeScales } from "../map/legendmarks";
import { shownMap } from "../map/shown";
import { widestOf } from "../map/uncertainty";
import { ChangeMarks } from "../panel/changetab";
import { Counted } from "../panel/counted";
import { hasShown } from "../state/apart";
import type { Store } from "../state/store";
import { layout, useStore, useWords } from "../state/use";
import { inLang } from "../words/format";
import { isMessage } from "../words/messages";
import { BasemapChoice } from "./basemapchoice";

export function Legend() {
  const { t } = useWords();
  // Beside a card there is room for the map or for the legend, so there it opens only on demand.
  const state = useStore().selection.value ? layout.legendBesideCard : layout.legendOpen;
  const open = state.value;
  return (
    <section class={`jg-legend ${open ? "jg-open" : ""}`} aria-label={t("legend")}>
      <button
        type="button"
        class="jg-legend-head"
        aria-expanded={open}
        onClick={() => (state.value = !open)}
      >
        <Icon name="layers" />
        <span>{t("legend")}</span>
        <Icon name={open ? "down" : "right"} size={12} />
      </button>
      {open && (
        <div class="jg-legend-body">
          <Coloring />
          <Fills />
          <ChangeMarks />
          <Layers />
          <BasemapChoice />
          <Badges />
          <Certainties />
          <Sizes />
        </div>
      )}
    </section>
  );
}

/** How the map is coloured; on a comparison whose left side has colours of its own, those too. */
function Coloring() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const ids = coloringIds(catalog);
  const by = store.colorBy.value;
  const left = store.compare.value?.color ?? by;
  if (ids.length < 2) return null;
  const plain = ids.filter((id) => isMessage(`color_${id}`));
  const option = (id: string) => (
    <option value={id} key={id}>
      {coloringName(catalog, id, lang)}
    </option>
  );
  return (
    <div class="jg-legend-part">
      <label class="jg-coloring">
        <span>{t("colorBy")}</span>
        <select value={by} onChange={(event) => (store.colorBy.value = event.currentTarget.value)}>
          {plain.map(option)}
          {ids.length > plain.length && (
            <optgroup label={t("fieldsGroup")}>
              {ids.filter((id) => !plain.includes(id)).map(option)}
            </optgroup>
          )}
        </select>
      </label>
      {by !== "layer" && <Classes by={by} />}
      {left !== by && left !== "layer" && (
        <>
          <h3>
            {t("leftColors")} · {coloringName(catalog, left, lang)}
          </h3>
          <Classes by={left} counts={countLeft(store, left)} />
        </>
      )}
    </div>
  );
}

/** So many projects, and so many of them samples where both kinds are told apart. */
type Numbers = readonly [all: number, samples: number | undefined];

/** How many projects of each class the left side shows, by its own edition and theme. */
function countLeft(store: Store, by: ColorBy): Numbers[] {
  const { catalog } = store;
  const { edition, theme } = store.compare.value!;
  const { classes, at } = coloringOf(catalog, by);
  const kinds = store.apart.value && samplesAt(catalog, edition);
  const counts = classes.map(() => [0, 0]);
  store.maskAt(edition, theme).forEach((passes, project) => {
    if (!passes) return;
    const of = counts[at(catalog.layerAt[project]!, edition, catalog.rowAt[project]!)]!;
    of[0]!++;
    of[1]! += kinds?.[project] ?? 0;
  });
  return counts.map(([all, samples]) => [all!, kinds ? samples : undefined]);
}

const isBoth = ([all, samples]: Numbers): boolean => !!samples && samples < all;

/** The sum over some choices of a dimension. */
function countOf({ result }: Store, dimension: string, places: readonly number[]): Numbers {
  const { counts, samples } = result.value;
  const sum = (of: ArrayLike<number> | undefined): number =>
    places.reduce((all, at) => all + (of?.[at] ?? 0), 0);
  return [sum(counts[dimension]), samples ? sum(samples[dimension]) : undefined];
}

/** The classes of one colouring with what each would leave; those that hold nothing at all are left out. */
function Classes({ by, counts }: { by: ColorBy; counts?: readonly Numbers[] }) {
  const store = useStore();
  const { lang } = useWords();
  const coloring = coloringOf(store.catalog, by);
  const choices = store.dimensions.value.find(({ id }) => id === by)?.choices ?? [];
  const chosen = store.filters.value[by] ?? [];
  const note = coloring.note(lang);
  return (
    <>
      {coloring.classes.map((one, at) => {
        const places = one.choices.map((choice) => choices.indexOf(choice));
        const count = counts ? counts[at]! : countOf(store, by, places);
        const numbered = by !== "stage" && one.choices[0] !== "" && by !== "layer";
        if (!count[0] && !numbered && !one.choices.some((choice) => chosen.includes(choice)))
          return null;
        return (
          <Entry dimension={by} choices={one.choices} key={one.choices[0]} count={count}>
            <ShapeGlyph shape={one.shape} color={one.color} size={15} />
            <span>{className(coloring, one, lang)}</span>
          </Entry>
        );
      })}
      {note && <p class="jg-quiet jg-rule">{note}</p>}
    </>
  );
}

function Entry(props: {
  dimension: string;
  choices: readonly string[];
  count: Numbers;
  children: preact.ComponentChildren;
}) {
  const store = useStore();
  const { dimension, choices, count, children } = props;
  const chosen = store.filters.value[dimension] ?? [];
  const on = choices.every((one) => chosen.includes(one));
  return (
    <button
      type="button"
      class="jg-entry"
      aria-pressed={on}
      onClick={() => {
        const others = chosen.filter((one) => !choices.includes(one));
        store.filters.value = {
          ...store.filters.value,
          [dimension]: on ? others : [...others, ...choices],
        };
      }}
    >
      {children}
      <Counted all={count[0]} samples={count[1]} />
    </button>
  );
}

function Layers() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const byLayer = store.colorBy.value === "layer";
  const ground = catalog.layers.filter(({ info }) => info.role !== "projects");
  const line = (layer: Layer, count: Numbers | null) => {
    const { info } = layer;
    const name = inLang(info.name, lang);
    const none = info.role === "projects" && info.located === 0;
    return (
      <label class="jg-layer" key={info.id}>
        <input
          type="checkbox"
          checked={!store.hidden.value.has(info.id)}
          aria-label={t("showLayer", { name })}
          onChange={(event) => store.setLayer(info.id, event.currentTarget.checked)}
        />
        {info.role === "districts" ? (
          <span
            class="jg-swatch jg-swatch-line"
            style={{ background: DISTRICT, borderColor: BOUNDARY }}
          />
        ) : (
          <GeometryGlyph kinds={info.geometry} color={byLayer ? info.style.color : INK} />
        )}
        <span class="jg-layer-name">
          {name}
          {info.alias && <small> {inLang(info.alias, lang)}</small>}
          {info.sample && <em class="jg-tag">{t("sampleTag")}</em>}
          {none && (
            <small class="jg-quiet"> {t("locatedOf", { located: 0, all: info.features })}</small>
          )}
        </span>
        {count !== null && (
          <Counted all={count[0]} samples={isBoth(count) ? count[1] : undefined} />
        )}
      </label>
    );
  };
  return (
    <div class="jg-legend-part">
      <h3>{t("layers")}</h3>
      {catalog.counted.map(
        (layer, at) => hasShown(store, layer) && line(layer, countOf(store, "layer", [at])),
      )}
      {ground.map((layer) => hasShown(store, layer) && line(layer, null))}
      <GroundSwitch />
    </div>
  );
}

/** Roads, water and names under the data, off by one click. */
function GroundSwitch() {
  const store = useStore();
  const { t } = useWords();
  if (!store.catalog.page.ground) return null;
  return (
    <label class="jg-layer">
      <input
        type="checkbox"
        checked={store.ground.value}
        onChange={(event) => (store.ground.value = event.currentTarget.checked)}
      />
      <span class="jg-swatch jg-swatch-line" style={{ background: GROUND_WATER }} />
      <span class="jg-layer-name">{t("ground")}</span>
    </label>
  );
}

/** How the districts are filled where they stand for their projects. */
function Fills() {
  const { lang, t } = useWords();
  const figures = shownMap.value?.gathered.value?.figures;
  if (!figures) return null;
  return (
    <div class="jg-legend-part jg-fills">
      <h3>{t("fillTitle")}</h3>
      {fillsUsed(figures).map(({ color, words }) => (
        <p class="jg-legend-note" key={words(lang)}>
          <span class="jg-swatch" style={{ background: color }} />
          {words(lang)}
        </p>
      ))}
      <p class="jg-legend-note">{t("fillNote")}</p>
    </div>
  );
}

/** What stands for several projects: explained as soon as the map has one. */
function Badges() {
  const { t } = useWords();
  const badges = shownMap.value?.gathered.value?.badges ?? [];
  if (!badges.length) return null;
  return (
    <div class="jg-legend-part">
      <p class="jg-legend-note">
        <BadgeGlyph />
        {t("stackMark")}
      </p>
      {badges.some(({ top }) => top) && (
        <p class="jg-legend-note">
          <LightGlyph light="red" size={12} />
          {t("worstMark")}
        </p>
      )}
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
  const counts = store.result.value.counts.accuracy ?? [];
  const isTold = choices.some((choice, at) => choice && counts[at]);
  const isChosen = (store.filters.value.accuracy?.length ?? 0) > 0;
  if (store.catalog.page.kind === "table" && !isTold && !isChosen) return null;
  return (
    <div class="jg-legend-part">
      <h3>{t("certainty")}</h3>
      {CERTAINTIES.map((certainty) => {
        const of = ACCURACY_OF[certainty];
        const places = of.map((one) => choices.indexOf(one));
        const count = countOf(store, "accuracy", places);
        return (
          <Entry dimension="accuracy" choices={of} key={certainty} count={count}>
            <CertaintyGlyph certainty={certainty} color={INK} />
            <span>{t(`certainty_${certainty}`)}</span>
          </Entry>
        );
      })}
      {store.catalog.layers.some((layer) => widestOf(layer) > 0) && (
        <p class="jg-legend-note">
          <UncertaintyGlyph />
          {t("uncertaintyDrawn")}
        </p>
      )}
    </div>
  );
}

function Sizes() {
  const store = useStore();
  const { t } = useWords();
  if (shownMap.value?.gathered.value?.figures) return null;
  const scales = sizeScales(store);
  if (!scales.length) return null;
  return (
    <div class="jg-legend-part">
      <h3>{t("size")}</h3>
      {scales.map(({ layer, name, steps }) => (
        <div class="jg-sizes" key={layer.info.id}>
          <p>{name}</p>
          {steps.map(({ label, radius }) => (
            <span key={label}>
              <svg width={radius * 2 + 2} height={radius * 2 + 2} aria-hidden="true">
                <circle cx={radius + 1} cy={radius + 1} r={radius} fill="none" stroke={INK} />
              </svg>
              {label}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
