// Folium's script calls L.terminator.
import terminator from "@joergdietrich/leaflet.terminator";
import L from "./leaflet";

(L as unknown as { terminator: typeof terminator }).terminator = terminator;
