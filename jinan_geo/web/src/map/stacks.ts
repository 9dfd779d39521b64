// Symbols that truly lie upon one another on the screen, gathered into stacks; all others stay as they are.
import { GROWTH } from "./crowding";

/** A symbol on the screen, in pixels. */
export interface Spot {
  x: number;
  y: number;
  /** Whose symbol it is; one with several places has several spots. */
  owner: number;
}

export interface Stack {
  /** The middle of its spots. */
  x: number;
  y: number;
  spots: readonly Spot[];
  owners: readonly number[];
}

/** Centres nearer than this cannot be told apart, nor touched one by one. */
export const NEAR = 6;

/** The badge's area grows with its number, as far as its figures allow; what would lie under it belongs to it. */
export const badgeRadius = (count: number): number =>
  Math.max(count < 10 ? 9 : 10.5, Math.min(13, GROWTH * Math.sqrt(count)));

interface Group {
  x: number;
  y: number;
  spots: Spot[];
  /** Different owners of the spots. */
  count: number;
  gone: boolean;
}

/** Groups by the cells of a grid, so that only neighbours are compared. */
class Grid {
  private readonly cells = new Map<number, Group[]>();

  constructor(private readonly side: number) {}

  private key(column: number, row: number): number {
    return column * 1e8 + row; // a million pixels wide at most, so no two cells share a key
  }

  add(group: Group): void {
    const key = this.key(Math.floor(group.x / this.side), Math.floor(group.y / this.side));
    const cell = this.cells.get(key);
    if (cell) cell.push(group);
    else this.cells.set(key, [group]);
  }

  /** The nearest group within its reach, which is at most the side of a cell. */
  nearest(x: number, y: number, reachOf: (group: Group) => number, except?: Group): Group | null {
    let best: Group | null = null;
    let least = Infinity;
    const column = Math.floor(x / this.side);
    const row = Math.floor(y / this.side);
    for (let c = column - 1; c <= column + 1; c++)
      for (let r = row - 1; r <= row + 1; r++)
        for (const group of this.cells.get(this.key(c, r)) ?? []) {
          const away = Math.hypot(group.x - x, group.y - y);
          if (group.gone || group === except || away >= least || away >= reachOf(group)) continue;
          best = group;
          least = away;
        }
    return best;
  }
}

export function stackSpots(spots: readonly Spot[]): Stack[] {
  const sorted = [...spots].sort((a, b) => a.x - b.x || a.y - b.y || a.owner - b.owner);
  const groups: Group[] = [];
  const grid = new Grid(NEAR);
  for (const spot of sorted) {
    const found = grid.nearest(spot.x, spot.y, () => NEAR);
    if (found) found.spots.push(spot);
    else {
      const group = { x: spot.x, y: spot.y, spots: [spot], count: 1, gone: false };
      groups.push(group);
      grid.add(group);
    }
  }
  return swallow(groups)
    .map(({ x, y, spots: own }) => ({
      x,
      y,
      spots: own,
      owners: [...new Set(own.map(({ owner }) => owner))],
    }))
    .filter(({ owners }) => owners.length > 1);
}

/** Badges may touch like coins, but not so that a number is covered. */
const TOUCH = 3;

/**
 * A badge is larger than a symbol, so it takes in the symbols that its disc would hide, and the badges that it would
 * cover, until each can be read.
 */
function swallow(groups: readonly Group[]): Group[] {
  const grid = new Grid(2 * badgeRadius(Infinity));
  for (const group of groups) {
    settle(group);
    grid.add(group);
  }
  const waiting = groups.filter(({ count }) => count > 1);
  const made = new Set(waiting);
  for (let stack = waiting.pop(); stack; stack = waiting.pop()) {
    if (stack.gone) continue;
    const own = badgeRadius(stack.count);
    const reachOf = (other: Group): number =>
      other.count > 1 ? own + badgeRadius(other.count) - TOUCH : own;
    const under = grid.nearest(stack.x, stack.y, reachOf, stack);
    if (!under) continue;
    under.gone = stack.gone = true;
    const both = { x: 0, y: 0, spots: [...stack.spots, ...under.spots], count: 0, gone: false };
    settle(both);
    grid.add(both);
    made.add(both);
    waiting.push(both);
  }
  return [...made].filter(({ gone }) => !gone);
}

function settle(group: Group): void {
  if (group.spots.length === 1) return;
  group.count = new Set(group.spots.map(({ owner }) => owner)).size;
  group.x = group.spots.reduce((sum, { x }) => sum + x, 0) / group.spots.length;
  group.y = group.spots.reduce((sum, { y }) => sum + y, 0) / group.spots.length;
}
