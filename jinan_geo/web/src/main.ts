// The page's entry: gives Folium its L, and the page its one global, jinanGeo.
import * as L from "leaflet";
import "leaflet/dist/leaflet.css";
import "./page.css";
import { makeApi } from "./api";

declare global {
  interface Window {
    L: typeof L;
    jinanGeo: ReturnType<typeof makeApi>;
  }
}

window.L = L;
window.jinanGeo = makeApi();
