// Where the printed map lies in the city: the outlines of its districts, and a frame about what is shown.
import type { Layer } from "../data/layer";
import { ACCENT, BOUNDARY, DISTRICT, FOCUS_EDGE, WHITE } from "../look/palette";
import { districtsLayer } from "../map/sharing";
import type { Extent } from "../map/view";
import { useStore, useWords } from "../state/use";

const SIDE = 100; // of the drawing, in its own units
const FINE = 0.35; // corners nearer than this are one
const LEAST = 3; // a frame smaller than this could not be found

type Box = readonly [west: number, north: number, east: number, south: number];

function boxOf({ geometry: { boxes } }: Layer): Box {
  const all: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < boxes.length; at += 4) {
    all[0] = Math.min(all[0], boxes[at]!);
    all[1] = Math.min(all[1], boxes[at + 1]!);
    all[2] = Math.max(all[2], boxes[at + 2]!);
    all[3] = Math.max(all[3], boxes[at + 3]!);
  }
  return all;
}

function pathOf(
  { geometry: g }: Layer,
  row: number,
  place: (x: number, y: number) => [number, number],
): string {
  let path = "";
  for (let ring = g.featureStart[row]!; ring < g.featureStart[row + 1]!; ring++) {
    let last: [number, number] | null = null;
    for (let at = g.ringStart[ring]!; at < g.ringStart[ring + 1]!; at++) {
      const [x, y] = place(g.x[at]!, g.y[at]!);
      if (last && Math.hypot(x - last[0], y - last[1]) < FINE) continue;
      path += `${last ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      last = [x, y];
    }
    path += "Z";
  }
  return path;
}

/** Nothing where the map shows the whole city anyway. */
export function Locator({ extent }: { extent: Extent }) {
  const store = useStore();
  const { t } = useWords();
  const layer = districtsLayer(store);
  if (!layer?.features || layer.features < 2) return null;
  const [west, north, east, south] = boxOf(layer);
  const [right, bottom] = [
    extent.west + extent.width / extent.scale,
    extent.north + extent.height / extent.scale,
  ];
  if (extent.west <= west && extent.north <= north && right >= east && bottom >= south) return null;
  const scale = SIDE / Math.max(east - west, south - north);
  const place = (x: number, y: number): [number, number] => [
    (x - west) * scale,
    (y - north) * scale,
  ];
  const [wide, high] = place(east, south);
  const held = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  const [left, top] = place(extent.west, extent.north);
  const [to, down] = place(right, bottom);
  const width = Math.max(LEAST, held(to, wide) - held(left, wide));
  const height = Math.max(LEAST, held(down, high) - held(top, high));
  const own = layer.rowOf.get(store.catalog.page.district ?? "");
  return (
    <figure class="jg-p-locator">
      <h3>{t("printLocator")}</h3>
      <svg viewBox={`-2 -2 ${wide + 4} ${high + 4}`} role="img" aria-label={t("printLocator")}>
        {Array.from({ length: layer.features }, (_, row) => (
          <path
            key={row}
            d={pathOf(layer, row, place)}
            fill={row === own ? BOUNDARY : DISTRICT}
            stroke={FOCUS_EDGE}
            stroke-width="0.4"
          />
        ))}
        <rect
          x={held(left, wide - LEAST)}
          y={held(top, high - LEAST)}
          width={width}
          height={height}
          fill={WHITE}
          fill-opacity="0.35"
          stroke={ACCENT}
          stroke-width="1.6"
        />
      </svg>
    </figure>
  );
}
