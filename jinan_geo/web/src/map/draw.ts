// The map's layer of canvas tiles: paints them again when what is shown changes, and finds the feature under a place.
import * as L from "leaflet";
import { whenIdle } from "../data/frame";
import { distanceTo, latOf, lonOf, POINT, SHELL, worldX, worldY } from "../data/geometry";
import { isLocated, type Layer } from "../data/layer";
import type { LayerInfo } from "../data/page";
import { type Badge, paintBadges } from "./badge";
import type { Under } from "./ground";
import { paintOver, strokesFor } from "./groundpaint";
import { isAbsorbed, isGathered, type Paint, REACH, zoomFactor } from "./paint";
import type { Frame } from "./trace";
import { pixelRatio, TILE, type View } from "./view";

export interface Hit {
  layer: Layer;
  row: number;
}

const BUDGET_MS = 12; // repainting per frame
const OPENING_MS = 64; // after the first and until all are there: each frame costs the browser more than some tiles do

export class DataLayer extends L.GridLayer {
  private paints: readonly Paint[] = [];
  private badges: readonly Badge[] = [];
  private under: Under = { ground: null, grid: null };
  private readonly tiles = new Map<HTMLCanvasElement, L.Coords>();
  private waiting = new Set<HTMLCanvasElement>();
  private readonly blank = new WeakSet<HTMLCanvasElement>();
  /** Tiles never painted, and whom to tell. */
  private readonly fresh = new Map<HTMLCanvasElement, L.DoneCallback>();
  /** Painted as far as they were in sight: the rest follows when nothing else is to do. */
  private readonly cut = new Set<HTMLCanvasElement>();
  /** Whether tiles may be cut: by a pan the rest would be seen. */
  private mayCut = true;
  private isZooming = false;
  private later = 0;
  private frame = 0;
  /** Whether the first frame is yet to come, the map is opening, or all tiles in sight have been painted once. */
  private stage: "first" | "opening" | "open" = "first";
  /** Whether tiles wait for what lies under the data, and not for a frame. */
  private isHeld = false;
  /** Whether anything changed since the last frame: held, this layer keeps its place before what else draws in each. */
  private isStale = false;

  constructor(
    pane: string,
    private readonly opaque = false,
  ) {
    super({ tileSize: TILE, updateWhenZooming: false, keepBuffer: 1, pane, className: "jg-tiles" });
    this.on("tileunload", (event) => {
      const tile = (event as L.TileEvent).tile as unknown as HTMLCanvasElement;
      this.tiles.delete(tile);
      this.waiting.delete(tile);
      this.fresh.delete(tile);
      this.cut.delete(tile);
    });
  }

  override onAdd(map: L.Map): this {
    // Tiles belong to whole zooms and are stretched between them; what is drawn is made to fit the stretch.
    map.on("zoomend", () => {
      this.mayCut = true;
      this.isZooming = false;
      this.show(this.paints, this.badges, this.under);
    });
    map.on("zoomstart", () => (this.isZooming = true));
    map.on("movestart", () => {
      if (this.isZooming) return;
      this.mayCut = false;
      for (const tile of this.cut) this.waiting.add(tile);
      this.cut.clear();
      this.resume();
    });
    return super.onAdd(map);
  }

  /** Show the layers as described; tiles in sight are painted again in place, so nothing flickers. */
  show(
    paints: readonly Paint[],
    badges: readonly Badge[] = [],
    under: Under = { ground: null, grid: null },
  ): void {
    this.paints = paints;
    this.badges = badges;
    this.under = under;
    this.waiting = new Set(this.tiles.keys());
    if (this.waiting.size) this.wake();
  }

  private paintSoon(tile: HTMLCanvasElement): void {
    this.waiting.add(tile);
    this.wake();
  }

  private wake(): void {
    this.isStale = true;
    this.frame ||= requestAnimationFrame(() => this.work());
  }

  /** Go on where more of what lies under the data is there. */
  resume(): void {
    if (this.waiting.size) this.wake();
    this.workLater();
  }

  /** Paint what is left of a tile, and of the next one later. */
  private workLater(): void {
    if (this.later || !this.cut.size) return;
    this.later = whenIdle(() => {
      this.later = 0;
      if (this.waiting.size) return;
      const tile = [...this.cut].find((one) => this.isReady(one, true));
      const coords = tile && this.tiles.get(tile);
      if (!coords) return;
      this.paint(tile, coords, true);
      this.workLater();
    });
  }

  /** Whether tiles in sight are still to be painted. */
  isWaiting(): boolean {
    return (this.frame > 0 || this.isHeld) && this.waiting.size > 0;
  }

  /** Which features are drawn, wherever the view is now. */
  painted(): Hit[] {
    return this.paints.flatMap(({ layer, lookOf }) => {
      const rows = Array.from({ length: layer.features }, (_, row) => row);
      return rows
        .filter((row) => lookOf(row) >= 0 && isLocated(layer, row))
        .map((row) => ({ layer, row }));
    });
  }

  private work(): void {
    this.frame = 0;
    if (this.isStale) this.paintReady();
    if (this.waiting.size) this.frame ||= requestAnimationFrame(() => this.work());
  }

  private paintReady(): void {
    const start = performance.now();
    // Asked of all before any is painted, so that what they need comes at once and each is painted once.
    const ready = [...this.waiting].filter((tile) => this.isReady(tile));
    const budget = this.stage === "opening" ? OPENING_MS : BUDGET_MS;
    let at = 0;
    for (; at < ready.length && performance.now() - start < budget; at++) {
      const tile = ready[at]!;
      this.waiting.delete(tile);
      const coords = this.tiles.get(tile);
      if (coords) this.paint(tile, coords);
      // Leaflet keeps the tiles of the zoom before until these are done.
      this.fresh.get(tile)?.(undefined, tile);
      this.fresh.delete(tile);
    }
    this.isStale = at < ready.length;
    this.isHeld = this.waiting.size > ready.length - at;
    if (this.stage !== "open") this.stage = this.waiting.size ? "opening" : "open";
    if (!this.isStale) this.workLater();
  }

  private isReady(tile: HTMLCanvasElement, whole = false): boolean {
    const coords = this.tiles.get(tile);
    const { ground } = this.under;
    if (!coords || !ground?.reaches(coords.z) || this.isLeaving(coords)) return true;
    const { view, size } = this.viewOf(coords, this.partOf(tile, coords, whole));
    if (!size.width || !size.height) return true;
    return ground.isReady(coords.z, strokesFor(this.paints, view, size));
  }

  /** How a part of a tile is drawn, and in how many pixels of a canvas. */
  private viewOf(coords: L.Coords, part: Part): { view: View; size: Size } {
    const stretch = 2 ** (this._map.getZoom() - coords.z);
    const ratio = pixelRatio() * stretch;
    const size = { width: Math.round(part.width * ratio), height: Math.round(part.height * ratio) };
    const view = {
      frame: frameOf(coords, part),
      unit: 1 / stretch,
      ratio: size.width / part.width,
      factor: zoomFactor(this._map.getZoom()),
    };
    return { view, size };
  }

  /** What of a tile is painted now, in its pixels. */
  private partOf(tile: HTMLCanvasElement, { x, y, z }: L.Coords, whole: boolean): Part {
    // One pixel more hides the seam between stretched tiles, where nothing shines through.
    const side = TILE + (this.opaque ? 1 : 0);
    const isNew = this.fresh.has(tile) || this.cut.has(tile);
    if (whole || !this.under.ground?.reaches(z) || !this.mayCut || !isNew)
      return { left: 0, top: 0, width: side, height: side };
    const stretch = 2 ** (this._map.getZoom() - z);
    const { min, max } = this._map.getPixelBounds();
    const within = (at: number): number => Math.max(0, Math.min(side, at));
    const [left, top] = [Math.floor(min!.x / stretch), Math.floor(min!.y / stretch)];
    const [right, bottom] = [Math.ceil(max!.x / stretch), Math.ceil(max!.y / stretch)];
    const part = { left: within(left - x * TILE), top: within(top - y * TILE) };
    return {
      ...part,
      width: within(right - x * TILE) - part.left,
      height: within(bottom - y * TILE) - part.top,
    };
  }

  /** Of another zoom, about to go: symbols stretched many times would shout until then; the ground may stay. */
  private isLeaving({ z }: L.Coords): boolean {
    const zoom = this._map.getZoom();
    return this.opaque ? z !== Math.round(zoom) : Math.abs(zoom - z) > 1;
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = document.createElement("canvas");
    this.tiles.set(tile, coords);
    this.fresh.set(tile, done);
    this.paintSoon(tile);
    return tile;
  }

  private paint(tile: HTMLCanvasElement, coords: L.Coords, whole = false): void {
    if (this.isLeaving(coords)) {
      if (!this.opaque) tile.style.visibility = "hidden";
      return;
    }
    const part = this.partOf(tile, coords, whole);
    if (part.width < TILE || part.height < TILE) this.cut.add(tile);
    else this.cut.delete(tile);
    const { view, size } = this.viewOf(coords, part);
    const { width: across, height: down } = size;
    const context = tile.getContext("2d");
    if (!context || !across || !down) return;
    if (tile.width === across && tile.height === down) {
      // Wiping keeps the canvas's memory; giving it a size, even its own, takes new. A tile without a mark stays
      // untouched, so that the browser need not show it anew.
      context.setTransform(1, 0, 0, 1, 0, 0);
      if (!this.blank.has(tile)) context.clearRect(0, 0, across, down);
    } else {
      [tile.width, tile.height] = [across, down];
      tile.style.width = `${part.width}px`;
      tile.style.height = `${part.height}px`;
      tile.style.margin = `${part.top}px 0 0 ${part.left}px`;
    }
    const any = paintOver(context, this.paints, this.under, view);
    const isBadged = this.badges.length > 0 && paintBadges(context, this.badges, view);
    const isBlank = !isBadged && !any;
    if (isBlank) this.blank.add(tile);
    else this.blank.delete(tile);
    // What holds no mark need not be laid over the rest in each frame.
    tile.style.visibility = isBlank ? "hidden" : "";
  }

  /** The feature, of one role where it is said, that a reader means by pointing here: a symbol before a line before the smallest area. */
  hit(map: L.Map, latlng: L.LatLng, reach = 6, role?: LayerInfo["role"]): Hit | null {
    const scale = 256 * 2 ** map.getZoom();
    const x = worldX(latlng.lng);
    const y = worldY(latlng.lat);
    const factor = zoomFactor(map.getZoom());
    let best: Hit | null = null;
    let bestScore = Infinity;
    for (const paint of this.paints) {
      const { layer } = paint;
      if (role && layer.info.role !== role) continue;
      const { geometry: g, anchors } = layer;
      const margin = REACH / scale;
      layer.index.query(x - margin, y - margin, x + margin, y + margin, (f) => {
        if (paint.lookOf(f) < 0 || isAbsorbed(paint, f, scale)) return;
        const score = scoreOf();
        if (score < bestScore) {
          bestScore = score;
          best = { layer, row: f };
        }

        /** Below 100: on a symbol; below 1000: on a line; else an area, small ones first. */
        function scoreOf(): number {
          const role = g.ringRole[g.featureStart[f]!]!;
          const radius = paint.radiusOf(f) * factor;
          const gathered = isGathered(paint, f);
          if (role === POINT && gathered) return Infinity;
          if (role === POINT || (radius && !gathered)) {
            const away =
              role === POINT
                ? distanceTo(g, f, x, y)
                : Math.hypot(anchors[f * 2]! - x, anchors[f * 2 + 1]! - y);
            if (away * scale < radius + reach) return away * scale;
            if (role === POINT) return Infinity;
          }
          const away = distanceTo(g, f, x, y) * scale;
          if (role < SHELL) return away < reach ? 100 + away : Infinity;
          const width = (g.boxes[f * 4 + 2]! - g.boxes[f * 4]!) * scale;
          return away < 2 ? 1000 + width : Infinity;
        }
      });
    }
    return best;
  }
}

interface Size {
  width: number;
  height: number;
}

/** A part of a tile, in its pixels. */
interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

function frameOf({ x, y, z }: L.Coords, { left, top, width, height }: Part): Frame {
  const scale = 256 * 2 ** z;
  return { west: (x * TILE + left) / scale, north: (y * TILE + top) / scale, scale, width, height };
}

export const toLatLng = (x: number, y: number): L.LatLng => L.latLng(latOf(y), lonOf(x));
