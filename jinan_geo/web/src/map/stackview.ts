// Stacks on the map: their badges are drawn with the symbols; a button on each opens it.
import { type Signal, signal } from "@preact/signals";
import * as L from "leaflet";
import { POINT } from "../data/geometry";
import { type ColorBy, className, coloringOf } from "../look/coloring";
import type { Mark } from "../look/mark";
import { countWords, samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import { say } from "../words/messages";
import type { Badge } from "./badge";
import { type DataLayer, toLatLng } from "./draw";
import { hasSymbol, type Paint } from "./paint";
import { openStack } from "./stacklist";
import { NEAR, type Spot, type Stack, stackSpots } from "./stacks";

/** Beyond so many symbols a page is read as a texture, and gathering them would take longer than a frame. */
const MOST = 20_000;
const NEAREST = 19;

/** What one side of the map shows. */
export interface Shown {
  paints: readonly Paint[];
  edition: number;
  by: ColorBy;
}

interface StackBadge extends Badge {
  stack: Stack;
  /** For each part, the index of its class. */
  classes: readonly number[];
}

export interface Gathered {
  paints: readonly Paint[];
  badges: readonly StackBadge[];
  spots: readonly Spot[];
  stacks: readonly Stack[];
}

/** Whether the same symbols stand in the same places: most steps in time change colours alone. */
const sameSpots = (one: readonly Spot[], two: readonly Spot[]): boolean =>
  one.length === two.length &&
  one.every(
    ({ x, y, owner }, at) => owner === two[at]!.owner && x === two[at]!.x && y === two[at]!.y,
  );

/** What lies upon one another at so many pixels in a world unit; the paints leave out those symbols. */
export function gather(
  store: Store,
  { paints, edition, by }: Shown,
  scale: number,
  last?: Gathered | null,
): Gathered {
  const spots: Spot[] = [];
  const marks = new Uint8Array(store.catalog.projects);
  const markOf = ({ owners }: Stack): Mark =>
    Math.max(...owners.map((owner) => marks[owner]!)) as Mark;
  for (const paint of paints) {
    const { layer } = paint;
    const { geometry: g, anchors } = layer;
    const first = store.catalog.firstOf.get(layer.info.id) ?? 0;
    if (layer.features > MOST) return { paints, badges: [], spots: [], stacks: [] };
    for (let row = 0; row < layer.features; row++) {
      if (!hasSymbol(paint, row, scale)) continue;
      marks[first + row] = paint.looks[paint.lookOf(row)]!.mark;
      const rings = g.featureStart[row]!;
      if (g.ringRole[rings] !== POINT)
        spots.push({
          x: anchors[row * 2]! * scale,
          y: anchors[row * 2 + 1]! * scale,
          owner: first + row,
        });
      else
        for (let v = g.ringStart[rings]!; v < g.ringStart[g.featureStart[row + 1]!]!; v++)
          spots.push({ x: g.x[v]! * scale, y: g.y[v]! * scale, owner: first + row });
    }
    if (spots.length > MOST) return { paints, badges: [], spots: [], stacks: [] };
  }
  const stacks = last && sameSpots(spots, last.spots) ? last.stacks : stackSpots(spots);
  // A project with several places keeps its symbols as long as one of them stands alone.
  const alone = new Int32Array(store.catalog.projects);
  for (const { owner } of spots) alone[owner]!++;
  for (const stack of stacks) for (const { owner } of stack.spots) alone[owner]!--;
  const hidden = new Uint8Array(store.catalog.projects);
  for (const { owners } of stacks) for (const owner of owners) if (!alone[owner]) hidden[owner] = 1;
  const without = paints.map((paint) => {
    const first = store.catalog.firstOf.get(paint.layer.info.id) ?? 0;
    return { ...paint, stacked: (row: number) => hidden[first + row] === 1 };
  });
  const badges = stacks.map((stack) => ({
    ...badgeOf(store, stack, edition, by, scale),
    mark: markOf(stack),
  }));
  return { paints: without, badges, spots, stacks };
}

function badgeOf(
  store: Store,
  stack: Stack,
  edition: number,
  by: ColorBy,
  scale: number,
): Omit<StackBadge, "mark"> {
  const { catalog } = store;
  const { classes, at } = coloringOf(catalog, by);
  const counts = classes.map(() => 0);
  for (const project of stack.owners)
    counts[at(catalog.layerAt[project]!, edition, catalog.rowAt[project]!)]!++;
  const used = classes.map((_, one) => one).filter((one) => counts[one]);
  const parts = used.map((one) => ({ color: classes[one]!.color, count: counts[one]! }));
  return {
    x: stack.x / scale,
    y: stack.y / scale,
    count: stack.owners.length,
    samples: samplesAmong(store, stack.owners),
    parts,
    stack,
    classes: used,
  };
}

interface Handle {
  marker: L.Marker;
  button: HTMLButtonElement;
}

export interface SideView {
  layer: DataLayer;
  show(shown: Shown | null): void;
  /** What is drawn now; none where the side is not shown. */
  drawn: Signal<Gathered | null>;
}

/** Shows paints in a layer, and the buttons of their stacks in the layer's pane. */
export function stackedView(store: Store, map: L.Map, layer: DataLayer, pane: string): SideView {
  const drawn = signal<Gathered | null>(null);
  let shown: Shown | null = null;
  let handles = new Map<string, Handle>();
  const draw = (): void => {
    const scale = 256 * 2 ** map.getZoom();
    const last = drawn.peek();
    const gathered = shown && gather(store, shown, scale, last);
    const badges = gathered?.badges ?? [];
    if (gathered) layer.show(gathered.paints, badges);
    drawn.value = gathered;
    const kept = new Map<string, Handle>();
    const keys = badges.map(({ stack }) => `${map.getZoom()} ${stack.owners.join()}`);
    const spare = [...handles].filter(([key]) => !keys.includes(key)).map(([, handle]) => handle);
    const focused = spare.some(({ button }) => button === document.activeElement);
    badges.forEach((badge, at) => {
      // A button made once is used again elsewhere: making one takes longer than moving it.
      const handle = handles.get(keys[at]!) ?? spare.pop() ?? makeHandle(map, pane);
      handle.marker.setLatLng(toLatLng(badge.x, badge.y));
      handle.button.setAttribute("aria-label", labelOf(store, badge, shown!.by));
      handle.button.onclick = (event) => {
        event.stopPropagation();
        open(store, map, badge.stack, scale, { ...shown!, opener: handle.button });
      };
      kept.set(keys[at]!, handle);
    });
    for (const { marker } of spare) marker.remove();
    handles = kept;
    const buttons = [...kept.values()].map(({ button }) => button);
    // One stop for the keyboard among all badges; the arrows lead from it to the others.
    buttons.forEach((button, at) => (button.tabIndex = at === 0 ? 0 : -1));
    if (gathered?.stacks !== last?.stacks) map.fire("stacks");
    if (focused) map.getContainer().focus(); // its badge is gone, or now another's
  };
  map.on("zoomend", draw);
  const show = (next: Shown | null): void => {
    shown = next;
    draw();
  };
  return { layer, show, drawn };
}

function makeHandle(map: L.Map, pane: string): Handle {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "jg-stack";
  L.DomEvent.disableClickPropagation(button);
  button.addEventListener("keydown", (event) => {
    const next = event.key.startsWith("Arrow") ? neighbour(button, event.key) : null;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  const icon = L.divIcon({ html: button, className: "jg-stack-place", iconSize: [0, 0] });
  // Leaflet orders markers by latitude, from below zero on; the tiles of the pane lie at 1.
  const options = { icon, pane, interactive: false, keyboard: false, zIndexOffset: 1e6 };
  return { marker: L.marker(map.getCenter(), options).addTo(map), button };
}

/** Right and down, by the key. */
const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest badge in the direction of an arrow. */
function neighbour(from: HTMLElement, key: string): HTMLElement | null {
  const [x, y] = WAYS[key] ?? [0, 0];
  const start = from.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const other of from.closest(".leaflet-pane")?.querySelectorAll<HTMLElement>(".jg-stack") ??
    []) {
    const box = other.getBoundingClientRect();
    const along = (box.left - start.left) * x + (box.top - start.top) * y;
    const aside = Math.abs((box.left - start.left) * y) + Math.abs((box.top - start.top) * x);
    if (along <= 0 || aside > along * 2 || along + aside >= least) continue;
    best = other;
    least = along + aside;
  }
  return best;
}

function labelOf(
  store: Store,
  { count, samples, parts, classes }: StackBadge,
  by: ColorBy,
): string {
  const {
    catalog,
    lang: { value: lang },
  } = store;
  const coloring = coloringOf(catalog, by);
  const words = classes.map(
    (one, at) => `${className(coloring, coloring.classes[one]!, lang)} ${parts[at]!.count}`,
  );
  const n = countWords(store, lang, count, samples);
  return say("stack", lang, { n, parts: words.join(say("listComma", lang)) });
}

/** Come nearer until the symbols part; where they never do, list them. */
function open(
  store: Store,
  map: L.Map,
  stack: Stack,
  scale: number,
  from: Shown & { opener: HTMLElement },
): void {
  const nearest = Math.min(map.getMaxZoom(), NEAREST);
  const xs = stack.spots.map(({ x }) => x / scale);
  const ys = stack.spots.map(({ y }) => y / scale);
  const [west, east, north, south] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys),
    Math.max(...ys),
  ];
  const box = L.latLngBounds(toLatLng(west, south), toLatLng(east, north));
  const parts = Math.max(east - west, south - north) * 256 * 2 ** nearest >= 2 * NEAR;
  if (!parts || map.getZoom() >= nearest) {
    openStack(store, map, {
      ...from,
      at: toLatLng(stack.x / scale, stack.y / scale),
      owners: stack.owners,
    });
    return;
  }
  const zoom = Math.max(map.getZoom() + 1, map.getBoundsZoom(box, false, L.point(120, 120)));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.setView(box.getCenter(), Math.min(zoom, nearest), { animate: !still });
}
