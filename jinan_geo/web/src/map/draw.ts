// Draws layers on canvas tiles, batched by look, and finds the feature under a place.
import * as L from "leaflet";
import { distanceTo, latOf, lonOf, POINT, SHELL, worldX, worldY } from "../data/geometry";
import { isLocated, type Layer } from "../data/layer";
import { type Mark, paintMark } from "../look/mark";
import { GROUND } from "../look/palette";
import { type Certainty, hatch, type Shape, sprite } from "../look/symbols";
import { type Badge, paintBadges } from "./badge";
import { traceFeature } from "./trace";
import type { View } from "./view";

export interface Look {
  color: string;
  /** Outline, where it differs from the fill. */
  edgeColor?: string;
  /** Smaller numbers are drawn above larger ones. */
  order: number;
  /** Opacity of areas. */
  fill: number;
  hatched: boolean;
  dash: readonly number[];
  /** Width of outlines and of lines, in pixels. */
  edge: number;
  line: number;
  shape: Shape;
  certainty: Certainty;
  mark: Mark;
}

/** How one layer is drawn now. */
export interface Paint {
  layer: Layer;
  looks: readonly Look[];
  /** Index of the look of a feature; -1 where it is not shown. */
  lookOf(row: number): number;
  /** Radius of the symbol at full size; 0 for a layer drawn without symbols. */
  radiusOf(row: number): number;
  /** Whether large areas and long lines carry their symbol too; else only those too small to be seen. */
  marked: boolean;
  /** Whether a feature's symbol is in a stack, whose badge stands for it. */
  stacked?(row: number): boolean;
}

export interface Hit {
  layer: Layer;
  row: number;
}

const TILE = 512;
const SYMBOL_BELOW = 20; // areas and lines smaller than this many pixels show their symbol instead
const PIXEL_BELOW = 2; // and in dense layers, below this, only a pixel
const SPECK_BELOW = 7; // and below this no outline
const DENSE = 6000; // features of a layer beyond which symbols would hide each other
const WIDE_FROM = 120; // pixels
const WIDE_TINT = 0.4;
const SMALLEST_SYMBOL = 3.5;
const REACH = 30; // pixels a symbol or stroke may reach beyond its feature's box
const BUDGET_MS = 12; // repainting per frame

/** Symbols grow a little as one comes nearer. */
export const zoomFactor = (zoom: number): number =>
  Math.max(0.62, Math.min(1.15, 0.62 + (zoom - 9) * 0.11));

const isDense = (paint: Paint): boolean => paint.layer.features > DENSE;

/** Whether a feature shows its symbol, at so many pixels in a world unit. */
export function hasSymbol(paint: Paint, row: number, scale: number): boolean {
  const { geometry: g } = paint.layer;
  const look = paint.lookOf(row);
  if (look < 0) return false;
  if (g.ringRole[g.featureStart[row]!] === POINT) return true;
  if (!paint.radiusOf(row) || isDense(paint)) return false;
  const size =
    Math.max(
      g.boxes[row * 4 + 2]! - g.boxes[row * 4]!,
      g.boxes[row * 4 + 3]! - g.boxes[row * 4 + 1]!,
    ) * scale;
  return paint.marked || paint.looks[look]!.mark > 0 || size < SYMBOL_BELOW;
}

/** Paths of one look. Several short paths fill many times faster than one of ten thousand features. */
interface Batch {
  /** Areas that fill much of the view; they are tinted less, so that they do not shout down the rest. */
  wide: Path2D[];
  areas: Path2D[];
  /** Areas of a few pixels, in dense layers: an outline would be all one saw of them. */
  specks: Path2D[];
  lines: Path2D[];
  features: number;
}

const PER_PATH = 64;

interface Symbol {
  x: number;
  y: number;
  radius: number;
  look: Look;
}

export class DataLayer extends L.GridLayer {
  private paints: readonly Paint[] = [];
  private badges: readonly Badge[] = [];
  private readonly tiles = new Map<HTMLCanvasElement, L.Coords>();
  private waiting = new Set<HTMLCanvasElement>();
  private readonly blank = new WeakSet<HTMLCanvasElement>();
  /** Tiles never painted, and whom to tell. */
  private readonly fresh = new Map<HTMLCanvasElement, L.DoneCallback>();
  private frame = 0;

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
    });
  }

  override onAdd(map: L.Map): this {
    // Tiles belong to whole zooms and are stretched between them; what is drawn is made to fit the stretch.
    map.on("zoomend", () => this.show(this.paints, this.badges));
    return super.onAdd(map);
  }

  /** Show the layers as described; tiles in sight are painted again in place, so nothing flickers. */
  show(paints: readonly Paint[], badges: readonly Badge[] = []): void {
    this.paints = paints;
    this.badges = badges;
    this.waiting = new Set(this.tiles.keys());
    if (this.waiting.size) this.wake();
  }

  private paintSoon(tile: HTMLCanvasElement): void {
    this.waiting.add(tile);
    this.wake();
  }

  private wake(): void {
    this.frame ||= requestAnimationFrame(() => this.work());
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
    const start = performance.now();
    for (const tile of this.waiting) {
      if (performance.now() - start > BUDGET_MS) break;
      this.waiting.delete(tile);
      const coords = this.tiles.get(tile);
      if (coords) this.paint(tile, coords);
      // Leaflet keeps the tiles of the zoom before until these are done.
      this.fresh.get(tile)?.(undefined, tile);
      this.fresh.delete(tile);
    }
    this.frame = 0;
    if (this.waiting.size) this.wake();
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = document.createElement("canvas");
    this.tiles.set(tile, coords);
    this.fresh.set(tile, done);
    this.paintSoon(tile);
    return tile;
  }

  private paint(tile: HTMLCanvasElement, coords: L.Coords): void {
    const stretch = 2 ** (this._map.getZoom() - coords.z);
    // Of another zoom, about to go: symbols stretched many times would shout until then; the ground may stay.
    const alien = stretch > 2 || stretch < 0.5;
    if (!this.opaque) tile.style.visibility = alien ? "hidden" : "";
    if (alien) return;
    // One pixel more hides the seam between stretched tiles, where nothing shines through.
    const side = TILE + (this.opaque ? 1 : 0);
    const ratio = Math.min(2, Math.ceil(window.devicePixelRatio || 1)) * stretch;
    const pixels = Math.round(side * ratio);
    const context = tile.getContext("2d");
    if (!context) return;
    if (tile.width === pixels) {
      // Wiping keeps the canvas's memory; giving it a size, even its own, takes new. A tile without a mark stays
      // untouched, so that the browser need not show it anew.
      context.setTransform(1, 0, 0, 1, 0, 0);
      if (!this.blank.has(tile)) context.clearRect(0, 0, pixels, pixels);
    } else {
      tile.width = tile.height = pixels;
      tile.style.width = tile.style.height = `${side}px`;
    }
    const scale = 256 * 2 ** coords.z;
    const view: View = {
      frame: {
        west: (coords.x * TILE) / scale,
        north: (coords.y * TILE) / scale,
        scale,
        size: side,
      },
      unit: 1 / stretch,
      ratio: tile.width / side,
      factor: zoomFactor(this._map.getZoom()),
    };
    const any = paintAll(context, this.paints, view);
    if (paintBadges(context, this.badges, view) || any) this.blank.delete(tile);
    else this.blank.add(tile);
  }

  /** The feature that a reader means by pointing here: a symbol before a line before the smallest area. */
  hit(map: L.Map, latlng: L.LatLng, reach = 6): Hit | null {
    const scale = 256 * 2 ** map.getZoom();
    const x = worldX(latlng.lng);
    const y = worldY(latlng.lat);
    const factor = zoomFactor(map.getZoom());
    let best: Hit | null = null;
    let bestScore = Infinity;
    for (const paint of this.paints) {
      const { layer } = paint;
      const { geometry: g, anchors } = layer;
      const margin = REACH / scale;
      layer.index.query(x - margin, y - margin, x + margin, y + margin, (f) => {
        if (paint.lookOf(f) < 0) return;
        const score = scoreOf();
        if (score < bestScore) {
          bestScore = score;
          best = { layer, row: f };
        }

        /** Below 100: on a symbol; below 1000: on a line; else an area, small ones first. */
        function scoreOf(): number {
          const role = g.ringRole[g.featureStart[f]!]!;
          const radius = paint.radiusOf(f) * factor;
          if (role === POINT && paint.stacked?.(f)) return Infinity;
          if (role === POINT || (radius && !isDense(paint) && !paint.stacked?.(f))) {
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

/** Draw all layers into one canvas: a tile, or the whole map of a picture or a printed sheet. False: there was nothing. */
export function paintAll(
  context: CanvasRenderingContext2D,
  paints: readonly Paint[],
  view: View,
): boolean {
  context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  const symbols: Symbol[] = [];
  let any = false;
  for (const paint of paints) if (paintLayer(context, paint, view, symbols)) any = true;
  symbols.sort((a, b) => b.look.order - a.look.order || b.radius - a.radius || a.y - b.y);
  for (const { x, y, radius, look } of symbols) {
    const { image, half } = sprite(
      look.shape,
      look.color,
      radius,
      Math.round(view.ratio * view.unit),
      look.certainty,
    );
    const reach = half * view.unit;
    context.drawImage(image, x - reach, y - reach, reach * 2, reach * 2);
    paintMark(context, x, y, radius, look.mark, view.unit);
  }
  return any;
}

/** Sort what a tile holds into paths by look, symbols, and pixels; draw the paths and pixels. */
function paintLayer(
  context: CanvasRenderingContext2D,
  paint: Paint,
  view: View,
  symbols: Symbol[],
): boolean {
  const { frame, unit } = view;
  const { geometry: g, index, anchors } = paint.layer;
  const dense = isDense(paint);
  const batches = paint.looks.map<Batch>(() => ({
    wide: [],
    areas: [],
    specks: [],
    lines: [],
    features: 0,
  }));
  const pixels: number[] = [];
  let any = false;
  const placeX = (x: number): number => (x - frame.west) * frame.scale;
  const placeY = (y: number): number => (y - frame.north) * frame.scale;

  const found = (f: number): void => {
    const at = paint.lookOf(f);
    if (at < 0) return;
    any = true;
    const look = paint.looks[at]!;
    const first = g.featureStart[f]!;
    const role = g.ringRole[first]!;
    const west = g.boxes[f * 4]!;
    const north = g.boxes[f * 4 + 1]!;
    const east = g.boxes[f * 4 + 2]!;
    const south = g.boxes[f * 4 + 3]!;
    const size = (Math.max(east - west, south - north) * frame.scale) / unit;
    if (dense && size < PIXEL_BELOW) {
      pixels.push(placeX(west), placeY(north), at);
      return;
    }
    const radius = paint.radiusOf(f) * view.factor;
    const symbol = hasSymbol(paint, f, frame.scale / unit) && !paint.stacked?.(f);
    if (role === POINT) {
      if (!symbol) return;
      for (let v = g.ringStart[first]!; v < g.ringStart[g.featureStart[f + 1]!]!; v++)
        symbols.push({ x: placeX(g.x[v]!), y: placeY(g.y[v]!), radius, look });
      return;
    }
    if (symbol)
      symbols.push({
        x: placeX(anchors[f * 2]!),
        y: placeY(anchors[f * 2 + 1]!),
        radius: size < SYMBOL_BELOW ? radius : Math.max(SMALLEST_SYMBOL, radius * 0.85),
        look,
      });
    const batch = batches[at]!;
    const kind =
      role < SHELL
        ? "lines"
        : size > WIDE_FROM
          ? "wide"
          : dense && size < SPECK_BELOW
            ? "specks"
            : "areas";
    const paths = batch[kind];
    if (!paths.length || batch.features++ % PER_PATH === 0) paths.push(new Path2D());
    traceFeature(paths[paths.length - 1]!, g, f, frame, look.dash.length > 0);
  };

  const margin = REACH / frame.scale;
  const side = frame.size / frame.scale;
  index.query(
    frame.west - margin,
    frame.north - margin,
    frame.west + side + margin,
    frame.north + side + margin,
    found,
  );
  if (pixels.length) paintPixels(context, pixels, paint.looks, view.ratio);
  batches.forEach(({ wide }, at) =>
    wide.forEach((path) => paintAreas(context, path, paint.looks[at]!, view, WIDE_TINT)),
  );
  batches.forEach(({ areas, specks, lines }, at) => {
    const look = paint.looks[at]!;
    const speck = { ...look, fill: 0.75, hatched: false, edge: 0 };
    for (const path of specks) paintAreas(context, path, speck, view, 1);
    for (const path of areas) paintAreas(context, path, look, view, 1);
    for (const path of lines) paintLines(context, path, look, view);
  });
  return any;
}

/** Features below a pixel or two: written as pixels, since a path of a hundred thousand boxes is slow. */
function paintPixels(
  context: CanvasRenderingContext2D,
  pixels: readonly number[],
  looks: readonly Look[],
  ratio: number,
): void {
  const side = Math.max(context.canvas.width, context.canvas.height);
  const block = Math.max(1, Math.round(ratio));
  const scratch = document.createElement("canvas");
  scratch.width = scratch.height = side;
  const pen = scratch.getContext("2d");
  if (!pen) return;
  const image = pen.createImageData(side, side);
  const words = new Uint32Array(image.data.buffer);
  const colors = looks.map(({ color }) => {
    const value = parseInt(color.slice(1), 16);
    return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
  });
  for (let i = 0; i < pixels.length; i += 3) {
    const left = Math.round(pixels[i]! * ratio);
    const top = Math.round(pixels[i + 1]! * ratio);
    for (let y = Math.max(0, top); y < Math.min(side, top + block); y++)
      for (let x = Math.max(0, left); x < Math.min(side, left + block); x++)
        words[y * side + x] = colors[pixels[i + 2]!]!;
  }
  // Through a canvas of its own, since putting pixels would wipe out what lies below them.
  pen.putImageData(image, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(scratch, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function paintAreas(
  context: CanvasRenderingContext2D,
  path: Path2D,
  look: Look,
  view: View,
  tint: number,
): void {
  const { ratio, unit } = view;
  context.lineJoin = context.lineCap = "round";
  context.globalAlpha = look.fill === 1 ? 1 : tint * (look.hatched ? 0.8 : look.fill);
  context.fillStyle = look.hatched ? hatch(context, look.color, ratio, unit, TILE) : look.color;
  context.fill(path, "nonzero");
  context.globalAlpha = 1;
  if (!look.edge) return;
  context.strokeStyle = look.edgeColor ?? look.color;
  context.lineWidth = look.edge * unit;
  context.setLineDash(look.dash.map((length) => length * unit));
  context.stroke(path);
  context.setLineDash([]);
}

function paintLines(
  context: CanvasRenderingContext2D,
  path: Path2D,
  look: Look,
  { unit }: View,
): void {
  context.lineJoin = context.lineCap = "round";
  context.globalAlpha = 0.85;
  context.strokeStyle = GROUND;
  context.lineWidth = (look.line + 2.5) * unit;
  context.stroke(path);
  context.globalAlpha = 1;
  context.strokeStyle = look.color;
  context.lineWidth = look.line * unit;
  context.setLineDash(look.dash.map((length) => length * 1.4 * unit));
  context.stroke(path);
  context.setLineDash([]);
}

export const toLatLng = (x: number, y: number): L.LatLng => L.latLng(latOf(y), lonOf(x));
