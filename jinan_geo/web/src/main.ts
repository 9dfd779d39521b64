// The page's entry: gives Folium its L, and the page its one global, jinanGeo.
import * as L from "leaflet";
import "leaflet/dist/leaflet.css";
import "./app/page.css";
import { makeApi } from "./app/api";
import { keepDocument } from "./data/document";
import { startEarly } from "./map/groundpainter";

declare global {
  interface Window {
    L: typeof L;
    jinanGeo: ReturnType<typeof makeApi>;
  }
}

keepDocument();
startEarly();
// Tiles are painted at once, so fading them in would only make the map flicker.
L.Map.mergeOptions({ fadeAnimation: false });
if (matchMedia("(prefers-reduced-motion: reduce)").matches)
  L.Map.mergeOptions({ zoomAnimation: false, markerZoomAnimation: false, inertia: false });

// A copy: plugins add to it what the modules of the page do not know.
window.L = { ...L };
window.jinanGeo = makeApi();
