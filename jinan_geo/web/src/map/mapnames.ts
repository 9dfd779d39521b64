// The districts' names on a map that stands still: beside the badges, since nobody can zoom in on paper.

import { worldX, worldY } from "../data/geometry";
import { GROUND, LABEL } from "../look/palette";
import { fontOf } from "../look/symbols";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import type { Badge } from "./badge";
import { labelOf } from "./basemap";
import { type Box, placeNames } from "./nameplaces";
import { badgeRadius } from "./stacks";
import type { Extent } from "./view";

const HIGH = 9; // half of a name's height, in pixels

/** Each with a halo. */
export function drawNames(
  store: Store,
  context: CanvasRenderingContext2D,
  extent: Extent,
  badges: readonly Badge[],
): void {
  const { page, layers } = store.catalog;
  const ground = layers.find(({ info }) => info.role === "districts");
  if (ground && store.hidden.value.has(ground.info.id)) return;
  const { west, north, scale } = extent;
  const discs = badges.map(({ x, y, count }): Box => {
    const radius = badgeRadius(count) + 1;
    return { x: (x - west) * scale, y: (y - north) * scale, wide: radius, high: radius };
  });
  context.font = `13px ${fontOf()}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const names = page.districts.map(({ name }) => labelOf(inLang(name, store.lang.value)));
  const boxes = page.districts.map(
    ({ label_at: [lon, lat] }, at): Box => ({
      x: (worldX(lon) - west) * scale,
      y: (worldY(lat) - north) * scale,
      wide: context.measureText(names[at]!).width / 2 + 3,
      high: HIGH,
    }),
  );
  placeNames(boxes, discs).forEach((place, at) => {
    if (!place) return;
    context.strokeStyle = GROUND;
    context.lineWidth = 3.5;
    context.strokeText(names[at]!, place.x, place.y);
    context.fillStyle = LABEL;
    context.fillText(names[at]!, place.x, place.y);
  });
}
