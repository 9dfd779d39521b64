// Small drawings: the light shapes, and the few icons of the controls.
import type { Light } from "../data/layer";
import { LIGHT_COLORS } from "./palette";
import { SHAPES, type Shape, shapePath } from "./symbols";

export function LightGlyph({ light, size = 16 }: { light: Light; size?: number }) {
  return <ShapeGlyph shape={SHAPES[light]} color={LIGHT_COLORS[light]} size={size} />;
}

export function ShapeGlyph({
  shape,
  color,
  size = 16,
}: {
  shape: Shape;
  color: string;
  size?: number;
}) {
  const ring = shape === "ring";
  return (
    <svg
      class="jg-glyph"
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden="true"
    >
      <path
        d={shapePath(shape, ring ? size - 2 : size)}
        transform={ring ? "translate(1 1)" : undefined}
        fill={ring ? "none" : color}
        stroke={ring ? color : "none"}
        stroke-width={ring ? size / 6 : 0}
      />
    </svg>
  );
}

const ICONS = {
  close: "M4 4L12 12M12 4L4 12",
  plus: "M8 3V13M3 8H13",
  minus: "M3 8H13",
  fit: "M3 6V3H6M10 3H13V6M13 10V13H10M6 13H3V10",
  back: "M6 3L2.5 6.5L6 10M2.5 6.5H9.5A3.5 3.5 0 0 1 9.5 13.5H6",
  expand: "M9.5 6.5L13.5 2.5M9.5 2.5H13.5V6.5M6.5 9.5L2.5 13.5M6.5 13.5H2.5V9.5",
  shrink: "M13.5 2.5L9.5 6.5M13 6.5H9.5V3M2.5 13.5L6.5 9.5M3 9.5H6.5V13",
  ruler: "M2 11L11 2L14 5L5 14ZM4.5 8.5L6 10M7 6L8.5 7.5M9.5 3.5L11 5",
  area: "M3 5L9 2.5L13.5 7.5L10 13.5L3.5 12Z",
  around:
    "M8 13.5A5.5 5.5 0 1 0 8 2.5A5.5 5.5 0 1 0 8 13.5M8 8.8A.8 .8 0 1 0 8 7.2A.8 .8 0 1 0 8 8.8",
  search: "M7 12A5 5 0 1 0 7 2A5 5 0 1 0 7 12M11 11L14 14",
  left: "M10 3L5 8L10 13",
  right: "M6 3L11 8L6 13",
  down: "M3 6L8 11L13 6",
  up: "M3 10L8 5L13 10",
  filter: "M2 4H14M4.5 8H11.5M7 12H9",
  layers: "M8 2.5L14 6L8 9.5L2 6ZM2.5 9.5L8 12.8L13.5 9.5",
  table: "M2.5 3.5H13.5V12.5H2.5ZM2.5 6.5H13.5M2.5 9.5H13.5M6.5 3.5V12.5",
  sortUp: "M5 13V3M2.5 5.5L5 3L7.5 5.5M9.5 12.5H14M9.5 9H12.5M9.5 5.5H11",
  sortDown: "M5 3V13M2.5 10.5L5 13L7.5 10.5M9.5 3.5H14M9.5 7H12.5M9.5 10.5H11",
  link: "M6.5 9.5L9.5 6.5M7.5 4.5L9 3A2.8 2.8 0 0 1 13 7L11.5 8.5M8.5 11.5L7 13A2.8 2.8 0 0 1 3 9L4.5 7.5",
  play: "M5 3L12.5 8L5 13Z",
  pause: "M5.5 3V13M10.5 3V13",
  export: "M8 2.5V10M5 7.2L8 10.2L11 7.2M3 11V13.5H13V11",
  print: "M4.5 6V2.5H11.5V6M4.5 11H2.5V6H13.5V11H11.5M4.5 9H11.5V13.5H4.5Z",
  home: "M2.5 7.5L8 3L13.5 7.5M4 7V13H12V7",
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="jg-icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={ICONS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** How an area of this certainty is drawn on the map. */
export function CertaintyGlyph({
  certainty,
  color,
}: {
  certainty: "solid" | "dashed" | "hatched";
  color: string;
}) {
  return (
    <svg class="jg-glyph" width="28" height="16" viewBox="0 0 28 16" aria-hidden="true">
      <rect
        x="1.5"
        y="2.5"
        width="25"
        height="11"
        fill={color}
        fill-opacity={certainty === "solid" ? 0.3 : 0.12}
      />
      {certainty === "hatched" && (
        <path
          d="M2 9L8 3M4 13L14 3M10 13L20 3M16 13L26 3M22 13L26 9"
          stroke={color}
          stroke-width="1"
        />
      )}
      <rect
        x="1.5"
        y="2.5"
        width="25"
        height="11"
        fill="none"
        stroke={color}
        stroke-width="1.5"
        stroke-dasharray={
          certainty === "solid" ? undefined : certainty === "dashed" ? "4 2.5" : "1 2.5"
        }
        stroke-linecap={certainty === "hatched" ? "round" : undefined}
      />
    </svg>
  );
}

/** A place and how far off it may be. */
export function UncertaintyGlyph() {
  return (
    <svg class="jg-glyph" width="28" height="16" viewBox="0 0 28 16" aria-hidden="true">
      <circle cx="14" cy="8" r="7" fill="currentColor" fill-opacity="0.09" />
      <circle cx="14" cy="8" r="7" fill="none" stroke="currentColor" stroke-dasharray="3 3" />
      <circle cx="14" cy="8" r="2" fill="currentColor" />
    </svg>
  );
}

/** What stands for several projects: a number in a ring that is parted by class. */
export function BadgeGlyph() {
  return (
    <svg class="jg-glyph" width="28" height="20" viewBox="0 0 28 20" aria-hidden="true">
      <circle cx="14" cy="10" r="7.5" fill="none" stroke={LIGHT_COLORS.green} stroke-width="3" />
      <path
        d="M14 2.5A7.5 7.5 0 0 1 21.5 10"
        fill="none"
        stroke={LIGHT_COLORS.red}
        stroke-width="3"
      />
      <text
        x="14"
        y="13.5"
        text-anchor="middle"
        font-size="10"
        font-weight="600"
        fill="currentColor"
      >
        8
      </text>
    </svg>
  );
}

/** Whether a layer holds areas, lines or points; of several, the one that takes most room on the map. */
export function GeometryGlyph({ kinds, color }: { kinds: readonly string[]; color: string }) {
  const kind = ["polygon", "line", "point"].find((one) => kinds.includes(one));
  return (
    <svg class="jg-glyph jg-geometry" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {kind === "polygon" && (
        <path
          d="M2 4L9 1.5L12.5 8L7 12.5L1.5 10Z"
          fill={color}
          fill-opacity=".3"
          stroke={color}
          stroke-width="1.3"
        />
      )}
      {kind === "line" && (
        <path
          d="M1.5 11.5L5 4L9 9.5L12.5 2.5"
          fill="none"
          stroke={color}
          stroke-width="2"
          stroke-linejoin="round"
        />
      )}
      {kind === "point" && <circle cx="7" cy="7" r="4" fill={color} />}
    </svg>
  );
}
