// Before printing makes the sheets and draws the map anew at the paper's size; afterwards takes them away again.

import { h, render, type VNode } from "preact";
import type { LegendItem } from "../map/legenditems";
import { markItems } from "../map/legendmarks";
import { drawMap, extentOf, fitExtent, fitSeen, scaleBar } from "../map/mapimage";
import { shownMap } from "../map/shown";
import type { Extent } from "../map/view";
import { SlideSheets } from "../panel/brief";
import type { Store } from "../state/store";
import { layout, StoreContext } from "../state/use";
import { formatLength, formatNumber } from "../words/format";
import { say } from "../words/messages";
import { ActionSheets } from "./actionsheet";
import { Sheets } from "./sheet";
import type { Room } from "./sheetlist";

const RATIO = 4; // 384 dots to the inch
const MARGIN = 16;
const LEAST_TYPE = 0.72; // of the usual size; smaller than this nobody reads

/** The page's own map and panels are only hidden, so there is nothing to put back but their sight. */
export function setUpPrint(store: Store): void {
  let remove: (() => void) | null = null;
  // All of this happens at once: the browser copies the page when the event is over.
  addEventListener("beforeprint", () => {
    if (!remove) remove = showSheets(store);
  });
  addEventListener("afterprint", () => {
    remove?.();
    remove = null;
  });
}

function showSheets(store: Store): () => void {
  const { classList } = document.body;
  const paper = `jg-${layout.paper.peek()}`;
  if (layout.printActions.peek()) return showOther(store, paper, h(ActionSheets, {}));
  if (store.briefing.peek()) return showOther(store, paper, h(SlideSheets, {}));
  const box = document.createElement("div");
  box.className = "jg-app jg-paper";
  document.body.prepend(box);
  classList.add("jg-printing", paper);
  let marks: LegendItem[] = [];
  const show = (room: Room): void =>
    render(h(StoreContext.Provider, { value: store }, h(Sheets, { room, marks })), box);
  show({ first: 1, next: 500 }); // to see how much room there is
  const room = { first: roomIn(box, ".jg-p-middle"), next: roomIn(box, ".jg-p-next") };
  show(room);
  box.classList.add("jg-p-cut"); // a short list leaves its room to the map
  const place = box.querySelector<HTMLElement>(".jg-p-map")!;
  const extent = extentFor(store, place.clientWidth + 1, place.clientHeight + 1);
  marks = markItems(store, extent);
  show(room);
  for (const column of box.querySelectorAll<HTMLElement>(".jg-p-column")) fitColumn(column, store);
  placeMap(store, place, extent);
  return () => {
    render(null, box);
    box.remove();
    classList.remove("jg-printing", paper);
  };
}

/** Sheets that need no room measured first. */
function showOther(store: Store, paper: string, sheets: VNode): () => void {
  const box = document.createElement("div");
  box.className = "jg-app jg-paper";
  document.body.prepend(box);
  document.body.classList.add("jg-printing", paper);
  render(h(StoreContext.Provider, { value: store }, sheets), box);
  return () => {
    render(null, box);
    box.remove();
    document.body.classList.remove("jg-printing", paper);
  };
}

/** What the reader looks at; everything, in the middle of the frame, where no part was chosen. */
function extentFor(store: Store, width: number, height: number): Extent {
  const view = shownMap.peek();
  return store.position.peek() && view
    ? fitSeen(extentOf(view.map), width, height)
    : fitExtent(store.catalog.page.bounds, width, height, MARGIN);
}

/** How many rows fit below the head of a column. */
function roomIn(box: Element, where: string): number {
  const rows = box.querySelector(`${where} .jg-p-rows`);
  const row = rows?.querySelector(".jg-p-row");
  return rows && row
    ? Math.max(1, Math.floor(rows.clientHeight / row.getBoundingClientRect().height) - 1)
    : 1;
}

/** First what can be spared goes, then the type shrinks; what still does not fit is counted, not cut off in silence. */
function fitColumn(column: HTMLElement, store: Store): void {
  const over = (): boolean => column.scrollHeight > column.clientHeight + 1;
  if (over()) column.querySelector(".jg-p-spare")?.toggleAttribute("hidden", true);
  for (let size = 1; over() && size > LEAST_TYPE; size -= 0.04) column.style.fontSize = `${size}em`;
  const more = column.querySelector<HTMLElement>(".jg-p-more");
  const items = [...column.querySelectorAll<HTMLElement>(".jg-p-item")];
  for (let left = 1; over() && more && left <= items.length; left++) {
    items[items.length - left]!.hidden = true;
    more.hidden = false;
    const lang = store.lang.peek();
    more.textContent = say("printRest", lang, { n: formatNumber(left, lang) });
  }
}

function placeMap(store: Store, place: HTMLElement, extent: Extent): void {
  const canvas = drawMap(store, extent, RATIO);
  // Chromium scales a printed canvas in steps of a 64th, so its size must be an exact part of its pixels.
  canvas.style.width = `${canvas.width / RATIO}px`;
  canvas.style.height = `${canvas.height / RATIO}px`;
  place.prepend(canvas);
  const { metres, pixels } = scaleBar(extent, 120);
  const bar = place.querySelector<HTMLElement>(".jg-p-scale")!;
  bar.style.width = `${pixels}px`;
  bar.textContent = formatLength(metres, store.lang.peek());
}
