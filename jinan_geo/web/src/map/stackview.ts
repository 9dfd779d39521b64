// Stacks on the map: their badges are drawn with the symbols; a button on each opens it.
import { type Signal, signal } from "@preact/signals";
import * as L from "leaflet";
import { accuracyOf } from "../data/catalog";
import { worldX, worldY } from "../data/geometry";
import { type ColorBy, className, coloringOf } from "../look/coloring";
import { districtName } from "../look/labels";
import type { Certainty } from "../look/symbols";
import { countWords } from "../state/apart";
import type { Store } from "../state/store";
import { say } from "../words/messages";
import type { Owners } from "./crowding";
import { figuresAt } from "./districtfigures";
import { type DataLayer, toLatLng } from "./draw";
import { type Gathered, type GroupBadge, gather, type Region, type Shown } from "./gather";
import { certaintyOf } from "./looks";
import { openStack } from "./stacklist";
import { NEAR } from "./stacks";

const NEAREST: Record<Certainty, number> = { solid: 19, dashed: 17, hatched: 15 };

/** So much of a view on each side of it is gathered with it, so that a short pan gathers nothing. */
const AROUND = 0.5;
/** And so much of it has buttons. */
const BUTTONS = 0.1;

export interface SideView {
  layer: DataLayer;
  show(shown: Shown | null): void;
  /** What is drawn now; none where the side is not shown. */
  drawn: Signal<Gathered | null>;
}

/** What the reader sees, and a part of it more on each side. */
function regionOf(map: L.Map, more: number): Region {
  const box = map.getBounds().pad(more);
  return [
    worldX(box.getWest()),
    worldY(box.getNorth()),
    worldX(box.getEast()),
    worldY(box.getSouth()),
  ];
}

const holds = (outer: Region, inner: Region): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];

/** Shows paints in a layer, and the buttons of their badges in the layer's pane. */
export function stackedView(store: Store, map: L.Map, layer: DataLayer, pane: string): SideView {
  const drawn = signal<Gathered | null>(null);
  let shown: Shown | null = null;
  let handles = new Map<string, HTMLButtonElement>();
  const places = L.DomUtil.create("div", "jg-stack-places", map.getPane(pane));
  L.DomEvent.disableClickPropagation(places);
  const draw = (): void => {
    const scale = 256 * 2 ** map.getZoom();
    const last = drawn.peek();
    const { x: width, y: height } = map.getSize();
    const figures = figuresAt(store, scale, width, height);
    const gathered = shown && gather(store, shown, scale, regionOf(map, AROUND), figures, last);
    if (gathered) layer.show(gathered.paints, gathered.badges);
    drawn.value = gathered;
    placeButtons();
    if (gathered?.stacks !== last?.stacks) map.fire("stacks");
  };
  const placeButtons = (): void => {
    const [west, north, east, south] = regionOf(map, BUTTONS);
    const badges = (drawn.peek()?.badges ?? []).filter(
      ({ x, y }) => x > west && x < east && y > north && y < south,
    );
    const kept = new Map<string, HTMLButtonElement>();
    const keys = badges.map(
      ({ owners: { length, 0: first }, x, y }) => `${x} ${y} ${length} ${first}`,
    );
    const wanted = new Set(keys);
    const spare = [...handles].filter(([key]) => !wanted.has(key)).map(([, button]) => button);
    const isFocused = spare.includes(document.activeElement as HTMLButtonElement);
    const made = document.createDocumentFragment();
    badges.forEach((badge, at) => {
      // A button made once is used again elsewhere: making one takes longer than moving it.
      const button = handles.get(keys[at]!) ?? spare.pop() ?? made.appendChild(makeButton());
      const { x, y } = map.latLngToLayerPoint(toLatLng(badge.x, badge.y));
      const size = `${Math.max(24, 2 * badge.radius)}px`;
      Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: size, height: size });
      button.setAttribute("aria-label", labelOf(store, badge, shown!.by));
      button.onclick = (event) => {
        event.stopPropagation();
        const meant = nearestTo(event, button);
        if (meant !== button) return meant.click();
        open(store, map, badge, { ...shown!, opener: button });
      };
      // One stop for the keyboard among all badges; the arrows lead from it to the others.
      button.tabIndex = at === 0 ? 0 : -1;
      kept.set(keys[at]!, button);
    });
    for (const button of spare) button.remove();
    places.append(made);
    handles = kept;
    if (isFocused) map.getContainer().focus(); // its badge is gone, or now another's
  };
  map.on("zoomend", draw);
  map.on("moveend", () => {
    const { x, y } = map.getSize(); // nothing while a printed sheet takes the map's place
    if (!x || !y) return;
    const now = drawn.peek();
    const figures = figuresAt(store, 256 * 2 ** map.getZoom(), x, y);
    const told = (figures !== null) === (now?.figures !== null);
    if (now && !(told && holds(now.region, regionOf(map, 0)))) draw();
    else placeButtons();
  });
  const show = (next: Shown | null): void => {
    shown = next;
    draw();
  };
  return { layer, show, drawn };
}

function makeButton(): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "jg-stack";
  button.addEventListener("keydown", (event) => {
    const next = event.key.startsWith("Arrow") ? neighbour(button, event.key) : null;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return button;
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

/** Where the fields of badges overlap, that whose middle is nearest to the finger; a key means its own. */
function nearestTo({ detail, clientX, clientY }: MouseEvent, own: HTMLElement): HTMLElement {
  if (!detail) return own;
  const others = own.closest(".leaflet-pane")?.querySelectorAll<HTMLElement>(".jg-stack") ?? [];
  const away = (one: HTMLElement): number => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return Math.hypot(left + width / 2 - clientX, top + height / 2 - clientY);
  };
  return [own, ...others].reduce((a, b) => (away(b) < away(a) ? b : a));
}

function labelOf(
  store: Store,
  { count, samples, parts, classes, owners, district }: GroupBadge,
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
  const told = { n, parts: words.join(say("listComma", lang)) };
  if (!district) return say("stack", lang, told);
  const unlocated = Array.from(owners).filter((owner) => !catalog.located[owner]).length;
  const name = districtName(catalog, district, lang);
  const rest = unlocated ? say("stackUnlocated", lang, { n: unlocated }) : "";
  return say("stackDistrict", lang, { ...told, name }) + rest;
}

/** Come nearer until the symbols part, though never nearer than they are sure of; else list them. */
function open(
  store: Store,
  map: L.Map,
  { x, y, owners, district, box: [west, north, east, south] }: GroupBadge,
  from: Shown & { opener: HTMLElement },
): void {
  const nearest = Math.min(map.getMaxZoom(), nearestOf(store, owners));
  const box = L.latLngBounds(toLatLng(west, south), toLatLng(east, north));
  const parts = Math.max(east - west, south - north) * 256 * 2 ** nearest >= 2 * NEAR;
  if (district || !parts || map.getZoom() >= nearest) {
    openStack(store, map, { ...from, at: toLatLng(x, y), owners, district });
    return;
  }
  const zoom = Math.max(map.getZoom() + 1, map.getBoundsZoom(box, false, L.point(120, 120)));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.setView(box.getCenter(), Math.min(zoom, nearest), { animate: !still });
}

/** The nearest zoom at which places can still be told apart by what is known of them. */
function nearestOf({ catalog }: Store, owners: Owners): number {
  const zooms = Array.from(
    owners,
    (owner) => NEAREST[certaintyOf(accuracyOf(catalog.layerAt[owner]!, catalog.rowAt[owner]!))],
  );
  return Math.min(...new Set(zooms));
}
