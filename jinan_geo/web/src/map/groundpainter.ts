// The page's side of the worker that decodes and paints the ground; null where there can be none.

import source from "worker:groundworker.ts";
import type { ChunkData } from "./groundchunk";
import type { Strokes } from "./groundstrokes";
import type { Answer, Asked } from "./groundworker";

export interface Painter {
  /** A part, null where it is damaged. */
  decode(part: number, text: string): Promise<ChunkData | null>;
  /** These parts, as soon as they are decoded, drawn as said. */
  paint(parts: readonly number[], strokes: Strokes): Promise<ImageBitmap>;
}

interface Waiting {
  take(answer: Answer): void;
  refuse(reason: unknown): void;
  timer: number;
}

const PATIENCE_MS = 10_000;

type Wish = Asked extends infer One ? (One extends Asked ? Omit<One, "number"> : never) : never;

/** Start the worker. All that is asked of one that fails is refused, then and ever after: the page does it itself. */
export function startPainter(): Painter | null {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return null;
  const waiting = new Map<number, Waiting>();
  let failure: unknown = null;
  const fail = (reason: unknown): void => {
    failure ??= reason;
    for (const { refuse, timer } of waiting.values()) {
      clearTimeout(timer);
      refuse(reason);
    }
    waiting.clear();
  };
  let worker: Worker;
  try {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    worker = new Worker(address);
  } catch {
    return null; // an office shell that allows none
  }
  worker.onerror = (event) => fail(event.message || "the worker cannot start");
  worker.onmessageerror = () => fail("an answer cannot be read");
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.number);
    waiting.delete(data.number);
    clearTimeout(asked?.timer);
    if (data.failure === undefined) asked?.take(data);
    else asked?.refuse(data.failure);
  };
  let number = 0;
  const ask = (wish: Wish): Promise<Answer> =>
    new Promise((take, refuse) => {
      if (failure !== null) return refuse(failure);
      const timer = window.setTimeout(() => fail("the worker does not answer"), PATIENCE_MS);
      waiting.set(++number, { take, refuse, timer });
      worker.postMessage({ ...wish, number });
    });
  return {
    decode: async (part, text) => (await ask({ part, text })).data ?? null,
    async paint(parts, strokes) {
      const { picture } = await ask({ parts, strokes });
      if (!picture) throw new Error("the worker gives no picture");
      return picture;
    },
  };
}
