// Names and values of a feature, each by its type and with its unit. Every value is text, never markup.

import type { Layer } from "../data/layer";
import type { FieldInfo } from "../data/page";
import { fieldText } from "../look/fieldtext";
import { langOf } from "../look/labels";
import { useWords } from "../state/use";

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
