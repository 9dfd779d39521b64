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
  /** What it takes without an answer. */
  tell(wish: Wish): void;
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
  const tell = (wish: Wish): void => worker.postMessage({ ...wish, number: 0 });
  return { ask, tell, end: () => worker.terminate() };
}

type Decoded = Numbered & { layer?: LayerData };

/** Some of a block's text, or the rest of it; of no block it is answered at once. */
export interface BlockWish {
  block: string;
  id: string;
  isLast: boolean;
}

/** A worker that decodes layers. */
export interface Decoder {
  /** Whether it runs; refused where there is none. */
  runs: Promise<unknown>;
  /** Some of a block's text, of which more will come: in whole fours of characters. */
  more(id: string, text: string): void;
  /** The rest of a block's text, or all of it. Refused where there is no worker. */
  decode(id: string, text: string): Promise<LayerData>;
  /** All that will be asked for has been. */
  close(): void;
}

export function startDecoder(source: string): Decoder {
  const beside = startWorker<BlockWish, Decoded>(source);
  let asked = 0;
  let isClosed = false;
  const runs = beside?.ask({ block: "", id: "", isLast: false }) ?? Promise.reject();
  runs.catch(() => undefined); // whoever asks for more is told
  const endIfIdle = (): void => {
    if (isClosed && asked === 0) beside?.end();
  };
  return {
    runs,
    more: (id, block) => beside?.tell({ block, id, isLast: false }),
    async decode(id, block) {
      asked++;
      try {
        const layer = (await beside?.ask({ block, id, isLast: true }, PATIENT_MS))?.layer;
        if (!layer) throw new Error("there is no worker");
        return layer;
      } finally {
        asked--;
        endIfIdle();
      }
    },
    close() {
      isClosed = true;
      endIfIdle();
    },
  };
}
