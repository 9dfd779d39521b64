// Puts the panels beside the map that Folium made.

import type * as L from "leaflet";
import { render } from "preact";
import { breathe, nextFrame } from "../data/frame";
import type { Failure } from "../data/load";
import { expectGround } from "../map/groundview";
import { setUpMap } from "../map/mapview";
import { shownMap } from "../map/shown";
import { setUpPrint } from "../out/paper";
import type { Store } from "../state/store";
import { layout, watchWidth } from "../state/use";
import { say } from "../words/messages";
import { LANGS } from "../words/texts";
import { App } from "./app";

/**
 * First what answers the first questions: the head, the commitments, and the map; one frame later the rest.
 * `jg-usable` marks the time of that first frame.
 */
export async function mountPage(
  store: Store,
  map: L.Map,
  failures: readonly Failure[],
): Promise<void> {
  const { projects } = store.catalog;
  expectGround(store);
  await breathe(projects);
  document.getElementById("jg-still")?.remove();
  document.body.classList.add("jg-page");
  // The time bar comes later, but takes its room from the map now.
  document.body.classList.toggle("jg-has-time", store.catalog.page.editions.length > 1);
  const root = document.createElement("div");
  root.className = "jg-app";
  document.body.insertBefore(root, map.getContainer());
  const container = map.getContainer();
  container.classList.add("jg-map");
  container.setAttribute("role", "main");
  // The panels first: they decide how much room the map has, and so what fits into its view.
  render(<App store={store} failures={failures} />, root);
  await breathe(projects);
  map.invalidateSize({ animate: false, pan: false });
  shownMap.value = setUpMap(store, map);
  setUpPrint(store);
  watchWidth();
  await nextFrame();
  performance.mark("jg-usable");
  layout.whole.value = true;
}

/** The page cannot be shown at all: say so where the reader looks, in its language or in both. */
export function mountFailure(container: HTMLElement, reason: string): void {
  const box = document.createElement("div");
  box.className = "jg-failure";
  box.setAttribute("role", "alert");
  const { only } = document.documentElement.dataset;
  const langs = LANGS.filter((lang) => only === undefined || only === lang);
  for (const line of [...langs.map((lang) => say("pageDamaged", lang)), reason]) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    box.append(paragraph);
  }
  const still = document.getElementById("jg-still");
  if (still) still.prepend(box);
  else container.parentElement?.insertBefore(box, container);
}
