// The page's own Leaflet, which knows of its map; build.mjs gives the same to plugins that ask for "leaflet".
import type * as Leaflet from "leaflet";

export default (window as unknown as { L: typeof Leaflet }).L;
