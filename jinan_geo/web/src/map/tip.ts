// The name of what is under the pointer. A help only: everything it says is also on the card.
import * as L from "leaflet";
import { className, coloringOf } from "../look/coloring";
import { nameOf } from "../look/labels";
import type { Store } from "../state/store";
import { formatDate } from "../words/format";
import type { Hit } from "./draw";
import { isLeft } from "./swipe";

/** The feature that the pointer is on, give or take so many pixels. */
export type HitAt = (event: L.LeafletMouseEvent, reach: number) => Hit | null;

export function showTip(store: Store, map: L.Map, hitAt: HitAt): void {
  if (!matchMedia("(hover: hover)").matches) return;
  const container = map.getContainer();
  const tip = L.DomUtil.create("div", "jg-tip", container);
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  let shown: Hit | Element | null = null;
  let onLeft = false;
  const hide = (): void => {
    shown = null;
    tip.hidden = true;
    container.classList.remove("jg-over");
  };
  map.on("mousemove", (event) => {
    const stack = (event.originalEvent.target as Element).closest(".jg-stack");
    const hit = stack ?? hitAt(event, 2);
    if (!hit || container.classList.contains("jg-measuring")) return hide();
    const side = isLeft(store, map, event.containerPoint);
    if (!isSame(hit, shown) || side !== onLeft)
      tip.textContent = isHit(hit) ? wordsOf(store, hit, side) : hit.getAttribute("aria-label");
    onLeft = side;
    shown = hit;
    tip.hidden = false;
    container.classList.add("jg-over");
    const { x, y } = event.containerPoint;
    const left =
      x + 16 + tip.offsetWidth > container.clientWidth ? x - 12 - tip.offsetWidth : x + 14;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(y + 14)}px)`;
  });
  map.on("movestart zoomstart", hide);
  container.addEventListener("mouseleave", hide);
}

/** The name; in a comparison also the day and the class of the side that is pointed at. */
function wordsOf(store: Store, { layer, row }: Hit, left: boolean): string {
  const {
    catalog,
    lang: { value: lang },
  } = store;
  const name = nameOf(layer, row, lang);
  const side = store.compare.peek();
  if (!side || !catalog.firstOf.has(layer.info.id)) return name;
  const edition = left ? side.edition : store.edition.peek();
  const coloring = coloringOf(catalog, (left ? side.color : null) ?? store.colorBy.peek());
  const words = className(coloring, coloring.classes[coloring.at(layer, edition, row)]!, lang);
  return [name, formatDate(catalog.page.editions[edition] ?? "", lang), words]
    .filter(Boolean)
    .join(" · ");
}

const isHit = (one: Hit | Element): one is Hit => "row" in one;

const isSame = (one: Hit | Element, other: Hit | Element | null): boolean =>
  one === other ||
  (other !== null &&
    isHit(one) &&
    isHit(other) &&
    one.layer === other.layer &&
    one.row === other.row);
