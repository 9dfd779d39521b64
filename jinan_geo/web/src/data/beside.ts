// A worker beside the page. It decodes large layers: in a sealed page already while the program is being started.
import type { LayerData } from "./layer";

interface Waiting<Answer> {
  take(answer: Answer): void;
  refuse(reason: unknown): void;
  timer: number;
}

interface Numbered {
  number: number;
  /** Why there is no answer. */
  failure?: string;
}

export interface Beside<Wish, Answer> {
  ask(wish: Wish, patience?: number): Promise<Answer>;
  end(): void;
}

/** What the page's first script has begun when the program starts. */
export interface Begun {
  /** The worker's program. */
  source: string;
  /** By the id of their block; those that are refused the page decodes itself. */
  layers: ReadonlyMap<string, Promise<LayerData>>;
}

const PATIENCE_MS = 10_000;
const PATIENT_MS = 60_000; // a layer of millions, where others keep the machine busy

/** Start a worker; null where there can be none. All that is asked of one that fails is refused, then and ever after. */
export function startWorker<Wish, Answer extends Numbered>(
  source: string,
): Beside<Wish, Answer> | null {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return null;
  const waiting = new Map<number, Waiting<Answer>>();
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

type Decoded = Numbered & { layer?: LayerData };

/** A worker that decodes layers, and is asked for all of them at once; then it ends. Refused where there is none. */
export function startDecoder(source: string): (block: string) => Promise<LayerData> {
  const beside = startWorker<{ block: string }, Decoded>(source);
  let asked = 0;
  return async (block) => {
    asked++;
    try {
      const layer = (await beside?.ask({ block }, PATIENT_MS))?.layer;
      if (!layer) throw new Error("there is no worker");
      return layer;
    } finally {
      if (--asked === 0) beside?.end();
    }
  };
}
