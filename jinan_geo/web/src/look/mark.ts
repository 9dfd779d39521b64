// Marks of change beside a symbol: a dot where something changed, a ring where it went back.
import { GROUND, INK } from "./palette";

/** 0: nothing changed; 1: something did; 2: it went back. */
export type Mark = 0 | 1 | 2;

const RING_AWAY = 3;
const DOT = 1.9;

/** Ink on a pale ground, so that it is seen over areas and in grey print. */
export function paintMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  mark: Mark,
  unit: number,
): void {
  if (!mark) return;
  context.beginPath();
  if (mark === 1) {
    const away = (radius * 0.75 + 1) * unit;
    context.arc(x + away, y - away, DOT * unit, 0, 2 * Math.PI);
    context.strokeStyle = GROUND;
    context.lineWidth = 2 * unit;
    context.stroke();
    context.fillStyle = INK;
    context.fill();
    return;
  }
  context.arc(x, y, (radius + RING_AWAY) * unit, 0, 2 * Math.PI);
  for (const [color, width] of [
    [GROUND, 2.4],
    [INK, 1.1],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width * unit;
    context.stroke();
  }
}
