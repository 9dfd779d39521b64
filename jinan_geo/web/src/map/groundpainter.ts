// The page's side of the worker that decodes and paints the ground.

import { type Beside, startWorker } from "../data/beside";
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

type Wish = Asked extends infer One ? (One extends Asked ? Omit<One, "number"> : never) : never;

let program = "";
let early: Beside<Wish, Answer> | null | undefined;

/** Start it before it is asked for anything, where the page has a ground: once the page is busy it would wait for that. */
export function startEarly(source: string): void {
  program = source;
  if (!document.getElementById("jg-ground") || /\bground=off\b/.test(location.hash)) return;
  early = startWorker(program);
  early?.ask({ side: Math.ceil((TILE + 1) * pixelRatio()) }).catch(() => undefined);
}

/** What the worker refuses the page does itself. */
export function startPainter(): Painter | null {
  const beside = early === undefined ? startWorker<Wish, Answer>(program) : early;
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
