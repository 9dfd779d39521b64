// The legend as a list, for places where it cannot be touched: the picture and the printed sheet.
import { lightName } from "./arithmetic";
import { accuracyOf, stageOf } from "./catalog";
import { inLang } from "./format";
import { LIGHTS } from "./layer";
import { certaintyOf, stageColor } from "./looks";
import { say } from "./messages";
import { INK, LIGHT_COLORS } from "./palette";
import type { Store } from "./store";
import { CERTAINTIES, SHAPES, type Certainty, type Shape } from "./symbols";

export interface LegendItem {
  label: string;
  color: string;
  /** Either a symbol or the way an area is drawn. */
  shape?: Shape;
  certainty?: Certainty;
}

/** Only what the filtered map holds. */
export function legendItems(store: Store): LegendItem[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const edition = store.edition.value;
  const stages = new Set<string>();
  const sure = new Set<Certainty>();
  const layers = new Set<string>();
  for (const project of store.listed.value) {
    const layer = catalog.layerAt[project];
    const row = catalog.rowAt[project];
    if (!catalog.located[project]) continue;
    stages.add(stageOf(layer, edition, row));
    sure.add(certaintyOf(accuracyOf(layer, row)));
    layers.add(layer.info.id);
  }
  const by = store.colorBy.value;
  const items: LegendItem[] = [];
  if (by === "light")
    for (const light of LIGHTS)
      items.push({
        label: lightName(light, lang) + (light === "grey" ? ` · ${say("light_grey_long", lang)}` : ""),
        color: LIGHT_COLORS[light], shape: SHAPES[light],
      });
  else if (by === "stage") {
    for (const { id, name } of catalog.page.stages)
      if (stages.has(id)) items.push({ label: inLang(name, lang), color: stageColor(catalog, id), shape: "disc" });
    if (stages.has("")) items.push({ label: say("missing", lang), color: LIGHT_COLORS.grey, shape: "ring" });
  } else
    for (const { info } of catalog.counted)
      if (layers.has(info.id)) items.push({ label: inLang(info.name, lang), color: info.style.color, shape: "disc" });
  for (const certainty of CERTAINTIES)
    if (sure.has(certainty)) items.push({ label: say(`certainty_${certainty}`, lang), color: INK, certainty });
  return items;
}
