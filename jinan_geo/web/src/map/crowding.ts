// The one rule of what is drawn: where symbols would cover one another, a cell of the screen stands for them.
// It asks how full a place is, never how many there are, and it asks it of all layers together.

/** Symbols on the screen in pixels, one place in each list after another. */
export interface Spots {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Whose symbol it is; one with several places has several spots, one after another. */
  owner: ArrayLike<number>;
  radius: ArrayLike<number>;
}

/** Projects that a badge stands for. */
export type Owners = ArrayLike<number> & Iterable<number>;

export interface Cell {
  /** The middle of its spots, moved so far that its disc stays within the cell. */
  x: number;
  y: number;
  owners: Owners;
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

/** Where the cells of some spots lie, and in which of them each spot is. */
interface Grid {
  of: Int32Array;
  crowded: Uint8Array;
  count: Uint32Array;
}

function gridOf({ x, y, radius }: Spots): Grid {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  const spots = x.length;
  for (let at = 0; at < spots; at++) {
    if (x[at]! < west) west = x[at]!;
    if (x[at]! > east) east = x[at]!;
    if (y[at]! < north) north = y[at]!;
    if (y[at]! > south) south = y[at]!;
  }
  const [left, top] = [Math.floor(west / CELL), Math.floor(north / CELL)];
  const columns = spots ? Math.floor(east / CELL) - left + 1 : 0;
  const rows = spots ? Math.floor(south / CELL) - top + 1 : 0;
  const of = new Int32Array(spots);
  const full = new Float64Array(columns * rows);
  const count = new Uint32Array(columns * rows);
  const taken = new Uint8Array(columns * rows * ACROSS * ACROSS);
  for (let at = 0; at < spots; at++) {
    const column = Math.floor(x[at]! / BIN) - left * ACROSS;
    const row = Math.floor(y[at]! / BIN) - top * ACROSS;
    const cell = Math.floor(row / ACROSS) * columns + Math.floor(column / ACROSS);
    of[at] = cell;
    count[cell]!++;
    const bin = row * columns * ACROSS + column;
    if (taken[bin]) continue;
    taken[bin] = 1;
    full[cell]! += Math.PI * radius[at]! ** 2;
  }
  const isCrowded = (area: number, cell: number): boolean =>
    area > FULL * CELL * CELL || count[cell]! > MOST;
  return { of, count, crowded: Uint8Array.from(full, (area, at) => (isCrowded(area, at) ? 1 : 0)) };
}

/** A disc's middle along one axis, so that it stays within its cell. */
function within(middle: number, radius: number): number {
  const start = Math.floor(middle / CELL) * CELL;
  return Math.max(start + radius, Math.min(start + CELL - radius, middle));
}

/** The crowded cells, and the places in the lists of the spots that stand in no such cell. */
export function crowd(spots: Spots): { cells: Cell[]; loose: number[] } {
  const { x, y, owner } = spots;
  const { of, crowded, count } = gridOf(spots);
  const loose: number[] = [];
  const starts = new Uint32Array(count.length + 1);
  for (let cell = 0; cell < count.length; cell++)
    starts[cell + 1] = starts[cell]! + (crowded[cell] ? count[cell]! : 0);
  const owners = new Uint32Array(starts[count.length]!);
  const ends = starts.slice();
  const sums = new Float64Array(count.length * 2);
  const boxes = new Float64Array(count.length * 4);
  /** In the order in which they are met. */
  const met: number[] = [];
  for (let at = 0; at < of.length; at++) {
    const cell = of[at]!;
    if (!crowded[cell]) {
      loose.push(at);
      continue;
    }
    const end = ends[cell]!;
    if (end === starts[cell]) {
      met.push(cell);
      boxes.set([x[at]!, y[at]!, x[at]!, y[at]!], cell * 4);
    }
    if (end === starts[cell] || owners[end - 1] !== owner[at]) owners[ends[cell]!++] = owner[at]!;
    sums[cell * 2]! += x[at]!;
    sums[cell * 2 + 1]! += y[at]!;
    widen(boxes, cell * 4, x[at]!, y[at]!);
  }
  const cells = met.map((cell): Cell => {
    const own = owners.subarray(starts[cell], ends[cell]);
    const radius = cellRadius(own.length);
    const [left, top] = [sums[cell * 2]! / count[cell]!, sums[cell * 2 + 1]! / count[cell]!];
    const [west, north, east, south] = boxes.subarray(cell * 4, cell * 4 + 4);
    return {
      x: within(left, radius),
      y: within(top, radius),
      owners: own,
      box: [west!, north!, east!, south!],
    };
  });
  return { cells, loose };
}

function widen(boxes: Float64Array, at: number, x: number, y: number): void {
  if (x < boxes[at]!) boxes[at] = x;
  if (y < boxes[at + 1]!) boxes[at + 1] = y;
  if (x > boxes[at + 2]!) boxes[at + 2] = x;
  if (y > boxes[at + 3]!) boxes[at + 3] = y;
}
