// What is drawn as itself, what lies in a badge, and what a crowded cell stands for: decided for all layers together.
import { POINT } from "../data/geometry";
import { type ColorBy, coloringOf } from "../look/coloring";
import type { Mark } from "../look/mark";
import { samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import type { Badge } from "./badge";
import { CELL, type Cell, cellRadius, crowd, type Spots } from "./crowding";
import { hasSymbol, type Paint, Place, zoomFactor } from "./paint";
import { badgeRadius, type Spot, type Stack, stackSpots } from "./stacks";

/** What one side of the map shows. */
export interface Shown {
  paints: readonly Paint[];
  edition: number;
  by: ColorBy;
}

/** A part of the world: west, north, east, south in world units. */
export type Region = readonly [number, number, number, number];

export interface GroupBadge extends Badge {
  /** Of a crowded cell, rather than of symbols at one place. */
  isCell: boolean;
  owners: readonly number[];
  /** West, north, east, south of what it stands for, in world units. */
  box: Region;
  /** For each part, the index of its class. */
  classes: readonly number[];
}

export interface Gathered {
  paints: readonly Paint[];
  badges: readonly GroupBadge[];
  spots: Spots;
  cells: readonly Cell[];
  stacks: readonly Stack[];
  loose: readonly Spot[];
  region: Region;
  scale: number;
}

const UNKNOWN = -2;
const kept = new WeakMap<Paint, Int16Array>();

/** The same paint, whose looks are asked for once: every tile and zoom asks again. */
function remembering(paint: Paint): Paint {
  let looks = kept.get(paint);
  if (!looks) kept.set(paint, (looks = new Int16Array(paint.layer.features).fill(UNKNOWN)));
  const known = looks;
  const lookOf = (row: number): number => {
    if (known[row] === UNKNOWN) known[row] = paint.lookOf(row);
    return known[row]!;
  };
  return { ...paint, lookOf };
}

/** Region in whole cells, so that a cell's number does not depend on where the view begins. */
function wholeCells([west, north, east, south]: Region, scale: number): Region {
  const [less, more] = [Math.floor, Math.ceil].map(
    (round) =>
      (at: number): number =>
        (round((at * scale) / CELL) * CELL) / scale,
  ) as [(at: number) => number, (at: number) => number];
  return [less(west), less(north), more(east), more(south)];
}

interface Collected extends Spots {
  kinds: Int16Array;
  marks: Uint8Array;
  places: Uint8Array;
}

/** Every symbol in a region, and for its projects what they look like. */
function collect(store: Store, paints: readonly Paint[], region: Region, scale: number): Collected {
  const { projects, firstOf } = store.catalog;
  const found: Collected = {
    x: [],
    y: [],
    owner: [],
    radius: [],
    kinds: new Int16Array(projects),
    marks: new Uint8Array(projects),
    places: new Uint8Array(projects).fill(Place.inCell),
  };
  const [west, north, east, south] = region;
  const factor = zoomFactor(Math.log2(scale / 256));
  for (const paint of paints) {
    const { geometry: g, anchors, index, info } = paint.layer;
    const first = firstOf.get(info.id) ?? 0;
    const put = (row: number, x: number, y: number): void => {
      if (x < west || x >= east || y < north || y >= south) return;
      found.x.push(x * scale);
      found.y.push(y * scale);
      found.owner.push(first + row);
      found.radius.push(paint.radiusOf(row) * factor);
    };
    index.query(west, north, east, south, (row) => {
      const code = paint.lookOf(row);
      if (code < 0) return;
      found.places[first + row] = Place.itself;
      if (!hasSymbol(paint, row, scale)) return;
      const look = paint.looks[code]!;
      found.kinds[first + row] = look.kind;
      found.marks[first + row] = look.mark;
      const ring = g.featureStart[row]!;
      if (g.ringRole[ring] !== POINT) put(row, anchors[row * 2]!, anchors[row * 2 + 1]!);
      else
        for (let v = g.ringStart[ring]!; v < g.ringStart[g.featureStart[row + 1]!]!; v++)
          put(row, g.x[v]!, g.y[v]!);
    });
  }
  return found;
}

/** Whether the same symbols stand in the same places: most steps in time change colours alone. */
const sameSpots = (one: Spots, two: Spots): boolean =>
  one.owner.length === two.owner.length &&
  one.owner.every(
    (owner, at) => owner === two.owner[at] && one.x[at] === two.x[at] && one.y[at] === two.y[at],
  );

function groupsOf(spots: Spots): Pick<Gathered, "cells" | "stacks" | "loose"> {
  const { cells, loose: places } = crowd(spots);
  const loose = places.map(
    (at): Spot => ({ x: spots.x[at]!, y: spots.y[at]!, owner: spots.owner[at]! }),
  );
  return { cells, loose, stacks: stackSpots(loose) };
}

/** A project with several places keeps its symbols as long as one of them stands alone. */
function settle(places: Uint8Array, { cells, stacks, loose }: Omit<Gathered, "paints">): void {
  const alone = new Int32Array(places.length);
  for (const { owner } of loose) alone[owner]!++;
  for (const { spots } of stacks) for (const { owner } of spots) alone[owner]!--;
  for (const { owners } of cells)
    for (const owner of owners) if (!alone[owner]) places[owner] = Place.inCell;
  for (const { owners } of stacks)
    for (const owner of owners) if (!alone[owner]) places[owner] = Place.inBadge;
}

/** What lies upon one another at so many pixels in a world unit; the paints leave out those symbols. */
export function gather(
  store: Store,
  { paints, by }: Shown,
  scale: number,
  asked: Region,
  last?: Gathered | null,
): Gathered {
  const region = wholeCells(asked, scale);
  const remembered = paints.map(remembering);
  const found = collect(store, remembered, region, scale);
  const groups = last && sameSpots(found, last.spots) ? last : groupsOf(found);
  const { cells, stacks, loose } = groups;
  const gathered = { badges: [], spots: found, cells, stacks, loose, region, scale };
  settle(found.places, gathered);
  const without = remembered.map((paint) => {
    const first = store.catalog.firstOf.get(paint.layer.info.id) ?? 0;
    return { ...paint, placeOf: (row: number) => found.places[first + row]! };
  });
  const tell = (group: Stack | Cell): GroupBadge => badgeOf(store, group, found, by, scale);
  return { ...gathered, paints: without, badges: [...cells.map(tell), ...stacks.map(tell)] };
}

function badgeOf(
  store: Store,
  group: Stack | Cell,
  { kinds, marks }: Collected,
  by: ColorBy,
  scale: number,
): GroupBadge {
  const { classes } = coloringOf(store.catalog, by);
  const counts = classes.map(() => 0);
  let mark = 0;
  for (const owner of group.owners) {
    counts[kinds[owner]!]!++;
    mark = Math.max(mark, marks[owner]!);
  }
  const used = classes.map((_, one) => one).filter((one) => counts[one]);
  const parts = used.map((one) => ({ color: classes[one]!.color, count: counts[one]! }));
  const samples = samplesAmong(store, group.owners);
  const count = group.owners.length;
  const isCell = "box" in group;
  const isApart = samples !== undefined && samples > 0 && samples < count;
  const [west, north, east, south] = isCell ? group.box : boxOf(group.spots);
  return {
    x: group.x / scale,
    y: group.y / scale,
    radius: isCell ? cellRadius(count) : badgeRadius(isApart ? Infinity : count),
    count,
    samples,
    parts,
    worst: isCell && by === "light" ? counts[0]! : 0,
    mark: mark as Mark,
    isCell,
    owners: group.owners,
    box: [west / scale, north / scale, east / scale, south / scale],
    classes: used,
  };
}

function boxOf(spots: readonly Spot[]): Region {
  const xs = spots.map(({ x }) => x);
  const ys = spots.map(({ y }) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
