// Names of the districts on the ground, as quiet as on a printed atlas.
import { effect } from "@preact/signals";
import * as L from "leaflet";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import { districtsLayer, sharesOf, shareWords } from "./sharing";

export function showGround(store: Store, map: L.Map): void {
  const labels = store.catalog.page.districts.map(({ code, name, label_at: [lon, lat] }) => {
    const element = document.createElement("span");
    element.className = "jg-district-name";
    const icon = L.divIcon({ html: element, className: "jg-label", iconSize: [0, 0] });
    const marker = L.marker([lat, lon], {
      icon,
      pane: "jg-labels",
      interactive: false,
      keyboard: false,
    }).addTo(map);
    return { code, name, element, marker, step: 0 };
  });

  /** Labels keep their order of importance: one that would cover an earlier one waits for a nearer view. */
  const shares = sharesOf(store);
  const declutter = (): void => {
    const taken: Box[] = [];
    const shared = labels.filter(({ code }) =>
      shares.peek().some(({ district }) => district === code),
    );
    const order = [...shared, ...labels.filter((one) => !shared.includes(one))];
    // All is measured before anything is moved, so that the browser lays the page out once.
    const badges = [...map.getContainer().querySelectorAll(".jg-stack")].map((one) =>
      one.getBoundingClientRect(),
    );
    const boxes = order.map(({ element }) => element.getBoundingClientRect());
    order.forEach((label, at) => {
      const { element } = label;
      const plain = moved(boxes[at]!, -label.step);
      // A badge's number must be read, so a name steps up or down from it.
      const step = STEPS.find((by) => !badges.some((other) => meets(other, moved(plain, by), 0)));
      const box = moved(plain, step ?? 0);
      const hides = step === undefined && !element.classList.contains("jg-shared");
      const covers = hides || taken.some((other) => meets(other, box, 6));
      if (element.hidden !== covers) element.hidden = covers;
      if (label.step !== (step ?? 0)) element.style.marginTop = `${(label.step = step ?? 0)}px`;
      if (!covers) taken.push(box);
    });
  };

  effect(() => {
    const lang = store.lang.value;
    for (const { code, name, element } of labels) {
      const share = shares.value.find(({ district }) => district === code);
      element.textContent =
        labelOf(inLang(name, lang)) + (share ? ` ${shareWords(share, lang)}` : "");
      element.classList.toggle("jg-shared", share !== undefined);
    }
    requestAnimationFrame(declutter);
  });
  effect(() => {
    const districts = districtsLayer(store);
    const hidden =
      districts !== undefined && store.hidden.value.has(districts.info.id) && !shares.value.length;
    map.getPane("jg-labels")?.toggleAttribute("hidden", hidden);
  });
  map.on("zoomend viewreset resize stacks", () => requestAnimationFrame(declutter));
}

const STEPS = [0, -18, 18, -32, 32]; // pixels

type Box = Pick<DOMRect, "left" | "right" | "top" | "bottom">;

const moved = ({ left, right, top, bottom }: Box, by: number): Box => ({
  left,
  right,
  top: top + by,
  bottom: bottom + by,
});

/** Whether two boxes meet, with so much room beside them. */
const meets = (one: Box, other: Box, room: number): boolean =>
  other.left < one.right + room &&
  other.right + room > one.left &&
  other.top < one.bottom &&
  other.bottom > one.top;

/** On a map "Lixia" says as much as "Lixia District", in half the room. */
export const labelOf = (name: string): string => name.replace(/ (District|County|City)$/, "");
