// Stacked lights over the editions, each a column at its date: red stands on the ground, so that it can be followed.
import type { Light } from "../data/layer";
import { LIGHT_COLORS } from "./palette";

/** From the ground up; those that cannot be judged stand between what is behind and what is well. */
const STACKED: readonly Light[] = ["red", "yellow", "grey", "green"];
/** What is well stands back, so that what is behind is seen where it is little. */
const SOLID: Record<Light, number> = { red: 1, yellow: 1, grey: 0.55, green: 0.4 };

export const STACK_WIDTH = 1000;
const WIDEST = 60;

/** Half the width of a column, so that neighbours do not touch. */
export function halfColumn(places: readonly number[]): number {
  let gap = 1;
  for (let at = 1; at < places.length; at++) gap = Math.min(gap, places[at]! - places[at - 1]!);
  return Math.min(WIDEST, Math.max(2, gap * STACK_WIDTH * 0.78)) / 2;
}

/** `most` is what the full height stands for: the same where several are compared. */
export function LightStack(props: {
  points: readonly Record<Light, number>[];
  places: readonly number[];
  most: number;
  height: number;
  /** The edition shown; later ones are pale. */
  now: number;
}) {
  const { points, places, most, height, now } = props;
  const half = halfColumn(places);
  return (
    <g>
      {points.map((point, at) => {
        let from = height;
        return (
          <g key={at} opacity={at > now ? 0.4 : 1}>
            {STACKED.map((light) => {
              const tall = (point[light] / Math.max(1, most)) * height;
              from -= tall;
              return (
                tall > 0 && (
                  <rect
                    key={light}
                    x={places[at]! * STACK_WIDTH - half}
                    y={from}
                    width={2 * half}
                    // A line of the ground's colour parts them on grey paper too.
                    height={Math.max(0.8, tall - (tall > 3 ? 0.8 : 0))}
                    fill={LIGHT_COLORS[light]}
                    fill-opacity={SOLID[light]}
                  />
                )
              );
            })}
          </g>
        );
      })}
    </g>
  );
}
