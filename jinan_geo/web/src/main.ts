// The page's entry: gives Folium its L, and the page its one global, jinanGeo.
import * as L from "leaflet";
import "leaflet/dist/leaflet.css";
import "./app/page.css";
import { makeApi } from "./app/api";
import type { Begun } from "./data/beside";
import { keepDocument } from "./data/document";
import { startEarly } from "./map/groundpainter";

declare global {
  interface Window {
    L: typeof L;
    jinanGeo: ReturnType<typeof makeApi>;
  }
}

/** What the page's first script has begun; a page with links has none. */
const begun: Begun = (window as unknown as { jinanGeo?: { begun: Begun } }).jinanGeo?.begun ?? {
  source: document.getElementById("jg-worker")?.textContent ?? "",
  layers: new Map(),
};
keepDocument();
startEarly(begun.source);
// Tiles are painted at once, so fading them in would only make the map flicker.
L.Map.mergeOptions({ fadeAnimation: false });
if (matchMedia("(prefers-reduced-motion: reduce)").matches)
  L.Map.mergeOptions({ zoomAnimation: false, markerZoomAnimation: false, inertia: false });

// A copy: plugins add to it what the modules of the page do not know.
window.L = { ...L };
window.jinanGeo = makeApi(begun);
