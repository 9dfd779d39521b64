// Where names stand on a map that nobody can zoom into: not on one another, and clear of the badges if they can.

/** Half sizes about a middle, in pixels. */
export interface Box {
  x: number;
  y: number;
  wide: number;
  high: number;
}

/** Where a name may stand, as pixels from its own place, best first. */
const SHIFTS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, -16],
  [0, 16],
  [-26, -8],
  [26, -8],
  [-26, 10],
  [26, 10],
  [0, -32],
  [0, 32],
  [-44, 0],
  [44, 0],
  [-40, -26],
  [40, -26],
  [-40, 26],
  [40, 26],
];

const meet = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < a.wide + b.wide && Math.abs(a.y - b.y) < a.high + b.high;

/** One place for each name, in their order; null where it could only stand on an earlier one. */
export function placeNames(names: readonly Box[], discs: readonly Box[]): (Box | null)[] {
  const taken: Box[] = [];
  return names.map((name) => {
    const place = findPlace(name, taken, discs);
    if (place) taken.push(place);
    return place;
  });
}

function findPlace(box: Box, taken: readonly Box[], discs: readonly Box[]): Box | null {
  let best: Box | null = null;
  let least = Infinity;
  for (const [right, down] of SHIFTS) {
    const place = { ...box, x: box.x + right, y: box.y + down };
    if (taken.some((other) => meet(place, other))) continue;
    const covered = discs.filter((disc) => meet(place, disc)).length;
    if (covered < least) [best, least] = [place, covered];
    if (!covered) break;
  }
  return best;
}
