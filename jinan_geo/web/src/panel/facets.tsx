// Filters with the number each choice would leave under the other filters, and the chips of those in force.
import { useState } from "preact/hooks";
import { TURNS } from "../data/changes";
import type { Dimension } from "../data/filter";
import { LIGHTS, type Light } from "../data/layer";
import { Icon, LightGlyph } from "../look/glyph";
import { choiceLabel, dimensionLabel } from "../look/labels";
import { aroundParts } from "../state/around";
import { chooseTarget, targetWords } from "../state/target";
import { useStore, useWords } from "../state/use";
import { Counted } from "./counted";

const FIRST = 8;

export function Facets() {
  const store = useStore();
  return (
    <div class="jg-scroll jg-facets">
      {store.dimensions.value.filter(isUseful).map((dimension) => (
        <Facet dimension={dimension} key={dimension.id} />
      ))}
    </div>
  );

  /** A dimension in which all projects agree cannot filter. */
  function isUseful(dimension: Dimension): boolean {
    if (dimension.id === "light" && !store.catalog.page.lights) return false;
    return varies(dimension) || (store.filters.value[dimension.id]?.length ?? 0) > 0;
  }
}

const varying = new WeakMap<Dimension, boolean>();

function varies(dimension: Dimension): boolean {
  let known = varying.get(dimension);
  if (known === undefined) {
    const [first] = dimension.single;
    known = dimension.single.some((code) => code !== first);
    varying.set(dimension, known);
  }
  return known;
}

function Facet({ dimension }: { dimension: Dimension }) {
  const store = useStore();
  const { lang, t } = useWords();
  const [all, showAll] = useState(false);
  const chosen = store.filters.value[dimension.id] ?? [];
  const counts = store.result.value.counts[dimension.id]!;
  const samples = store.result.value.samples?.[dimension.id];
  const choices = dimension.choices
    .map((choice, at) => ({ choice, count: counts[at]!, made: samples?.[at] }))
    .filter(({ choice, count }) => count > 0 || chosen.includes(choice));
  if (dimension.id === "responsible") choices.sort((a, b) => b.count - a.count);
  // Of changes the ways first, which do not overlap.
  const first = dimension.id === "change" ? choices.filter(isTurn).length : FIRST;
  const shown = all ? choices : choices.slice(0, first);
  return (
    <fieldset class="jg-facet">
      <legend>{dimensionLabel(store.catalog, dimension.id, lang)}</legend>
      {shown.map(({ choice, count, made }) => (
        <button
          type="button"
          key={choice}
          class="jg-choice"
          aria-pressed={chosen.includes(choice)}
          onClick={() => store.toggle(dimension.id, choice)}
        >
          {dimension.id === "light" && LIGHTS.includes(choice as Light) && (
            <LightGlyph light={choice as Light} size={12} />
          )}
          <span>{choiceLabel(store.catalog, dimension.id, choice, lang)}</span>
          <Counted all={count} samples={made} />
        </button>
      ))}
      {choices.length > first && (
        <button type="button" class="jg-more" onClick={() => showAll(!all)}>
          {all ? t("less") : t("more", { n: choices.length - first })}
        </button>
      )}
    </fieldset>
  );
}

const isTurn = ({ choice }: { choice: string }): boolean =>
  (TURNS as readonly string[]).includes(choice);

export function Chips() {
  const store = useStore();
  const { lang, t } = useWords();
  if (!store.filtered.value) return null;
  const { catalog } = store;
  const chips: { key: string; label: string; remove: () => void }[] = [];
  for (const [dimension, values] of Object.entries(store.filters.value))
    for (const choice of values)
      chips.push({
        key: `${dimension} ${choice}`,
        label: choiceLabel(catalog, dimension, choice, lang),
        remove: () => store.toggle(dimension, choice),
      });
  if (store.query.value.trim())
    chips.push({
      key: "q",
      label: t("query", { q: store.query.value.trim() }),
      remove: () => (store.query.value = ""),
    });
  const target = targetWords(store);
  if (target) chips.push({ key: "target", label: target, remove: () => chooseTarget(store, null) });
  for (const { id, words } of aroundParts(store))
    chips.push({ key: id, label: words, remove: () => (store[id].value = null) });
  for (const id of store.hidden.value)
    chips.push({
      key: `off ${id}`,
      label: t("layerOff", { name: choiceLabel(catalog, "layer", id, lang) }),
      remove: () => store.setLayer(id, true),
    });
  return (
    <div class="jg-chips">
      {chips.map(({ key, label, remove }) => (
        <button
          type="button"
          class="jg-chip"
          key={key}
          aria-label={t("clearOne", { name: label })}
          onClick={remove}
        >
          <span>{label}</span>
          <Icon name="close" size={10} />
        </button>
      ))}
      <button type="button" class="jg-clear" onClick={() => store.clear()}>
        {t("clearAll")}
      </button>
    </div>
  );
}
