// The state in the URL's hash, so that a filtered view can be sent as a link.
import { batch } from "@preact/signals";
import { isNear, isOutline, type Near, type Outline } from "../data/around";
import { isPart } from "../data/behind";
import { idToday } from "../data/catalog";
import { isSort, sortsFor } from "../data/sort";
import { defaultTruth, isMixed, isTruth } from "../data/truth";
import { coloringIds, defaultColor } from "../look/coloring";
import { langNamed } from "../words/messages";
import { askedIds } from "./asking";
import { readPosition, writePosition } from "./position";
import { ALL_THEMES, defaultBasemap, defaultSince, defaultSort, type Store } from "./store";

const SEPARATOR = ",";

export function writeHash(store: Store): string {
  const shown = store.briefing.value;
  if (shown?.away) return `${shown.away.hash}&brief=${shown.at}`.replace(/^&/, "");
  const parts = new URLSearchParams();
  const { editions } = store.catalog.page;
  if (store.lang.value !== langNamed(store.catalog.page.lang)) parts.set("lang", store.lang.value);
  if (store.edition.value >= 0 && store.edition.value < editions.length - 1)
    parts.set("edition", editions[store.edition.value]!);
  if (store.since.value !== defaultSince(store.catalog))
    parts.set("since", store.since.value === null ? "" : editions[store.since.value]!);
  // A briefing has filters and a kind of values of its own; a link says those that it comes back to.
  const { truth, filters } = store.briefing.value ?? {
    truth: store.truth.value,
    filters: store.filters.value,
  };
  if (truth !== defaultTruth(store.catalog.page)) parts.set("truth", truth);
  for (const [dimension, values] of Object.entries(filters))
    if (values.length) parts.set(`f.${dimension}`, values.map(encodeURIComponent).join(SEPARATOR));
  if (store.query.value.trim()) parts.set("q", store.query.value.trim());
  if (store.target.value) parts.set("target", store.target.value);
  if (store.target.value && store.part.value) parts.set("part", store.part.value);
  if (store.briefing.value) parts.set("brief", String(store.briefing.value.at));
  if (store.near.value) parts.set("near", writeNear(store.near.value));
  if (store.inside.value) parts.set("inside", store.inside.value.flat().join(SEPARATOR));
  if (store.hidden.value.size)
    parts.set("off", [...store.hidden.value].map(encodeURIComponent).join(SEPARATOR));
  if (store.colorBy.value !== defaultColor(store.catalog)) parts.set("color", store.colorBy.value);
  const { by, down } = store.sort.value;
  const usual = defaultSort(store.catalog);
  if (by !== usual.by || down !== usual.down) parts.set("sort", down ? `-${by}` : by);
  const side = store.compare.value;
  if (side)
    parts.set(
      "left",
      [editions[side.edition] ?? "", side.theme ?? "", side.color ?? ""]
        .join(SEPARATOR)
        .replace(/,$/, ""),
    );
  if (store.basemap.value !== defaultBasemap(store.catalog))
    parts.set("base", store.basemap.value ?? "");
  if (!store.ground.value) parts.set("ground", "off");
  if (store.position.value) parts.set("map", writePosition(store.position.value));
  const selected = store.selection.value;
  if (selected)
    parts.set("at", `${encodeURIComponent(selected.layer)}/${encodeURIComponent(selected.id)}`);
  return parts.toString();
}

/** Take over what a hash says; what it does not say goes back to the default. Unknown parts are passed over. */
export function readHash(store: Store, hash: string): void {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const { page, layers } = store.catalog;
  const list = (value: string | null): string[] => (value ?? "").split(SEPARATOR).map(decode);
  batch(() => {
    store.lang.value = langNamed(parts.get("lang") ?? page.lang);
    const edition = page.editions.indexOf(parts.get("edition") ?? "");
    store.edition.value = edition >= 0 ? edition : page.editions.length - 1;
    const since = page.editions.indexOf(parts.get("since") ?? "");
    store.since.value =
      since >= 0 ? since : parts.has("since") ? null : defaultSince(store.catalog);
    const truth = parts.get("truth") ?? "";
    store.truth.value = isMixed(page) && isTruth(truth) ? truth : defaultTruth(page);
    const colorings = coloringIds(store.catalog);
    const known = new Set([
      ...store.dimensions.value.map(({ id }) => id),
      ...askedIds(store.catalog),
    ]);
    const filters: Record<string, string[]> = {};
    for (const [name, value] of parts)
      if (name.startsWith("f.") && known.has(name.slice(2)))
        filters[name.slice(2)] = value.split(SEPARATOR).map(decode);
    store.filters.value = filters;
    store.query.value = parts.get("q") ?? "";
    // Older links name by `uncounted` a target whose projects cannot be judged.
    const old = parts.get("uncounted");
    const target = parts.get("target") ?? old;
    store.target.value = page.targets.some(({ id }) => id === target) ? target : null;
    const part = parts.get("part") ?? (old && !parts.has("target") ? "unjudged" : "");
    store.part.value = store.target.value && isPart(part) ? part : null;
    store.near.value = readNear(parts.get("near"));
    store.inside.value = readOutline(parts.get("inside"));
    store.hidden.value = new Set(
      list(parts.get("off")).filter((id) => layers.some((layer) => layer.info.id === id)),
    );
    const color = parts.get("color");
    store.colorBy.value = color && colorings.includes(color) ? color : defaultColor(store.catalog);
    const sort = parts.get("sort") ?? "";
    const by = sort.replace(/^-/, "");
    const knows = isSort(by) && sortsFor(store.catalog).includes(by);
    store.sort.value = knows ? { by, down: sort.startsWith("-") } : defaultSort(store.catalog);
    const [date = "", theme = "", leftColor = ""] = (parts.get("left") ?? "").split(SEPARATOR);
    const side = {
      edition: Math.max(0, page.editions.indexOf(date)),
      theme: theme === ALL_THEMES || page.themes.some((one) => one.id === theme) ? theme : null,
      color: colorings.includes(leftColor) ? leftColor : null,
    };
    store.compare.value = parts.has("left") ? side : null;
    store.position.value = readPosition(parts.get("map"));
    const base = parts.get("base");
    const declared = page.basemaps.some(({ id }) => id === base);
    store.basemap.value = declared ? base : base === "" ? null : defaultBasemap(store.catalog);
    store.ground.value = parts.get("ground") !== "off";
    const [layer, id] = (parts.get("at") ?? "").split("/").map(decode);
    store.selection.value = layer && id ? { layer, id: idToday(store.catalog, layer, id) } : null;
  });
}

const writeNear = ({ lon, lat, km }: Near): string => [lon, lat, km].join(SEPARATOR);

const numbersOf = (text: string | null): number[] =>
  text ? text.split(SEPARATOR).map((part) => (part.trim() ? Number(part) : NaN)) : [];

function readNear(text: string | null): Near | null {
  const [lon, lat, km, ...more] = numbersOf(text);
  const near = { lon, lat, km };
  return isNear(near) && !more.length ? near : null;
}

function readOutline(text: string | null): Outline | null {
  const numbers = numbersOf(text);
  const corners = numbers.flatMap((lon, at) => (at % 2 ? [] : [[lon, numbers[at + 1]]]));
  return isOutline(corners) ? corners : null;
}

/** A link or its end, as somebody may paste it: the part that says what is shown; "" where it is none. */
export const viewCode = (text: string): string => /#([a-z.]+=.+)$/i.exec(text.trim())?.[1] ?? "";

/** What shows the same elsewhere: the address, or of a file, which lies elsewhere there, its name. */
export function linkOf(store: Store): string {
  const address = location.href.split("#")[0]!;
  const isFile = location.protocol === "file:";
  const place = isFile ? decode(address.split("/").pop()!) : address;
  return `${place}#${writeHash(store)}`;
}

export function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
