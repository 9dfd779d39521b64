// jinanGeo: what Folium's script calls, and what scripts and tests may ask.

import { batch } from "@preact/signals";
import type * as L from "leaflet";
import type { Action } from "../data/actions";
import type { Near, Outline } from "../data/around";
import { isPart, PARTS, type Part } from "../data/behind";
import type { Begun } from "../data/beside";
import { type Key, keyOf, makeCatalog } from "../data/catalog";
import type { Capture } from "../data/document";
import type { Dimension } from "../data/filter";
import { isLocated, type Layer } from "../data/layer";
import { type Failure, loadPage, reasonOf } from "../data/load";
import type { Page } from "../data/page";
import { type SortBy, sortOf, sortsFor } from "../data/sort";
import { isMixed, isTruth, TRUTHS, type Truth } from "../data/truth";
import { type ColorBy, coloringIds } from "../look/coloring";
import { reportAddition, runAdditions } from "../map/additions";
import { groundState } from "../map/groundview";
import { shownMap } from "../map/shown";
import { base64Of, type ExportKind, makeExport } from "../out/export";
import { viewFile } from "../out/view";
import { type SlideTold, tellSlides } from "../panel/brief";
import { briefState, showSlide } from "../panel/briefing";
import { openChanges } from "../panel/changetab";
import { actionRows } from "../state/actions";
import { setAround } from "../state/around";
import { askedIds } from "../state/asking";
import { setCaptures } from "../state/captures";
import { isPosition } from "../state/position";
import { quietly } from "../state/quiet";
import { createStore, type Position, type Store, setSince } from "../state/store";
import { forecastsOf } from "../state/target";
import { type Series, trendOf } from "../state/trend";
import { langNamed } from "../words/messages";
import type { Lang } from "../words/texts";
import { openView, syncHash } from "./follow";
import { mountFailure, mountPage } from "./mount";

interface Counted {
  features: number;
  located: number;
  unlocated: number;
}

export interface Ready {
  layers: { id: string; features: number; located: number; unlocated: number }[];
  features: number;
  located: number;
  unlocated: number;
  /** Of samples, on a page that has both kinds; the three numbers above are then of what is sourced. */
  samples: Counted | null;
  asOf: string | null;
  /** Index of the edition shown; -1 on a page without editions. */
  edition: number;
  failures: Failure[];
}

export interface Wanted {
  filters?: Record<string, readonly string[] | string>;
  query?: string;
  target?: string | null;
  /** Which part of the target's projects; null for those that its number counts. */
  part?: Part | null;
  /** The same as a target with the part that cannot be judged. */
  uncounted?: string | null;
  /** What lies at most so many kilometres from a place in degrees; null for anywhere. */
  near?: Near | null;
  /** What lies within an outline, longitude and latitude of its corners in order; null for anywhere. */
  inside?: Outline | null;
  /** A slide of the briefing, counted from 0; null ends it. */
  brief?: number | null;
  /** Views taken into the briefing; one that names no state is the present one. */
  captures?: readonly Partial<Capture>[];
  selection?: Key | null;
  lang?: Lang;
  /** Which values are shown; on a page that has one kind only that is always all. */
  truth?: Truth;
  layersOn?: readonly string[];
  /** Index or date. */
  edition?: number | string;
  colorBy?: ColorBy;
  /** The order of the list. */
  sort?: { by: SortBy; down?: boolean };
  /** The edition to compare with, as index or date; null shows no changes. */
  since?: number | string | null;
  /** The left side of a comparison: its edition as index or date, its theme and colouring, the divider; null ends it. */
  compare?: {
    edition: number | string;
    theme?: string | null;
    color?: ColorBy | null;
    divider?: number;
  } | null;
  /** The part of the map to show; null for everything. */
  map?: Position | null;
  /** The id of an online background; null for the page's own ground. */
  basemap?: string | null;
  /** Whether the page's own roads, water and names are shown. */
  ground?: boolean;
}

export function makeApi(begun: Begun) {
  const registered: string[] = [];
  let store: Store | null = null;
  let resolve!: (ready: Ready) => void;
  let reject!: (reason: unknown) => void;
  const ready = new Promise<Ready>((yes, no) => ([resolve, reject] = [yes, no]));
  ready.catch(() => undefined); // the page itself says what went wrong; a listener may still ask

  const needStore = (): Store => {
    if (!store) throw new Error("jinanGeo is not ready: await jinanGeo.ready first");
    return store;
  };

  return {
    ready,
    /** Called by each layer of the map, in drawing order. */
    layer(id: string, _map: L.Map): void {
      registered.push(id);
    },
    /** What Folium's additions call: more comes with the first of them. */
    added: { failed: reportAddition },
    /** Called once, after all layers: reads the data, then builds panel, map and card. */
    start(map: L.Map): Promise<Ready> {
      void (async () => {
        try {
          const { page, layers, failures } = await loadPage(registered, begun);
          store = createStore(makeCatalog(page, layers), langNamed(page.lang));
          if (page.since) openChanges(store);
          openView(store);
          syncHash(store);
          await mountPage(store, map, failures);
          await runAdditions();
          await shownMap.value?.drawn();
          resolve(readyOf(store, failures));
        } catch (error) {
          mountFailure(map.getContainer(), reasonOf(error));
          reject(error);
        }
      })();
      return ready;
    },
    state: () => stateOf(needStore()),
    /** The projects of the list, in its order. */
    listed: (): Key[] => {
      const { catalog, listed } = needStore();
      return Array.from(listed.value, (project) => keyOf(catalog, project));
    },
    /** The action list under the filters in force: what is red or yellow, the worst first. */
    actions: async (): Promise<Action[]> => actionRows(needStore()).map(({ action }) => action),
    /** The series that the tab of the trend draws, at every edition, as the filters leave them. */
    trend: async (): Promise<Series[]> => trendOf(needStore()),
    /** The projects that the map draws: as handed to its canvas, not as filtered. */
    painted: (): Key[] => shownMap.value?.painted() ?? [],
    /** Every name on the map, in CSS pixels of the window, once it is drawn. */
    labels: async () => (await shownMap.value?.labels()) ?? [],
    /** The shares of the lights drawn in the present view, by pixels, beside the shares in its data. */
    picture: () => {
      if (!shownMap.value) throw new Error("jinanGeo is not ready: await jinanGeo.ready first");
      return shownMap.value.picture();
    },
    /** What is listed as a file in base64, without a download. */
    export: async (kind: ExportKind): Promise<string> =>
      base64Of(await makeExport(needStore(), shownMap.value, kind)),
    /** The slides of a briefing of what is shown now, with the pictures of their maps. */
    slides: async (): Promise<SlideTold[]> => tellSlides(needStore()),
    /** The page as a file in base64 that opens with what is shown now. */
    saveView: async (title = ""): Promise<string> => base64Of(viewFile(needStore(), title)),
    set: (wanted: Wanted) => {
      quietly(() => apply(needStore(), wanted));
      return stateOf(needStore());
    },
  };
}

function readyOf(store: Store, failures: Failure[]): Ready {
  const { page, layers } = store.catalog;
  return {
    layers: layers.map((layer) => ({ id: layer.info.id, ...countLocated(layer) })),
    ...countProjects(store, 0),
    samples: isMixed(page) ? countProjects(store, 1) : null,
    asOf: page.as_of,
    edition: store.edition.peek(),
    failures,
  };
}

/** The projects of a kind; on a page that has one kind only, all. */
function countProjects({ catalog, isSample }: Store, kind: 0 | 1): Counted {
  const kinds = isSample.peek();
  let features = 0;
  let located = 0;
  for (let project = 0; project < catalog.projects; project++) {
    if (kinds && kinds[project] !== kind) continue;
    features++;
    located += catalog.located[project]!;
  }
  return { features, located, unlocated: features - located };
}

function countLocated(layer: Layer): Counted {
  let located = 0;
  for (let row = 0; row < layer.features; row++) if (isLocated(layer, row)) located++;
  return { features: layer.features, located, unlocated: layer.features - located };
}

function stateOf(store: Store) {
  const { page, layers } = store.catalog;
  const edition = store.edition.value;
  const { counts, samples } = store.result.value;
  const dimensions = store.dimensions.value;
  return {
    filters: Object.fromEntries(
      Object.entries(store.filters.value).filter(([, values]) => values.length),
    ),
    query: store.query.value,
    target: store.target.value,
    part: store.part.value,
    forecast: forecastsOf(store),
    near: store.near.value,
    inside: store.inside.value,
    brief: briefState(store),
    captures: store.captures.value.map((one) => ({ ...one })),
    uncounted: store.part.value === "unjudged" ? store.target.value : null,
    selection: store.selection.value,
    lang: store.lang.value,
    truth: store.truth.value,
    layersOn: layers.map((layer) => layer.info.id).filter((id) => !store.hidden.value.has(id)),
    edition,
    asOf: page.editions[edition] ?? page.as_of,
    /** Which edition is shown, whether it still collects reports, and the one that does; null where none are declared. */
    editionState: editionStateOf(page, page.editions[edition] ?? page.as_of),
    colorBy: store.colorBy.value,
    sort: { ...store.sort.value },
    since: store.since.value === null ? null : page.editions[store.since.value],
    compare: store.compare.value && { ...store.compare.value, divider: store.divider.value },
    map: store.position.value,
    basemap: store.basemap.value,
    basemapState: store.backdrop.value,
    ground: groundState(store),
    /** Of list, map and drawer; where both kinds are shown also those of each. */
    counts: { ...store.counts.value, ...store.countsApart.value },
    /** For each filter, how many projects each choice would leave in the list under the other filters; counted when read. */
    get facets() {
      return facetsOf(dimensions, counts);
    },
    /** Where both kinds are shown, how many of these are samples. */
    samples: samples && facetsOf(dimensions, samples),
    /** Of the whole page; where both kinds are shown {sourced, sample}, since they are never added. */
    totals: { ...store.totals.value },
  };
}

function editionStateOf({ declared, open }: Page, shown: string | null) {
  if (!declared) return null;
  const state = open && open.date === shown ? "open" : "closed";
  return {
    shown,
    state,
    open: open && { date: open.date, reported: open.reported, of: open.of },
  };
}

function facetsOf(dimensions: readonly Dimension[], counts: Record<string, Uint32Array>) {
  return Object.fromEntries(
    dimensions.map(({ id, choices }) => [
      id,
      Object.fromEntries(choices.map((choice, at) => [choice, counts[id]![at]!])),
    ]),
  );
}

/** A target without a part shows what its number counts; no part stays behind without its target. */
function setTarget(store: Store, { target, part, uncounted }: Wanted): void {
  if (part && !isPart(part)) throw new Error(`no part "${part}"; there are ${PARTS.join(", ")}`);
  if (target !== undefined) {
    store.target.value = target;
    store.part.value = null;
  }
  if (part !== undefined) store.part.value = store.target.value === null ? null : part;
  if (uncounted) {
    store.target.value = uncounted;
    store.part.value = "unjudged";
  } else if (uncounted === null && store.part.value === "unjudged" && target === undefined) {
    store.target.value = null;
    store.part.value = null;
  }
}

function apply(store: Store, wanted: Wanted): void {
  const { page, layers } = store.catalog;
  const known = [
    "filters",
    "query",
    "target",
    "part",
    "uncounted",
    "near",
    "inside",
    "brief",
    "captures",
    "selection",
    "lang",
    "truth",
    "layersOn",
    "edition",
    "colorBy",
    "compare",
    "since",
    "sort",
    "map",
    "basemap",
    "ground",
  ];
  for (const key of Object.keys(wanted))
    if (!known.includes(key))
      throw new Error(`jinanGeo.set knows no "${key}"; it knows ${known.join(", ")}`);
  batch(() => {
    // A briefing is of what is shown without it: it is left for what is set, and made anew of that.
    const slide = store.briefing.peek()?.at ?? null;
    showSlide(store, null);
    if (wanted.query !== undefined) store.query.value = wanted.query;
    setTarget(store, wanted);
    setAround(store, wanted);
    if (wanted.selection !== undefined) store.selection.value = wanted.selection;
    if (wanted.lang) store.lang.value = langNamed(wanted.lang);
    if (wanted.truth !== undefined) {
      if (!isTruth(wanted.truth))
        throw new Error(`no truth "${wanted.truth}"; there are ${TRUTHS.join(", ")}`);
      if (isMixed(page)) store.truth.value = wanted.truth;
    }
    if (wanted.layersOn) {
      const on = wanted.layersOn;
      store.hidden.value = new Set(
        layers.map((layer) => layer.info.id).filter((id) => !on.includes(id)),
      );
    }
    const editionOf = (edition: number | string): number => {
      const at = typeof edition === "number" ? edition : page.editions.indexOf(edition);
      if (!(at in page.editions))
        throw new Error(`no edition ${edition}; there are ${page.editions.join(", ")}`);
      return at;
    };
    const colorOf = (id: ColorBy): ColorBy => {
      const offered = coloringIds(store.catalog);
      if (!offered.includes(id))
        throw new Error(`no colouring "${id}"; there are ${offered.join(", ")}`);
      return id;
    };
    if (wanted.edition !== undefined) store.edition.value = editionOf(wanted.edition);
    // Editions before filters: the filter by change is there only while changes are shown.
    if (wanted.since !== undefined)
      setSince(store, wanted.since === null ? null : editionOf(wanted.since));
    if (wanted.filters) {
      const dimensions = [
        ...new Set([...store.dimensions.value.map(({ id }) => id), ...askedIds(store.catalog)]),
      ];
      for (const id of Object.keys(wanted.filters))
        if (!dimensions.includes(id))
          throw new Error(`no filter "${id}"; there are ${dimensions.join(", ")}`);
      store.filters.value = Object.fromEntries(
        Object.entries(wanted.filters).map(([id, values]) => [
          id,
          typeof values === "string" ? [values] : [...values],
        ]),
      );
    }
    if (wanted.compare) {
      const { edition: left, theme = null, color = null } = wanted.compare;
      store.compare.value = {
        edition: editionOf(left),
        theme,
        color: color === null ? null : colorOf(color),
      };
      store.divider.value = wanted.compare.divider ?? store.divider.value;
    } else if (wanted.compare === null) store.compare.value = null;
    if (wanted.sort) {
      const { by, down } = wanted.sort;
      const sorts = sortsFor(store.catalog);
      if (!sorts.includes(by)) throw new Error(`no sort "${by}"; there are ${sorts.join(", ")}`);
      store.sort.value = { by, down: down ?? sortOf(by).down };
    }
    if (wanted.map !== undefined) {
      if (wanted.map && !isPosition(wanted.map))
        throw new Error("map is {zoom, lat, lon}, or null for everything");
      store.position.value = wanted.map;
    }
    if (wanted.basemap !== undefined) {
      const ids = page.basemaps.map(({ id }) => id);
      if (wanted.basemap !== null && !ids.includes(wanted.basemap))
        throw new Error(`no basemap "${wanted.basemap}"; there are ${ids.join(", ") || "none"}`);
      store.basemap.value = wanted.basemap;
    }
    if (wanted.ground !== undefined) store.ground.value = wanted.ground;
    if (wanted.colorBy) store.colorBy.value = colorOf(wanted.colorBy);
    if (wanted.captures) setCaptures(store, wanted.captures);
    showSlide(store, wanted.brief === undefined ? slide : wanted.brief);
  });
}
