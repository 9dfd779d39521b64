// Where the names of projects stand: beside their symbols, none over another or over a symbol; the rest stay unsaid.

import { type Box, Boxes } from "./boxes";

export interface Label {
  /** Middle of the symbol, in pixels. */
  x: number;
  y: number;
  radius: number;
  /** Of the text, in pixels. */
  width: number;
  height: number;
}

export interface Placed<T extends Label> {
  label: T;
  /** Left and middle of the text. */
  left: number;
  middle: number;
}

const GAP = 3; // pixels between symbol and text, and between two texts

/**
 * Place the labels in their order, the most important first: right of the symbol, else left, below, above;
 * without a symbol, in the middle of the area.
 * `symbols` are the middles and half sizes of everything that no text may cover.
 */
export function placeNames<T extends Label>(
  labels: readonly T[],
  symbols: readonly Box[],
): Placed<T>[] {
  const taken = new Boxes(symbols);
  const placed: Placed<T>[] = [];
  for (const label of labels) {
    const { x, y, radius, width, height } = label;
    const places: [left: number, middle: number][] = [
      ...(radius ? [] : [[x - width / 2, y] as [number, number]]), // an area large enough to be read as one
      [x + radius + GAP, y],
      [x - radius - GAP - width, y],
      [x - width / 2, y + radius + GAP + height / 2],
      [x - width / 2, y - radius - GAP - height / 2],
    ];
    for (const [left, middle] of places) {
      const box = { x: left + width / 2, y: middle, wide: width / 2, high: height / 2 };
      if (!taken.isFree(box)) continue;
      taken.add({ ...box, wide: box.wide + GAP });
      placed.push({ label, left, middle });
      break;
    }
  }
  return placed;
}
