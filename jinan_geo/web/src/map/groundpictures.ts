// The pictures of the ground that the worker drew at the zoom shown: a tile is painted again when what stands on it changes.

import type { Strokes } from "./groundstrokes";

const MOST = 32_000_000; // pixels kept, more than any but the very largest screen shows

const keyOf = ({ frame, across, down, unit, bare }: Strokes): string =>
  [frame.west, frame.north, frame.scale, across, down, unit, bare].join();

export class Pictures {
  /** null while it is still being drawn. */
  private readonly kept = new Map<string, ImageBitmap | null>();
  private scale = 0;
  private pixels = 0;

  has(strokes: Strokes): boolean {
    return this.kept.has(keyOf(strokes));
  }

  get(strokes: Strokes): ImageBitmap | null {
    return this.kept.get(keyOf(strokes)) ?? null;
  }

  /** It was asked for; those of another zoom are no longer needed. */
  expect(strokes: Strokes): void {
    if (strokes.frame.scale !== this.scale) this.dropTo(0);
    this.scale = strokes.frame.scale;
    this.kept.set(keyOf(strokes), null);
  }

  keep(strokes: Strokes, picture: ImageBitmap): void {
    this.kept.delete(keyOf(strokes));
    if (strokes.frame.scale !== this.scale) {
      picture.close();
      return;
    }
    const own = picture.width * picture.height;
    this.dropTo(Math.max(0, MOST - own));
    this.kept.set(keyOf(strokes), picture);
    this.pixels += own;
  }

  /** Drop the oldest until so many pixels are left. */
  private dropTo(pixels: number): void {
    for (const [key, oldest] of this.kept) {
      if (this.pixels <= pixels) break;
      if (!oldest) continue;
      this.pixels -= oldest.width * oldest.height;
      this.kept.delete(key);
      oldest.close();
    }
  }
}
