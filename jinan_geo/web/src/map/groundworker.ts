// Decodes large layers, and decodes and paints the ground, beside the page: so that this takes nothing from what a reader does.

import type { BlockWish } from "../data/beside";
import type { Geometry } from "../data/geometry";
import { type LayerData, readLayer } from "../data/layer";
import { startUnpacking, type Unpacking } from "../data/unpack";
import { type Chunk, type ChunkData, chunkOf, decodeChunk } from "./groundchunk";
import { paintChunks, type Strokes } from "./groundstrokes";
import { TILE } from "./view";

/** What the page asks for; each has a number that its answer comes back with. */
export type Asked =
  | { number: number; part: number; text: string }
  | ({ number: number } & BlockWish)
  | { number: number; side: number }
  | { number: number; parts: readonly number[]; strokes: Strokes };

/** What comes back: a part, null where it is damaged; a layer; or a picture. */
export interface Answer {
  number: number;
  data?: ChunkData | null;
  layer?: LayerData;
  picture?: ImageBitmap;
  /** Why there is none. */
  failure?: string;
}

interface Scope {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(answer: Answer, transfer?: Transferable[]): void;
}

const scope = self as unknown as Scope;
const chunks = new Map<number, Promise<Chunk | null>>();

/** A copy is handed over: to read what is cloned for it takes the page several times as long. */
function give(number: number, { geometry, bytes, names }: ChunkData): void {
  const arrays = Object.entries(geometry).map(([name, array]: [string, Uint8Array]) => [
    name,
    array.slice(),
  ]);
  const copy = { geometry: Object.fromEntries(arrays) as Geometry, bytes: bytes.slice(), names };
  const buffers = [copy.bytes, ...Object.values(copy.geometry)].map(({ buffer }) => buffer);
  scope.postMessage({ number, data: copy }, buffers);
}

async function decode(number: number, text: string): Promise<Chunk | null> {
  try {
    const data = await decodeChunk(text);
    give(number, data);
    return chunkOf(data);
  } catch {
    scope.postMessage({ number, data: null });
    return null;
  }
}

const sheets: OffscreenCanvas[] = [];

/** One of two canvases, kept: to make one a worker waits until the page is free, and so it does to give one away. */
function sheetOf(which: 0 | 1, side: number): OffscreenCanvas {
  const kept = sheets[which];
  return kept && kept.width >= side ? kept : (sheets[which] = new OffscreenCanvas(side, side));
}

/** Make both before they are needed. */
function prepare(number: number, side: number): void {
  for (const which of [0, 1] as const) sheetOf(which, side).getContext("2d")?.fillRect(0, 0, 1, 1);
  scope.postMessage({ number });
}

async function paint(number: number, parts: readonly number[], strokes: Strokes): Promise<void> {
  await Promise.all(chunks.values()); // all that was asked for: the page names what it is given
  const found = await Promise.all(parts.map((part) => chunks.get(part) ?? null));
  const { across, down } = strokes;
  const side = Math.max(across, down, Math.ceil((TILE + 1) * strokes.ratio));
  const sheet = sheetOf(0, side);
  const context = sheet.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, across, down);
  const chunksThere = found.flatMap((chunk) => chunk ?? []);
  paintChunks(context, chunksThere, strokes, sheetOf(1, side));
  const picture = await createImageBitmap(sheet, 0, 0, across, down);
  scope.postMessage({ number, picture }, [picture]);
}

const unpackings = new Map<string, Unpacking>();

/** A block is unpacked as its text comes. The arrays are handed over, not copied. */
async function decodeWhole(number: number, { block, id, isLast }: BlockWish): Promise<void> {
  if (!id) return scope.postMessage({ number });
  const unpacking = unpackings.get(id) ?? startUnpacking();
  unpackings.set(id, unpacking);
  unpacking.take(block);
  if (!isLast) return;
  unpackings.delete(id);
  const layer = readLayer(await unpacking.end());
  const { bytes, geometry, buckets, anchors } = layer;
  const arrays = [bytes, anchors, ...Object.values(geometry), buckets.heads, buckets.items];
  const buffers = new Set(arrays.map(({ buffer }: Uint8Array) => buffer as ArrayBuffer));
  scope.postMessage({ number, layer }, [...buffers]);
}

scope.onmessage = ({ data }) => {
  const { number } = data;
  if ("side" in data) return prepare(number, data.side);
  if ("text" in data) {
    chunks.set(data.part, decode(number, data.text));
    return;
  }
  const work =
    "block" in data ? decodeWhole(number, data) : paint(number, data.parts, data.strokes);
  work.catch((error) => scope.postMessage({ number, failure: String(error) }));
};
