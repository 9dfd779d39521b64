// The ground under the data: its chunks, each decoded when it is first in sight, and what of them a place needs.

import { signal } from "@preact/signals";
import { worldX, worldY } from "../data/geometry";
import type { GroundInfo } from "../data/page";
import { remember } from "../data/remember";
import type { Store } from "../state/store";
import { GRID_FROM, type Grid, gridOf } from "./grid";
import { type Chunk, type ChunkData, chunkOf, decodeChunk } from "./groundchunk";
import { type Painter, startPainter } from "./groundpainter";
import { Pictures } from "./groundpictures";
import type { Strokes } from "./groundstrokes";
import { type Extent, pixelRatio, TILE } from "./view";

type Info = NonNullable<GroundInfo>;
type TierInfo = Info["tiers"][number];

/** West, north, east, south in world units. */
export type WorldBox = readonly [number, number, number, number];

export const worldBox = ({ west, north, scale, width, height }: Extent): WorldBox => [
  west,
  north,
  west + width / scale,
  north + height / scale,
];

interface Part {
  /** By which the worker knows it. */
  number: number;
  box: WorldBox;
  at: number;
  length: number;
  chunk: Chunk | null;
  asked: Promise<void> | null;
  /** Decoded, or found to be damaged. */
  settled: boolean;
}

interface Tier {
  info: TierInfo;
  parts: Part[];
}

const DENSEST = 4;
const REHEARSED = [13, 14, 15];

const sizeOf = ({ box: [west, north, east, south] }: Part): number =>
  (east - west) * (south - north);

const meets = (a: WorldBox, b: WorldBox): boolean =>
  a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

class Damaged extends Error {}

/** The ground of a page. */
export class Ground {
  readonly bytes: number;
  /** Counts up as more of what was asked for is there. */
  readonly arrived = signal(0);
  private readonly tiers: Tier[];
  private readonly pictures = new Pictures();
  private text: string | null = null;
  private waiting = 0;
  /** Started when something is first drawn; null once there is none. */
  private worker: Painter | null | undefined;

  constructor(readonly info: Info) {
    let number = 0;
    this.tiers = info.tiers.map((tier) => ({
      info: tier,
      parts: tier.chunks.map((chunk) => partOf(chunk, number++)),
    }));
    this.bytes = info.tiers
      .flatMap(({ chunks }) => chunks)
      .reduce((sum, one) => sum + one.length, 0);
  }

  /** Whether any of it is drawn at a zoom. */
  reaches(zoom: number): boolean {
    return this.tierAt(zoom) !== undefined;
  }

  /** What is decoded of a box at a zoom; the rest of it is asked for. */
  chunksIn(zoom: number, box: WorldBox): Chunk[] {
    const parts = this.partsIn(zoom, box);
    for (const part of parts) void this.ask(part);
    return decoded(parts);
  }

  /** Whether all of a box is there that ever will be; what is not is asked for. */
  isThere(zoom: number, box: WorldBox): boolean {
    const parts = this.partsIn(zoom, box);
    for (const part of parts) void this.ask(part);
    return parts.every(({ settled }) => settled);
  }

  /** Whether it can be drawn now; what is needed for that is asked for. */
  isReady(zoom: number, strokes: Strokes): boolean {
    const box = worldBox(strokes.frame);
    const parts = this.partsIn(zoom, box);
    if (!parts.length || !this.painter()) return this.isThere(zoom, box);
    if (this.pictures.has(strokes)) return this.pictures.get(strokes) !== null;
    void this.paint(parts, strokes);
    return false;
  }

  /** As the worker drew it; null where it did not. */
  pictureOf(strokes: Strokes): ImageBitmap | null {
    return this.pictures.get(strokes);
  }

  private painter(): Painter | null {
    return this.worker === undefined ? (this.worker = startPainter()) : this.worker;
  }

  private async paint(parts: readonly Part[], strokes: Strokes): Promise<void> {
    this.pictures.expect(strokes);
    this.waiting++;
    for (const part of parts) void this.ask(part);
    try {
      const numbers = parts.map(({ number }) => number);
      this.pictures.keep(strokes, await this.painter()!.paint(numbers, strokes));
    } catch {
      this.worker = null; // the page draws it itself from now on
    }
    this.tell();
  }

  private tell(): void {
    this.waiting--;
    this.arrived.value++;
  }

  /** Decode all that a box needs at a zoom. */
  async need(zoom: number, box: WorldBox): Promise<void> {
    await Promise.all(this.partsIn(zoom, box).map((part) => this.ask(part)));
  }

  /**
   * Decode and draw for nobody the few parts where the city is densest, if the worker draws at all: a browser compiles
   * what has run for a while, and a first view from near would wait twice as long as the second.
   */
  async rehearse(): Promise<void> {
    const tier = this.tiers[this.tiers.length - 1];
    const parts = [...(tier?.parts ?? [])].sort((a, b) => sizeOf(a) - sizeOf(b)).slice(0, DENSEST);
    if (parts.some(({ asked }) => asked)) return;
    for (const part of parts) {
      if (!this.painter() || this.waiting) return; // a view that is asked for comes first
      await this.ask(part);
      for (const zoom of REHEARSED)
        (await this.painter()?.paint([part.number], middleOf(part, zoom)))?.close();
    }
  }

  /** Decode everything in as much detail as there is. */
  async finest(): Promise<Chunk[]> {
    const parts = this.tiers[this.tiers.length - 1]?.parts ?? [];
    await Promise.all(parts.map((part) => this.ask(part)));
    return decoded(parts);
  }

  private partsIn(zoom: number, box: WorldBox): Part[] {
    return this.tierAt(zoom)?.parts.filter((part) => meets(part.box, box)) ?? [];
  }

  private tierAt(zoom: number): Tier | undefined {
    const near = Math.round(zoom);
    return this.tiers.find(({ info }) => info.from_zoom <= near && near <= info.to_zoom);
  }

  private ask(part: Part): Promise<void> {
    return (part.asked ??= this.decode(part));
  }

  /** A damaged part is left out: the data above it matter more. */
  private async decode(part: Part): Promise<void> {
    this.text ??= document.getElementById("jg-ground")?.textContent?.trim() ?? "";
    this.waiting++;
    try {
      const text = this.text.slice(part.at, part.at + part.length);
      part.chunk = chunkOf(await this.read(part.number, text));
    } catch (error) {
      console.warn("jinan_geo: a part of the ground cannot be read", error);
    }
    part.settled = true;
    this.tell();
  }

  private async read(number: number, text: string): Promise<ChunkData> {
    try {
      const data = await this.painter()?.decode(number, text);
      if (data === null) throw new Damaged("its block is damaged");
      if (data) return data;
    } catch (error) {
      if (error instanceof Damaged) throw error;
      this.worker = null;
    }
    return decodeChunk(text);
  }
}

function partOf({ bounds, at, length }: TierInfo["chunks"][number], number: number): Part {
  const [west, south, east, north] = bounds as [number, number, number, number];
  const box: WorldBox = [worldX(west), worldY(north), worldX(east), worldY(south)];
  return { number, box, at, length, chunk: null, asked: null, settled: false };
}

/** The middle of a part, in a quarter of a tile. */
function middleOf({ box: [west, north, east, south] }: Part, zoom: number): Strokes {
  const scale = 256 * 2 ** zoom;
  const [side, ratio] = [TILE / 2, pixelRatio()];
  const [x, y] = [west + east - side / scale, north + south - side / scale];
  const frame = { west: x / 2, north: y / 2, scale, width: side, height: side };
  return { frame, ratio, unit: 1, across: side * ratio, down: side * ratio, bare: false };
}

const decoded = (parts: readonly Part[]): Chunk[] =>
  parts.flatMap(({ chunk }) => (chunk ? [chunk] : []));

/** The ground of the page, where it has one. */
export const groundOf = remember((store: Store): Ground | null => {
  const { ground } = store.catalog.page;
  return ground ? new Ground(ground) : null;
});

/** What lies under the data: a ground, and where that has nothing a grid. */
export interface Under {
  ground: Ground | null;
  grid: Grid | null;
}

/** What of it a picture and a printed sheet hold, which leave online backgrounds out. */
export const drawnUnder = (store: Store): Under =>
  store.ground.value ? { ground: groundOf(store), grid: gridOf(store) } : NOTHING;

/** What of it is shown: an online background takes its place. */
export const shownUnder = (store: Store): Under =>
  store.backdrop.value === "shown" ? NOTHING : drawnUnder(store);

/** Whether all is decoded that an extent has of it; what is not is asked for. */
export const isThere = ({ ground }: Under, extent: Extent): boolean =>
  ground?.isThere(Math.log2(extent.scale / 256), worldBox(extent)) ?? true;

const NOTHING: Under = { ground: null, grid: null };

/** Whether a grid is drawn at a zoom. */
export const gridAt = ({ ground, grid }: Under, zoom: number): Grid | null =>
  Math.round(zoom) >= GRID_FROM && !ground?.reaches(zoom) ? grid : null;
