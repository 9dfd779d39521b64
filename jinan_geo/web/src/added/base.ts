// What Folium's additions need of the page: packed only into pages that have one.
import icon from "leaflet/dist/images/marker-icon.png";
import iconRetina from "leaflet/dist/images/marker-icon-2x.png";
import shadow from "leaflet/dist/images/marker-shadow.png";
import L from "./leaflet";
import { markup, plain } from "./markup";

interface Scale {
  caption: string;
  colors: string[];
  domain: [number, number];
  ticks: (number | string)[];
  textColor: string;
}
interface WithFeature {
  feature?: { properties?: Record<string, unknown> | null };
}

// Leaflet looks for these pictures beside its style sheet, where a sealed page has none.
const plainIcon = L.Icon.Default.prototype as unknown as { _getIconUrl?: unknown };
delete plainIcon._getIconUrl;
L.Icon.Default.mergeOptions({ iconUrl: icon, iconRetinaUrl: iconRetina, shadowUrl: shadow });

const DEEPEST = 22;

type Content = string | HTMLElement | ((source: unknown) => string | HTMLElement);

/** Popups and tooltips of every plugin come through here, also those that Folium did not write. */
(L as unknown as { DivOverlay: { include(part: object): void } }).DivOverlay.include({
  _updateContent(this: {
    _content: Content;
    _source?: unknown;
    _contentNode: HTMLElement;
    fire(event: string): void;
  }) {
    if (!this._content) return;
    const { _content: content } = this;
    const said = typeof content === "function" ? content(this._source ?? this) : content;
    this._contentNode.replaceChildren(typeof said === "string" ? markup(said) : said);
    this.fire("contentupdate");
  },
});

const { createIcon } = L.DivIcon.prototype;
L.DivIcon.include({
  createIcon(this: L.DivIcon, old?: HTMLElement) {
    const { html } = this.options;
    if (typeof html === "string") this.options.html = markup(html);
    return createIcon.call(this, old);
  },
});

function details(
  layer: WithFeature,
  fields: string[],
  aliases: string[],
  labels: boolean,
  localize: boolean,
): HTMLElement {
  const table = document.createElement("table");
  const properties = layer.feature?.properties ?? {};
  fields.forEach((field, at) => {
    const row = table.insertRow();
    if (labels) {
      const head = document.createElement("th");
      head.textContent = aliases[at] ?? field;
      row.append(head);
    }
    row.insertCell().textContent = worded(properties[field], localize);
  });
  return table;
}

function worded(value: unknown, localize: boolean): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return JSON.stringify(value);
  return localize && typeof value === "number" ? value.toLocaleString() : String(value);
}

function scale(map: L.Map, { caption, colors, domain, ticks, textColor }: Scale): L.Control {
  const control = new L.Control({ position: "topright" });
  control.onAdd = () => {
    const box = document.createElement("div");
    box.className = "jg-scale";
    box.style.color = textColor;
    const bar = document.createElement("div");
    const stops = colors.map((color, at) => {
      const from = (at / colors.length) * 100;
      return `${color} ${from}% ${from + 100 / colors.length}%`;
    });
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    bar.className = "jg-scale-bar";
    const marks = document.createElement("div");
    marks.className = "jg-scale-ticks";
    const [low, high] = domain;
    for (const tick of ticks) {
      if (tick === "" || high <= low) continue;
      const mark = document.createElement("span");
      mark.textContent = String(tick);
      mark.style.left = `${((Number(tick) - low) / (high - low)) * 100}%`;
      marks.append(mark);
    }
    const words = document.createElement("div");
    words.textContent = caption;
    box.append(marks, bar, words);
    return box;
  };
  return control.addTo(map);
}

/** A tree or the options of a plugin that takes its texts for markup: texts that stay what they are. */
function asText(part: unknown): unknown {
  if (typeof part === "string") return plain(part).innerHTML;
  if (Array.isArray(part)) return part.map(asText);
  if (typeof part !== "object" || part === null) return part;
  if (part instanceof L.Layer) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, asText(value)]));
}

/** A small map of where the view lies in the whole that the page opened with. */
function overview(map: L.Map, { position = "bottomright" }: { position?: L.ControlPosition }) {
  const whole = map.getBounds();
  const control = new L.Control({ position });
  control.onAdd = () => {
    const box = document.createElement("div");
    box.className = "jg-overview";
    const view = document.createElement("div");
    box.append(view);
    const draw = () => {
      const part = map.getBounds();
      const place = (value: number, from: number, to: number) =>
        Math.min(100, Math.max(0, ((value - from) / (to - from)) * 100));
      const left = place(part.getWest(), whole.getWest(), whole.getEast());
      const right = place(part.getEast(), whole.getWest(), whole.getEast());
      const top = place(part.getNorth(), whole.getNorth(), whole.getSouth());
      const bottom = place(part.getSouth(), whole.getNorth(), whole.getSouth());
      view.style.cssText = `left:${left}%;right:${100 - right}%;top:${top}%;bottom:${100 - bottom}%`;
    };
    map.on("moveend", draw);
    draw();
    return box;
  };
  return control.addTo(map);
}

const page = window as unknown as { jinanGeo: { added: object }; map_page?: L.Map };
// Clusters are made for each zoom, so there must be a last one.
if (!Number.isFinite(page.map_page?.getMaxZoom())) page.map_page?.setMaxZoom(DEEPEST);
Object.assign(page.jinanGeo.added, { asText, details, markup, overview, plain, scale });
