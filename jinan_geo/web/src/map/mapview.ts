// The map's own part: ground, data, selection and labels, kept in step with the store.

import { effect, signal } from "@preact/signals";
import * as L from "leaflet";
import { idOf } from "../data/catalog";
import { nextFrame, whenIdle } from "../data/frame";
import { isLocated, type Layer, sharesAt } from "../data/layer";
import { LAYERS } from "../look/measures";
import { followPosition } from "../state/position";
import { rehearse } from "../state/rehearse";
import type { Store } from "../state/store";
import { layout } from "../state/use";
import { say } from "../words/messages";
import { groundOver, showBackdrop } from "./backdrop";
import { pictureOf } from "./census";
import { figuresAt } from "./districtfigures";
import { DataLayer, toLatLng } from "./draw";
import { followResult } from "./following";
import type { Gathered } from "./gather";
import { groundOf, isThere, shownUnder } from "./ground";
import { rehearseGround, showGroundCredit } from "./groundview";
import { showSelection } from "./highlight";
import { paintsOf } from "./looks";
import { extentOf } from "./mapimage";
import { makeMeasuring } from "./measuring";
import { type Below, showNames } from "./nameview";
import { offerDistrict } from "./offer";
import { makePicking } from "./picking";
import { showReadout } from "./readout";
import { districtsLayer, showShares } from "./sharing";
import type { MapView } from "./shown";
import { stackedView } from "./stackview";
import { isLeft, showSwipe } from "./swipe";
import { type HitAt, showTip } from "./tip";

const NEAR = 12;
const NEAR_ENOUGH = 15; // no place is shown from nearer than that to fit
const BUTTONS = 64; // pixels that the column of buttons takes at the left
const ROOMY = 800; // pixels of map from which card and legend leave enough beside them
const LOW = 360; // pixels of height that no more can be left free of, on the first screen of a phone
const CARD = 408; // pixels that the card takes from the map, and the open legend
const LEGEND = 264;

/** On a phone the card covers the whole map, so no part of the map need be kept free of it. */
const cardWidth = (map: L.Map): number => (map.getSize().x > ROOMY ? CARD : 0);

/** Whether a box lies where neither the edge nor the card hides it. */
function inSight(map: L.Map, box: L.LatLngBounds): boolean {
  const size = map.getSize();
  const northWest = map.latLngToContainerPoint(box.getNorthWest());
  const southEast = map.latLngToContainerPoint(box.getSouthEast());
  return (
    northWest.x > 20 &&
    northWest.y > 20 &&
    southEast.x < size.x - cardWidth(map) - 20 &&
    southEast.y < size.y - 20
  );
}

function boxOf({ geometry: { boxes } }: Layer, row: number): L.LatLngBounds {
  const west = boxes[row * 4]!;
  const north = boxes[row * 4 + 1]!;
  const east = boxes[row * 4 + 2]!;
  const south = boxes[row * 4 + 3]!;
  return L.latLngBounds([toLatLng(west, north), toLatLng(east, south)]);
}

/** The districts that a project without a place of its own lies in. */
function districtsBox(
  districts: Layer | undefined,
  layer: Layer,
  row: number,
): L.LatLngBounds | null {
  let whole: L.LatLngBounds | null = null;
  for (const { district } of sharesAt(layer, row)) {
    const at = districts?.rowOf.get(district);
    if (districts && at !== undefined)
      whole = (whole ?? boxOf(districts, at)).extend(boxOf(districts, at));
  }
  return whole;
}

/** About all that is listed and has a place, or about the districts that are all that is asked for; null for nowhere. */
function resultBox(store: Store, districts: Layer | undefined): L.LatLngBounds | null {
  const { catalog, listed, filters, query, target, near, inside } = store;
  const { district = [], ...others } = filters.peek();
  const isMore = query.peek().trim() || target.peek() || near.peek() || inside.peek();
  const isOnly = !isMore && !Object.values(others).some((values) => values.length);
  const rows = district.flatMap((code) => districts?.rowOf.get(code) ?? []);
  const box = L.latLngBounds([]);
  if (districts && isOnly && rows.length) for (const row of rows) box.extend(boxOf(districts, row));
  else
    for (const project of listed.peek())
      if (catalog.located[project])
        box.extend(boxOf(catalog.layerAt[project]!, catalog.rowAt[project]!));
  return box.isValid() ? box : null;
}

const isFiltered = ({ catalog, listed }: Store): boolean => listed.value.length < catalog.projects;

const viewOf = (map: L.Map): string => `${map.getZoom()} ${map.getCenter()}`;

export function setUpMap(store: Store, map: L.Map): MapView {
  const { catalog } = store;
  const [west, south, east, north] = catalog.page.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.attributionControl?.setPrefix(false);
  map.zoomControl?.remove(); // its titles speak one language only; the page has its own buttons
  const pane = (name: string, order: number): void => {
    map.createPane(name).style.zIndex = String(order);
  };
  pane("jg-ground", LAYERS.ground);
  pane("jg-data", LAYERS.data);
  pane("jg-selection", LAYERS.selection);

  const paddings = (): { paddingTopLeft: L.Point; paddingBottomRight: L.Point } => {
    const legend = (store.selection.peek() ? layout.legendBesideCard : layout.legendOpen).peek();
    const beside = legend && map.getSize().x > ROOMY ? LEGEND : 0;
    // The places of a table reach to its very edge, where the map's buttons stand.
    const around = map.getSize().y < LOW ? 12 : 24;
    const left = catalog.page.kind === "table" ? BUTTONS : around;
    return {
      paddingTopLeft: L.point(left, around),
      paddingBottomRight: L.point(around + beside, around),
    };
  };
  const fitTo = (box: L.LatLngBounds, options: L.FitBoundsOptions = {}): void => {
    map.fitBounds(box, { ...paddings(), animate: false, ...options });
  };
  const fitAll = (): void => {
    map.setMinZoom(0);
    fitTo(bounds);
    map.setMinZoom(Math.max(0, map.getZoom() - 2)); // further out there is nothing but ground
  };
  fitAll();
  const showAll = followPosition(store, map, fitAll);
  // Whoever looks at everything still does in another window, beside a folded panel, and with a card open.
  map.on("resize", () => {
    const { x, y } = map.getSize(); // nothing while a printed sheet takes the map's place
    if (store.position.peek() === null && x && y) showAll();
  });
  const districts = districtsLayer(store);
  /** What the filters leave first, if that is another view; then everything. */
  const fit = (): void => {
    const box = resultBox(store, districts);
    const before = viewOf(map);
    if (box && isFiltered(store)) fitTo(box, { maxZoom: NEAR_ENOUGH });
    if (viewOf(map) === before) showAll();
  };
  const back = followResult(store, map, {
    result: () => resultBox(store, districts),
    fitTo: (box, options) => fitTo(box, { ...options, maxZoom: NEAR_ENOUGH }),
    zoomFor(box) {
      const { paddingTopLeft: from, paddingBottomRight: to } = paddings();
      return Math.min(NEAR_ENOUGH, map.getBoundsZoom(box, false, from.add(to)));
    },
    showAll,
  });
  const gathered = signal<Gathered | null>(null);
  const view: MapView = {
    map,
    fit,
    back,
    result: () => resultBox(store, districts),
    measuring: makeMeasuring(map),
    picking: makePicking(store, map),
    painted: () =>
      data.painted().map(({ layer, row }) => ({ layer: layer.info.id, id: idOf(layer, row) })),
    labels: async () => [],
    async drawn() {
      // A page that nobody sees draws nothing, and is ready all the same.
      while (!document.hidden && (below.isWaiting() || names.isWaiting())) await nextFrame();
    },
    gathered,
    picture: () => pictureOf(store, map),
    hasDistrict: (code) => districts?.rowOf.has(code) ?? false,
    showDistrict(code) {
      const row = districts?.rowOf.get(code);
      if (!districts || row === undefined) return;
      map.fitBounds(boxOf(districts, row), { padding: [32, 32], animate: !still, duration: 0.2 });
    },
    reveal(layer, row) {
      const located = isLocated(layer, row);
      const box = located ? boxOf(layer, row) : districtsBox(districts, layer, row);
      if (!box) return;
      if (located && map.getZoom() >= NEAR && inSight(map, box)) return;
      const room = {
        paddingTopLeft: L.point(60, 60),
        paddingBottomRight: L.point(60 + cardWidth(map), 60),
      };
      const zoom = Math.max(NEAR, map.getZoom());
      map.fitBounds(box, { ...room, maxZoom: zoom, animate: !still, duration: 0.2 });
    },
  };

  const ground = new DataLayer("jg-ground", true);
  const data = new DataLayer("jg-data");
  map.addLayer(ground);
  map.addLayer(data);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  showReadout(store, map);
  showBackdrop(store, map);
  showGroundCredit(store, map);
  const base = groundOf(store);
  const seen = signal(extentOf(map));
  map.on("zoomend resize", () => (seen.value = extentOf(map)));
  effect(() => {
    void base?.arrived.value;
    ground.resume();
  });
  effect(() => {
    const { scale, width, height } = seen.value;
    ground.show(groundOver(store, figuresAt(store, scale, width, height)), [], shownUnder(store));
  });
  const right = stackedView(store, map, data, "jg-data");
  effect(() =>
    right.show({ paints: paintsOf(store), edition: store.edition.value, by: store.colorBy.value }),
  );
  effect(() => void (gathered.value = right.drawn.value));
  effect(() => map.getContainer().setAttribute("aria-label", say("map", store.lang.value)));
  showShares(store, map);
  showSelection(store, map);

  const left = showSwipe(store, map, map.getPane("jg-data")!);
  const under = (point: L.Point): DataLayer => (isLeft(store, map, point) ? left.layer : data);
  /** What is counted before what only stands by; a district is offered, not chosen. */
  const hitAt: HitAt = ({ containerPoint, latlng }, reach) =>
    under(containerPoint).hit(map, latlng, reach) ?? ground.hit(map, latlng, reach, "context");
  const below: Below = {
    isWaiting: () => ground.isWaiting() || data.isWaiting(),
    isBusy: () => data.isWaiting() || !isThere(shownUnder(store), extentOf(map)),
  };
  const names = showNames(store, map, left, right, below);
  view.labels = names.labels;
  void view.drawn().then(() => {
    whenIdle(() => rehearseGround(store));
    rehearse(store);
  });

  let byPointing = false;
  map.on("click", (event) => {
    if (view.measuring.kind.value || view.picking.kind.value) return;
    const hit = hitAt(event, matchMedia("(pointer: coarse)").matches ? 22 : 6);
    const hadNone = store.selection.peek() === null;
    byPointing = true;
    store.selection.value = hit && { layer: hit.layer.info.id, id: idOf(hit.layer, hit.row) };
    byPointing = false;
    if (!hit && hadNone) offerDistrict(store, map, event.latlng);
    if (!hit || !cardWidth(map)) return;
    map.panInside(event.latlng, {
      paddingTopLeft: [20, 20],
      paddingBottomRight: [CARD + 20, 20],
      animate: !still,
    });
  });
  let opening = store.position.peek() !== null; // a link that says where to look is taken at its word
  effect(() => {
    const selected = store.selection.value;
    const layer = catalog.layers.find(({ info }) => info.id === selected?.layer);
    const row = selected ? layer?.rowOf.get(selected.id) : undefined;
    // What the reader pointed at is in sight; what a list, a link or a script chose may not be.
    if (layer && row !== undefined && !byPointing && !opening) view.reveal(layer, row);
    opening = false;
  });
  showTip(store, map, hitAt);
  return view;
}
