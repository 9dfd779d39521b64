// What a code of the data is called in the reader's language.
import { type Catalog, LOCATIONS } from "../data/catalog";
import { NEWS_MONTHS } from "../data/fresh";
import { bilingual, type Layer, sharesAt, text } from "../data/layer";
import { inLang } from "../words/format";
import { isMessage, type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";
import { coloringIds, coloringName, coloringOf } from "./coloring";

/** What the choice "" means, where that is not a value that nobody filled in. */
const NOTHING: Record<string, MessageKey> = {
  cause: "cause_none",
  grey: "grey_none",
  lateBy: "lateBy_none",
};

/** The label of one choice of a filter dimension. */
export function choiceLabel(
  catalog: Catalog,
  dimension: string,
  choice: string,
  lang: Lang,
): string {
  const { page } = catalog;
  const named = (list: readonly { id: string; name: { zh: string; en: string } }[]): string =>
    inLang(list.find(({ id }) => id === choice)?.name, lang);
  if (isColoring(catalog, dimension))
    return coloringOf(catalog, dimension).choiceName(choice, lang);
  if (choice === "") return say(NOTHING[dimension] ?? "missing", lang);
  if (dimension === "cause") return named(page.causes) || causeName(choice, lang);
  if (dimension === "layer") return named(page.layers) || choice;
  if (dimension === "theme") return named(page.themes) || choice;
  if (dimension === "stage") return named(page.stages) || choice;
  if (dimension === "district") return districtName(catalog, choice, lang);
  if (dimension === "responsible") return responsibleName(catalog, choice, lang);
  if (dimension === "fresh") return freshName(page, choice, lang);
  // The prefixes are written out so that the test of unused words finds them.
  if (dimension === "lateBy") return say(`lateBy_${choice}` as MessageKey, lang);
  const key = dimension === "grey" ? `grey_${choice}` : `${dimension}_${choice}`;
  return isMessage(key) ? say(key, lang) : choice;
}

/** What stands for no cause; any other is called by its id. */
function causeName(cause: string, lang: Lang): string {
  const key = `cause_${cause}`;
  return isMessage(key) ? say(key, lang) : cause;
}

/** Where evidence was published, what has none was not published; elsewhere it was not handed in. */
function freshName({ evidence }: Catalog["page"], choice: string, lang: Lang): string {
  const key = `fresh_${choice === "silent" && evidence.length ? "unpublished" : choice}`;
  return isMessage(key) ? say(key, lang, { n: NEWS_MONTHS }) : choice;
}

/** Lights, stages and layers are colourings too, but have shorter names as filters. */
const isColoring = (catalog: Catalog, id: string): boolean =>
  !["light", "stage", "layer"].includes(id) && coloringIds(catalog).includes(id);

export function districtName(catalog: Catalog, code: string, lang: Lang): string {
  return (
    inLang(catalog.page.districts.find((district) => district.code === code)?.name, lang) || code
  );
}

export function dimensionLabel(catalog: Catalog, dimension: string, lang: Lang): string {
  const key = `facet_${dimension}`;
  if (isMessage(key)) return say(key, lang);
  return coloringName(catalog, dimension, lang);
}

/** The unit in charge is known by its Chinese name; its English one stands on any of its projects. */
const responsibles = new WeakMap<Catalog, Map<string, string>>();

function responsibleName(catalog: Catalog, choice: string, lang: Lang): string {
  if (lang === "zh") return choice;
  let names = responsibles.get(catalog);
  if (!names) {
    names = new Map();
    for (let project = 0; project < catalog.projects; project++) {
      const layer = catalog.layerAt[project]!;
      const row = catalog.rowAt[project]!;
      const zh = text(layer, "responsible_zh", row);
      const en = text(layer, "responsible_en", row);
      if (zh && en && !names.has(zh)) names.set(zh, en);
    }
    responsibles.set(catalog, names);
  }
  return names.get(choice) ?? choice;
}

/** What the Chinese among other words is marked with, for readers and voices; the page's own language needs no mark. */
export const langOf = (words: string, lang: Lang): "zh" | undefined =>
  lang !== "zh" && /[\u3400-\u9fff]/.test(words) ? "zh" : undefined;

/** A unit by its Chinese name, as ledgers state it: in English where any project says what it is called. */
export const unitName = (catalog: Catalog, unit: string, lang: Lang): string =>
  responsibleName(catalog, unit, lang);

export const nameOf = (layer: Layer, row: number, lang: Lang): string =>
  bilingual(layer, "name", row, lang) ?? text(layer, "id", row) ?? "";

export const locationLabel = (location: string, lang: Lang): string => {
  const key = `location_${location}`;
  return LOCATIONS.includes(location) && isMessage(key) ? say(key, lang) : location;
};

const NAMED = 2;

/** As many districts as a row of the list has room for, and how many there are: "济阳区等 4 个区县". */
export function districtsShort(catalog: Catalog, layer: Layer, row: number, lang: Lang): string {
  const names = sharesAt(layer, row).map(({ district }) =>
    shortName(districtName(catalog, district, lang)),
  );
  if (names.length <= NAMED) return names.join(say("listComma", lang));
  return say("districtsOf", lang, {
    name: names[0]!,
    n: lang === "zh" ? names.length : names.length - 1,
  });
}

/** "历下区 70 %、历城区 30 %" without the shares, for an export. */
export function districtsLine(catalog: Catalog, layer: Layer, row: number, lang: Lang): string {
  const shares = sharesAt(layer, row);
  return shares
    .map(({ district }) => districtName(catalog, district, lang))
    .join(say("listComma", lang));
}

/** On a map "Lixia" says as much as "Lixia District", in half the room. */
export const shortName = (name: string): string => name.replace(/ (District|County|City)$/, "");

/** And 历下 as much as 历下区. */
export function formsOf(name: string): string[] {
  const whole = shortName(name);
  const short = /^\p{Script=Han}{3,}$/u.test(whole) ? whole.replace(/[区县市]$/u, "") : whole;
  return short === whole ? [whole] : [whole, short];
}
