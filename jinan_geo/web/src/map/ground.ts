// The ground under the data: its chunks, each decoded when it is first in sight, and what of them a place needs.

import { signal } from "@preact/signals";
import { readBlock, type Table } from "../data/columns";
import { type Geometry, readGeometry, worldX, worldY } from "../data/geometry";
import type { GroundInfo } from "../data/page";
import { remember } from "../data/remember";
import { type SpatialIndex, scanFeatures } from "../data/spatial";
import type { Store } from "../state/store";
import type { Lang } from "../words/texts";
import { GRID_FROM, type Grid, gridOf } from "./grid";
import type { Extent } from "./view";

type Info = NonNullable<GroundInfo>;
type TierInfo = Info["tiers"][number];

/** A decoded chunk. */
export interface Chunk {
  geometry: Geometry;
  index: SpatialIndex;
  classAt(row: number): string;
  /** In the reader's language, or the other where that is all there is; empty where it has none. */
  nameOf(row: number, lang: Lang): string;
  table: Table;
  /** The last zoom that a row is drawn at. */
  lastZoom(row: number): number;
}

/** West, north, east, south in world units. */
export type WorldBox = readonly [number, number, number, number];

export const worldBox = ({ west, north, scale, width, height }: Extent): WorldBox => [
  west,
  north,
  west + width / scale,
  north + height / scale,
];

interface Part {
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

const meets = (a: WorldBox, b: WorldBox): boolean =>
  a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

async function readChunk(text: string): Promise<Chunk> {
  const { tables } = await readBlock(text);
  const [table, rings, vertices] = ["features", "rings", "vertices"].map((one) => tables.get(one));
  if (!table || !rings || !vertices) throw new Error("a part of the ground lacks a table");
  const geometry = readGeometry(rings, vertices, table.rows);
  const classes = table.columns.get("class");
  const [zh, en] = [table.columns.get("name_zh"), table.columns.get("name_en")];
  const last = table.columns.get("to_zoom");
  return {
    geometry,
    index: scanFeatures(geometry),
    table,
    nameOf: (row, lang) => {
      const [own, other] = lang === "zh" ? [zh, en] : [en, zh];
      return String(own?.at(row) ?? other?.at(row) ?? "");
    },
    classAt: (row) => String(classes?.at(row) ?? ""),
    lastZoom: (row) => Number(last?.at(row) ?? Infinity),
  };
}

/** The ground of a page. */
export class Ground {
  readonly bytes: number;
  /** Counts up as more of what was asked for is there. */
  readonly arrived = signal(0);
  private readonly tiers: Tier[];
  private text: string | null = null;
  private waiting = 0;

  constructor(readonly info: Info) {
    this.tiers = info.tiers.map((tier) => ({ info: tier, parts: tier.chunks.map(partOf) }));
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

  /** Decode all that a box needs at a zoom. */
  async need(zoom: number, box: WorldBox): Promise<void> {
    await Promise.all(this.partsIn(zoom, box).map((part) => this.ask(part)));
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
      part.chunk = await readChunk(this.text.slice(part.at, part.at + part.length));
    } catch (error) {
      console.warn("jinan_geo: a part of the ground cannot be read", error);
    }
    part.settled = true;
    this.waiting--;
    if (!this.waiting) this.arrived.value++;
  }
}

function partOf({ bounds, at, length }: TierInfo["chunks"][number]): Part {
  const [west, south, east, north] = bounds as [number, number, number, number];
  const box: WorldBox = [worldX(west), worldY(north), worldX(east), worldY(south)];
  return { box, at, length, chunk: null, asked: null, settled: false };
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

const NOTHING: Under = { ground: null, grid: null };

/** Whether a grid is drawn at a zoom. */
export const gridAt = ({ ground, grid }: Under, zoom: number): Grid | null =>
  Math.round(zoom) >= GRID_FROM && !ground?.reaches(zoom) ? grid : null;
