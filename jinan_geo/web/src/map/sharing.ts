// A project that is known only by its districts: they are hatched, and their names say what share each has.

import { computed, effect, type ReadonlySignal } from "@preact/signals";
import * as L from "leaflet";
import { projectOf } from "../data/catalog";
import { isLocated, type Layer, type Share, sharesAt } from "../data/layer";
import { remember } from "../data/remember";
import { LAYERS } from "../look/measures";
import { ACCENT } from "../look/palette";
import type { Store } from "../state/store";
import { formatNumber } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { toLatLng } from "./draw";

const SVG = "http://www.w3.org/2000/svg";
const NONE: readonly Share[] = [];

/** Of the project chosen, or else of the one pointed at in the list; none for one that has a place of its own. */
export const sharesOf = remember((store: Store): ReadonlySignal<readonly Share[]> => {
  return computed(() => {
    const key = store.selection.value ?? store.pointed.value;
    const project = key ? projectOf(store.catalog, key) : -1;
    if (project < 0) return NONE;
    const layer = store.catalog.layerAt[project]!;
    const row = store.catalog.rowAt[project]!;
    return isLocated(layer, row) ? NONE : sharesAt(layer, row);
  });
});

/** "35 %"; a share that follows from the stated districts alone, and not from any measure, says so. */
export const shareWords = ({ share, inferred }: Share, lang: Lang): string => {
  const words = `${formatNumber(share * 100, lang)}\u202f%`;
  return inferred ? say("shareStated", lang, { share: words }) : words;
};

export function districtsLayer({ catalog }: Store): Layer | undefined {
  return catalog.layers.find(({ info }) => info.role === "districts");
}

export function showShares(store: Store, map: L.Map): void {
  const pane = "jg-sharing";
  map.createPane(pane).style.zIndex = String(LAYERS.shares);
  const renderer = L.svg({ pane, padding: 0.5 });
  const group = L.layerGroup().addTo(map);
  const districts = districtsLayer(store);
  const shares = sharesOf(store);
  effect(() => {
    group.clearLayers();
    for (const { district } of shares.value) {
      const row = districts?.rowOf.get(district);
      if (!districts || row === undefined) continue;
      const options = {
        renderer,
        pane,
        interactive: false,
        color: ACCENT,
        weight: 2,
        fillColor: "url(#jg-hatch)",
        fillOpacity: 1,
      };
      group.addLayer(L.polygon(ringsOf(districts, row), { ...options, className: "jg-share" }));
    }
    addHatch(map.getPane(pane)?.querySelector("svg"));
  });
}

function ringsOf({ geometry: g }: Layer, row: number): L.LatLng[][] {
  const rings: L.LatLng[][] = [];
  for (let ring = g.featureStart[row]!; ring < g.featureStart[row + 1]!; ring++) {
    const places: L.LatLng[] = [];
    for (let i = g.ringStart[ring]!; i < g.ringStart[ring + 1]!; i++)
      places.push(toLatLng(g.x[i]!, g.y[i]!));
    rings.push(places);
  }
  return rings;
}

function addHatch(svg: SVGElement | null | undefined): void {
  if (!svg || svg.querySelector("#jg-hatch")) return;
  const defs = document.createElementNS(SVG, "defs");
  const pattern = document.createElementNS(SVG, "pattern");
  const line = document.createElementNS(SVG, "path");
  const set = (element: Element, values: Record<string, string>): void => {
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  };
  set(pattern, { id: "jg-hatch", width: "10", height: "10", patternUnits: "userSpaceOnUse" });
  set(line, {
    d: "M-2 12L12 -2M-2 2L2 -2M8 12L12 8",
    stroke: ACCENT,
    "stroke-width": "1.3",
    "stroke-opacity": ".7",
  });
  pattern.append(line);
  defs.append(pattern);
  svg.prepend(defs);
}
