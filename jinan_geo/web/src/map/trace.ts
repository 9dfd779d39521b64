// Turns rings into canvas paths for one tile: places closer than half a pixel are left out, and so are
// stretches that stay beyond one side of the tile.
import { type Geometry, HOLE, LINE, POINT } from "../data/geometry";

/** A tile, or a part of the world, in CSS pixels. */
export interface Frame {
  /** World coordinates of the upper left corner. */
  west: number;
  north: number;
  /** CSS pixels in one world unit. */
  scale: number;
  width: number;
  height: number;
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
  const { west, north, scale, width, height } = frame;
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
      side = sideOf(x, y, width, height);
    } else {
      if (i < end - 1 && Math.abs(x - lastX) < STEP && Math.abs(y - lastY) < STEP) continue;
      const now = sideOf(x, y, width, height);
      // Dashes would shift between tiles if their path had gaps, so those paths keep every place.
      if (!exact && now & side && i < end - 1) {
        heldX = lastX = x;
        heldY = lastY = y;
        held = true;
        side &= now;
        continue;
      }
      if (held) path.lineTo(heldX, heldY);
      held = false;
      path.lineTo(x, y);
      side = now;
    }
    lastX = x;
    lastY = y;
  }
  if (closed) path.closePath();
}

/** Which sides of the tile a place lies beyond, one bit each. */
function sideOf(x: number, y: number, width: number, height: number): number {
  return (
    (x < -MARGIN ? 1 : 0) |
    (x > width + MARGIN ? 2 : 0) |
    (y < -MARGIN ? 4 : 0) |
    (y > height + MARGIN ? 8 : 0)
  );
}
