// The rows of a slide: what proves its sentence, or what the colours of its map mean.
import { useLayoutEffect, useRef } from "preact/hooks";
import { LightGlyph, ShapeGlyph } from "../look/glyph";
import type { SlideRow } from "../state/brief";
import { useWords } from "../state/use";
import { formatNumber } from "../words/format";

const Sign = ({ color, shape }: NonNullable<SlideRow["sign"]>) =>
  shape ? (
    <ShapeGlyph shape={shape} color={color} size={28} />
  ) : (
    <span class="jg-slide-fill" style={{ background: color }} />
  );

/** As many rows as have room; how many more there are is said. */
export function Rows({ rows }: { rows: readonly SlideRow[] }) {
  const { lang, t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fit = (): void => {
      if (box.current) cutRows(box.current, (n) => t("printRest", { n: formatNumber(n, lang) }));
    };
    fit();
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, [rows]);
  return (
    <div class="jg-slide-rows" ref={box}>
      {rows.map((row, at) => (
        <div class="jg-slide-row" key={at}>
          {row.light && <LightGlyph light={row.light} size={28} />}
          {row.sign && <Sign {...row.sign} />}
          <span class="jg-slide-name">{row.name}</span>
          {row.share && (
            <span class="jg-slide-bar" aria-hidden="true">
              <span
                class={row.light ? `jg-fill-${row.light}` : "jg-fill-red"}
                style={{ width: `${(row.share.part / Math.max(1, row.share.of)) * 100}%` }}
              />
            </span>
          )}
          <span class="jg-slide-words">{row.words}</span>
        </div>
      ))}
      <p class="jg-slide-more" hidden />
    </div>
  );
}

function cutRows(box: HTMLElement, rest: (n: number) => string): void {
  const rows = Array.from(box.querySelectorAll<HTMLElement>(".jg-slide-row"));
  const more = box.querySelector<HTMLElement>(".jg-slide-more")!;
  for (const row of rows) row.hidden = false;
  more.hidden = true;
  for (let left = 1; box.scrollHeight > box.clientHeight + 1 && left <= rows.length; left++) {
    rows[rows.length - left]!.hidden = true;
    more.hidden = false;
    more.textContent = rest(left);
  }
}
