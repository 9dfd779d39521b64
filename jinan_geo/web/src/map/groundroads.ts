// Roads with their casing as a field of distances: a pixel knows how far it lies from the edge of the nearest road, and from
// that alone it is street, casing or neither. Stroking each road twice took a canvas some five times as long.

import { type Geometry, HOLE, LINE, POINT } from "../data/geometry";
import { GROUND_CASING, WHITE } from "../look/palette";
import type { Frame } from "./trace";

const FAR = 1e6;
const STEP = 0.5; // pixels: places closer than that to the one before are left out
const SOFT = 0.5; // pixels on both sides of an edge over which one colour passes into the other
const FINE = 64; // colours for a pixel's width

const TRANSPARENT = 0;
const KEPT = 2_000_000; // pixels, more than any tile has

let kept = new ArrayBuffer(0);

/** Far from everything; in memory that is used again for the next tile, which else would soon have to be cleaned up. */
function fieldOf(pixels: number): Float32Array<ArrayBuffer> {
  const bytes = pixels * Float32Array.BYTES_PER_ELEMENT;
  const memory = kept.byteLength < bytes ? new ArrayBuffer(bytes) : kept;
  if (pixels <= KEPT) kept = memory;
  return new Float32Array(memory, 0, pixels).fill(FAR);
}

/** Pixels of a canvas, which of a frame has so many in one unit of the world. */
interface Pixels {
  west: number;
  north: number;
  scale: number;
}

export class Roads {
  /** Made when something comes near. */
  private field: Float32Array<ArrayBuffer> | null = null;

  /** @param casing its width in pixels on each side of a road */
  constructor(
    private readonly across: number,
    private readonly down: number,
    private readonly casing: number,
  ) {}

  /** Add a feature's lines, so many pixels wide on each side. */
  add(
    g: Geometry,
    feature: number,
    { west, north, scale }: Frame,
    ratio: number,
    half: number,
  ): void {
    const pixels: Pixels = { west, north, scale: scale * ratio };
    for (let ring = g.featureStart[feature]!; ring < g.featureStart[feature + 1]!; ring++)
      if (g.ringRole[ring] !== POINT) this.addRing(g, ring, pixels, half);
  }

  private addRing(g: Geometry, ring: number, pixels: Pixels, half: number): void {
    const [start, end] = [g.ringStart[ring]!, g.ringStart[ring + 1]!];
    const xAt = (i: number): number => (g.x[i]! - pixels.west) * pixels.scale;
    const yAt = (i: number): number => (g.y[i]! - pixels.north) * pixels.scale;
    let [x, y] = [xAt(start), yAt(start)];
    for (let i = start + 1; i < end; i++) {
      const [toX, toY] = [xAt(i), yAt(i)];
      if (i < end - 1 && Math.abs(toX - x) < STEP && Math.abs(toY - y) < STEP) continue;
      this.addLine(x, y, toX, toY, half);
      x = toX;
      y = toY;
    }
    const role = g.ringRole[ring]!;
    if (role > LINE && role <= HOLE) this.addLine(x, y, xAt(start), yAt(start), half);
  }

  /** Row by row, the pixels that a line with round ends may reach, clipped to the two lines beside it. */
  addLine(x: number, y: number, toX: number, toY: number, half: number): void {
    const reach = half + this.casing + SOFT;
    const top = Math.max(0, Math.ceil(Math.min(y, toY) - reach - 0.5));
    const bottom = Math.min(this.down - 1, Math.floor(Math.max(y, toY) + reach - 0.5));
    const left = Math.max(0, Math.min(x, toX) - reach - 0.5);
    const right = Math.min(this.across - 1, Math.max(x, toX) + reach - 0.5);
    if (top > bottom || left > right) return;
    this.field ??= fieldOf(this.across * this.down);
    const length = Math.hypot(toX - x, toY - y);
    const [alongX, alongY] = length ? [(toX - x) / length, (toY - y) / length] : [1, 0];
    const slope = alongY ? alongX / alongY : 0;
    const spread = alongY ? Math.abs(reach / alongY) : FAR;
    for (let row = top; row <= bottom; row++) {
      const downBy = row + 0.5 - y;
      const middle = x - 0.5 + downBy * slope;
      const first = Math.ceil(Math.max(left, middle - spread));
      const last = Math.floor(Math.min(right, middle + spread));
      const rightBy = first + 0.5 - x;
      const along = rightBy * alongX + downBy * alongY;
      const aside = downBy * alongX - rightBy * alongY;
      this.addRow(
        row * this.across + first,
        last - first,
        along,
        aside,
        alongX,
        alongY,
        length,
        half,
      );
    }
  }

  private addRow(
    at: number,
    more: number,
    along: number,
    aside: number,
    alongX: number,
    alongY: number,
    length: number,
    half: number,
  ): void {
    const field = this.field!;
    for (let i = at; i <= at + more; i++) {
      const over = along < 0 ? along : along > length ? along - length : 0;
      const distance = (over ? Math.sqrt(aside * aside + over * over) : Math.abs(aside)) - half;
      if (distance < field[i]!) field[i] = distance;
      along += alongX;
      aside -= alongY;
    }
  }

  /** Draw all that was added over what is there. */
  paintOn(
    context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
    spare?: OffscreenCanvas,
  ): void {
    const picture = this.picture();
    if (!picture) return;
    const { across, down } = this;
    const canvas = spare ?? canvasOf(across, down);
    const own = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D | null;
    own?.putImageData(picture, 0, 0);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, 0, 0, across, down, 0, 0, across, down);
    context.restore();
  }

  /**
   * What was added, in the colours of streets and their casing; null where nothing came near. The colours take the place of
   * the distances, and are there until other roads are added.
   */
  picture(): ImageData | null {
    const { field } = this;
    if (!field) return null;
    this.field = null;
    const pixels = new Uint32Array(field.buffer, 0, field.length);
    const colors = this.colors();
    const outer = this.casing + SOFT;
    for (let i = 0; i < pixels.length; i++) {
      const distance = field[i]!;
      pixels[i] =
        distance < outer ? colors[Math.max(0, (distance + SOFT) * FINE) | 0]! : TRANSPARENT;
    }
    const bytes = new Uint8ClampedArray(field.buffer, 0, field.length * 4);
    return new ImageData(bytes, this.across, this.down);
  }

  /** The colour at each distance from the edge of a road, from within it outwards. */
  private colors(): Uint32Array {
    const [inner, outer] = [this.casing - SOFT, this.casing + SOFT];
    const [street, edge] = [partsOf(WHITE), partsOf(GROUND_CASING)];
    const colors = new Uint32Array(Math.ceil((outer + SOFT) * FINE) + 1);
    const bytes = new Uint8ClampedArray(colors.buffer);
    for (let i = 0; i < colors.length; i++) {
      const distance = i / FINE - SOFT;
      const share = Math.max(0, SOFT - distance);
      const parts = edge.map((part, at) => part + (street[at]! - part) * share);
      bytes.set([...parts, distance <= inner ? 255 : (outer - distance) * 255], i * 4);
    }
    return colors;
  }
}

const partsOf = (color: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

function canvasOf(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}
