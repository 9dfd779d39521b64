// What each layer looks like now: colour by the chosen colouring; certainty by line and fill.
import { accuracyOf } from "../data/catalog";
import { fillCodes } from "../data/codes";
import { type Layer, number, own } from "../data/layer";
import { remember } from "../data/remember";
import { type Changed, hasKind } from "../data/since";
import { classesAt, coloringOf } from "../look/coloring";
import type { Mark } from "../look/mark";
import { BOUNDARY, DISTRICT, FOCUS_EDGE, NEIGHBOUR } from "../look/palette";
import { CERTAINTIES, type Certainty, type Shape } from "../look/symbols";
import { hasShown } from "../state/apart";
import type { Store } from "../state/store";
import { isMessage } from "../words/messages";
import type { Figures } from "./districtfigures";
import type { Look, Paint } from "./paint";

export function certaintyOf(accuracy: string): Certainty {
  return accuracy === "approximate" ? "dashed" : accuracy === "schematic" ? "hatched" : "solid";
}

function lookFor(color: string, shape: Shape, certainty: Certainty, order = 0, kind = 0): Look {
  return {
    color,
    order,
    shape,
    fill: certainty === "solid" ? 0.3 : 0.14,
    hatched: certainty === "hatched",
    dash: certainty === "solid" ? [] : certainty === "dashed" ? [6, 4] : [1, 4],
    edge: 1.6,
    line: 3,
    certainty,
    mark: 0,
    kind,
  };
}

const MARKS: readonly Mark[] = [0, 1, 2];

/** How a project is marked that changed. */
export const markOf = (changed: Changed, project: number): Mark =>
  hasKind(changed, project, "regress") ? 2 : changed.found[project] ? 1 : 0;

const BASE_RADIUS = 6.5;
const LARGEST = 15;
const SMALLEST = 3.5;

export interface Sizing {
  column: string;
  largest: number;
}

export function sizingOf(layer: Layer): Sizing | null {
  const wanted = layer.info.style.size_by;
  if (!wanted) return null;
  const column = [wanted, `f_${wanted}`].find((name) => layer.table.columns.has(name));
  if (!column) return null;
  let largest = 0;
  for (let row = 0; row < layer.features; row++)
    largest = Math.max(largest, number(layer, column, row) ?? 0);
  return largest > 0 ? { column, largest } : null;
}

/** Area in proportion to the value; the least size keeps small ones to be seen and touched. */
export const radiusFor = (value: number | null, { largest }: Sizing): number =>
  value === null ? SMALLEST : Math.max(SMALLEST, LARGEST * Math.sqrt(Math.max(0, value) / largest));

const sizings = new WeakMap<Layer, Sizing | null>();

function sizing(layer: Layer): Sizing | null {
  if (!sizings.has(layer)) sizings.set(layer, sizingOf(layer));
  return sizings.get(layer) ?? null;
}

/** On top stands what asks for attention: the worst and least advanced, or the most; always last what is not known. */
const orderOf = (by: string, at: number, classes: number): number =>
  at === classes - 1 || isMessage(`color_${by}`) ? at : classes - 1 - at;

/** The place of each feature's certainty among all. */
const certaintiesOf = remember((layer: Layer): Uint8Array => {
  const found = new Uint8Array(layer.features);
  fillCodes(found, 0, layer.features, own(layer, "accuracy"), (row) =>
    CERTAINTIES.indexOf(certaintyOf(accuracyOf(layer, row))),
  );
  return found;
});

export function paintsOf(
  store: Store,
  edition = store.edition.value,
  mask = store.result.value.mask,
  by = store.colorBy.value,
): Paint[] {
  const { catalog } = store;
  // Marked on the side that shows the present edition; the other side of a comparison is the past itself.
  const since = store.since.value !== null && edition === store.edition.value;
  const changed = since ? store.changed.value : null;
  const coloring = coloringOf(catalog, by);
  const { classes } = coloring;
  const plain = CERTAINTIES.flatMap((certainty) =>
    classes.map(({ color, shape }, at) =>
      lookFor(color, shape, certainty, orderOf(by, at, classes.length), at),
    ),
  );
  const looks = since ? MARKS.flatMap((mark) => plain.map((look) => ({ ...look, mark }))) : plain;
  const hatchFrom = districtSize(store) / 2;
  return catalog.counted.map((layer) => {
    const first = catalog.firstOf.get(layer.info.id) ?? 0;
    const size = sizing(layer);
    const codes = classesAt(coloring, layer, edition);
    const sure = certaintiesOf(layer);
    for (let row = 0; row < codes.length; row++)
      codes[row] = mask[first + row] ? codes[row]! + sure[row]! * classes.length : -1;
    if (changed)
      for (let row = 0; row < codes.length; row++)
        if (codes[row]! >= 0) codes[row]! += markOf(changed, first + row) * plain.length;
    return {
      layer,
      looks,
      hatchFrom,
      marked: by === "light", // the shape says what the colour says
      lookOf: (row) => codes[row]!,
      radiusOf: size
        ? (row) => radiusFor(number(layer, size.column, row), size)
        : () => BASE_RADIUS,
    };
  });
}

/** The larger side of the smallest district in world units; without districts nothing is as large. */
const districtSize = remember(({ catalog }: Store): number => {
  const layer = catalog.layers.find(({ info }) => info.role === "districts");
  const { boxes } = layer?.geometry ?? { boxes: [] };
  let least = Infinity;
  for (let at = 0; at < boxes.length; at += 4)
    least = Math.min(least, Math.max(boxes[at + 2]! - boxes[at]!, boxes[at + 3]! - boxes[at + 1]!));
  return least;
});

/** Districts and context layers: the ground the projects stand on; at the whole city districts are filled by their figures. */
export function groundPaints(store: Store, figures: Figures | null): Paint[] {
  const shown = store.catalog.layers.filter(
    (layer) =>
      layer.info.role !== "projects" &&
      !store.hidden.value.has(layer.info.id) &&
      hasShown(store, layer),
  );
  shown.sort((a, b) => Number(a.info.role === "context") - Number(b.info.role === "context"));
  const focus = store.catalog.page.district;
  return shown.map((layer) => {
    if (layer.info.role === "districts")
      return figures ? figurePaint(layer, figures) : districtPaint(layer, focus);
    const look = {
      ...lookFor(layer.info.style.color, "disc", "solid"),
      fill: 0.35,
      edge: 1,
      line: 2,
    };
    return {
      layer,
      looks: [look],
      marked: true,
      massed: true,
      lookOf: () => 0,
      radiusOf: () => (layer.info.geometry.includes("point") ? 3.5 : 0),
    };
  });
}

/** Each district in the colour that tells how it stands. */
function figurePaint(layer: Layer, { fills, of }: Figures): Paint {
  const plain = { ...lookFor(DISTRICT, "disc", "solid"), edgeColor: BOUNDARY, fill: 1, edge: 1 };
  const filled = fills.map(({ color }) => ({ ...plain, color, edgeColor: FOCUS_EDGE }));
  const places = new Map(of.map(({ row, fill }) => [row, fill + 1]));
  return {
    layer,
    looks: [plain, ...filled],
    lookOf: (row) => places.get(row) ?? 0,
    radiusOf: () => 0,
    marked: false,
  };
}

/** A shade darker than the ground; on a district's page only that district is, and its boundary is drawn last. */
function districtPaint(layer: Layer, focus: string | null): Paint {
  const look = { ...lookFor(DISTRICT, "disc", "solid"), edgeColor: BOUNDARY, fill: 1, edge: 1 };
  const own = focus === null ? undefined : layer.rowOf.get(focus);
  if (own === undefined)
    return { layer, looks: [look], marked: false, lookOf: () => 0, radiusOf: () => 0 };
  const looks = [
    { ...look, color: NEIGHBOUR },
    { ...look, edgeColor: FOCUS_EDGE, edge: 1.8 },
  ];
  return { layer, looks, lookOf: (row) => (row === own ? 1 : 0), radiusOf: () => 0, marked: false };
}
