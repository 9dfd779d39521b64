// The districts' names on a map that stands still: beside the badges, since nobody can zoom in on paper.
import type { Badge } from "./badge";
import { labelOf } from "./basemap";
import { worldX, worldY } from "./geometry";
import type { Extent } from "./mapimage";
import { GROUND, LABEL } from "./palette";
import { badgeRadius } from "./stacks";
import type { Store } from "./store";
import { fontOf } from "./symbols";

/** Half sizes about a middle, in pixels. */
interface Box {
  x: number;
  y: number;
  wide: number;
  high: number;
}

const HIGH = 9;
/** Where a name may stand, as pixels from its own place, best first. */
const SHIFTS = [[0, 0], [0, -16], [0, 16], [-26, -8], [26, -8], [-26, 10], [26, 10], [0, -32], [0, 32], [-44, 0], [44, 0], [-40, -26], [40, -26], [-40, 26], [40, 26]];

const meet = (a: Box, b: Box): boolean => Math.abs(a.x - b.x) < a.wide + b.wide && Math.abs(a.y - b.y) < a.high + b.high;

/** Each with a halo, where it covers least; one that could only stand on another name is left out. */
export function drawNames(store: Store, context: CanvasRenderingContext2D, extent: Extent, badges: readonly Badge[]): void {
  const { page, layers } = store.catalog;
  const ground = layers.find(({ info }) => info.role === "districts");
  if (ground && store.hidden.value.has(ground.info.id)) return;
  const { west, north, scale } = extent;
  const taken: Box[] = [];
  const discs = badges.map(({ x, y, count }): Box => {
    const radius = badgeRadius(count) + 1;
    return { x: (x - west) * scale, y: (y - north) * scale, wide: radius, high: radius };
  });
  context.font = `13px ${fontOf()}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { name, label_at: [lon, lat] } of page.districts) {
    const words = labelOf(name[store.lang.value] || name.zh);
    const box = { x: (worldX(lon) - west) * scale, y: (worldY(lat) - north) * scale, wide: context.measureText(words).width / 2 + 3, high: HIGH };
    const place = findPlace(box, taken, discs);
    if (!place) continue;
    taken.push(place);
    context.strokeStyle = GROUND;
    context.lineWidth = 3.5;
    context.strokeText(words, place.x, place.y);
    context.fillStyle = LABEL;
    context.fillText(words, place.x, place.y);
  }
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
