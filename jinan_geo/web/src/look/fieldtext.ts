// The value of a declared field in words: by its type, with its unit.

import { fieldValue, type Layer } from "../data/layer";
import type { FieldInfo } from "../data/page";
import {
  formatDays,
  formatMoney,
  formatNumber,
  formatPercent,
  inLang,
  withUnit,
} from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";

/** A value of a declared field as it is read; null where there is none. */
export function fieldText(
  layer: Layer,
  field: FieldInfo,
  edition: number,
  row: number,
  lang: Lang,
): string | null {
  const value = fieldValue(layer, field.id, edition, row);
  if (value === null || value === "") return null;
  const label = field.values?.[String(value)];
  if (label) return inLang(label, lang);
  if (typeof value === "string") return withUnit(value, inLang(field.unit, lang));
  switch (field.type) {
    case "date":
      return formatDays(value, lang);
    case "money":
      return formatMoney(value, lang);
    case "percent":
      return formatPercent(value, lang);
    case "boolean":
      return say(value ? "yes" : "no", lang);
    case "text":
    case "link":
    case "integer":
    case "number":
      return withUnit(formatNumber(value, lang, 4), inLang(field.unit, lang));
  }
}
