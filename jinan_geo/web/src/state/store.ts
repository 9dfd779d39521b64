// The page's state and what follows from it. Panels and map read these signals; nothing else holds state.
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { maskInside, maskNear, type Near, type Outline } from "../data/around";
import { behind, type Part } from "../data/behind";
import { type Catalog, dimensionsOf, type Key, projectOf } from "../data/catalog";
import type { Capture } from "../data/document";
import {
  type Barrier,
  barriersOf,
  type Chosen,
  type Condition,
  type Dimension,
  orderOf,
  passing,
  type Result,
  resultOf,
} from "../data/filter";
import { NOT_FOUND } from "../data/find";
import { findProjects } from "../data/search";
import { type Changed, changeDimension, changesBetween } from "../data/since";
import { type Sort, sortOf, sortProjects } from "../data/sort";
import { type Totals, totalsAt } from "../data/totals";
import { defaultTruth, isMixed, maskOf, samplesAt, type Truth } from "../data/truth";
import { type ColorBy, defaultColor } from "../look/coloring";
import type { Lang } from "../words/texts";
import { askedDimension, askedIds } from "./asking";
import type { Briefing } from "./brief";

export interface Counts {
  list: number;
  map: number;
  drawer: number;
}

/** Of what is sourced and of samples, where both are shown: beside each other, never added. */
export interface Apart<T> {
  sourced: T;
  sample: T;
}

export interface Side {
  edition: number;
  /** null: the themes that are chosen for the page; ALL_THEMES: whatever is chosen there. */
  theme: string | null;
  /** null: coloured like the page. */
  color: ColorBy | null;
}

export const ALL_THEMES = "*";

export interface Position {
  zoom: number;
  lat: number;
  lon: number;
}

/** The background's tiles; far: the view is from further away than the server has tiles for. */
export type BackdropState = "none" | "waiting" | "shown" | "far" | "unavailable";

export interface Store {
  catalog: Catalog;
  lang: Signal<Lang>;
  edition: Signal<number>;
  filters: Signal<Chosen>;
  query: Signal<string>;
  /** A target whose projects are shown. */
  target: Signal<string | null>;
  /** Which part of its projects; null for those that its number counts. */
  part: Signal<Part | null>;
  /** A place about which projects are shown, and an outline within which they are. */
  near: Signal<Near | null>;
  inside: Signal<Outline | null>;
  /** Ids of the layers switched off. */
  hidden: Signal<ReadonlySet<string>>;
  /** The slides of a briefing and which is shown; null outside one. */
  briefing: Signal<Briefing | null>;
  /** Views that a reader took into the briefing, in their order. */
  captures: Signal<readonly Capture[]>;
  selection: Signal<Key | null>;
  /** The project that the pointer or the keyboard is at in a list. */
  pointed: Signal<Key | null>;
  colorBy: Signal<ColorBy>;
  sort: Signal<Sort>;
  /** The edition that the present one is compared with; null where changes are not shown. */
  since: Signal<number | null>;
  /** What changed since then, or, where none is chosen, since the edition before. */
  changed: ReadonlySignal<Changed>;
  /** The part of the map shown; null where everything is. */
  position: Signal<Position | null>;
  /** The online background wanted; null for the page's own ground. */
  basemap: Signal<string | null>;
  /** What has become of it. */
  backdrop: Signal<BackdropState>;
  /** Counted up to ask for the tiles once more. */
  backdropTries: Signal<number>;
  /** Whether the page's own roads, water and names are shown, where it has them. */
  ground: Signal<boolean>;
  dimensions: ReadonlySignal<readonly Dimension[]>;
  result: ReadonlySignal<Result>;
  /** What passes with these dimensions, or the "target", left aside: a district's share is one of all its projects. */
  maskWithout(...dimensions: string[]): Uint8Array;
  /** What passes and how each choice counts among those alone that are taken. */
  resultWhere(takes: (project: number) => boolean): Result;
  /** The passing projects in the order of the list. */
  listed: ReadonlySignal<Uint32Array>;
  counts: ReadonlySignal<Counts>;
  /** Which values are shown: sourced, samples, or all; always all on a page that has one kind only. */
  truth: Signal<Truth>;
  /** 1 for each project that is a sample at the edition shown; null on a page that has one kind only. */
  isSample: ReadonlySignal<Uint8Array | null>;
  /** The same where both kinds are shown, and so told apart; else null. */
  apart: ReadonlySignal<Uint8Array | null>;
  /** Whether a project is of a kind at the edition shown; of no kind in particular each is. */
  isOf(project: number, kind: keyof Apart<unknown> | null): boolean;
  /** Those of a mask that are of a kind at the edition shown; of no kind in particular all. */
  ofKind(mask: Uint8Array, kind: keyof Apart<unknown> | null): Uint8Array;
  /** The counts of each kind where both are shown. */
  countsApart: ReadonlySignal<Apart<Counts> | null>;
  /** What the left side of a comparison shows; the right side is the page's own state. */
  compare: Signal<Side | null>;
  /** Where the divider stands, as a share of the map's width. */
  divider: Signal<number>;
  /** Which projects pass the filters at another edition, with another theme in place of those chosen. */
  maskAt(edition: number, theme: string | null): Uint8Array;
  /** Another value whenever `maskShown` may give other masks, the lights left aside. */
  sieve: ReadonlySignal<unknown>;
  /** Which projects would pass if another edition were shown, with these dimensions left aside. */
  maskShown(edition: number, ...aside: string[]): Uint8Array;
  totals: ReadonlySignal<Totals | Apart<Totals>>;
  filtered: ReadonlySignal<boolean>;
  toggle(dimension: string, choice: string): void;
  clear(): void;
  setLayer(id: string, on: boolean): void;
}

/** Stands for "no layer at all", where an empty list would mean every layer. */
const NONE = "\u0000";

/** The edition that the page was made to be compared with; null on a page that shows no changes until asked. */
export function defaultSince({ page }: Catalog): number | null {
  const at = page.editions.indexOf(page.since ?? "");
  return at < 0 ? null : at;
}

export function createStore(catalog: Catalog, lang: Lang): Store {
  const { page } = catalog;
  const reader = signal(lang);
  const edition = signal(page.editions.length - 1);
  const truth = signal<Truth>(defaultTruth(page));
  const filters = signal<Chosen>({});
  const query = signal("");
  const target = signal<string | null>(null);
  const part = signal<Part | null>(null);
  const near = signal<Near | null>(null);
  const inside = signal<Outline | null>(null);
  const nearby = computed(() => near.value && maskNear(catalog, near.value));
  const within = computed(() => inside.value && maskInside(catalog, inside.value));
  const hidden = signal<ReadonlySet<string>>(new Set());
  const sort = signal<Sort>(defaultSort(catalog));
  const since = signal<number | null>(defaultSince(catalog));
  const changed = computed(() =>
    changesBetween(catalog, since.value ?? edition.value - 1, edition.value),
  );
  const colorBy = signal<ColorBy>(defaultColor(catalog));
  const compare = signal<Side | null>(null);
  /** Ids of the filters that are there because they are asked for; a text, so that equal ones are the same. */
  const asked = computed(() => {
    const wanted = [colorBy.value, compare.value?.color, ...Object.keys(filters.value)];
    return askedIds(catalog)
      .filter((id) => wanted.includes(id))
      .join("\n");
  });
  const usualAt = dimensionsOf(catalog);
  const dimensionsAt = (at: number): Dimension[] => {
    const usual = usualAt(at);
    const more = asked.value.split("\n").filter((id) => id && !usual.some((one) => one.id === id));
    return [...usual, ...more.map((id) => askedDimension(catalog, id, at))];
  };
  const plain = computed(() => dimensionsAt(edition.value));
  const dimensions = computed(() =>
    since.value === null ? plain.value : [...plain.value, changeDimension(catalog, changed.value)],
  );

  const chosen = computed<Chosen>(() => {
    if (!hidden.value.size) return filters.value;
    const only = filters.value.layer?.length
      ? filters.value.layer
      : catalog.counted.map((layer) => layer.info.id);
    const layers = only.filter((id) => !hidden.value.has(id));
    return { ...filters.value, layer: layers.length ? layers : [NONE] };
  });
  /** A text, so that equal ones are the same. */
  const unlit = computed(() => JSON.stringify({ ...chosen.value, light: [] }));
  const searched = computed(() => findProjects(catalog, query.value));
  const conditionsAt = (at: number): Condition[] => {
    const found: Condition[] = [];
    const hits = searched.value;
    if (hits) found.push({ id: "query", passes: (project) => hits.ranks[project]! < NOT_FOUND });
    const counting = page.targets.find(({ id }) => id === target.value);
    const known = counting && behind(page, counting, at, truth.value, part.value ?? "done");
    if (known) {
      const projects = new Set(known.pairs.map(([layer, id]) => projectOf(catalog, { layer, id })));
      found.push({ id: "target", passes: (project) => projects.has(project) });
    }
    const ofMask = (id: string, mask: Uint8Array | null): void => {
      if (mask) found.push({ id, passes: (project) => mask[project] === 1 });
    };
    ofMask("near", nearby.value);
    ofMask("inside", within.value);
    return found;
  };
  const conditions = computed(() => conditionsAt(edition.value));
  const isSample = computed(() => (isMixed(page) ? samplesAt(catalog, edition.value) : null));
  const apart = computed(() => (truth.value === "all" ? isSample.value : null));
  /** Only projects of the kind that is shown pass; of which kind one is depends on the edition. */
  const kindAt = (at: number): Condition[] => {
    if (!isSample.value || truth.value === "all") return [];
    const wanted = truth.value === "sample" ? 1 : 0;
    const kinds = at === edition.value ? isSample.value : samplesAt(catalog, at);
    return [{ id: "truth", passes: (project) => kinds[project] === wanted }];
  };
  const barriersAt = (
    at: number,
    among: readonly Dimension[],
    wanted: Chosen,
    kept: readonly Condition[],
  ): Barrier[] => barriersOf(catalog.projects, among, wanted, [...kept, ...kindAt(at)]);
  const barriers = computed(() =>
    barriersAt(edition.value, dimensions.value, chosen.value, conditions.value),
  );
  const resultWith = (more: readonly Barrier[]): Result =>
    resultOf(catalog.projects, dimensions.value, [...barriers.value, ...more], apart.value);
  const result = computed(() => resultWith([]));
  const order = computed(() => sortProjects(catalog, edition.value, sort.value, reader.value));
  const listed = computed(() => orderOf(result.value, order.value));
  const countOf = (mask: Uint8Array): Counts => {
    let list = 0;
    let map = 0;
    for (let project = 0; project < mask.length; project++)
      if (mask[project]) {
        list++;
        map += catalog.located[project]!;
      }
    return { list, map, drawer: list - map };
  };
  const counts = computed<Counts>(() => countOf(result.value.mask));
  const countsApart = computed<Apart<Counts> | null>(() => {
    const kinds = apart.value;
    const of = (kind: "sourced" | "sample"): Counts =>
      countOf(maskOf(result.value.mask, kinds!, kind));
    return kinds && { sourced: of("sourced"), sample: of("sample") };
  });
  const totals = computed<Totals | Apart<Totals>>(() => {
    const kinds = isSample.value;
    if (!kinds) return totalsAt(catalog, edition.value);
    const of = (kind: number): Totals =>
      totalsAt(
        catalog,
        edition.value,
        kinds.map((one) => (one === kind ? 1 : 0)),
      );
    if (truth.value === "all") return { sourced: of(0), sample: of(1) };
    return of(truth.value === "sample" ? 1 : 0);
  });

  return {
    catalog,
    lang: reader,
    edition,
    filters,
    query,
    target,
    part,
    near,
    inside,
    hidden,
    captures: signal<readonly Capture[]>([]),
    briefing: signal<Briefing | null>(null),
    selection: signal<Key | null>(null),
    pointed: signal<Key | null>(null),
    colorBy,
    sort,
    since,
    changed,
    position: signal<Position | null>(null),
    basemap: signal<string | null>(defaultBasemap(catalog)),
    ground: signal(true),
    backdrop: signal<BackdropState>("none"),
    backdropTries: signal(0),
    dimensions,
    result,
    maskWithout: (...aside) =>
      passing(
        catalog.projects,
        barriers.value.filter(({ id }) => !aside.includes(id)),
      ),
    resultWhere: (passes) =>
      resultWith(barriersOf(catalog.projects, [], {}, [{ id: "taken", passes }])),
    listed,
    counts,
    truth,
    isSample,
    apart,
    countsApart,
    isOf: (project, kind) =>
      !kind || !isSample.value || (isSample.value[project] === 1) === (kind === "sample"),
    ofKind: (mask, kind) => (kind && isSample.value ? maskOf(mask, isSample.value, kind) : mask),
    compare,
    divider: signal(0.5),
    maskAt(at, theme) {
      const wanted = theme
        ? { ...chosen.value, theme: theme === ALL_THEMES ? [] : [theme] }
        : chosen.value;
      // What changed is of the page's own editions, on both sides.
      const changes = dimensions.value.filter(({ id }) => id === "change");
      const among = [...dimensionsAt(at), ...changes];
      return passing(catalog.projects, barriersAt(at, among, wanted, conditions.value));
    },
    sieve: computed(() =>
      [unlit, searched, target, part, nearby, within, truth, since].map(({ value }) => value),
    ),
    maskShown(at, ...aside) {
      const kept = Object.fromEntries(
        Object.entries(chosen.value).filter(([id, of]) => of.length && !aside.includes(id)),
      );
      const named = Object.keys(kept);
      // Of many projects it takes long to tell what belongs where; most often nothing is chosen.
      const usual = named.some((id) => id !== "change") ? dimensionsAt(at) : [];
      const changes = named.includes("change")
        ? [changeDimension(catalog, changesBetween(catalog, since.value ?? at - 1, at))]
        : [];
      const wanted = [...usual, ...changes].filter(({ id }) => named.includes(id));
      return passing(catalog.projects, barriersAt(at, wanted, kept, conditionsAt(at)));
    },
    totals,
    filtered: computed(
      () =>
        query.value.trim() !== "" ||
        target.value !== null ||
        near.value !== null ||
        inside.value !== null ||
        hidden.value.size > 0 ||
        Object.values(filters.value).some((values) => values.length > 0),
    ),
    toggle(dimension, choice) {
      const now = filters.value[dimension] ?? [];
      const next = now.includes(choice)
        ? now.filter((value) => value !== choice)
        : [...now, choice];
      filters.value = { ...filters.value, [dimension]: next };
    },
    clear() {
      batch(() => {
        filters.value = {};
        query.value = "";
        target.value = null;
        part.value = null;
        near.value = null;
        inside.value = null;
        hidden.value = new Set();
      });
    },
    setLayer(id, on) {
      const next = new Set(hidden.value);
      if (on) next.delete(id);
      else next.add(id);
      hidden.value = next;
    },
  };
}

/** Whether what is shown has samples in it, and must say so; on a page of both kinds the switch says it. */
export const showsSamples = ({ catalog: { page }, truth }: Store): boolean =>
  page.sample && (!isMixed(page) || truth.value !== "sourced");

export const defaultBasemap = ({ page }: Catalog): string | null =>
  page.basemaps.find(({ shown }) => shown)?.id ?? null;

export const defaultSort = (catalog: Catalog): Sort =>
  sortOf(catalog.page.lights ? "worst" : "given");

/** Show changes since an edition, or none; a filter by change goes with them. */
export function setSince(store: Store, since: number | null): void {
  batch(() => {
    store.since.value = since;
    if (since !== null || !store.filters.value.change) return;
    const { change: _gone, ...others } = store.filters.value;
    store.filters.value = others;
  });
}
