// The map as a PNG that can stand alone: title, data date, marks, legend and scale bar are part of it.

import { paintMark } from "../look/mark";
import { EDGE, INK, QUIET, RAISED } from "../look/palette";
import { fontOf, sprite } from "../look/symbols";
import { drawnUnder } from "../map/ground";
import { underWords } from "../map/groundview";
import { isWords, type LegendItem, legendItems } from "../map/legenditems";
import { markItems } from "../map/legendmarks";
import { drawMap, extentOf, needGround, scaleBar } from "../map/mapimage";
import type { MapView } from "../map/shown";
import { filterWords } from "../state/asked";
import { type Store, showsSamples } from "../state/store";
import { titleOf } from "../state/title";
import { formatDate, formatLength } from "../words/format";
import { say } from "../words/messages";
import { reviewWords } from "./table";

const RATIO = 2;
const LEAST_WIDTH = 640; // below this the title would not fit
const EDGE_ROOM = 20;
const LINE = 24;

export async function pictureOf(store: Store, { map }: MapView): Promise<Blob> {
  const seen = extentOf(map);
  const width = Math.max(LEAST_WIDTH, seen.width);
  const extent = { ...seen, width, west: seen.west - (width - seen.width) / 2 / seen.scale };
  await needGround(store, extent);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser gives no canvas");
  pen.font = `13px ${fontOf()}`;
  const legend = placeLegend(pen, [...legendItems(store), ...markItems(store, extent)], width);
  const marks = wrap(pen, marksOf(store, map.getZoom()), width - 2 * EDGE_ROOM);
  const head = 44 + marks.length * 20;
  const foot = legend.height + 16;
  canvas.width = width * RATIO;
  canvas.height = (head + extent.height + foot) * RATIO;
  pen.scale(RATIO, RATIO);
  pen.fillStyle = RAISED;
  pen.fillRect(0, 0, width, head + extent.height + foot);
  pen.drawImage(drawMap(store, extent, RATIO), 0, head, width, extent.height);
  drawHead(pen, store, marks, width);
  drawScale(pen, store, scaleBar(extent, 120), head + extent.height - 16);
  pen.strokeStyle = EDGE;
  pen.strokeRect(-1, head, width + 2, extent.height);
  for (const { item, x, y } of legend.placed) drawItem(pen, item, x, head + extent.height + 20 + y);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) =>
        blob ? resolve(blob) : reject(new Error("the picture is too large for this browser")),
      "image/png",
    ),
  );
}

function marksOf(store: Store, zoom: number): string[] {
  const { page } = store.catalog;
  const lang = store.lang.value;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  return [
    asOf ? `${say("dataDate", lang)} ${formatDate(asOf, lang)}` : "",
    showsSamples(store) ? say("sampleBadge", lang) : "",
    reviewWords(store),
    store.backdrop.value === "shown" ? say("basemapLeftOut", lang) : "",
    underWords(store, zoom, drawnUnder(store)),
    ...filterWords(store),
  ].filter(Boolean);
}

/** Lines of whole marks, parted by dots. */
function wrap(pen: CanvasRenderingContext2D, marks: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const mark of marks) {
    const longer = lines.length ? `${lines[lines.length - 1]}  ·  ${mark}` : mark;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(mark);
  }
  return lines;
}

function drawHead(
  pen: CanvasRenderingContext2D,
  store: Store,
  marks: readonly string[],
  width: number,
): void {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillStyle = INK;
  pen.font = `600 20px ${fontOf()}`;
  pen.fillText(titleOf(store), EDGE_ROOM, 24, width - 2 * EDGE_ROOM);
  pen.font = `13px ${fontOf()}`;
  pen.fillStyle = QUIET;
  marks.forEach((line, at) => pen.fillText(line, EDGE_ROOM, 48 + at * 20, width - 2 * EDGE_ROOM));
}

function drawScale(
  pen: CanvasRenderingContext2D,
  store: Store,
  { metres, pixels }: { metres: number; pixels: number },
  bottom: number,
): void {
  pen.fillStyle = RAISED;
  pen.globalAlpha = 0.85;
  pen.fillRect(EDGE_ROOM - 6, bottom - 24, pixels + 12, 30);
  pen.globalAlpha = 1;
  pen.strokeStyle = INK;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(EDGE_ROOM, bottom - 6);
  pen.lineTo(EDGE_ROOM, bottom);
  pen.lineTo(EDGE_ROOM + pixels, bottom);
  pen.lineTo(EDGE_ROOM + pixels, bottom - 6);
  pen.stroke();
  pen.lineWidth = 1;
  pen.fillStyle = INK;
  pen.font = `12px ${fontOf()}`;
  pen.textAlign = "center";
  pen.fillText(formatLength(metres, store.lang.value), EDGE_ROOM + pixels / 2, bottom - 12);
  pen.textAlign = "left";
}

interface Placed {
  item: LegendItem;
  x: number;
  y: number;
}

function placeLegend(
  pen: CanvasRenderingContext2D,
  items: readonly LegendItem[],
  width: number,
): { placed: Placed[]; height: number } {
  const placed: Placed[] = [];
  let x = EDGE_ROOM;
  let y = 0;
  const line = Math.max(LINE, ...items.map(({ mark }) => 2 * (mark?.radius ?? 0) + 6));
  for (const item of items) {
    const needs = (isWords(item) ? 0 : 36) + pen.measureText(item.label).width + 20;
    if (x > EDGE_ROOM && x + needs > width) [x, y] = [EDGE_ROOM, y + line];
    placed.push({ item, x, y });
    x += needs;
  }
  return { placed, height: y + line };
}

function drawItem(pen: CanvasRenderingContext2D, item: LegendItem, x: number, y: number): void {
  const { shape, color, certainty, fill, mark, label } = item;
  if (fill) {
    pen.fillStyle = color;
    pen.fillRect(x + 4, y - 6, 20, 12);
  } else if (mark) drawMark(pen, mark, color, x + 14, y);
  else if (shape) {
    const { image, half } = sprite(shape, color, 6.5, RATIO, "solid");
    pen.drawImage(image, x + 14 - half, y - half, half * 2, half * 2);
  } else if (certainty) {
    pen.save();
    pen.beginPath();
    pen.rect(x, y - 6, 26, 12);
    pen.clip();
    pen.fillStyle = color;
    pen.globalAlpha = certainty === "solid" ? 0.3 : 0.12;
    pen.fill();
    pen.globalAlpha = 0.8;
    pen.strokeStyle = color;
    if (certainty === "hatched") {
      pen.beginPath();
      for (let at = x - 12; at < x + 26; at += 6) {
        pen.moveTo(at, y + 6);
        pen.lineTo(at + 12, y - 6);
      }
      pen.stroke();
    }
    pen.restore();
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    pen.setLineDash(certainty === "solid" ? [] : certainty === "dashed" ? [4, 2.5] : [1, 2.5]);
    pen.strokeRect(x, y - 6, 26, 12);
    pen.setLineDash([]);
    pen.lineWidth = 1;
  }
  pen.font = `13px ${fontOf()}`;
  pen.fillStyle = INK;
  pen.textBaseline = "middle";
  pen.fillText(label, x + (isWords(item) ? 0 : 34), y);
}

/** Circles, in the order in which the map draws them. */
function drawMark(
  pen: CanvasRenderingContext2D,
  mark: NonNullable<LegendItem["mark"]>,
  color: string,
  x: number,
  y: number,
): void {
  pen.strokeStyle = pen.fillStyle = color;
  pen.lineWidth = mark.chosen ? 2.5 : 1;
  const disc = (radius: number): void => {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  };
  if (mark.change) {
    pen.fillStyle = QUIET;
    disc(4);
    pen.fill();
    paintMark(pen, x, y, 4, mark.change, 1);
    pen.fillStyle = color;
  } else {
    disc(mark.radius ?? 8);
    pen.stroke();
  }
  pen.font = `600 11px ${fontOf()}`;
  pen.textAlign = "center";
  if (mark.stack) pen.fillText("8", x, y + 0.5);
  pen.textAlign = "left";
  pen.lineWidth = 1;
}
