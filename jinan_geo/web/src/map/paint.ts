// Paints layers into one canvas, batched by look: areas, lines, symbols, and pixels for what is smaller.
import { POINT, SHELL } from "../data/geometry";
import type { Layer } from "../data/layer";
import { remember } from "../data/remember";
import { type Mark, paintMark } from "../look/mark";
import { GROUND } from "../look/palette";
import { type Certainty, hatch, type Shape, type SpritePart, sprite } from "../look/symbols";
import { traceFeature } from "./trace";
import { paintUncertainty } from "./uncertainty";
import { TILE, type View } from "./view";

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
  /** Index of the class of the colouring. */
  kind: number;
}

/** How a feature is drawn where it would be covered by others. */
export const Place = {
  itself: 0,
  /** A badge stands for its symbol. */
  inBadge: 1,
  /** A crowded cell stands for it, unless its area is large enough to be seen beside that. */
  inCell: 2,
} as const;

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
  /** Areas larger than this in world units are hatched: a fill would read as the state of the district below. */
  hatchFrom?: number;
  /** What stands for a feature; without it each is drawn as itself. */
  placeOf?(row: number): number;
  /** Symbols of one colour that no badge tells: where they lie upon one another they are one shape. */
  massed?: boolean;
  /** Whether cells stand for all features. */
  allInCells?: boolean;
}

const SYMBOL_BELOW = 20; // areas and lines smaller than this many pixels show their symbol instead
const PIXEL_BELOW = 2; // and of layers without symbols, below this only a pixel
const SPECK_BELOW = 7; // and below this no outline
const WIDE_FROM = 120; // pixels
const WIDE_TINT = 0.4;
const SMALLEST_SYMBOL = 3.5;
export const REACH = 30; // pixels a symbol or stroke may reach beyond its feature's box

/** Symbols grow a little as one comes nearer. */
export const zoomFactor = (zoom: number): number =>
  Math.max(0.62, Math.min(1.15, 0.62 + (zoom - 9) * 0.11));

/** The larger side of a feature's box in world units. */
export function sizeOf({ geometry: g }: Layer, row: number): number {
  const width = g.boxes[row * 4 + 2]! - g.boxes[row * 4]!;
  return Math.max(width, g.boxes[row * 4 + 3]! - g.boxes[row * 4 + 1]!);
}

/** Whether a feature's symbol is drawn by a badge or a cell, if at all. */
export const isGathered = ({ placeOf }: Paint, row: number): boolean => (placeOf?.(row) ?? 0) > 0;

/** Whether nothing of a feature is drawn but the number of its cell, at so many pixels in a world unit. */
export const isAbsorbed = (paint: Paint, row: number, scale: number): boolean =>
  paint.placeOf?.(row) === Place.inCell && sizeOf(paint.layer, row) * scale < SYMBOL_BELOW;

const largestOf = remember((layer: Layer): number => {
  let largest = 0;
  for (let row = 0; row < layer.features; row++) {
    const size = sizeOf(layer, row);
    if (size > largest) largest = size;
  }
  return largest;
});

/** Whether that is so of all features, none of which need then be looked at. */
const isAllAbsorbed = ({ layer, allInCells }: Paint, scale: number): boolean =>
  allInCells === true && largestOf(layer) * scale < SYMBOL_BELOW;

/** Whether a feature shows its symbol, at so many pixels in a world unit. */
export function hasSymbol(paint: Paint, row: number, scale: number): boolean {
  const { geometry: g } = paint.layer;
  const look = paint.lookOf(row);
  if (look < 0) return false;
  if (g.ringRole[g.featureStart[row]!] === POINT) return true;
  if (!paint.radiusOf(row)) return false;
  return (
    paint.marked || paint.looks[look]!.mark > 0 || sizeOf(paint.layer, row) * scale < SYMBOL_BELOW
  );
}

/** Paths of one look. Several short paths fill many times faster than one of ten thousand features. */
interface Batch {
  /** Areas that fill much of the view; they are tinted less, so that they do not shout down the rest. */
  wide: Path2D[];
  /** Areas as large as districts, which must not read as their state. */
  areal: Path2D[];
  areas: Path2D[];
  /** Areas of a few pixels without a symbol: an outline would be all one saw of them. */
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

/** Of symbols that are drawn as one shape, one in so many pixels: more would not be seen. */
const MASS_BIN = 2;
const FAR = 8192; // bins before the edge of a canvas
const BINS = 65_536; // in a row of them

/** Takes symbols until their place is taken. */
function massOf(symbols: Symbol[], unit: number): (symbol: Symbol) => void {
  const taken = new Set<number>();
  const binOf = (at: number): number => Math.floor(at / (MASS_BIN * unit)) + FAR;
  return (symbol) => {
    const bin = binOf(symbol.y) * BINS + binOf(symbol.x);
    if (taken.has(bin)) return;
    taken.add(bin);
    symbols.push(symbol);
  };
}

/** Draw all layers into one canvas: a tile, or the whole map of a picture or a printed sheet. False: there was nothing. */
export function paintAll(
  context: CanvasRenderingContext2D,
  paints: readonly Paint[],
  view: View,
): boolean {
  if (!paints.length) return false; // a canvas that is never touched takes no memory
  context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  const symbols: Symbol[] = [];
  const masses: Symbol[][] = [];
  let any = false;
  for (const paint of paints) if (paintUncertainty(context, paint, view)) any = true;
  for (const paint of paints) {
    const mass: Symbol[] = [];
    if (paint.massed) masses.push(mass);
    const put = paint.massed ? massOf(mass, view.unit) : (one: Symbol) => void symbols.push(one);
    if (paintLayer(context, paint, view, put)) any = true;
  }
  // The halo of one would cover the heart of another: first all halos of a layer, then all hearts.
  for (const mass of masses)
    for (const part of ["halo", "heart"] as const)
      for (const symbol of mass) paintSymbol(context, symbol, view, part);
  symbols.sort((a, b) => b.look.order - a.look.order || b.radius - a.radius || a.y - b.y);
  for (const symbol of symbols) {
    paintSymbol(context, symbol, view);
    const { x, y, radius, look } = symbol;
    paintMark(context, x, y, radius, look.mark, view.unit);
  }
  return any;
}

function paintSymbol(
  context: CanvasRenderingContext2D,
  { x, y, radius, look }: Symbol,
  { ratio, unit }: View,
  part?: SpritePart,
): void {
  const { shape, color, certainty } = look;
  const { image, half } = sprite(shape, color, radius, Math.round(ratio * unit), certainty, part);
  const reach = half * unit;
  context.drawImage(image, x - reach, y - reach, reach * 2, reach * 2);
}

/** Sort what a tile holds into paths by look, symbols, and pixels; draw the paths and pixels. */
function paintLayer(
  context: CanvasRenderingContext2D,
  paint: Paint,
  view: View,
  put: (symbol: Symbol) => void,
): boolean {
  const { frame, unit } = view;
  if (isAllAbsorbed(paint, frame.scale / unit)) return false;
  const { geometry: g, index, anchors } = paint.layer;
  const batches = paint.looks.map<Batch>(() => ({
    wide: [],
    areal: [],
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
    if (at < 0 || isAbsorbed(paint, f, frame.scale / unit)) return;
    any = true;
    const look = paint.looks[at]!;
    const first = g.featureStart[f]!;
    const role = g.ringRole[first]!;
    const size = (sizeOf(paint.layer, f) * frame.scale) / unit;
    const radius = paint.radiusOf(f) * view.factor;
    const bare = !radius && role !== POINT;
    if (bare && size < PIXEL_BELOW) {
      pixels.push(placeX(g.boxes[f * 4]!), placeY(g.boxes[f * 4 + 1]!), at);
      return;
    }
    const symbol = hasSymbol(paint, f, frame.scale / unit) && !isGathered(paint, f);
    if (role === POINT) {
      if (!symbol) return;
      for (let v = g.ringStart[first]!; v < g.ringStart[g.featureStart[f + 1]!]!; v++)
        put({ x: placeX(g.x[v]!), y: placeY(g.y[v]!), radius, look });
      return;
    }
    if (symbol)
      put({
        x: placeX(anchors[f * 2]!),
        y: placeY(anchors[f * 2 + 1]!),
        radius: size < SYMBOL_BELOW ? radius : Math.max(SMALLEST_SYMBOL, radius * 0.85),
        look,
      });
    const batch = batches[at]!;
    const kind =
      role < SHELL
        ? "lines"
        : sizeOf(paint.layer, f) > (paint.hatchFrom ?? Infinity)
          ? "areal"
          : size > WIDE_FROM
            ? "wide"
            : bare && size < SPECK_BELOW
              ? "specks"
              : "areas";
    const paths = batch[kind];
    if (!paths.length || batch.features++ % PER_PATH === 0) paths.push(new Path2D());
    traceFeature(paths[paths.length - 1]!, g, f, frame, look.dash.length > 0);
  };

  const margin = REACH / frame.scale;
  index.query(
    frame.west - margin,
    frame.north - margin,
    frame.west + frame.width / frame.scale + margin,
    frame.north + frame.height / frame.scale + margin,
    found,
  );
  if (pixels.length) paintPixels(context, pixels, paint.looks, view.ratio);
  batches.forEach(({ wide }, at) =>
    wide.forEach((path) => paintAreas(context, path, paint.looks[at]!, view, WIDE_TINT)),
  );
  batches.forEach(({ areal, areas, specks, lines }, at) => {
    const look = paint.looks[at]!;
    const hatched = { ...look, hatched: true };
    for (const path of areal) paintAreas(context, path, hatched, view, 1);
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
  // The lines of a hatch have the colour of their swatch: it is their being thin that makes them quiet.
  context.globalAlpha = look.hatched || look.fill === 1 ? 1 : tint * look.fill;
  context.fillStyle = look.hatched ? hatch(context, look.color, ratio, unit, TILE) : look.color;
  if (look.fill) context.fill(path, "nonzero");
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
