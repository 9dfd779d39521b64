// The whole city at once: how each district stands, for the fill of its polygon and the number in it.
import { computed, type ReadonlySignal } from "@preact/signals";
import type { Rows } from "../data/layer";
import { remember } from "../data/remember";
import { type Coloring, classesAt, className, coloringOf } from "../look/coloring";
import { mix } from "../look/colors";
import { BEHIND_0, BEHIND_1, BEHIND_2, BEHIND_3, BEHIND_4, BEHIND_NONE } from "../look/palette";
import type { Store } from "../state/store";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { districtsLayer } from "./sharing";

export interface Figure {
  code: string;
  /** In the layer of districts. */
  row: number;
  /** Its projects, with a place or without; one on several districts is in each. */
  owners: number[];
  /** How many of each class of the colouring. */
  counts: number[];
  /** Index of the fill of its polygon; -1 where it has no project. */
  fill: number;
}

export interface Fill {
  color: string;
  words(lang: Lang): string;
}

export interface Figures {
  fills: readonly Fill[];
  of: readonly Figure[];
  /** 1 for each project that a district tells. */
  told: Uint8Array;
}

/** From this zoom on projects are told one by one, on a large screen that holds the whole city one zoom later. */
const NEAR = 10;
/** Lower bounds of the classes of the share that is behind, those of the index page. */
const BEHIND = [0, 10, 20, 30, 40];
const BEHIND_COLORS = [BEHIND_0, BEHIND_1, BEHIND_2, BEHIND_3, BEHIND_4];
/** How much of a class's own colour is in the fill that stands for most of a district's projects. */
const TINT = 0.45;

/** Of what passes the filters; null on a page of one district, and where districts are not shown or two maps compared. */
export const figuresOf = remember((store: Store): ReadonlySignal<Figures | null> => {
  return computed(() => {
    const layer = districtsLayer(store);
    const { page } = store.catalog;
    if (!layer || page.district !== null || layer.features < 2) return null;
    if (store.compare.value || store.hidden.value.has(layer.info.id)) return null;
    return count(store, layer.rowOf);
  });
});

/** The figures where a view of so many pixels across and down is told by districts; else null. */
export function figuresAt(
  store: Store,
  scale: number,
  width: number,
  height: number,
): Figures | null {
  const zoom = Math.log2(scale / 256);
  if (zoom >= NEAR + 1) return null;
  if (zoom >= NEAR && !holdsCity(store, scale, width, height)) return null;
  return figuresOf(store).value;
}

/** Whether a view is large enough for every district at once. */
function holdsCity(store: Store, scale: number, width: number, height: number): boolean {
  const boxes = districtsLayer(store)?.geometry.boxes ?? [];
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < boxes.length; at += 4) {
    west = Math.min(west, boxes[at]!);
    north = Math.min(north, boxes[at + 1]!);
    east = Math.max(east, boxes[at + 2]!);
    south = Math.max(south, boxes[at + 3]!);
  }
  return (east - west) * scale <= width && (south - north) * scale <= height;
}

function count(store: Store, rowOf: Rows): Figures {
  const { catalog } = store;
  const { mask } = store.result.value;
  const edition = store.edition.value;
  const kinds = store.apart.value;
  const coloring = coloringOf(catalog, store.colorBy.value);
  const isLight = coloring.id === "light";
  // A share that is behind is one of all of a district's projects, also where only the red are shown.
  const judged = isLight ? store.maskWithout("light") : mask;
  const told = new Uint8Array(catalog.projects);
  const none = (): number[] => coloring.classes.map(() => 0);
  const found = new Map<string, Figure & { judged: number[] }>();
  for (const { code } of catalog.page.districts) {
    const row = rowOf.get(code);
    if (row !== undefined)
      found.set(code, { code, row, owners: [], counts: none(), fill: -1, judged: none() });
  }
  for (const layer of catalog.counted) {
    const first = catalog.firstOf.get(layer.info.id)!;
    const classes = classesAt(coloring, layer, edition);
    const { at, lists } = layer.shares;
    const figuresIn = lists.map((list) =>
      list.flatMap(({ district }) => found.get(district) ?? []),
    );
    for (let row = 0, project = first; row < layer.features; row++, project++) {
      if (!judged[project]) continue;
      const kind = classes[row]!;
      for (const figure of figuresIn[at[row]!]!) {
        // Samples never weigh with what is sourced.
        if (!kinds?.[project]) figure.judged[kind]!++;
        if (!mask[project]) continue;
        told[project] = 1;
        figure.owners.push(project);
        figure.counts[kind]!++;
      }
    }
  }
  const figures = [...found.values()];
  for (const figure of figures)
    figure.fill = isLight ? behindOf(figure.judged) : mostOf(coloring, figure.judged);
  return { fills: isLight ? behindFills() : classFills(coloring), of: figures, told };
}

/** The class of the share that is red or yellow; of districts that mostly cannot be judged nothing is claimed. */
function behindOf([red = 0, yellow = 0, green = 0, grey = 0]: readonly number[]): number {
  const all = red + yellow + green + grey;
  if (!all) return -1;
  if (grey > all / 2) return BEHIND.length;
  const share = ((red + yellow) / all) * 100;
  return BEHIND.filter((from) => share >= from).length - 1;
}

/** The class with most projects, the first of several; that of no value only where there is nothing else. */
function mostOf({ classes }: Coloring, counts: readonly number[]): number {
  const known = counts.map((count, at) => (classes[at]!.choices[0] === "" ? count / 1e9 : count));
  const most = Math.max(0, ...known);
  return most ? known.indexOf(most) : -1;
}

const behindFills = (): Fill[] => [
  ...BEHIND.map((from, at) => ({
    color: BEHIND_COLORS[at]!,
    words: (lang: Lang): string => {
      const to = BEHIND[at + 1];
      const range = to === undefined ? `≥ ${from}` : `${from}–${to}`;
      return say("fillBehind", lang, { share: `${range}\u202f%` });
    },
  })),
  { color: BEHIND_NONE, words: (lang) => say("fillUnknown", lang) },
];

const classFills = (coloring: Coloring): Fill[] =>
  coloring.classes.map((one) => ({
    color: mix(one.color, TINT),
    words: (lang) => say("fillMost", lang, { name: className(coloring, one, lang) }),
  }));

/** The fills in use, for a legend. */
export function fillsUsed({ fills, of }: Figures): Fill[] {
  const used = new Set(of.map(({ fill }) => fill));
  return fills.filter((_, at) => used.has(at));
}
