// Where the names of projects stand: beside their symbols, none over another or over a symbol; the rest stay unsaid.

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

interface Box {
  west: number;
  north: number;
  east: number;
  south: number;
}

const GAP = 3; // pixels between symbol and text, and between two texts
const CELL = 64;

/** Boxes by the cells of a grid, so that each is compared with its neighbours only. */
class Taken {
  private readonly cells = new Map<string, Box[]>();

  private *keys({ west, north, east, south }: Box): Generator<string> {
    for (let column = Math.floor(west / CELL); column <= Math.floor(east / CELL); column++)
      for (let row = Math.floor(north / CELL); row <= Math.floor(south / CELL); row++)
        yield `${column} ${row}`;
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
      for (const other of this.cells.get(key) ?? [])
        if (
          box.west < other.east &&
          box.east > other.west &&
          box.north < other.south &&
          box.south > other.north
        )
          return false;
    return true;
  }
}

/**
 * Place the labels in their order, the most important first: right of the symbol, else left, below, above;
 * without a symbol, in the middle of the area.
 * `symbols` are the middles and half sizes of everything that no text may cover.
 */
export function placeNames<T extends Label>(
  labels: readonly T[],
  symbols: readonly { x: number; y: number; wide: number; high: number }[],
): Placed<T>[] {
  const taken = new Taken();
  for (const { x, y, wide, high } of symbols)
    taken.add({ west: x - wide, north: y - high, east: x + wide, south: y + high });
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
      const box = {
        west: left,
        north: middle - height / 2,
        east: left + width,
        south: middle + height / 2,
      };
      if (!taken.isFree(box)) continue;
      taken.add({ west: box.west - GAP, north: box.north, east: box.east + GAP, south: box.south });
      placed.push({ label, left, middle });
      break;
    }
  }
  return placed;
}
