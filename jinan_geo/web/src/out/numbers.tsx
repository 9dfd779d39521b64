// The numbers of the list on the printed map, each beside its project; what there is no room for is not numbered there.
import { type Box, Boxes, isWithin } from "../data/boxes";
import type { Layer } from "../data/layer";
import { INK, WHITE } from "../look/palette";
import type { Drawn, DrawnBadge } from "../map/mapimage";
import type { Extent } from "../map/view";
import type { Store } from "../state/store";
import type { Line } from "./printed";

/** A number in its box, and the place that it is of, in pixels of the map. */
export interface Tag extends Box {
  at: number;
  from: readonly [number, number];
}

const AREA = 7000; // pixels of map for each number: more would hide what they are of
const DIGIT = 5.4;
const AIR = 3;
const HIGH = 6;
const SYMBOL = 5; // pixels about a place that its symbol takes
const EDGE = 2;
const AWAY = [8, 14, 22, 31, 42, 54, 68, 84];
const TURNS = 16;

/** How far and in which direction; near ones first, and first at the right, where a name would stand. */
const STEPS = AWAY.flatMap((away) =>
  Array.from({ length: TURNS }, (_, at): [away: number, turn: number] => {
    const half = Math.ceil(at / 2) * (at % 2 ? -1 : 1);
    return [away, (half / TURNS) * 2 * Math.PI];
  }),
);

/** Where a project's symbol stands in the map; of what only reaches into it, a place within. */
function placeIn({ geometry: g, anchors }: Layer, row: number, extent: Extent): [number, number] {
  const { west, north, scale, width, height } = extent;
  const pixels = (x: number, y: number): [number, number] => [
    (x - west) * scale,
    (y - north) * scale,
  ];
  const isSeen = ([x, y]: [number, number]): boolean =>
    x >= 0 && y >= 0 && x <= width && y <= height;
  const own = pixels(anchors[row * 2]!, anchors[row * 2 + 1]!);
  if (isSeen(own)) return own;
  const from = g.ringStart[g.featureStart[row]!]!;
  const to = g.ringStart[g.featureStart[row + 1]!]!;
  for (let vertex = from; vertex < to; vertex++) {
    const place = pixels(g.x[vertex]!, g.y[vertex]!);
    if (isSeen(place)) return place;
  }
  return [Math.max(0, Math.min(width, own[0])), Math.max(0, Math.min(height, own[1]))];
}

/** Where the line of a number ends: at a symbol's place, or at the badge that stands for it. */
interface Source {
  x: number;
  y: number;
  radius: number;
}

/** What is told by a badge is numbered at the badge. */
function sourcesOf(
  { catalog }: Store,
  extent: Extent,
  lines: readonly Line[],
  discs: readonly DrawnBadge[],
): Source[] {
  const badges = new Map<number, DrawnBadge>();
  const isSeen = ({ x, y }: Box): boolean =>
    x > 0 && y > 0 && x < extent.width && y < extent.height;
  for (const disc of discs.filter(isSeen))
    for (const owner of disc.owners) if (!badges.has(owner)) badges.set(owner, disc);
  return lines.map(({ project }) => {
    const badge = badges.get(project);
    if (badge) return { x: badge.x, y: badge.y, radius: badge.wide + 1 };
    const [x, y] = placeIn(catalog.layerAt[project]!, catalog.rowAt[project]!, extent);
    return { x, y, radius: SYMBOL };
  });
}

/** The numbers of these lines in their order, clear of one another and of all that is drawn. */
export function placeNumbers(
  store: Store,
  extent: Extent,
  lines: readonly Line[],
  { discs, solid }: Drawn,
): Tag[] {
  const { width, height } = extent;
  const most = Math.floor((width * height) / AREA);
  const numbered = lines.filter(({ at }) => at !== null).slice(0, most);
  const sources = sourcesOf(store, extent, numbered, discs);
  const symbols = sources.map(({ x, y }): Box => ({ x, y, wide: SYMBOL, high: SYMBOL }));
  const taken = new Boxes([...solid, ...symbols]);
  const [x, y] = [width / 2, height / 2];
  const frame: Box = { x, y, wide: x - EDGE, high: y - EDGE };
  return numbered.flatMap(({ at }, place): Tag[] => {
    const source = sources[place]!;
    const box = boxesAbout(source, String(at).length).find(
      (one) => isWithin(one, frame) && taken.isFree(one),
    );
    if (!box) return [];
    taken.add(box);
    return [{ ...box, at: at!, from: edgeOf(source, box) }];
  });
}

function boxesAbout({ x, y, radius }: Source, digits: number): Box[] {
  const wide = (digits * DIGIT) / 2 + AIR;
  return STEPS.map(([away, turn]) => ({
    x: x + (radius + away + wide - HIGH) * Math.cos(turn),
    y: y + (radius + away) * Math.sin(turn),
    wide,
    high: HIGH,
  }));
}

/** A badge keeps its number free: the line ends at its rim. */
function edgeOf({ x, y, radius }: Source, to: Box): readonly [number, number] {
  if (radius <= SYMBOL) return [x, y];
  const away = Math.hypot(to.x - x, to.y - y);
  return [x + ((to.x - x) / away) * radius, y + ((to.y - y) / away) * radius];
}

export function Numbers({ tags, extent }: { tags: readonly Tag[]; extent: Extent }) {
  const { width, height } = extent;
  return (
    <svg
      class="jg-p-numbers"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {tags.map(({ at, x, y, from }) => (
        <g key={at}>
          <path d={`M${from[0]} ${from[1]}L${x} ${y}`} stroke={WHITE} stroke-width="1.5" />
          <path d={`M${from[0]} ${from[1]}L${x} ${y}`} stroke={INK} stroke-width="0.7" />
        </g>
      ))}
      {tags.map(({ at, x, y, wide, high }) => (
        <g key={at} class="jg-p-tag">
          <rect
            x={x - wide}
            y={y - high}
            width={2 * wide}
            height={2 * high}
            rx="2"
            fill={INK}
            stroke={WHITE}
            stroke-width="0.8"
          />
          <text x={x} y={y + 3.2} text-anchor="middle" font-size="9" fill={WHITE}>
            {at}
          </text>
        </g>
      ))}
    </svg>
  );
}
