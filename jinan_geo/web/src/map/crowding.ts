// The one rule of what is drawn: where symbols would cover one another, a cell of the screen stands for them.
// It asks how full a place is, never how many there are, and it asks it of all layers together.

/** Symbols on the screen in pixels, one place in each list after another. */
export interface Spots {
  x: number[];
  y: number[];
  /** Whose symbol it is; one with several places has several spots, one after another. */
  owner: number[];
  radius: number[];
}

export interface Cell {
  /** The middle of its spots, moved so far that its disc stays within the cell. */
  x: number;
  y: number;
  owners: readonly number[];
  /** West, north, east, south of its spots. */
  box: readonly [number, number, number, number];
}

/** The side of a cell, in pixels. */
export const CELL = 64;
/** The part of a cell that symbols fill before they are told as a number. */
const FULL = 0.4;
/** Symbols nearer than this lie upon one another, and fill their place once. */
const BIN = 8;
/** More than these in a cell are never told one by one, even where they share a place. */
const MOST = 256;
const ACROSS = CELL / BIN;

/** The area of the disc of a cell grows with its number, and is never wider than the cell. */
export const cellRadius = (count: number): number =>
  Math.max(17, Math.min(29, GROWTH * Math.sqrt(count)));

const READ = 10.5; // pixels of radius in which two figures are as large as elsewhere

/** The same of a district's, for its share of the largest number; where districts are small it keeps clear of its neighbours. */
export const figureRadius = (share: number, room: number, largest: number): number =>
  Math.max(READ, Math.min(largest * Math.sqrt(share), room));

export interface Disc {
  x: number;
  y: number;
  radius: number;
}

const BETWEEN = 1.5; // pixels of halo between two discs
const ROUNDS = 24;

/** Where discs stand, in pixels, moved so little that none covers another's number. */
export function partDiscs(discs: readonly Disc[]): Disc[] {
  const moved = discs.map((disc) => ({ ...disc }));
  for (let round = 0; round < ROUNDS; round++)
    moved.forEach((one, at) => {
      for (const other of moved.slice(at + 1)) partTwo(one, other);
    });
  return moved;
}

/** Each gives way by half of what they lie upon one another; of two at one place one goes up, the other down. */
function partTwo(one: Disc, other: Disc): void {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const away = Math.hypot(dx, dy);
  const less = one.radius + other.radius + BETWEEN - away;
  if (less <= 0) return;
  const [right, down] = away ? [dx / away, dy / away] : [0, 1];
  one.x -= (right * less) / 2;
  one.y -= (down * less) / 2;
  other.x += (right * less) / 2;
  other.y += (down * less) / 2;
}

/** Pixels of radius that a disc has for one project, as far as its number can still be read in it. */
export const GROWTH = 2.6;

class Grid {
  private readonly west: number;
  private readonly north: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly full: Float64Array;
  private readonly count: Uint32Array;

  constructor({ x, y, radius }: Spots) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 0; at < x.length; at++) {
      west = Math.min(west, x[at]!);
      east = Math.max(east, x[at]!);
      north = Math.min(north, y[at]!);
      south = Math.max(south, y[at]!);
    }
    this.west = Math.floor(west / CELL);
    this.north = Math.floor(north / CELL);
    this.columns = x.length ? Math.floor(east / CELL) - this.west + 1 : 0;
    this.rows = x.length ? Math.floor(south / CELL) - this.north + 1 : 0;
    this.full = new Float64Array(this.columns * this.rows);
    this.count = new Uint32Array(this.columns * this.rows);
    const taken = new Uint8Array(this.columns * this.rows * ACROSS * ACROSS);
    for (let at = 0; at < x.length; at++) {
      const cell = this.at(x[at]!, y[at]!);
      this.count[cell]!++;
      const bin = this.binOf(x[at]!, y[at]!);
      if (taken[bin]) continue;
      taken[bin] = 1;
      this.full[cell]! += Math.PI * radius[at]! ** 2;
    }
  }

  at(x: number, y: number): number {
    return (Math.floor(y / CELL) - this.north) * this.columns + Math.floor(x / CELL) - this.west;
  }

  private binOf(x: number, y: number): number {
    const column = Math.floor(x / BIN) - this.west * ACROSS;
    return (Math.floor(y / BIN) - this.north * ACROSS) * this.columns * ACROSS + column;
  }

  isCrowded(cell: number): boolean {
    return this.full[cell]! > FULL * CELL * CELL || this.count[cell]! > MOST;
  }
}

/** A disc's middle along one axis, so that it stays within its cell. */
function within(middle: number, radius: number): number {
  const start = Math.floor(middle / CELL) * CELL;
  return Math.max(start + radius, Math.min(start + CELL - radius, middle));
}

interface Sum {
  x: number;
  y: number;
  spots: number;
  owners: number[];
  box: [number, number, number, number];
}

function add(sum: Sum, x: number, y: number, owner: number): void {
  sum.x += x;
  sum.y += y;
  sum.spots++;
  if (sum.owners[sum.owners.length - 1] !== owner) sum.owners.push(owner);
  const [west, north, east, south] = sum.box;
  sum.box = [Math.min(west, x), Math.min(north, y), Math.max(east, x), Math.max(south, y)];
}

/** The crowded cells, and the places in the lists of the spots that stand in no such cell. */
export function crowd(spots: Spots): { cells: Cell[]; loose: number[] } {
  const { x, y, owner } = spots;
  const grid = new Grid(spots);
  const sums = new Map<number, Sum>();
  const loose: number[] = [];
  for (let at = 0; at < x.length; at++) {
    const cell = grid.at(x[at]!, y[at]!);
    if (!grid.isCrowded(cell)) {
      loose.push(at);
      continue;
    }
    let sum = sums.get(cell);
    if (!sum) {
      const none = [Infinity, Infinity, -Infinity, -Infinity] as Sum["box"];
      sums.set(cell, (sum = { x: 0, y: 0, spots: 0, owners: [], box: none }));
    }
    add(sum, x[at]!, y[at]!, owner[at]!);
  }
  const cells = [...sums.values()].map(({ x: left, y: top, spots: all, owners, box }): Cell => {
    const radius = cellRadius(owners.length);
    return { x: within(left / all, radius), y: within(top / all, radius), owners, box };
  });
  return { cells, loose };
}
