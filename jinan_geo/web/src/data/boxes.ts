// Boxes of symbols and names in a picture, in pixels, and whether one is free.

/** Half sizes about a middle, in pixels. */
export interface Box {
  x: number;
  y: number;
  wide: number;
  high: number;
}

export const meets = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < a.wide + b.wide && Math.abs(a.y - b.y) < a.high + b.high;

export const isWithin = (box: Box, frame: Box): boolean =>
  Math.abs(box.x - frame.x) + box.wide <= frame.wide &&
  Math.abs(box.y - frame.y) + box.high <= frame.high;

const CELL = 64;

/** By the cells of a grid, so that each is compared with its neighbours only. */
export class Boxes {
  private readonly cells = new Map<string, Box[]>();

  constructor(taken: readonly Box[]) {
    for (const box of taken) this.add(box);
  }

  private *keys({ x, y, wide, high }: Box): Generator<string> {
    const cellOf = (at: number): number => Math.floor(at / CELL);
    for (let column = cellOf(x - wide); column <= cellOf(x + wide); column++)
      for (let row = cellOf(y - high); row <= cellOf(y + high); row++) yield `${column} ${row}`;
  }

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  isFree(box: Box): boolean {
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) ?? []) if (meets(box, other)) return false;
    return true;
  }
}
