// Names and values of a feature, each by its type and with its unit. Every value is text, never markup.

import { fieldValue, type Layer } from "../data/layer";
import type { FieldInfo } from "../data/page";
import { langOf } from "../look/labels";
import { useWords } from "../state/use";
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

export interface Fact {
  name: string;
  value?: string | null;
  /** A declared field of the layer, instead of a value. */
  field?: FieldInfo;
  layer?: Layer;
  row?: number;
  edition?: number;
}

const LONGEST = 2000; // characters shown of one value; a cell may hold a megabyte

export function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  const { lang } = useWords();
  const shown = facts
    .map(({ name, value, field, layer, row, edition }) => ({
      name,
      link: field?.type === "link",
      value:
        field && layer ? fieldText(layer, field, edition ?? -1, row ?? 0, lang) : (value ?? null),
    }))
    .filter((fact) => fact.value !== null && fact.value !== "");
  if (!shown.length) return null;
  return (
    <div class="jg-card-part">
      <h3>{title}</h3>
      <dl class="jg-facts-list">
        {shown.map(({ name, value, link }, at) => (
          <div key={at}>
            <dt>{name}</dt>
            <dd lang={langOf(value ?? "", lang)}>
              {link ? <Link text={value ?? ""} /> : cut(value ?? "")}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const cut = (value: string): string =>
  value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;

/** Only web addresses become links; anything else, like javascript:, stays the text it is. */
function Link({ text }: { text: string }) {
  if (!/^https?:\/\/[^\s]+$/i.test(text)) return <>{cut(text)}</>;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {cut(text)}
    </a>
  );
}

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
