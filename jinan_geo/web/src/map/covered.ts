// What lies over the map, where nothing should be written.
import type { Box } from "../data/boxes";

const OVER = [
  ".jg-panel",
  ".jg-fold",
  ".jg-map-buttons",
  ".jg-tools-button",
  ".jg-map-top > *",
  ".jg-legend",
  ".jg-time",
  ".jg-card-panel",
  ".jg-notice",
  ".jg-map .leaflet-control",
].join();

/** In pixels of the box given, which lies at this place of the window. */
export function coveredBoxes(left: number, top: number): Box[] {
  const boxes = [...document.querySelectorAll(OVER)].map((one) => one.getBoundingClientRect());
  return boxes
    .filter(({ width, height }) => width && height)
    .map(({ x, y, width, height }) => ({
      x: x + width / 2 - left,
      y: y + height / 2 - top,
      wide: width / 2,
      high: height / 2,
    }));
}
