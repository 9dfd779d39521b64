// A list of equal rows that holds only those in sight. Ours, because a general virtual list measures rows and
// weighs a tenth of the page, and because browsers end a box at some 16 million pixels: longer lists are squeezed.
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export interface Window {
  /** Height of the box that the scrollbar measures. */
  length: number;
  /** Index of the first row in sight, and its place in that box. */
  first: number;
  count: number;
  top(index: number): number;
  reveal(index: number): void;
}

const LONGEST = 8_000_000;
const OVERSCAN = 1;

/** Which rows a box of the given height shows when scrolled so far. */
export function windowOf(
  scrolled: number,
  height: number,
  rows: number,
  row: number,
): Omit<Window, "reveal"> {
  const real = rows * row;
  const length = Math.min(real, LONGEST);
  // In a squeezed list the scrollbar moves through the rows faster than the rows move on the screen.
  const offset = length > height ? (scrolled / (length - height)) * (real - height) : 0;
  const first = Math.max(0, Math.floor(offset / row) - OVERSCAN);
  const count = Math.max(0, Math.min(rows - first, Math.ceil(height / row) + 2 * OVERSCAN));
  return { length, first, count, top: (index) => index * row - offset + scrolled };
}

export function useVirtual(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  row: number,
): Window {
  const [seen, look] = useState({ scrolled: 0, height: 600 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const measure = (): void => look({ scrolled: box.scrollTop, height: box.clientHeight });
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    box.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", measure);
    };
  }, [rows === 0]);
  const shown = windowOf(seen.scrolled, seen.height, rows, row);
  return {
    ...shown,
    reveal(index) {
      const box = scroller.current;
      if (!box) return;
      const now = windowOf(box.scrollTop, box.clientHeight, rows, row);
      const top = now.top(index) - box.scrollTop;
      if (top >= 0 && top + row <= box.clientHeight) return;
      const real = rows * row;
      const wanted = Math.max(
        0,
        Math.min(real - box.clientHeight, index * row - (box.clientHeight - row) / 2),
      );
      box.scrollTop =
        real > box.clientHeight
          ? (wanted / (real - box.clientHeight)) * (now.length - box.clientHeight)
          : 0;
    },
  };
}

export const indexes = ({ first, count }: Window): number[] =>
  Array.from({ length: count }, (_, at) => first + at);
