// What is asked for about a place or within an outline, in words, and how it is asked for.
import { batch } from "@preact/signals";
import { type Near, projectAt } from "../data/around";
import { areaOf } from "../data/geodesic";
import { latOf, lonOf } from "../data/geometry";
import type { Layer } from "../data/layer";
import { nameOf } from "../look/labels";
import { formatArea, formatLength, formatPlace } from "../words/format";
import { say } from "../words/messages";
import type { Store } from "./store";

const DIGITS = 5; // of degrees, about a metre

export const rounded = (degrees: number): number => Number(degrees.toFixed(DIGITS));

/** So many kilometres about the place where a project's symbol stands. */
export function aboutProject({ anchors }: Layer, row: number, km: number): Near {
  return {
    lon: rounded(lonOf(anchors[row * 2]!)),
    lat: rounded(latOf(anchors[row * 2 + 1]!)),
    km,
  };
}

/** The place and the outline asked for as filters in words; empty where none is. */
export function aroundWords({ catalog, near, inside, lang }: Store): string[] {
  const words: string[] = [];
  if (near.value) {
    const { lon, lat, km } = near.value;
    const known = projectAt(catalog, near.value);
    const place = known ? nameOf(known.layer, known.row, lang.value) : formatPlace(lon, lat);
    const length = formatLength(km * 1000, lang.value);
    words.push(say("nearFilter", lang.value, { place, length }));
  }
  if (inside.value) {
    const area = formatArea(areaOf(inside.value).area, lang.value);
    words.push(say("insideFilter", lang.value, { area }));
  }
  return words;
}

export function clearAround({ near, inside }: Store): void {
  batch(() => {
    near.value = null;
    inside.value = null;
  });
}
