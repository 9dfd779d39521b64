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
const MANY = 65_536; // more rows of cells than there are: each cell has a number

const cellOf = (at: number): number => Math.floor(at / CELL);

/** By the cells of a grid, so that each is compared with its neighbours only. */
export class Boxes {
  private readonly cells = new Map<number, Box[]>();

  constructor(taken: readonly Box[]) {
    for (const box of taken) this.add(box);
  }

  add(box: Box): void {
    this.someCell(box, (key) => {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
      return false;
    });
  }

  isFree(box: Box): boolean {
    const meetsBox = (other: Box): boolean => meets(box, other);
    return !this.someCell(box, (key) => this.cells.get(key)?.some(meetsBox) ?? false);
  }

  /** Whether a test holds for any cell that a box reaches into. */
  private someCell({ x, y, wide, high }: Box, test: (key: number) => boolean): boolean {
    const [right, bottom] = [cellOf(x + wide), cellOf(y + high)];
    for (let column = cellOf(x - wide); column <= right; column++)
      for (let row = cellOf(y - high); row <= bottom; row++)
        if (test(column * MANY + row)) return true;
    return false;
  }
}
