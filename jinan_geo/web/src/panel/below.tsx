// How many rows of a scrolled box lie below its edge, and a button that leads to them.
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../look/glyph";
import { useWords } from "../state/use";
import { formatNumber } from "../words/format";

export function Below({ box, rows }: { box: RefObject<HTMLElement | null>; rows: string }) {
  const { lang, t } = useWords();
  const below = useSignal(0);
  useEffect(() => {
    const scroller = box.current;
    if (!scroller) return undefined;
    const count = (): void => {
      const edge = scroller.scrollTop + scroller.clientHeight + 1;
      const all = Array.from(scroller.querySelectorAll<HTMLElement>(rows));
      below.value = all.filter((one) => one.offsetTop + one.offsetHeight > edge).length;
    };
    // Its own size and that of what it holds are told once they are laid out, and whenever they are
    // looked at anew: to count at each change would have the whole page laid out for it.
    const watch = new ResizeObserver(count);
    const look = (): void => {
      watch.disconnect();
      for (const part of [scroller, ...scroller.children]) watch.observe(part);
    };
    look();
    const changes = new MutationObserver(look);
    // What changes within a part and matters here changes its size.
    changes.observe(scroller, { childList: true });
    scroller.addEventListener("scroll", count, { passive: true });
    return () => {
      watch.disconnect();
      changes.disconnect();
      scroller.removeEventListener("scroll", count);
    };
  }, []);
  if (!below.value) return null;
  return (
    <button
      type="button"
      class="jg-below"
      onClick={() => box.current?.scrollBy({ top: box.current.clientHeight / 2 })}
    >
      {t("below", { n: formatNumber(below.value, lang) })}
      <Icon name="down" size={12} />
    </button>
  );
}
