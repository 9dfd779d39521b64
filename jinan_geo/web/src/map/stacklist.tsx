// The projects of a stack that no zoom can part, as a list beside it.
import * as L from "leaflet";
import { render } from "preact";
import { keyOf } from "../data/catalog";
import { type ColorBy, coloringOf } from "../look/coloring";
import { Icon, ShapeGlyph } from "../look/glyph";
import { districtName, nameOf } from "../look/labels";
import { countWords, samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import { say } from "../words/messages";
import type { Owners } from "./crowding";

/** More lines than these are read in the list beside the map, by a filter. */
const MOST = 200;

interface Place {
  at: L.LatLng;
  owners: Owners;
  /** The code of the district that they are all of: it is offered as a filter. */
  district?: string | undefined;
  /** Whether the projects are told by their number only. */
  brief?: boolean;
  edition: number;
  by: ColorBy;
  /** Where the keyboard goes when the list is closed. */
  opener: HTMLElement;
}

export function openStack(store: Store, map: L.Map, place: Place): void {
  const lang = store.lang.value;
  const box = document.createElement("div");
  const samples = samplesAmong(store, place.owners);
  const { district } = place;
  const name = district ? districtName(store.catalog, district, lang) : "";
  const n = countWords(store, lang, place.owners.length, samples);
  const title = say(district ? "stackTitleDistrict" : "stackTitle", lang, { n, name });
  const isChosen = store.filters.value.district?.includes(district ?? "");
  box.className = "jg-app jg-stack-list";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", title);
  const popup = L.popup({
    closeButton: false,
    className: "jg-stack-popup",
    autoPanPadding: [24, 24],
    maxWidth: 300,
    offset: [0, -4],
  });
  const close = (): void => {
    const inside = box.contains(document.activeElement);
    popup.remove();
    if (inside && place.opener.isConnected) place.opener.focus();
  };
  const { classes, at } = coloringOf(store.catalog, place.by);
  const told = place.brief ? [] : place.owners;
  const { layerAt, rowAt } = store.catalog;
  const items = Array.from(told, (project) => ({
    project,
    look: at(layerAt[project]!, place.edition, rowAt[project]!),
  }));
  items.sort((a, b) => a.look - b.look || a.project - b.project);
  render(
    <>
      <h3>{title}</h3>
      {district && (
        <button
          type="button"
          class="jg-stack-offer"
          onClick={() => {
            close();
            store.toggle("district", district);
          }}
        >
          <Icon name="filter" size={14} />
          <span>{say(isChosen ? "districtAll" : "districtOnly", lang, { name })}</span>
        </button>
      )}
      {items.slice(0, MOST).map(({ project, look }) => (
        <button
          type="button"
          key={project}
          onClick={() => {
            close();
            store.selection.value = keyOf(store.catalog, project);
          }}
        >
          <ShapeGlyph shape={classes[look]!.shape} color={classes[look]!.color} size={14} />
          <span>{nameOf(layerAt[project]!, rowAt[project]!, lang)}</span>
        </button>
      ))}
      {items.length > MOST && (
        <p class="jg-quiet">{say("stackMore", lang, { n: items.length - MOST })}</p>
      )}
    </>,
    box,
  );
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  popup.setLatLng(place.at).setContent(box).openOn(map);
  box.querySelector("button")?.focus({ preventScroll: true });
}
