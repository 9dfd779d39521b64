// The name of what is under the pointer. A help only: everything it says is also on the card.
import * as L from "leaflet";
import type { DataLayer, Hit } from "./draw";
import { nameOf } from "./labels";
import type { Store } from "./store";

export function showTip(store: Store, map: L.Map, data: DataLayer): void {
  if (!matchMedia("(hover: hover)").matches) return;
  const container = map.getContainer();
  const tip = L.DomUtil.create("div", "jg-tip", container);
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  let shown: Hit | Element | null = null;
  const hide = (): void => {
    shown = null;
    tip.hidden = true;
    container.classList.remove("jg-over");
  };
  map.on("mousemove", (event) => {
    const stack = (event.originalEvent.target as Element).closest(".jg-stack");
    const hit = stack ?? data.hit(map, event.latlng, 2);
    if (!hit || container.classList.contains("jg-measuring")) return hide();
    if (!isSame(hit, shown))
      tip.textContent = isHit(hit) ? nameOf(hit.layer, hit.row, store.lang.value) : hit.getAttribute("aria-label");
    shown = hit;
    tip.hidden = false;
    container.classList.add("jg-over");
    const { x, y } = event.containerPoint;
    const left = x + 16 + tip.offsetWidth > container.clientWidth ? x - 12 - tip.offsetWidth : x + 14;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(y + 14)}px)`;
  });
  map.on("movestart zoomstart", hide);
  container.addEventListener("mouseleave", hide);
}

const isHit = (one: Hit | Element): one is Hit => "row" in one;

const isSame = (one: Hit | Element, other: Hit | Element | null): boolean =>
  one === other || (other !== null && isHit(one) && isHit(other) && one.layer === other.layer && one.row === other.row);
