// Draws layers on canvas tiles, batched by look, and finds the feature under a place.
import * as L from "leaflet";
import { distanceTo, latOf, lonOf, POINT, SHELL, worldX, worldY } from "./geometry";
import type { Layer } from "./layer";
import { GROUND } from "./palette";
import { hatch, sprite, type Shape } from "./symbols";
import { traceFeature, type Frame } from "./trace";

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
  faint: boolean;
}

/** How one layer is drawn now. */
export interface Paint {
  layer: Layer;
  looks: readonly Look[];
  /** Index of the look of a feature; -1 where it is not shown. */
  lookOf(row: number): number;
  /** Radius of the symbol at full size; 0 for a layer drawn without symbols. */
  radiusOf(row: number): number;
}

export interface Hit {
  layer: Layer;
  row: number;
}

const TILE = 512;
const SYMBOL_BELOW = 20; // areas and lines smaller than this many pixels show their symbol instead
const PIXEL_BELOW = 2; // and in dense layers, below this, only a pixel
const DENSE = 6000; // features of a layer beyond which symbols would hide each other
const BUDGET_MS = 12; // repainting per frame

/** Symbols grow a little as one comes nearer. */
const zoomFactor = (zoom: number): number => Math.max(0.68, Math.min(1.15, 0.68 + (zoom - 9) * 0.1));

const isDense = (paint: Paint): boolean => paint.layer.features > DENSE;

interface Batch {
  areas: Path2D;
  lines: Path2D;
  hasAreas: boolean;
  hasLines: boolean;
}

interface Symbol {
  x: number;
  y: number;
  radius: number;
  look: Look;
  rank: number;
}

export class DataLayer extends L.GridLayer {
  private paints: readonly Paint[] = [];
  private readonly tiles = new Map<HTMLCanvasElement, L.Coords>();
  private waiting: HTMLCanvasElement[] = [];
  private frame = 0;

  constructor(pane: string) {
    super({ tileSize: TILE, updateWhenZooming: false, keepBuffer: 1, pane, className: "jg-tiles" });
    this.on("tileunload", (event) => this.tiles.delete((event as L.TileEvent).tile as unknown as HTMLCanvasElement));
  }

  /** Show the layers as described; tiles in sight are painted again in place, so nothing flickers. */
  show(paints: readonly Paint[]): void {
    this.paints = paints;
    this.waiting = [...this.tiles.keys()];
    if (!this.frame && this.waiting.length) this.frame = requestAnimationFrame(() => this.work());
  }

  private work(): void {
    const start = performance.now();
    while (this.waiting.length && performance.now() - start < BUDGET_MS) {
      const tile = this.waiting.pop()!;
      const coords = this.tiles.get(tile);
      if (coords) this.paint(tile, coords);
    }
    this.frame = this.waiting.length ? requestAnimationFrame(() => this.work()) : 0;
  }

  override createTile(coords: L.Coords): HTMLElement {
    const tile = document.createElement("canvas");
    this.tiles.set(tile, coords);
    this.paint(tile, coords);
    return tile;
  }

  private paint(tile: HTMLCanvasElement, coords: L.Coords): void {
    const ratio = Math.min(2, Math.ceil(window.devicePixelRatio || 1));
    tile.width = tile.height = TILE * ratio;
    const context = tile.getContext("2d");
    if (!context) return;
    const scale = 256 * 2 ** coords.z;
    const frame: Frame = { west: (coords.x * TILE) / scale, north: (coords.y * TILE) / scale, scale, size: TILE };
    const symbols: Symbol[] = [];
    for (const paint of this.paints) this.paintLayer(context, paint, frame, coords.z, ratio, symbols);
    symbols.sort((a, b) => a.rank - b.rank || b.radius - a.radius || a.y - b.y);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const { x, y, radius, look } of symbols) {
      const { image, half } = sprite(look.shape, look.color, radius, ratio, look.faint);
      context.drawImage(image, x - half, y - half, half * 2, half * 2);
    }
  }

  private paintLayer(
    context: CanvasRenderingContext2D,
    paint: Paint,
    frame: Frame,
    zoom: number,
    ratio: number,
    symbols: Symbol[],
  ): void {
    const { geometry: g, index, anchors } = paint.layer;
    const dense = isDense(paint);
    const batches = paint.looks.map<Batch>(() => ({
      areas: new Path2D(), lines: new Path2D(), hasAreas: false, hasLines: false,
    }));
    const pixels: number[] = [];
    const factor = zoomFactor(zoom);
    const margin = 30 / frame.scale;
    const side = TILE / frame.scale;
    const found = (f: number): void => {
      const at = paint.lookOf(f);
      if (at < 0) return;
      const look = paint.looks[at];
      const size =
        Math.max(g.boxes[f * 4 + 2] - g.boxes[f * 4], g.boxes[f * 4 + 3] - g.boxes[f * 4 + 1]) * frame.scale;
      if (dense && size < PIXEL_BELOW) {
        pixels.push((g.boxes[f * 4] - frame.west) * frame.scale, (g.boxes[f * 4 + 1] - frame.north) * frame.scale, at);
        return;
      }
      const first = g.featureStart[f];
      const role = g.ringRole[first];
      const radius = paint.radiusOf(f) * factor;
      const rank = -look.order;
      if (role === POINT) {
        for (let ring = first; ring < g.featureStart[f + 1]; ring++) {
          const v = g.ringStart[ring];
          symbols.push({
            x: (g.x[v] - frame.west) * frame.scale, y: (g.y[v] - frame.north) * frame.scale, radius, look, rank,
          });
        }
        return;
      }
      if (radius && !dense)
        symbols.push({
          x: (anchors[f * 2] - frame.west) * frame.scale, y: (anchors[f * 2 + 1] - frame.north) * frame.scale,
          radius: size < SYMBOL_BELOW ? radius : Math.max(3.5, radius * 0.85), look, rank,
        });
      const batch = batches[at];
      const exact = look.dash.length > 0;
      if (role >= SHELL) {
        batch.hasAreas = true;
        traceFeature(batch.areas, g, f, frame, exact);
      } else {
        batch.hasLines = true;
        traceFeature(batch.lines, g, f, frame, exact);
      }
    };
    index.query(frame.west - margin, frame.north - margin, frame.west + side + margin, frame.north + side + margin, found);
    if (pixels.length) paintPixels(context, pixels, paint.looks, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    batches.forEach((batch, at) => paintBatch(context, batch, paint.looks[at], ratio));
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
      const margin = 30 / scale;
      layer.index.query(x - margin, y - margin, x + margin, y + margin, (f) => {
        if (paint.lookOf(f) < 0) return;
        const score = scoreOf();
        if (score < bestScore) {
          bestScore = score;
          best = { layer, row: f };
        }

        /** Below 100: on a symbol; below 1000: on a line; else an area, small ones first. */
        function scoreOf(): number {
          const role = g.ringRole[g.featureStart[f]];
          const radius = paint.radiusOf(f) * factor;
          if (role === POINT || (radius && !isDense(paint))) {
            const away =
              role === POINT ? distanceTo(g, f, x, y) : Math.hypot(anchors[f * 2] - x, anchors[f * 2 + 1] - y);
            if (away * scale < radius + reach) return away * scale;
            if (role === POINT) return Infinity;
          }
          const away = distanceTo(g, f, x, y) * scale;
          if (role < SHELL) return away < reach ? 100 + away : Infinity;
          const width = (g.boxes[f * 4 + 2] - g.boxes[f * 4]) * scale;
          return away < 2 ? 1000 + width : Infinity;
        }
      });
    }
    return best;
  }
}

/** Features below a pixel or two: written as pixels, since a path of a hundred thousand boxes is slow. */
function paintPixels(
  context: CanvasRenderingContext2D,
  pixels: readonly number[],
  looks: readonly Look[],
  ratio: number,
): void {
  const side = TILE * ratio;
  const image = context.getImageData(0, 0, side, side);
  const words = new Uint32Array(image.data.buffer);
  const colors = looks.map(({ color }) => {
    const value = parseInt(color.slice(1), 16);
    return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
  });
  for (let i = 0; i < pixels.length; i += 3) {
    const left = Math.round(pixels[i] * ratio);
    const top = Math.round(pixels[i + 1] * ratio);
    for (let y = Math.max(0, top); y < Math.min(side, top + ratio); y++)
      for (let x = Math.max(0, left); x < Math.min(side, left + ratio); x++) words[y * side + x] = colors[pixels[i + 2]];
  }
  context.putImageData(image, 0, 0);
}

function paintBatch(context: CanvasRenderingContext2D, batch: Batch, look: Look, ratio: number): void {
  context.lineJoin = "round";
  context.lineCap = "round";
  if (batch.hasAreas) {
    context.globalAlpha = look.hatched ? 0.85 : look.fill;
    context.fillStyle = look.hatched ? hatch(context, look.color, ratio) : look.color;
    context.fill(batch.areas, "nonzero");
    context.globalAlpha = 1;
    context.strokeStyle = look.edgeColor ?? look.color;
    context.lineWidth = look.edge;
    context.setLineDash([...look.dash]);
    if (look.edge) context.stroke(batch.areas);
    context.setLineDash([]);
  }
  if (!batch.hasLines) return;
  context.globalAlpha = 0.85;
  context.strokeStyle = GROUND;
  context.lineWidth = look.line + 2.5;
  context.stroke(batch.lines);
  context.globalAlpha = 1;
  context.strokeStyle = look.color;
  context.lineWidth = look.line;
  context.setLineDash(look.dash.map((length) => length * 1.4));
  context.stroke(batch.lines);
  context.setLineDash([]);
}

export const toLatLng = (x: number, y: number): L.LatLng => L.latLng(latOf(y), lonOf(x));
