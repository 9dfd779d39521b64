// What each layer looks like now: colour by light, layer or stage; certainty by line and fill.
import { accuracyOf, stageOf, type Catalog } from "./catalog";
import type { Look, Paint } from "./draw";
import { lightOf, LIGHTS, number, type Layer } from "./layer";
import { BOUNDARY, DISTRICT, FOCUS_EDGE, LIGHT_COLORS, NEIGHBOUR, sequenceColor } from "./palette";
import type { ColorBy, Store } from "./store";
import { CERTAINTIES, SHAPES, type Certainty, type Shape } from "./symbols";


export function certaintyOf(accuracy: string): Certainty {
  return accuracy === "approximate" ? "dashed" : accuracy === "schematic" ? "hatched" : "solid";
}

function lookFor(color: string, shape: Shape, certainty: Certainty, order = 0): Look {
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
    rings: 0,
  };
}

/** Colour and shape of each value of the present colouring, worst or first value first. */
export function swatches(catalog: Catalog, by: ColorBy, layer: Layer): { color: string; shape: Shape }[] {
  if (by === "light") return LIGHTS.map((light) => ({ color: LIGHT_COLORS[light], shape: SHAPES[light] }));
  if (by === "layer") return [{ color: layer.info.style.color, shape: "disc" }];
  return [...catalog.page.stages.map(({ id }) => ({ color: stageColor(catalog, id), shape: "disc" as const })), {
    color: LIGHT_COLORS.grey, shape: "ring" as const,
  }];
}

/** Stages of one set (the preset, or a layer's own) share the scale from first to last. */
export function stageColor(catalog: Catalog, id: string): string {
  const stage = catalog.page.stages.find((one) => one.id === id);
  const set = catalog.page.stages.filter((one) => (one.layer ?? null) === (stage?.layer ?? null));
  return sequenceColor(stage ? set.indexOf(stage) : -1, set.length);
}

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
  for (let row = 0; row < layer.features; row++) largest = Math.max(largest, number(layer, column, row) ?? 0);
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

export function paintsOf(store: Store, edition = store.edition.value, mask = store.result.value.mask): Paint[] {
  const { catalog } = store;
  const by = store.colorBy.value;
  const stages = new Map(catalog.page.stages.map(({ id }, at) => [id, at]));
  // Marked on the side that shows the present edition; the other side of a comparison is the past itself.
  const since = store.since.value !== null && edition === store.edition.value;
  const { kinds } = store.changed.value;
  const ringsOf = (project: number): number =>
    since ? (kinds.get(project)?.includes("regress") ? 2 : kinds.has(project) ? 1 : 0) : 0;
  return catalog.counted.map((layer) => {
    const first = catalog.firstOf.get(layer.info.id) ?? 0;
    const values = swatches(catalog, by, layer);
    const plain = CERTAINTIES.flatMap((certainty) => values.map(({ color, shape }, order) => lookFor(color, shape, certainty, order)));
    const looks = since ? [0, 1, 2].flatMap((rings) => plain.map((look) => ({ ...look, rings }))) : plain;
    const size = sizing(layer);
    const valueOf = (row: number): number => {
      if (by === "light") return LIGHTS.indexOf(lightOf(layer, edition, row));
      if (by === "layer") return 0;
      return stages.get(stageOf(layer, edition, row)) ?? values.length - 1;
    };
    return {
      layer,
      looks,
      marked: by === "light", // the shape says what the colour says
      lookOf: (row) =>
        mask[first + row]
          ? ringsOf(first + row) * plain.length +
            CERTAINTIES.indexOf(certaintyOf(accuracyOf(layer, row))) * values.length + valueOf(row)
          : -1,
      radiusOf: (row) => (size ? radiusFor(number(layer, size.column, row), size) : BASE_RADIUS),
    };
  });
}

/** Districts and context layers: the ground the projects stand on. */
export function groundPaints(store: Store): Paint[] {
  const shown = store.catalog.layers.filter(
    ({ info }) => info.role !== "projects" && !store.hidden.value.has(info.id),
  );
  shown.sort((a, b) => Number(a.info.role === "context") - Number(b.info.role === "context"));
  const focus = store.catalog.page.district;
  return shown.map((layer) => {
    if (layer.info.role === "districts") return districtPaint(layer, focus);
    const look = { ...lookFor(layer.info.style.color, "disc", "solid"), fill: 0.35, edge: 1, line: 2 };
    return { layer, looks: [look], marked: true, lookOf: () => 0, radiusOf: () => (layer.info.geometry.includes("point") ? 3.5 : 0) };
  });
}

/** A shade darker than the ground; on a district's page only that district is, and its boundary is drawn last. */
function districtPaint(layer: Layer, focus: string | null): Paint {
  const look = { ...lookFor(DISTRICT, "disc", "solid"), edgeColor: BOUNDARY, fill: 1, edge: 1 };
  const own = focus === null ? undefined : layer.rowOf.get(focus);
  if (own === undefined) return { layer, looks: [look], marked: false, lookOf: () => 0, radiusOf: () => 0 };
  const looks = [{ ...look, color: NEIGHBOUR }, { ...look, edgeColor: FOCUS_EDGE, edge: 1.8 }];
  return { layer, looks, lookOf: (row) => (row === own ? 1 : 0), radiusOf: () => 0, marked: false };
}
