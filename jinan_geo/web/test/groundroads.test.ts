// The pixels of roads against the distance of each pixel from each line, reckoned one by one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUND_CASING, WHITE } from "../src/look/palette";
import { Roads } from "../src/map/groundroads";

type Line = [number, number, number, number, number];

const SIDE = 60;
const CASING = 0.9;
const random = mulberry(7);

// Node has no canvas; of one only the bytes are needed here.
Object.assign(globalThis, {
  ImageData: class {
    constructor(readonly data: Uint8ClampedArray) {}
  },
});

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** From the edge of a line with round ends; within it less than 0. */
function distanceFrom([x, y, toX, toY, half]: Line, px: number, py: number): number {
  const [dx, dy] = [toX - x, toY - y];
  const square = dx * dx + dy * dy;
  const share = square ? Math.max(0, Math.min(1, ((px - x) * dx + (py - y) * dy) / square)) : 0;
  return Math.hypot(px - x - share * dx, py - y - share * dy) - half;
}

const bytesOf = (color: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** The colour and how opaque it is at a distance from the nearest edge. */
function expected(distance: number): number[] {
  const [street, casing] = [bytesOf(WHITE), bytesOf(GROUND_CASING)];
  const share = Math.max(0, Math.min(1, 0.5 - distance));
  const opaque = Math.max(0, Math.min(1, CASING + 0.5 - distance));
  return [...casing.map((part, at) => part + (street[at]! - part) * share), opaque * 255];
}

const place = (): number => random() * SIDE * 1.6 - SIDE * 0.3; // some lie outside or cross the edge

test("each pixel has the colour of its distance from the nearest of all roads", () => {
  const shapes: (() => Line)[] = [
    () => [place(), place(), place(), place(), random() * 5 + 0.9],
    () => [10.5, place(), 40, place(), 2],
    () => [5, 20, 55, 20, 3], // level, upright and a single place
    () => [20, 5, 20, 55, 3],
    () => [30, 30, 30, 30, 4],
  ];
  for (const draw of shapes) {
    const lines = Array.from({ length: 6 }, draw);
    const roads = new Roads(SIDE, SIDE, CASING);
    for (const [x, y, toX, toY, half] of lines) roads.addLine(x, y, toX, toY, half);
    const { data } = roads.picture()!;
    for (let at = 0; at < SIDE * SIDE; at++) {
      const [px, py] = [(at % SIDE) + 0.5, Math.floor(at / SIDE) + 0.5];
      const nearest = Math.min(...lines.map((line) => distanceFrom(line, px, py)));
      const wanted = expected(nearest);
      const found = [...data.subarray(at * 4, at * 4 + 4)];
      // What nothing covers has no colour; a step of distance is a sixty-fourth of a pixel.
      if (wanted[3] === 0) assert.equal(found[3], 0, `${px} ${py} ${nearest}`);
      else
        for (let part = 0; part < 4; part++)
          assert.ok(Math.abs(found[part]! - wanted[part]!) < 6, `${px} ${py}: ${found} ${wanted}`);
    }
  }
});

test("where no road comes near there is no picture", () => {
  const roads = new Roads(SIDE, SIDE, CASING);
  roads.addLine(-50, -50, -20, SIDE, 3);
  assert.equal(roads.picture(), null);
});
