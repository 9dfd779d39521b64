// Decodes and paints the ground beside the page, so that its first view takes nothing from what a reader does.

import { type Chunk, type ChunkData, chunkOf, decodeChunk } from "./groundchunk";
import { rehearse } from "./groundroads";
import { paintChunks, type Strokes } from "./groundstrokes";

/** What the page asks for; each has a number that its answer comes back with. */
export type Asked =
  | { number: number; part: number; text: string }
  | { number: number; parts: readonly number[]; strokes: Strokes };

/** What comes back: a part, null where it is damaged; or a picture. */
export interface Answer {
  number: number;
  data?: ChunkData | null;
  picture?: ImageBitmap;
  /** Why there is none. */
  failure?: string;
}

interface Scope {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(answer: Answer, transfer?: Transferable[]): void;
}

const scope = self as unknown as Scope;
let hasRehearsed = false;
const chunks = new Map<number, Promise<Chunk | null>>();

async function decode(number: number, text: string): Promise<Chunk | null> {
  try {
    const data = await decodeChunk(text);
    scope.postMessage({ number, data });
    return chunkOf(data);
  } catch {
    scope.postMessage({ number, data: null });
    return null;
  }
}

async function paint(number: number, parts: readonly number[], strokes: Strokes): Promise<void> {
  const found = await Promise.all(parts.map((part) => chunks.get(part) ?? null));
  const canvas = new OffscreenCanvas(strokes.across, strokes.down);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  paintChunks(
    context,
    found.flatMap((chunk) => chunk ?? []),
    strokes,
  );
  const picture = canvas.transferToImageBitmap();
  scope.postMessage({ number, picture }, [picture]);
  if (!hasRehearsed) setTimeout(rehearse);
  hasRehearsed = true;
}

scope.onmessage = ({ data }) => {
  const { number } = data;
  if ("text" in data) chunks.set(data.part, decode(number, data.text));
  else
    paint(number, data.parts, data.strokes).catch((error) =>
      scope.postMessage({ number, failure: String(error) }),
    );
};
