// The legend as a list, for places where it cannot be touched: the picture and the printed sheet.
import { accuracyOf } from "../data/catalog";
import { number } from "../data/layer";
import { className, coloringName, coloringOf } from "../look/coloring";
import type { Mark } from "../look/mark";
import { INK } from "../look/palette";
import { CERTAINTIES, type Certainty, type Shape } from "../look/symbols";
import type { Store } from "../state/store";
import { say } from "../words/messages";
import { certaintyOf } from "./looks";

export interface LegendItem {
  label: string;
  color: string;
  /** Either a symbol or the way an area is drawn; nothing at all for words alone. */
  shape?: Shape;
  certainty?: Certainty;
  /** Or the fill of a district. */
  fill?: boolean;
  /** Or a mark: of change beside a symbol, a badge, a circle as large as a symbol, or the one about the project chosen. */
  mark?: { change?: Mark; stack?: boolean; radius?: number; chosen?: boolean };
}

export const isWords = ({ shape, certainty, fill, mark }: LegendItem): boolean =>
  !shape && !certainty && !fill && !mark;

/** Only what the filtered map holds; of the lights always all four. */
export function legendItems(store: Store): LegendItem[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const edition = store.edition.value;
  const by = store.colorBy.value;
  const coloring = coloringOf(catalog, by);
  const present = new Set<number>();
  const sure = new Set<Certainty>();
  let unsure = false;
  for (const project of store.listed.value) {
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    if (!catalog.located[project]) continue;
    present.add(coloring.at(layer, edition, row));
    const accuracy = accuracyOf(layer, row);
    unsure ||= Boolean(number(layer, "uncertainty_m", row));
    // Of a table that says nothing of its certainty nothing is claimed.
    if (accuracy || catalog.page.kind !== "table") sure.add(certaintyOf(accuracy));
  }
  const items: LegendItem[] = [];
  if (by !== "light" && by !== "layer") {
    const note = coloring.note(lang);
    items.push({
      label: coloringName(catalog, by, lang) + (note ? say("brackets", lang, { words: note }) : ""),
      color: INK,
    });
  }
  coloring.classes.forEach((one, at) => {
    if (by !== "light" && !present.has(at)) return;
    items.push({ label: className(coloring, one, lang), color: one.color, shape: one.shape });
  });
  for (const certainty of CERTAINTIES)
    if (sure.has(certainty))
      items.push({ label: say(`certainty_${certainty}`, lang), color: INK, certainty });
  if (unsure) items.push({ label: say("uncertaintyDrawn", lang), color: INK, mark: { radius: 7 } });
  return items;
}
