// Puts the panels beside the map that Folium made.
import type * as L from "leaflet";
import { render } from "preact";
import type { Failure } from "./load";
import { setUpMap } from "./stage";
import type { Store } from "./store";

export function mountPage(store: Store, map: L.Map, failures: readonly Failure[]): void {
  document.body.classList.add("jg-page");
  const root = document.createElement("div");
  root.className = "jg-app";
  document.body.insertBefore(root, map.getContainer());
  setUpMap(store, map);
  render(<p>{store.counts.value.list} {failures.length}</p>, root);
}

/** The page cannot be shown at all: say so where the reader looks, in both languages. */
export function mountFailure(container: HTMLElement, reason: string): void {
  const box = document.createElement("div");
  box.className = "jg-failure";
  box.setAttribute("role", "alert");
  for (const line of [
    "这个页面的数据已损坏,无法显示。请向提供者重新索取文件。",
    "The data of this page are damaged and cannot be shown. Please ask for the file again.",
    reason,
  ]) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    box.append(paragraph);
  }
  container.parentElement?.insertBefore(box, container);
}
