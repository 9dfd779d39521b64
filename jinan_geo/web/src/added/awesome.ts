// Folium's Icon, as Leaflet.awesome-markers draws it; without its markup, which the page's policy would not style.
import L from "./leaflet";

interface Options extends L.BaseIconOptions {
  icon: string;
  prefix: string;
  markerColor: string;
  iconColor: string;
  extraClasses: string;
  spin?: boolean;
}

const Icon = L.Icon.extend({
  options: {
    iconSize: [35, 45],
    iconAnchor: [17, 42],
    popupAnchor: [1, -32],
    shadowAnchor: [10, 12],
    shadowSize: [36, 16],
    className: "awesome-marker",
    prefix: "glyphicon",
    extraClasses: "",
    icon: "home",
    markerColor: "blue",
    iconColor: "white",
  },
  createIcon(this: L.Icon<L.IconOptions & Options>) {
    const { prefix, icon, iconColor, markerColor, extraClasses, spin } = this.options;
    const box = document.createElement("div");
    const sign = document.createElement("i");
    const name = icon.startsWith(`${prefix}-`) ? icon : `${prefix}-${icon}`;
    sign.className = [extraClasses, prefix, name, spin ? "fa-spin" : ""].join(" ");
    sign.style.color = iconColor;
    box.append(sign);
    (this as unknown as { _setIconStyles(box: Element, name: string): void })._setIconStyles(
      box,
      `icon-${markerColor}`,
    );
    return box;
  },
  createShadow(this: L.Icon) {
    const box = document.createElement("div");
    (this as unknown as { _setIconStyles(box: Element, name: string): void })._setIconStyles(
      box,
      "shadow",
    );
    return box;
  },
}) as unknown as new (
  options: Options,
) => L.Icon;

Object.assign(L, { AwesomeMarkers: { Icon, icon: (options: Options) => new Icon(options) } });
