// The districts' names on the map, as quiet as on a printed atlas: on the screen, in the picture and on the printed sheet.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Box } from "../data/boxes";
import type { Layer } from "../data/layer";
import { remember } from "../data/remember";
import { formsOf } from "../look/labels";
import { ACCENT, GROUND, LABEL } from "../look/palette";
import { fontOf } from "../look/symbols";
import { standings } from "../state/standing";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import { type Place, placeInside, type Ring, type Sight, sightOf } from "./districtplaces";
import { districtsLayer, sharesOf, shareWords } from "./sharing";
import type { Extent } from "./view";

const SIZE = 13;
const HIGH = 9; // half of a name's height, in pixels
const AIR = 3; // pixels beside a name

/** A name where it stands. */
export interface DistrictName extends Place {
  code: string;
  text: string;
  shared: boolean;
}

interface Wish {
  code: string;
  forms: readonly string[];
  shared: boolean;
  row: number;
}

let last: { asked: string; names: DistrictName[] } = { asked: "", names: [] };
/** By row, as far as the last part of the world shows them: a card or a filter moves names, and no district. */
let seen: { asked: string; of: Map<number, Sight> } = { asked: "", of: new Map() };

/** The order of the districts, the worst first. */
export const districtRanks = remember(
  (store: Store): ReadonlySignal<ReadonlyMap<string, number>> =>
    computed(() => new Map(standings(store, null).map(({ code }, at) => [code, at]))),
);

/**
 * Where names stand in a part of the world: within the frame, off what is solid, off the soft where they can, and
 * beside the badges of their districts.
 */
export function placeDistricts(
  store: Store,
  context: CanvasRenderingContext2D,
  extent: Extent,
  frame: Box,
  solid: readonly Box[],
  soft: readonly Box[],
  badges: ReadonlyMap<string, Box>,
): DistrictName[] {
  const layer = districtsLayer(store);
  const wishes = layer ? wishesOf(store, layer) : [];
  if (!layer || !wishes.length) return [];
  const asked = JSON.stringify([wishes, extent, frame, solid, soft]);
  if (asked === last.asked) return last.names; // a step in time leaves most names where they are
  const areas = wishes.map(({ code, row, forms, shared }) => {
    context.font = fontFor(shared);
    const widths = forms.map((text) => context.measureText(text).width / 2 + AIR);
    return { sight: sightIn(layer, row, extent, frame), widths, close: badges.get(code) };
  });
  const names = placeInside(areas, frame, HIGH, solid, soft).flatMap((place, at) => {
    const { code, forms, shared } = wishes[at]!;
    return place ? [{ ...place, code, text: forms[place.form]!, shared }] : [];
  });
  last = { asked, names };
  return names;
}

/** Those that share in the project chosen first, then the worst. */
function wishesOf(store: Store, layer: Layer): Wish[] {
  const lang = store.lang.value;
  const shares = sharesOf(store).value;
  if (store.hidden.value.has(layer.info.id) && !shares.length) return [];
  const rank = districtRanks(store).value;
  const wishes = store.catalog.page.districts.flatMap(({ code, name }): Wish[] => {
    const row = layer.rowOf.get(code);
    if (row === undefined) return [];
    const share = shares.find(({ district }) => district === code);
    const forms = formsOf(inLang(name, lang));
    if (!share) return [{ code, row, forms, shared: false }];
    return [{ code, row, forms: [`${forms[0]} ${shareWords(share, lang)}`], shared: true }];
  });
  const order = ({ code, shared }: Wish): number => (rank.get(code) ?? 0) - (shared ? 1000 : 0);
  return wishes.sort((a, b) => order(a) - order(b));
}

function sightIn(layer: Layer, row: number, extent: Extent, frame: Box): Sight {
  const asked = JSON.stringify([layer.info.id, extent, frame]);
  if (asked !== seen.asked) seen = { asked, of: new Map() };
  const sight = seen.of.get(row) ?? sightOf(ringsOf(layer, row, extent, frame), frame);
  seen.of.set(row, sight);
  return sight;
}

/** A district's rings in pixels; none where it lies beside the frame. */
function ringsOf({ geometry: g }: Layer, row: number, extent: Extent, frame: Box): Ring[] {
  const { west, north, scale } = extent;
  const x = (at: number): number => (at - west) * scale;
  const y = (at: number): number => (at - north) * scale;
  const [left, top, right, bottom] = [0, 1, 2, 3].map((at) => g.boxes[row * 4 + at]!);
  if (x(right!) < frame.x - frame.wide || x(left!) > frame.x + frame.wide) return [];
  if (y(bottom!) < frame.y - frame.high || y(top!) > frame.y + frame.high) return [];
  const rings: Ring[] = [];
  for (let ring = g.featureStart[row]!; ring < g.featureStart[row + 1]!; ring++) {
    const corners: [number, number][] = [];
    for (let i = g.ringStart[ring]!; i < g.ringStart[ring + 1]!; i++)
      corners.push([x(g.x[i]!), y(g.y[i]!)]);
    rings.push(corners);
  }
  return rings;
}

const fontFor = (shared: boolean): string => `${shared ? "600 " : ""}${SIZE}px ${fontOf()}`;

/** Each with a halo; a line leads from a name that stands beside its district to a place in it. */
export function drawDistricts(
  context: CanvasRenderingContext2D,
  names: readonly DistrictName[],
): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const name of names) if (name.end) drawLine(context, name, name.end, name.hidden ?? 0);
  for (const { text, x, y, shared } of names) {
    context.font = fontFor(shared);
    context.strokeStyle = GROUND;
    context.lineWidth = 3.5;
    context.strokeText(text, x, y);
    context.fillStyle = shared ? ACCENT : LABEL;
    context.fillText(text, x, y);
  }
}

function drawLine(
  context: CanvasRenderingContext2D,
  { x, y, wide, high }: Box,
  [toX, toY]: readonly [number, number],
  hidden: number,
): void {
  const cut = Math.min(1, hidden / (Math.hypot(x - toX, y - toY) || 1));
  const [endX, endY] = [toX + cut * (x - toX), toY + cut * (y - toY)];
  const share = Math.min(wide / Math.abs(endX - x), high / Math.abs(endY - y), 1);
  context.beginPath();
  context.moveTo(x + share * (endX - x), y + share * (endY - y));
  context.lineTo(endX, endY);
  for (const [color, width] of [
    [GROUND, 3],
    [LABEL, 1],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
  if (hidden) return;
  context.beginPath();
  context.arc(endX, endY, 1.8, 0, 2 * Math.PI);
  context.fillStyle = LABEL;
  context.fill();
}
