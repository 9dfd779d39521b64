// Map tiles of another host beneath the data, only where the workspace declares them and the reader has them shown.
// The page's own ground stays until the first tile is there, and comes back when none can be had.

import { effect } from "@preact/signals";
import * as L from "leaflet";
import { placeTile, toGcj02 } from "../data/gcj02";
import type { BasemapInfo } from "../data/page";
import { LAYERS } from "../look/measures";
import { FOCUS_EDGE } from "../look/palette";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import { say } from "../words/messages";
import type { Figures } from "./districtfigures";
import { groundPaints } from "./looks";
import type { Paint } from "./paint";

const OVER_TILES = 0.6;
const PATIENCE_MS = 15_000;
const REACH = 8; // pixels by which tiles shifted one by one may miss the edge of the view

/** What Leaflet's grids have within; their tiles can be placed nowhere else. */
interface Grid {
  _level: { origin: L.Point };
  _getTiledPixelBounds(center: L.LatLng): L.Bounds;
}

const plainBounds = (L.TileLayer.prototype as unknown as Grid)._getTiledPixelBounds;

/** Tiles in GCJ-02, each put where its content lies in WGS84: 500 metres away, and never the same everywhere. */
class ShiftedTiles extends L.TileLayer {
  constructor(url: string, options: L.TileLayerOptions) {
    super(url, options);
    this.on("tileloadstart", (event) => {
      const { tile, coords } = event as L.TileEvent;
      const { width, height } = placeTile(coords.x, coords.y, coords.z);
      tile.style.width = `${width}px`;
      tile.style.height = `${height}px`;
    });
  }

  _getTilePos({ x, y, z }: L.Coords): L.Point {
    const { left, top } = placeTile(x, y, z);
    return L.point(left, top).subtract((this as unknown as Grid)._level.origin);
  }

  _getTiledPixelBounds(center: L.LatLng): L.Bounds {
    const { min, max } = plainBounds.call(this as unknown as Grid, center);
    const zoom = (this as unknown as { _tileZoom: number })._tileZoom;
    const [lng, lat] = toGcj02(center.lng, center.lat);
    const shift = this._map.project([lat, lng], zoom).subtract(this._map.project(center, zoom));
    return L.bounds(min!.add(shift).subtract([REACH, REACH]), max!.add(shift).add([REACH, REACH]));
  }
}

function tilesOf(info: BasemapInfo, url: string, zIndex: number): L.TileLayer {
  const options = {
    pane: "jg-backdrop",
    zIndex,
    subdomains: info.subdomains,
    minZoom: info.min_zoom,
    maxNativeZoom: info.max_zoom,
    maxZoom: 24,
  };
  return info.shift === "GCJ-02" ? new ShiftedTiles(url, options) : new L.TileLayer(url, options);
}

export function showBackdrop(store: Store, map: L.Map): void {
  const { basemaps } = store.catalog.page;
  if (!basemaps.length) return;
  map.createPane("jg-backdrop").style.zIndex = String(LAYERS.backdrop); // below the ground, whose areas are left out over tiles
  const state = store.backdrop;
  let drop = (): void => undefined;
  effect(() => {
    const info = basemaps.find(({ id }) => id === store.basemap.value);
    void store.backdropTries.value;
    drop();
    drop = (): void => undefined;
    if (!info) state.value = "none";
    else if (!navigator.onLine) state.value = "unavailable";
    else drop = request(info, map, state);
  });
  addEventListener("online", () => {
    if (state.peek() === "unavailable") store.backdropTries.value++;
  });
  showAttribution(store, map);
}

/** Ask for the tiles of the view and of those to come; gives back what ends it. */
function request(info: BasemapInfo, map: L.Map, state: Store["backdrop"]): () => void {
  const tiles = tilesOf(info, info.url, 1);
  const layers = info.labels ? [tiles, tilesOf(info, info.labels, 2)] : [tiles];
  const isFar = (): boolean => Math.round(map.getZoom()) < info.min_zoom;
  let [loaded, failed] = [0, 0];
  let ended = false;
  const end = (): void => {
    ended = true;
    clearTimeout(patience);
    map.off("zoomend", judge);
    for (const layer of layers) layer.remove();
  };
  const giveUp = (): void => {
    if (ended) return;
    end();
    state.value = "unavailable";
  };
  let patience = 0;
  const wait = (): void => {
    clearTimeout(patience);
    patience = window.setTimeout(() => state.peek() === "waiting" && giveUp(), PATIENCE_MS);
    state.value = "waiting";
  };
  const judge = (): void => {
    if (isFar()) state.value = "far";
    else if (state.peek() === "far") wait();
  };
  tiles.on("loading", () => ([loaded, failed] = [0, 0]));
  tiles.on("tileload", () => {
    loaded++;
    if (!isFar()) state.value = "shown";
  });
  tiles.on("tileerror", () => failed++);
  // Not at once: Leaflet still has things to do with a layer that says it is done.
  tiles.on("load", () => failed && !loaded && queueMicrotask(giveUp));
  map.on("zoomend", judge);
  wait();
  judge();
  for (const layer of layers) layer.addTo(map);
  return end;
}

/** Whose tiles these are, or that there are none, where a map says such things. */
function showAttribution(store: Store, map: L.Map): void {
  const control = new L.Control({ position: "bottomleft" });
  const box = document.createElement("div");
  box.className = "jg-readout jg-attribution";
  box.setAttribute("role", "status");
  control.onAdd = () => box;
  control.addTo(map);
  effect(() => {
    const lang = store.lang.value;
    const info = store.catalog.page.basemaps.find(({ id }) => id === store.basemap.value);
    const words = store.backdrop.value === "unavailable" ? say("basemapUnavailable", lang) : "";
    box.textContent =
      info && store.backdrop.value === "shown" ? inLang(info.attribution, lang) : words;
    box.hidden = !box.textContent;
  });
}

/** The page's own ground; over tiles only its boundaries, a little darker, and how districts stand as a tint. */
export function groundOver(store: Store, figures: Figures | null): Paint[] {
  const paints = groundPaints(store, figures);
  if (store.backdrop.value !== "shown") return paints;
  return paints.map((paint) => {
    if (paint.layer.info.role !== "districts") return paint;
    return {
      ...paint,
      looks: paint.looks.map((look, at) => ({
        ...look,
        fill: figures && at ? OVER_TILES : 0, // the first is of districts without a project
        edgeColor: FOCUS_EDGE,
        edge: look.edge + 0.4,
      })),
    };
  });
}

/** The hosts that the tiles of a background come from, as a reader knows them. */
export function hostsOf({ url, labels }: BasemapInfo): string {
  const hosts = [url, labels].flatMap((address) =>
    address ? [address.split("/")[2]!.replace(/^[^.]*\{s\}[^.]*/, "*")] : [],
  );
  return [...new Set(hosts)].join(" ");
}
