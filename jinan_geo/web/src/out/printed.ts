// What goes onto a sheet: the part of the world, what lies in it, and the lines that tell of it in the list.
import { isBehind } from "../data/actions";
import { maskInside, type Outline } from "../data/around";
import type { Change } from "../data/changes";
import { latOf, lonOf } from "../data/geometry";
import type { Layer } from "../data/layer";
import { extentOf, fitExtent, fitSeen } from "../map/mapimage";
import { shownMap } from "../map/shown";
import type { Extent } from "../map/view";
import { printing, type Subject, subjectOf } from "../state/print";
import type { Store } from "../state/store";

/** One line of the list. A project that changed in several ways has a line for each. */
export interface Line {
  project: number;
  /** Its number, which is the map's too; null on its further lines, and for what lies on no map. */
  at: number | null;
  change: Change | null;
}

export interface Printed {
  extent: Extent;
  subject: Subject;
  /** Of what passes the filters: what lies in the map, outside it, and nowhere. */
  within: Uint32Array;
  outside: number;
  unlocated: Uint32Array;
  /** What the sheet tells of: what lies within and, where nothing lies outside, nowhere. */
  told: readonly number[];
  /** Of those the ones that the subject is about, in the order of the list. */
  projects: number[];
  lines: Line[];
}

const MARGIN = 16; // pixels about all of the page, or the result
const NEAREST = 16; // a single place is not shown from nearer than this zoom
const STEPS = 24; // corners on each side, since a parallel is no straight line in the plane

/** The part of the world that fills a map of so many pixels. */
export function extentFor(store: Store, width: number, height: number): Extent {
  const view = shownMap.peek();
  const whole = store.catalog.page.bounds;
  if (printing.reach.peek() === "view")
    return store.position.peek() && view
      ? fitSeen(extentOf(view.map), width, height)
      : fitExtent(whole, width, height, MARGIN);
  const box = store.filtered.peek() ? view?.result() : null;
  const bounds = box ? [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()] : whole;
  const fitted = fitExtent(bounds, width, height, 2 * MARGIN);
  const most = 256 * 2 ** NEAREST;
  return fitted.scale > most
    ? fitSeen({ ...fitted, ...middleAt(fitted, most), scale: most }, width, height)
    : fitted;
}

/** The corner from which another scale has the same middle. */
function middleAt(
  { west, north, scale, width, height }: Extent,
  wanted: number,
): Pick<Extent, "west" | "north"> {
  const less = (pixels: number): number => pixels / 2 / scale - pixels / 2 / wanted;
  return { west: west + less(width), north: north + less(height) };
}

/** West, south, east, north in degrees. */
export const boundsOf = ({ west, north, scale, width, height }: Extent): number[] =>
  [lonOf(west), latOf(north + height / scale), lonOf(west + width / scale), latOf(north)].map(
    (degrees) => Number(degrees.toFixed(6)),
  );

/** The edge of a map as degrees. */
function outlineOf({ west, north, scale, width, height }: Extent): Outline {
  const [wide, high] = [width / scale, height / scale];
  const side = (from: [number, number], to: [number, number]): [number, number][] =>
    Array.from({ length: STEPS }, (_, at) => {
      const share = at / STEPS;
      const x = west + wide * (from[0] + (to[0] - from[0]) * share);
      const y = north + high * (from[1] + (to[1] - from[1]) * share);
      return [lonOf(x), latOf(y)];
    });
  return [
    ...side([0, 0], [1, 0]),
    ...side([1, 0], [1, 1]),
    ...side([1, 1], [0, 1]),
    ...side([0, 1], [0, 0]),
  ];
}

/** Whether the box of a feature lies in a map, and so all of the feature. */
function wholeIn({ west, north, scale, width, height }: Extent) {
  const [east, south] = [west + width / scale, north + height / scale];
  return ({ geometry: { boxes } }: Layer, row: number): boolean =>
    boxes[row * 4]! >= west &&
    boxes[row * 4 + 1]! >= north &&
    boxes[row * 4 + 2]! <= east &&
    boxes[row * 4 + 3]! <= south;
}

export function printedOf(store: Store, extent: Extent): Printed {
  const { catalog } = store;
  const subject = subjectOf(store);
  const inside = maskInside(catalog, outlineOf(extent), wholeIn(extent));
  const listed = store.listed.value;
  const within = listed.filter((project) => inside[project] === 1);
  const unlocated = listed.filter((project) => !catalog.located[project]);
  const outside = listed.length - within.length - unlocated.length;
  const told = [...within, ...(outside ? [] : unlocated)];
  const edition = store.edition.value;
  const about: Record<Subject, (project: number) => boolean> = {
    standing: () => true,
    lateness: (project) => isBehind(catalog.layerAt[project]!, edition, catalog.rowAt[project]!),
    changes: (project) => store.changed.value.found[project]! > 0,
  };
  const projects = told.filter(about[subject]);
  return {
    extent,
    subject,
    within,
    outside,
    unlocated,
    told,
    projects,
    lines: linesOf(store, subject, projects),
  };
}

function linesOf(store: Store, subject: Subject, projects: readonly number[]): Line[] {
  let last = 0;
  return projects.flatMap((project): Line[] => {
    const at = store.catalog.located[project] ? ++last : null;
    const first = { project, at, change: null };
    if (subject !== "changes") return [first];
    const changes = store.changed.value.of(project);
    return changes.map((change, place) => ({ project, at: place ? null : at, change }));
  });
}
