// The badge of a stack: a ring parted by the colours of its projects, and their number.

import { type Mark, paintMark } from "../look/mark";
import { GROUND, INK, LIGHT_COLORS, RAISED, YELLOW_TEXT } from "../look/palette";
import { fontOf, type Shape, traceShape } from "../look/symbols";
import type { View } from "./view";

export interface Badge {
  /** Where it stands, in world units. */
  x: number;
  y: number;
  /** In pixels. */
  radius: number;
  count: number;
  /** How many are red: told under the number where there is room, so that the worst is found. */
  worst: number;
  /** The symbol of the worst where that is red or yellow: it stands on the ring where there is no room. */
  top: Shape | null;
  /** How many are samples, where what is sourced is told apart from them. */
  samples: number | undefined;
  /** The strongest among its projects. */
  mark: Mark;
  /** How many projects of each colour, in the order of the legend. */
  parts: readonly { color: string; count: number }[];
}

const RING = 3;
const HALO = 1.5;
const THICK = 0.3; // of the radius of a cell's disc
const LARGE = 14; // pixels of radius from which the ring grows with the disc
const ROOMY = 17; // pixels of radius from which two numbers can be read
const TOP = 3.6; // pixels of radius of the worst's symbol
const REACH = 36; // pixels; more than any badge is wide

/** Draw the badges of a view; false where there is none. */
export function paintBadges(
  context: CanvasRenderingContext2D,
  badges: readonly Badge[],
  view: View,
): boolean {
  const { west, north, scale, width, height } = view.frame;
  const near = badges.filter(({ x, y }) => {
    const [left, top] = [(x - west) * scale, (y - north) * scale];
    return Math.min(left, top) > -REACH && left < width + REACH && top < height + REACH;
  });
  context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  for (const badge of near)
    paintBadge(context, (badge.x - west) * scale, (badge.y - north) * scale, view.unit, badge);
  return near.length > 0;
}

/** Numbers and their inks: that of what is sourced above that of samples, where they are told apart. */
function numbersOf({ count, samples = 0 }: Badge): [number: number, ink: string][] {
  const both: [number, string][] = [
    [count - samples, INK],
    [samples, YELLOW_TEXT],
  ];
  return both.filter(([number]) => number > 0);
}

/** `unit` is one pixel of the screen in those of the canvas. */
function paintBadge(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  unit: number,
  badge: Badge,
): void {
  const { count, parts, mark, radius } = badge;
  context.save();
  context.translate(left, top);
  context.scale(unit, unit);
  const disc = (size: number, color: string): void => {
    context.beginPath();
    context.arc(0, 0, size, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.fill();
  };
  disc(radius + HALO, GROUND);
  let from = -Math.PI / 2;
  // Wedges under a disc, since filling them takes a third of the time that stroking arcs does.
  for (const part of parts) {
    const to = from + (part.count / count) * 2 * Math.PI;
    context.beginPath();
    if (parts.length > 1) context.moveTo(0, 0);
    context.arc(0, 0, radius, from, to);
    context.fillStyle = part.color;
    context.fill();
    from = to;
  }
  const inner = radius - (radius > LARGE ? THICK * radius : RING);
  disc(inner, RAISED);
  paintNumbers(context, badge, inner);
  if (badge.top && !isWorstTold(badge)) paintTop(context, badge.top, parts[0]!.color, radius);
  paintMark(context, 0, 0, radius, mark, 1);
  context.restore();
}

const isWorstTold = ({ worst, radius }: Badge): boolean => worst > 0 && radius >= ROOMY;

/** The worst, above the number that it is among. */
function paintTop(
  context: CanvasRenderingContext2D,
  shape: Shape,
  color: string,
  radius: number,
): void {
  traceShape(context, shape, 0, -radius - 1, TOP);
  context.lineJoin = "round";
  context.lineWidth = 2;
  context.strokeStyle = GROUND;
  context.stroke();
  context.fillStyle = color;
  context.fill();
}

/** How many there are, and under that how many of them are red. */
function paintNumbers(context: CanvasRenderingContext2D, badge: Badge, inner: number): void {
  const told = numbersOf(badge);
  const lines: { number: number; ink: string; worst: boolean }[] = told.map(([number, ink]) => ({
    number,
    ink,
    worst: false,
  }));
  if (isWorstTold(badge)) lines.push({ number: badge.worst, ink: INK, worst: true });
  const longest = Math.max(
    ...lines.map(({ number, worst }) => String(number).length + (worst ? 1.2 : 0)),
  );
  const usual = lines.length > 1 ? (badge.radius > LARGE ? 10 : 9) : badge.count < 100 ? 11 : 10;
  const most = Math.min(usual, (inner * 1.75) / (longest * 0.58), (inner * 1.8) / lines.length);
  const size = Math.floor(most * 2) / 2; // of few sizes: the browser prepares each of them anew
  context.font = `600 ${size}px ${fontOf()}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  lines.forEach(({ number, ink, worst }, at) => {
    const y = 0.5 + (at - (lines.length - 1) / 2) * size;
    context.fillStyle = ink;
    context.fillText(String(number), worst ? size * 0.4 : 0, y);
    if (!worst) return;
    traceShape(
      context,
      "triangle",
      -(String(number).length * 0.58 * size) / 2 - size * 0.1,
      y - 0.5,
      size * 0.34,
    );
    context.fillStyle = LIGHT_COLORS.red;
    context.fill();
  });
}
