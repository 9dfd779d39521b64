// What the legend says beside colours and certainty: marks of what changed, sizes, the project chosen.
import { placeOf } from "../data/catalog";
import type { Layer } from "../data/layer";
import { nameOf } from "../look/labels";
import { ACCENT, INK, LIGHT_COLORS } from "../look/palette";
import { SHAPES } from "../look/symbols";
import { hasShown } from "../state/apart";
import type { Store } from "../state/store";
import { formatMoney, formatNumber, inLang } from "../words/format";
import { say } from "../words/messages";
import { fillsUsed } from "./districtfigures";
import type { LegendItem } from "./legenditems";
import { radiusFor, sizingOf } from "./looks";
import { gathered, symbolFactor } from "./mapimage";
import type { Extent } from "./view";

export interface SizeScale {
  layer: Layer;
  /** Which layer is sized by which of its fields. */
  name: string;
  steps: { label: string; radius: number }[];
}

/** For each layer whose symbols grow with a value: two round values and their radius at full size. */
export function sizeScales(store: Store): SizeScale[] {
  const lang = store.lang.value;
  return store.catalog.counted.flatMap((layer) => {
    const sizing = sizingOf(layer);
    if (!sizing || store.hidden.value.has(layer.info.id) || !hasShown(store, layer)) return [];
    const field = layer.info.fields.find(({ id }) => id === sizing.column);
    const money = sizing.column === "investment_wan" || field?.type === "money";
    const steps = [roundDown(sizing.largest), roundDown(sizing.largest / 5)].map((value) => ({
      label: money ? formatMoney(value, lang, 0) : formatNumber(value, lang),
      radius: radiusFor(value, sizing),
    }));
    const by = {
      layer: inLang(layer.info.name, lang),
      field: field ? inLang(field.name, lang) : say("investment", lang),
    };
    return [{ layer, name: say("sizeBy", lang, by), steps }];
  });
}

/** The next lower number with one figure: 870 gives 800. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return Math.floor(value / power) * power;
}

/** The same as items, and what a badge means, each where a map of this extent shows it. */
export function markItems(store: Store, extent: Extent): LegendItem[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const items: LegendItem[] = [];
  if (store.since.value !== null)
    for (const change of [1, 2] as const)
      items.push({
        label: say(change > 1 ? "ringRegress" : "ringChanged", lang),
        color: INK,
        mark: { change },
      });
  const { west, north, width, height, scale } = extent;
  const within = (at: number, from: number, pixels: number): boolean =>
    at >= from && at <= from + pixels / scale;
  const { badges: all, figures } = gathered(store, extent);
  if (figures) {
    items.push({ label: say("fillTitle", lang), color: INK });
    for (const { color, words } of fillsUsed(figures))
      items.push({ label: words(lang), color, fill: true });
  }
  const badges = all.filter(({ x, y }) => within(x, west, width) && within(y, north, height));
  if (badges.length)
    items.push({ label: say("stackMark", lang), color: INK, mark: { stack: true } });
  if (badges.some(({ top }) => top))
    items.push({ label: say("worstMark", lang), color: LIGHT_COLORS.red, shape: SHAPES.red });
  const factor = symbolFactor(extent);
  const present = new Set<Layer>();
  for (const project of store.listed.value)
    if (catalog.located[project]) present.add(catalog.layerAt[project]!);
  // Where districts stand for their projects no symbol has a size.
  for (const { layer, name, steps } of figures ? [] : sizeScales(store))
    if (present.has(layer))
      steps.forEach(({ label, radius }, at) =>
        items.push({
          label: at ? label : `${name} ${label}`,
          color: INK,
          mark: { radius: radius * factor },
        }),
      );
  const chosen = placeOf(catalog, store.selection.value);
  if (chosen)
    items.push({
      label: say("chosen", lang, { name: nameOf(chosen.layer, chosen.row, lang) }),
      color: ACCENT,
      mark: { radius: 7, chosen: true },
    });
  return items;
}
