// What is drawn: a tile, or a part of the world.
import type { Frame } from "./trace";

export const TILE = 512; // pixels of the screen along its side

/** A tile's place, and how its pixels relate to those of the screen. */
export interface View {
  frame: Frame;
  /** One pixel of the screen in pixels of the tile. */
  unit: number;
  /** Pixels of the canvas in one pixel of the tile. */
  ratio: number;
  /** Growth of symbols at this zoom. */
  factor: number;
}

/** A part of the world in CSS pixels. */
export type Extent = Frame;

/** Pixels of a canvas in one of the screen; more than two nobody sees. */
export const pixelRatio = (): number => Math.min(2, Math.ceil(window.devicePixelRatio || 1));
