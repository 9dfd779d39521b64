// The legend on a sheet: only what the printed map holds, and the layers with how many of each.
import type { Layer } from "../data/layer";
import { coloringName } from "../look/coloring";
import { CertaintyGlyph, GeometryGlyph, ShapeGlyph } from "../look/glyph";
import { pauseRules, projectRules } from "../look/lightwords";
import { BOUNDARY, DISTRICT, INK, QUIET } from "../look/palette";
import { isWords, type LegendItem, legendItems } from "../map/legenditems";
import { countWords, samplesAmong } from "../state/apart";
import { useStore, useWords } from "../state/use";
import { inLang } from "../words/format";
import type { Printed } from "./printed";

export function SheetLegend(props: {
  marks: readonly LegendItem[];
  printed: Printed;
  isNumbered: boolean;
}) {
  const { marks, printed, isNumbered } = props;
  const store = useStore();
  const { lang, t } = useWords();
  const { lights } = store.catalog.page;
  const items = legendItems(store);
  const by = store.colorBy.value;
  const colors = by === "layer" ? [] : items.filter(({ shape }) => shape); // the layers follow anyway
  const coloring = items.find(isWords)?.label ?? coloringName(store.catalog, by, lang);
  const fills = marks.filter(({ fill }) => fill);
  const sizes = marks.filter(({ mark }) => mark?.radius && !mark.chosen);
  const rules = lights && [...projectRules(lights, lang), ...pauseRules(store.catalog.page, lang)];
  return (
    <section>
      <h2>{t("legend")}</h2>
      {colors.length > 0 && <h3>{coloring}</h3>}
      <Items items={colors} />
      {fills.length > 0 && <h3>{t("fillTitle")}</h3>}
      <Items items={fills} />
      <Items items={marks.filter(({ mark }) => mark?.change || mark?.stack)} />
      {isNumbered && (
        <div class="jg-p-entry jg-p-item">
          <i class="jg-p-sign jg-p-tagged">
            <b>5</b>
          </i>
          <span>{t("printTagMark")}</span>
        </div>
      )}
      {sizes.length > 0 && <h3>{t("size")}</h3>}
      <Items items={sizes} />
      <Items items={marks.filter(({ mark }) => mark?.chosen)} />
      <h3>{t("certainty")}</h3>
      <Items items={items.filter(({ certainty, mark }) => certainty || mark)} />
      <h3>{t("layers")}</h3>
      <Layers printed={printed} />
      {rules && (
        <div class="jg-p-spare">
          <h3>{t("lightRule")}</h3>
          <p>
            {rules.map((rule) => rule[0]!.toUpperCase() + rule.slice(1)).join(t("ruleGap"))}
            {t("ruleEnd")}
          </p>
        </div>
      )}
    </section>
  );
}

function Items({ items }: { items: readonly LegendItem[] }) {
  return (
    <>
      {items.map((item) => (
        <div class="jg-p-entry jg-p-item" key={item.label}>
          <i class="jg-p-sign">
            {item.shape && <ShapeGlyph shape={item.shape} color={item.color} size={11} />}
            {item.certainty && <CertaintyGlyph certainty={item.certainty} color={item.color} />}
            {item.fill && <span class="jg-swatch" style={{ background: item.color }} />}
            {item.mark && <MarkGlyph mark={item.mark} color={item.color} />}
          </i>
          <span>{item.label}</span>
        </div>
      ))}
    </>
  );
}

function MarkGlyph({ mark, color }: { mark: NonNullable<LegendItem["mark"]>; color: string }) {
  const radius = mark.change ? 7.5 : (mark.radius ?? 8);
  const half = radius + 1.5;
  return (
    <svg
      class="jg-glyph"
      width={2 * half}
      height={2 * half}
      viewBox={`${-half} ${-half} ${2 * half} ${2 * half}`}
      aria-hidden="true"
    >
      {mark.change && <circle r="4" fill={QUIET} />}
      {mark.change === 1 ? (
        <circle cx="5" cy="-5" r="2" fill={color} />
      ) : (
        <circle r={radius} fill="none" stroke={color} stroke-width={mark.chosen ? 2.5 : 1} />
      )}
      {mark.stack && (
        <text y="4" text-anchor="middle" font-size="11" font-weight="600" fill={color}>
          8
        </text>
      )}
    </svg>
  );
}

/** Those that the sheet holds something of, with how many. */
function Layers({ printed }: { printed: Printed }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const counts = new Map<Layer, number[]>();
  for (const project of printed.told) {
    const layer = catalog.layerAt[project]!;
    const own = counts.get(layer) ?? [];
    own.push(project);
    counts.set(layer, own);
  }
  const shown = catalog.layers.filter(
    (layer) =>
      !store.hidden.value.has(layer.info.id) &&
      (layer.info.role !== "projects" || counts.has(layer)),
  );
  return (
    <>
      {shown.map((layer) => {
        const { info } = layer;
        const count = counts.get(layer);
        return (
          <div class="jg-p-entry jg-p-item" key={info.id}>
            <i class="jg-p-sign">
              {info.role === "districts" ? (
                <span
                  class="jg-swatch jg-swatch-line"
                  style={{ background: DISTRICT, borderColor: BOUNDARY }}
                />
              ) : (
                <GeometryGlyph
                  kinds={info.geometry}
                  color={store.colorBy.value === "layer" ? info.style.color : INK}
                />
              )}
            </i>
            <span>
              {inLang(info.name, lang)}
              {info.sample && <em class="jg-tag">{t("sampleTag")}</em>}
            </span>
            {count && <b>{countWords(store, lang, count.length, samplesAmong(store, count))}</b>}
          </div>
        );
      })}
    </>
  );
}
