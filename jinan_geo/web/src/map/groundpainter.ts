// The page's side of the worker that decodes large layers, and decodes and paints the ground.

import source from "worker:groundworker.ts";
import { decodeLayer, type LayerData } from "../data/layer";
import type { ChunkData } from "./groundchunk";
import type { Strokes } from "./groundstrokes";
import type { Answer, Asked } from "./groundworker";
import { pixelRatio, TILE } from "./view";

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
const PATIENT_MS = 60_000; // a layer of millions, where others keep the machine busy

type Wish = Asked extends infer One ? (One extends Asked ? Omit<One, "number"> : never) : never;

interface Beside {
  ask(wish: Wish, patience?: number): Promise<Answer>;
  end(): void;
}

/** Start the worker; null where there can be none. All that is asked of one that fails is refused, then and ever after. */
function startWorker(): Beside | null {
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
  const ask = (wish: Wish, patience = PATIENCE_MS): Promise<Answer> =>
    new Promise((take, refuse) => {
      if (failure !== null) return refuse(failure);
      const timer = window.setTimeout(() => fail("the worker does not answer"), patience);
      waiting.set(++number, { take, refuse, timer });
      worker.postMessage({ ...wish, number });
    });
  return { ask, end: () => worker.terminate() };
}

let early: Beside | null | undefined;

/** Start it before it is asked for anything, where the page has a ground: once the page is busy it would wait for that. */
export function startEarly(): void {
  if (!document.getElementById("jg-ground") || /\bground=off\b/.test(location.hash)) return;
  early = startWorker();
  early?.ask({ side: Math.ceil((TILE + 1) * pixelRatio()) }).catch(() => undefined);
}

/** What the worker refuses the page does itself. */
export function startPainter(): Painter | null {
  const beside = early === undefined ? startWorker() : early;
  return (
    beside && {
      decode: async (part, text) => (await beside.ask({ part, text })).data ?? null,
      async paint(parts, strokes) {
        const { picture } = await beside.ask({ parts, strokes });
        if (!picture) throw new Error("the worker gives no picture");
        return picture;
      },
    }
  );
}

let decoder: { beside: Beside | null; asked: number } | null = null;

/** Decode a layer beside the page; here where there is no worker, or where it refuses. */
export async function decodeBeside(block: string): Promise<LayerData> {
  decoder ??= { beside: startWorker(), asked: 0 };
  const { beside } = decoder;
  decoder.asked++;
  try {
    const layer = (await beside?.ask({ block }, PATIENT_MS))?.layer;
    if (layer) return layer;
  } catch {
    // A damaged block is told of by whoever decodes it here.
  } finally {
    if (decoder && --decoder.asked === 0) {
      beside?.end();
      decoder = null;
    }
  }
  return decodeLayer(block);
}
