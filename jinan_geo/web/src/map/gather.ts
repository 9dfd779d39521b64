// What is drawn as itself, what lies in a badge, and what a crowded cell stands for: decided for all layers together.
import { POINT } from "../data/geometry";
import { type ColorBy, coloringOf } from "../look/coloring";
import type { Mark } from "../look/mark";
import { samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import type { Badge } from "./badge";
import {
  CELL,
  type Cell,
  cellRadius,
  crowd,
  figureRadius,
  type Owners,
  partDiscs,
  type Spots,
} from "./crowding";
import type { Figures } from "./districtfigures";
import { markOf } from "./looks";
import { hasSymbol, type Paint, Place, zoomFactor } from "./paint";
import { districtsLayer } from "./sharing";
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
  /** The code of the district that it tells all of. */
  district?: string;
  /** Of a crowded cell, rather than of symbols at one place. */
  isCell: boolean;
  owners: Owners;
  /** West, north, east, south of what it stands for, in world units. */
  box: Region;
  /** For each part, the index of its class. */
  classes: readonly number[];
}

export interface Gathered {
  paints: readonly Paint[];
  badges: readonly GroupBadge[];
  /** What it was gathered from. */
  source: readonly Paint[];
  /** How each project is drawn. */
  places: Uint8Array;
  cells: readonly Cell[];
  stacks: readonly Stack[];
  loose: readonly Spot[];
  region: Region;
  scale: number;
  /** Where districts stand for their projects; else null. */
  figures: Figures | null;
}

/** Pixels of radius of the district with most projects, before it grows as symbols do. */
const LARGEST = 40;

/** Region in whole cells, so that a cell's number does not depend on where the view begins. */
function wholeCells([west, north, east, south]: Region, scale: number): Region {
  const [less, more] = [Math.floor, Math.ceil].map(
    (round) =>
      (at: number): number =>
        (round((at * scale) / CELL) * CELL) / scale,
  ) as [(at: number) => number, (at: number) => number];
  return [less(west), less(north), more(east), more(south)];
}

/** What the projects look like: the class of each, and its mark. */
interface Kinds {
  kinds: Int16Array;
  marks: Uint8Array;
}

interface Found extends Spots {
  x: Float64Array;
  y: Float64Array;
  owner: Uint32Array;
  radius: Float32Array;
}

const FEW = 4096; // spots for which there is room at first

/** Lists that grow as spots are put into them. */
class Growing {
  private x = new Float64Array(FEW);
  private y = new Float64Array(FEW);
  private owner = new Uint32Array(FEW);
  private radius = new Float32Array(FEW);
  private count = 0;

  put(x: number, y: number, owner: number, radius: number): void {
    const at = this.count++;
    if (at === this.x.length) this.grow();
    this.x[at] = x;
    this.y[at] = y;
    this.owner[at] = owner;
    this.radius[at] = radius;
  }

  private grow(): void {
    const larger = <T extends Float64Array | Float32Array | Uint32Array>(list: T, next: T): T => {
      next.set(list);
      return next;
    };
    const room = this.x.length * 4;
    this.x = larger(this.x, new Float64Array(room));
    this.y = larger(this.y, new Float64Array(room));
    this.owner = larger(this.owner, new Uint32Array(room));
    this.radius = larger(this.radius, new Float32Array(room));
  }

  spots(): Found {
    const { x, y, owner, radius } = this;
    return {
      x: x.subarray(0, this.count),
      y: y.subarray(0, this.count),
      owner: owner.subarray(0, this.count),
      radius: radius.subarray(0, this.count),
    };
  }
}

/** Every symbol in a region, and which projects are drawn there. */
function collect(
  store: Store,
  paints: readonly Paint[],
  region: Region,
  scale: number,
  told: Uint8Array | undefined,
): { spots: Found; places: Uint8Array } {
  const { projects, firstOf } = store.catalog;
  const growing = new Growing();
  const places = new Uint8Array(projects).fill(Place.inCell);
  const [west, north, east, south] = region;
  const factor = zoomFactor(Math.log2(scale / 256));
  for (const paint of paints) {
    const { geometry: g, anchors, index, info } = paint.layer;
    const first = firstOf.get(info.id) ?? 0;
    const put = (row: number, x: number, y: number): void => {
      if (x >= west && x < east && y >= north && y < south)
        growing.put(x * scale, y * scale, first + row, paint.radiusOf(row) * factor);
    };
    index.query(west, north, east, south, (row) => {
      if (paint.lookOf(row) < 0 || told?.[first + row]) return;
      places[first + row] = Place.itself;
      const ring = g.featureStart[row]!;
      if (g.ringRole[ring] === POINT)
        for (let v = g.ringStart[ring]!; v < g.ringStart[g.featureStart[row + 1]!]!; v++)
          put(row, g.x[v]!, g.y[v]!);
      else if (hasSymbol(paint, row, scale)) put(row, anchors[row * 2]!, anchors[row * 2 + 1]!);
    });
  }
  return { spots: growing.spots(), places };
}

function kindsOf({ catalog }: Store, paints: readonly Paint[]): Kinds {
  const kinds = new Int16Array(catalog.projects);
  const marks = new Uint8Array(catalog.projects);
  for (const { layer, looks, lookOf } of paints) {
    const first = catalog.firstOf.get(layer.info.id) ?? 0;
    const [kindAt, markAt] = [looks.map(({ kind }) => kind), looks.map(({ mark }) => mark)];
    for (let row = 0; row < layer.features; row++) {
      const look = lookOf(row);
      if (look < 0) continue;
      kinds[first + row] = kindAt[look]!;
      marks[first + row] = markAt[look]!;
    }
  }
  return { kinds, marks };
}

/** Whether the same symbols stand in the same places: most steps in time change colours alone. */
function isSame(last: Gathered, paints: readonly Paint[], region: Region, scale: number): boolean {
  const isPlain = (paint: Paint): boolean => !paint.looks.some(({ mark }) => mark);
  return (
    last.scale === scale &&
    last.region.every((side, at) => side === region[at]) &&
    last.source.length === paints.length &&
    paints.every((paint, at) => {
      const before = last.source[at]!;
      const shownAlike = paint.layer === before.layer && paint.marked === before.marked;
      return shownAlike && isPlain(paint) && isPlain(before) && areSame(paint, before);
    })
  );
}

/** Whether two paints show the same features of a layer. */
function areSame({ layer, lookOf }: Paint, before: Paint): boolean {
  for (let row = 0; row < layer.features; row++)
    if (lookOf(row) < 0 !== before.lookOf(row) < 0) return false;
  return true;
}

function groupsOf(spots: Spots): Pick<Gathered, "cells" | "stacks" | "loose"> {
  const { cells, loose: places } = crowd(spots);
  const loose = places.map(
    (at): Spot => ({ x: spots.x[at]!, y: spots.y[at]!, owner: spots.owner[at]! }),
  );
  return { cells, loose, stacks: stackSpots(loose) };
}

/** A project with several places keeps its symbols as long as one of them stands alone. */
function settle(places: Uint8Array, { cells, stacks, loose }: Groups): void {
  const alone = new Int32Array(places.length);
  for (const { owner } of loose) alone[owner]!++;
  for (const { spots } of stacks) for (const { owner } of spots) alone[owner]!--;
  const gatherIn = (groups: readonly { owners: Owners }[], place: number): void => {
    for (const { owners } of groups)
      for (let at = 0; at < owners.length; at++)
        if (!alone[owners[at]!]) places[owners[at]!] = place;
  };
  gatherIn(cells, Place.inCell);
  gatherIn(stacks, Place.inBadge);
}

/**
 * What lies upon one another at so many pixels in a world unit; the paints leave out those symbols. With figures each
 * district has one badge for all its projects.
 */
export function gather(
  store: Store,
  { paints, by }: Shown,
  scale: number,
  asked: Region,
  figures: Figures | null,
  last?: Gathered | null,
): Gathered {
  const region = wholeCells(asked, scale);
  const isKept = last && !figures && !last.figures && isSame(last, paints, region, scale);
  const groups = isKept ? last : gatherAnew(store, paints, region, scale, figures?.told);
  const { cells, stacks, loose, places } = groups;
  const gathered = { source: paints, places, cells, stacks, loose, region, scale, figures };
  const found = kindsOf(store, paints);
  const without = paints.map((paint) => {
    const first = store.catalog.firstOf.get(paint.layer.info.id) ?? 0;
    const placeOf = (row: number): number => places[first + row]!;
    const { features } = paint.layer;
    const own = places.subarray(first, first + features);
    const allInCells = own.length === features && own.every((place) => place === Place.inCell);
    return { ...paint, placeOf, allInCells, ...(figures ? { hatchFrom: 0 } : {}) };
  });
  const tell = (group: Stack | Cell): GroupBadge => badgeOf(store, group, found, by, scale);
  const badges = [...cells.map(tell), ...stacks.map(tell)];
  if (figures) badges.push(...figureBadges(store, figures, by, scale));
  return { ...gathered, paints: without, badges };
}

type Groups = Pick<Gathered, "cells" | "stacks" | "loose" | "places">;

function gatherAnew(
  store: Store,
  paints: readonly Paint[],
  region: Region,
  scale: number,
  told: Uint8Array | undefined,
): Groups {
  const { spots, places } = collect(store, paints, region, scale, told);
  const groups = { ...groupsOf(spots), places };
  settle(places, groups);
  return groups;
}

/** The badges of the districts, the worst last and so above the others. */
function figureBadges(store: Store, { of }: Figures, by: ColorBy, scale: number): GroupBadge[] {
  const layer = districtsLayer(store);
  const figures = of.filter(({ owners }) => owners.length);
  if (!layer) return [];
  const { anchors, geometry } = layer;
  const places = figures.map(({ row }): [number, number] => [
    anchors[row * 2]!,
    anchors[row * 2 + 1]!,
  ]);
  const largest = LARGEST * zoomFactor(Math.log2(scale / 256));
  const most = Math.max(...figures.map(({ owners }) => owners.length));
  const roomOf = ([x, y]: [number, number], at: number): number =>
    Math.min(
      ...places.map(([left, top], other) =>
        other === at ? Infinity : (Math.hypot(left - x, top - y) * scale) / 2,
      ),
    );
  const discs = partDiscs(
    figures.map(({ owners }, at) => {
      const [x, y] = places[at]!;
      const radius = figureRadius(owners.length / most, roomOf([x, y], at), largest);
      return { x: x * scale, y: y * scale, radius };
    }),
  );
  const badges = figures.map((figure, at): GroupBadge => {
    const { code, row, owners, counts } = figure;
    const { x, y, radius } = discs[at]!;
    const [west, north, east, south] = geometry.boxes.subarray(row * 4, row * 4 + 4);
    return {
      ...badgeWords(store, owners, counts, by),
      x: x / scale,
      y: y / scale,
      radius,
      mark: strongestMark(store, owners),
      isCell: true,
      owners,
      box: [west!, north!, east!, south!],
      district: code,
    };
  });
  return badges.sort((a, b) => a.worst - b.worst || a.y - b.y);
}

function badgeOf(
  store: Store,
  group: Stack | Cell,
  { kinds, marks }: Kinds,
  by: ColorBy,
  scale: number,
): GroupBadge {
  const counts = coloringOf(store.catalog, by).classes.map(() => 0);
  let mark = 0;
  const { owners } = group;
  for (let at = 0; at < owners.length; at++) {
    counts[kinds[owners[at]!]!]!++;
    mark = Math.max(mark, marks[owners[at]!]!);
  }
  const words = badgeWords(store, owners, counts, by);
  const { count, samples } = words;
  const isCell = "box" in group;
  const isApart = samples !== undefined && samples > 0 && samples < count;
  const [west, north, east, south] = isCell ? group.box : boxOf(group.spots);
  return {
    ...words,
    x: group.x / scale,
    y: group.y / scale,
    radius: isCell ? cellRadius(count) : badgeRadius(isApart ? Infinity : count),
    mark: mark as Mark,
    isCell,
    owners,
    box: [west / scale, north / scale, east / scale, south / scale],
  };
}

/** What a badge says of its projects, wherever it stands. */
function badgeWords(
  store: Store,
  owners: Owners,
  counts: readonly number[],
  by: ColorBy,
): Pick<GroupBadge, "count" | "samples" | "parts" | "worst" | "top" | "classes"> {
  const { classes } = coloringOf(store.catalog, by);
  const used = classes.map((_, one) => one).filter((one) => counts[one]);
  const isLight = by === "light";
  return {
    count: owners.length,
    samples: samplesAmong(store, owners),
    parts: used.map((one) => ({ color: classes[one]!.color, count: counts[one]! })),
    worst: isLight ? counts[0]! : 0,
    top: isLight && (counts[0] || counts[1]) ? classes[used[0]!]!.shape : null,
    classes: used,
  };
}

/** The strongest mark of change among projects that are not collected from the map. */
function strongestMark({ since, changed }: Store, owners: Owners): Mark {
  if (since.value === null) return 0;
  let mark: Mark = 0;
  for (let at = 0; at < owners.length && mark < 2; at++)
    mark = Math.max(mark, markOf(changed.value, owners[at]!)) as Mark;
  return mark;
}

function boxOf(spots: readonly Spot[]): Region {
  const xs = spots.map(({ x }) => x);
  const ys = spots.map(({ y }) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
