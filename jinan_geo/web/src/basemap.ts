// Names of the districts on the ground, as quiet as on a printed atlas.
import { effect } from "@preact/signals";
import * as L from "leaflet";
import type { Store } from "./store";

export function showGround(store: Store, map: L.Map): void {
  const labels = store.catalog.page.districts.map(({ code, name, label_at: [lon, lat] }) => {
    const element = document.createElement("span");
    element.className = "jg-district-name";
    const icon = L.divIcon({ html: element, className: "jg-label", iconSize: [0, 0] });
    const marker = L.marker([lat, lon], { icon, pane: "jg-labels", interactive: false, keyboard: false }).addTo(map);
    return { code, name, element, marker };
  });

  /** Labels keep their order of importance: one that would cover an earlier one waits for a nearer view. */
  const declutter = (): void => {
    const taken: DOMRect[] = [];
    for (const { element } of labels) {
      element.hidden = false;
      const box = element.getBoundingClientRect();
      const covers = taken.some(
        (other) =>
          box.left < other.right + 6 && box.right + 6 > other.left && box.top < other.bottom && box.bottom > other.top,
      );
      element.hidden = covers;
      if (!covers) taken.push(box);
    }
  };

  effect(() => {
    for (const { name, element } of labels) element.textContent = labelOf(name[store.lang.value] || name.zh);
    requestAnimationFrame(declutter);
  });
  effect(() => {
    const districts = store.catalog.layers.find(({ info }) => info.role === "districts");
    const hidden = districts !== undefined && store.hidden.value.has(districts.info.id);
    map.getPane("jg-labels")?.toggleAttribute("hidden", hidden);
  });
  map.on("zoomend viewreset resize", () => requestAnimationFrame(declutter));
}

/** On a map "Lixia" says as much as "Lixia District", in half the room. */
export const labelOf = (name: string): string => name.replace(/ (District|County|City)$/, "");
