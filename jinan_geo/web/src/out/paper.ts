// Before printing makes the sheets and draws the map anew at the paper's size; afterwards takes them away again.
import { h, render, type VNode } from "preact";
import type { Box } from "../data/boxes";
import type { LegendItem } from "../map/legenditems";
import { markItems } from "../map/legendmarks";
import { drawWhole, needGround, scaleBar } from "../map/mapimage";
import type { Extent } from "../map/view";
import { SlideSheets } from "../panel/brief";
import { printing } from "../state/print";
import type { Store } from "../state/store";
import { layout, StoreContext } from "../state/use";
import { formatLength, formatNumber } from "../words/format";
import { say } from "../words/messages";
import { ActionSheets } from "./actionsheet";
import { placeNumbers, type Tag } from "./numbers";
import { extentFor, type Line, type Printed, printedOf } from "./printed";
import { Sheets } from "./sheet";
import { cutList, MOST_LINES, type Room } from "./sheetlist";

const RATIO = 4; // 384 dots to the inch
const LEAST_TYPE = 0.72; // of the usual size; smaller than this nobody reads
const TWO_LINES = 1.75; // of a head, for a list that has no line yet
const PLENTY: Room = { first: 1, next: MOST_LINES };
const [WIDE, HIGH] = [700, 500]; // pixels of a map of which the size is not known yet

/** The page's own map and panels are only hidden, so there is nothing to put back but their sight. */
export function setUpPrint(store: Store): void {
  let remove: (() => void) | null = null;
  // All of this happens at once: the browser copies the page when the event is over.
  addEventListener("beforeprint", () => {
    if (!remove) remove = showPaper(store);
  });
  addEventListener("afterprint", () => {
    remove?.();
    remove = null;
  });
}

/** Have what of the ground the sheet shows; the event before printing cannot wait for it. */
export async function readyToPrint(store: Store): Promise<void> {
  const { box, remove } = putBox(printing.turn.peek());
  const { extent } = new Layout(store, box).settle();
  remove();
  await needGround(store, extent);
}

function showPaper(store: Store): () => void {
  if (layout.printActions.peek()) return showOther(store, h(ActionSheets, {}));
  if (store.briefing.peek()) return showOther(store, h(SlideSheets, {}));
  const { box, remove } = putBox(printing.turn.peek());
  const paper = new Layout(store, box);
  const printed = paper.settle();
  const drawn = drawWhole(store, printed.extent, RATIO);
  placeMap(store, paper.map, drawn.canvas, printed.extent);
  const solid = [...drawn.solid, ...furniture(paper.map)];
  const tags = placeNumbers(store, printed.extent, paper.linesOf(printed), { ...drawn, solid });
  paper.show(printed, tags, markItems(store, printed.extent));
  for (const column of box.querySelectorAll<HTMLElement>(".jg-p-column")) fitColumn(column, store);
  return remove;
}

/** Arrow, scale and credit, which lie over the map: in its pixels. */
function furniture(map: HTMLElement): Box[] {
  const { left, top } = map.getBoundingClientRect();
  return [...map.querySelectorAll(".jg-p-north, .jg-p-scale, .jg-p-credit")].map((one) => {
    const box = one.getBoundingClientRect();
    const [wide, high] = [box.width / 2, box.height / 2];
    return { x: box.left - left + wide, y: box.top - top + high, wide, high };
  });
}

/** Sheets that need no room measured first, and always lie across. */
function showOther(store: Store, sheets: VNode): () => void {
  const { box, remove } = putBox("landscape");
  render(h(StoreContext.Provider, { value: store }, sheets), box);
  return remove;
}

/** An empty place for sheets, that alone is printed. */
function putBox(turn: string): { box: HTMLElement; remove: () => void } {
  const { classList } = document.body;
  const names = ["jg-printing", `jg-${printing.paper.peek()}`, `jg-${turn}`];
  const box = document.createElement("div");
  box.className = "jg-app jg-paper";
  document.body.prepend(box);
  classList.add(...names);
  const remove = (): void => {
    render(null, box);
    box.remove();
    classList.remove(...names);
  };
  return { box, remove };
}

/** How much room the sheets have decides what lies in the map, and that how much room its list takes. */
class Layout {
  private room: Room = PLENTY;

  constructor(
    private readonly store: Store,
    private readonly box: HTMLElement,
  ) {}

  get map(): HTMLElement {
    return this.box.querySelector<HTMLElement>(".jg-p-map")!;
  }

  /** What is printed; the sheets then stand as they will be, but for the map and its numbers. */
  settle(): Printed {
    this.show(printedOf(this.store, extentFor(this.store, WIDE, HIGH)));
    this.room = { first: this.roomIn(".jg-p-middle"), next: this.roomIn(".jg-p-next") };
    const full = printedOf(this.store, this.extent());
    this.show(full);
    this.box.classList.add("jg-p-cut"); // a short list leaves its room to the map
    const printed = printedOf(this.store, this.extent());
    // A larger map may hold more, and its list take that room again: then all stays as it was.
    if (printed.lines.length === full.lines.length) return printed;
    this.box.classList.remove("jg-p-cut");
    return full;
  }

  /** The legend's marks take no room from the map, so they may come last. */
  show(printed: Printed, tags: readonly Tag[] = [], marks: readonly LegendItem[] = []): void {
    const sheets = h(Sheets, { printed, room: this.room, marks, tags });
    render(h(StoreContext.Provider, { value: this.store }, sheets), this.box);
  }

  /** What there is room for on all sheets together. */
  linesOf(printed: Printed): Line[] {
    return cutList(printed, this.room).flatMap(({ lines }) => lines);
  }

  private extent(): Extent {
    const { clientWidth, clientHeight } = this.map;
    return extentFor(this.store, clientWidth + 1, clientHeight + 1);
  }

  /** How many lines fit below the head of a column. */
  private roomIn(where: string): number {
    const rows = this.box.querySelector(`${where} .jg-p-rows`);
    if (!rows) return 1;
    const [head = 1, line = TWO_LINES * head] = [...rows.querySelectorAll(".jg-p-row")]
      .slice(0, 2)
      .map((row) => row.getBoundingClientRect().height);
    return Math.max(1, Math.floor((rows.clientHeight - head) / line));
  }
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

function placeMap(
  store: Store,
  place: HTMLElement,
  canvas: HTMLCanvasElement,
  extent: Extent,
): void {
  // Chromium scales a printed canvas in steps of a 64th, so its size must be an exact part of its pixels.
  canvas.style.width = `${canvas.width / RATIO}px`;
  canvas.style.height = `${canvas.height / RATIO}px`;
  place.prepend(canvas);
  const { metres, pixels } = scaleBar(extent, 120);
  const bar = place.querySelector<HTMLElement>(".jg-p-scale")!;
  bar.style.width = `${pixels}px`;
  bar.textContent = formatLength(metres, store.lang.peek());
}
