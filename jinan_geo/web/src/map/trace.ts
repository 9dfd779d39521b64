// Turns rings into canvas paths for one tile: places closer than half a pixel are left out, and so are
// stretches that stay beyond one side of the tile.
import { type Geometry, HOLE, LINE, POINT } from "../data/geometry";

export interface Frame {
  /** World coordinates of the tile's upper left corner. */
  west: number;
  north: number;
  /** CSS pixels in one world unit. */
  scale: number;
  size: number;
}

const MARGIN = 24; // pixels beyond the tile that strokes may reach into it
const STEP = 0.5;

export function traceFeature(
  path: Path2D,
  g: Geometry,
  feature: number,
  frame: Frame,
  exact: boolean,
): void {
  for (let ring = g.featureStart[feature]!; ring < g.featureStart[feature + 1]!; ring++) {
    const role = g.ringRole[ring]!;
    if (role !== POINT) traceRing(path, g, ring, frame, exact, role > LINE && role <= HOLE);
  }
}

function traceRing(
  path: Path2D,
  g: Geometry,
  ring: number,
  frame: Frame,
  exact: boolean,
  closed: boolean,
): void {
  const { west, north, scale, size } = frame;
  const end = g.ringStart[ring + 1]!;
  let lastX = 0;
  let lastY = 0;
  let heldX = 0;
  let heldY = 0;
  let held = false;
  let side = 0;
  for (let i = g.ringStart[ring]!; i < end; i++) {
    const x = (g.x[i]! - west) * scale;
    const y = (g.y[i]! - north) * scale;
    if (i === g.ringStart[ring]) {
      path.moveTo(x, y);
      side = sideOf(x, y, size);
    } else {
      if (Math.abs(x - lastX) < STEP && Math.abs(y - lastY) < STEP && i < end - 1) continue;
      const now = sideOf(x, y, size);
      // Dashes would shift between tiles if their path had gaps, so those paths keep every place.
      if (!exact && now & side && i < end - 1) {
        [heldX, heldY, held] = [x, y, true];
        side &= now;
        [lastX, lastY] = [x, y];
        continue;
      }
      if (held) path.lineTo(heldX, heldY);
      held = false;
      path.lineTo(x, y);
      side = now;
    }
    [lastX, lastY] = [x, y];
  }
  if (closed) path.closePath();
}

/** Which sides of the tile a place lies beyond, one bit each. */
function sideOf(x: number, y: number, size: number): number {
  return (
    (x < -MARGIN ? 1 : 0) |
    (x > size + MARGIN ? 2 : 0) |
    (y < -MARGIN ? 4 : 0) |
    (y > size + MARGIN ? 8 : 0)
  );
}
