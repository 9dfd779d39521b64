// What is asked for about a place or within an outline, in words, and how it is asked for.
import { batch } from "@preact/signals";
import { isNear, isOutline, type Near, type Outline, projectAt } from "../data/around";
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

interface Part {
  id: "near" | "inside";
  words: string;
}

/** The place and the outline asked for, each in words; empty where none is. */
export function aroundParts({ catalog, near, inside, lang }: Store): Part[] {
  const parts: Part[] = [];
  if (near.value) {
    const { lon, lat, km } = near.value;
    const known = projectAt(catalog, near.value);
    const place = known ? nameOf(known.layer, known.row, lang.value) : formatPlace(lon, lat);
    const length = formatLength(km * 1000, lang.value);
    parts.push({ id: "near", words: say("nearFilter", lang.value, { place, length }) });
  }
  if (inside.value) {
    const area = formatArea(areaOf(inside.value).area, lang.value);
    parts.push({ id: "inside", words: say("insideFilter", lang.value, { area }) });
  }
  return parts;
}

export const aroundWords = (store: Store): string[] => aroundParts(store).map(({ words }) => words);

export function clearAround({ near, inside }: Store): void {
  batch(() => {
    near.value = null;
    inside.value = null;
  });
}

/** What a script asks for; null for anywhere. Throws where it is no place. */
export function setAround(
  store: Store,
  { near, inside }: { near?: Near | null; inside?: Outline | null },
): void {
  if (near && !isNear(near)) throw new Error("near is {lon, lat, km}, or null for anywhere");
  if (inside && !isOutline(inside))
    throw new Error("inside is [[lon, lat], ...] of three corners or more, or null for anywhere");
  if (near !== undefined) store.near.value = near && { lon: near.lon, lat: near.lat, km: near.km };
  if (inside !== undefined) store.inside.value = inside;
}
