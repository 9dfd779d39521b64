// The slides of a briefing, made from what the page shows: a sentence with its numbers, and what proves it.
import { LIGHTS, type Light } from "../data/layer";
import type { TargetInfo } from "../data/page";
import { changesBetween, countKinds, hasKind } from "../data/since";
import { reachedAt } from "../data/truth";
import { actionName } from "../look/actionwords";
import { choiceLabel, districtName, unitName } from "../look/labels";
import { type ActionRow, actionRows } from "../state/actions";
import type { Opened, Slide, SlideRow, Told } from "../state/brief";
import { standings } from "../state/standing";
import type { Store } from "../state/store";
import { formatAmount, formatBare, formatDate, formatNumber, inLang } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { areSettled, ENDINGS, endingAt } from "./endings";
import { forecastSlide } from "./forecastslide";
import { worstTargets } from "./order";
import { ownSlides } from "./ownslides";

const BEHIND = ["red", "yellow"] as const;

/** Whether there is anything to brief of. */
export const canBrief = ({ catalog: { page } }: Store): boolean =>
  page.lights !== null && page.kind !== "table";

/** The slides for what the filters leave now, in the reader's language; none where nothing is judged. */
export function slidesOf(store: Store): Slide[] {
  if (!canBrief(store)) return [];
  const rows = actionRows(store);
  return [
    targetsSlide(store),
    lightsSlide(store),
    whereSlide(store, rows),
    changesSlide(store),
    whoSlide(store),
    causesSlide(store, rows),
    forecastSlide(store),
    askSlide(store, rows),
    ...ownSlides(store),
  ].filter((slide): slide is Slide => slide !== null);
}

const told = (value: number, opens: Opened): Told => ({ value, opens });

function targetsSlide(store: Store): Slide | null {
  const { catalog, edition, truth, lang } = store;
  const { targets } = catalog.page;
  if (!targets.length) return null;
  if (areSettled(store)) return endingsSlide(store);
  const lightOf = (target: TargetInfo): Light =>
    reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state.light ?? "grey";
  const count = (light: Light): Told =>
    told(targets.filter((target) => lightOf(target) === light).length, {
      targets: { by: "light", is: light },
    });
  return {
    id: "targets",
    key: "briefTargets",
    numbers: {
      n: told(targets.length, { targets: "all" }),
      red: count("red"),
      yellow: count("yellow"),
      green: count("green"),
      grey: count("grey"),
    },
    names: {},
    rows: worstTargets(store, targets).map((target) => ({
      name: inLang(target.name, lang.value),
      words: reachedWords(store, target),
      light: lightOf(target),
    })),
    map: null,
  };
}

/** Once a plan is over it counts how its commitments ended, no more how they stand. */
function endingsSlide(store: Store): Slide {
  const lang = store.lang.value;
  const { targets } = store.catalog.page;
  const endings = targets.map((target) => endingAt(store, target));
  const count = (ending: (typeof endings)[number]): Told =>
    told(endings.filter((one) => one === ending).length, {
      targets: { by: "ending", is: ending },
    });
  return {
    id: "targets",
    key: "briefEndings",
    numbers: {
      n: told(targets.length, { targets: "all" }),
      met: count("met"),
      partly: count("partly"),
      missed: count("missed"),
      other: count("other-count"),
      silent: count("not-published"),
      open: count(null),
    },
    names: {},
    rows: worstTargets(store, targets).map((target) => {
      const ending = endingAt(store, target);
      const words = say(ending ? ENDINGS[ending] : "ending_not_due", lang);
      return { name: inLang(target.name, lang), words };
    }),
    map: null,
  };
}

function reachedWords({ catalog, edition, truth, lang }: Store, target: TargetInfo): string {
  const state = reachedAt(catalog.page, target, edition.value, truth.value)[0]?.state;
  const actual = state?.actual ?? null;
  if (actual === null) return say("noData", lang.value);
  const { unit, value } = target;
  return `${formatBare(actual, unit, lang.value)} / ${formatAmount(value, unit, lang.value)}`;
}

function lightsSlide(store: Store): Slide {
  const counts = Array.from(store.result.value.counts.light ?? []);
  const of = (light: Light): Told =>
    told(counts[LIGHTS.indexOf(light)]!, { filters: { light: [light] }, tab: "projects" });
  const n = counts.reduce((sum, one) => sum + one, 0);
  return {
    id: "lights",
    key: "briefLights",
    numbers: {
      n: told(n, { filters: { light: [] }, tab: "projects" }),
      red: of("red"),
      yellow: of("yellow"),
      green: of("green"),
      grey: of("grey"),
    },
    names: {},
    rows: LIGHTS.map((light, at) => ({
      name: say(`light_${light}`, store.lang.value),
      words: formatNumber(counts[at]!, store.lang.value),
      light,
      share: { of: Math.max(1, n), part: counts[at]! },
    })),
    map: null,
  };
}

/** The worst light that there is, and how its projects lie. */
function whereSlide(store: Store, rows: readonly ActionRow[]): Slide | null {
  const light = BEHIND.find((one) => rows.some(({ action }) => action.light === one));
  if (!light) return null;
  const own = rows.filter(({ action }) => action.light === light);
  const places = counted(own.flatMap(({ action }) => action.districts));
  const [code, most] = places[0] ?? ["", 0];
  const isCity = places.length > 1;
  return {
    id: "where",
    key: isCity ? "briefWhere" : "briefWhereHere",
    numbers: {
      n: told(own.length, { filters: { light: [light] }, tab: "projects" }),
      ...(isCity && {
        k: told(places.length, {
          filters: { light: [light], district: places.map(([place]) => place) },
          tab: "districts",
        }),
        most: told(most, { filters: { light: [light], district: [code] }, tab: "projects" }),
      }),
    },
    names: {
      light: say(`light_${light}`, store.lang.value),
      ...(isCity && { name: districtName(store.catalog, code, store.lang.value) }),
    },
    rows: [],
    map: { filters: { light: [light] } },
  };
}

function changesSlide(store: Store): Slide | null {
  const { catalog, edition, lang, result } = store;
  const at = edition.value;
  if (at < 1) return null;
  const changed = changesBetween(catalog, at - 1, at);
  const { mask } = result.value;
  const counts = countKinds(changed, mask);
  const of = (kind: "progress" | "regress" | "new_red"): Told =>
    told(counts[kind], { filters: { change: [kind] }, since: true, tab: "changes" });
  const rows = actionRows(store).filter(({ project }) => hasKind(changed, project, "new_red"));
  return {
    id: "changes",
    key: "briefChanges",
    numbers: { progress: of("progress"), regress: of("regress"), red: of("new_red") },
    names: { date: formatDate(catalog.page.editions[at - 1]!, lang.value) },
    rows: rows.map((row) => rowOf(store, row)),
    map: null,
  };
}

function rowOf({ catalog, lang }: Store, { action }: ActionRow): SlideRow {
  const { light, unit_zh, unit_en } = action;
  return {
    name: actionName(action, lang.value),
    words: unit_zh ? unitName(catalog, unit_zh, lang.value) : (unit_en ?? ""),
    light,
  };
}

function whoSlide(store: Store): Slide | null {
  const { catalog, lang } = store;
  const places = standings(store, null).filter(({ total, behind }) => total && behind > 0);
  if (catalog.page.kind === "district" || !places.length) return null;
  const late = ({ of }: { of: readonly number[] }): number => of[0]! + of[1]!;
  const worst = places[0]!;
  const only = { district: [worst.code] };
  return {
    id: "who",
    key: "briefWho",
    numbers: {
      n: told(late(worst), { filters: { ...only, light: [...BEHIND] }, tab: "projects" }),
      of: told(worst.total, { filters: { ...only, light: [] }, tab: "projects" }),
    },
    names: { name: districtName(catalog, worst.code, lang.value) },
    rows: places.map((place) => ({
      name: districtName(catalog, place.code, lang.value),
      words: `${formatNumber(late(place), lang.value)} / ${formatNumber(place.total, lang.value)}`,
      share: { of: place.total, part: late(place) },
    })),
    map: null,
  };
}

/** The lights that the rows have, so that a filter by them leaves just these. */
const lightsOf = (rows: readonly ActionRow[]): Light[] =>
  BEHIND.filter((one) => rows.some(({ action }) => action.light === one));

function causesSlide(store: Store, rows: readonly ActionRow[]): Slide | null {
  if (!rows.length) return null;
  const { catalog, lang } = store;
  const isTold = (cause: string): boolean => cause !== "unstated" && cause !== "unrecognised";
  const causes = counted(rows.map(({ action }) => action.cause));
  const known = causes.filter(([cause]) => isTold(cause));
  const behind = { light: lightsOf(rows) };
  const [first, most] = known[0] ?? ["", 0];
  const sum = known.reduce((all, [, n]) => all + n, 0);
  return {
    id: "causes",
    key: first ? "briefCauses" : "briefNoCause",
    numbers: {
      n: told(rows.length, { filters: behind, tab: "actions" }),
      ...(first && {
        k: told(sum, { filters: { ...behind, cause: known.map(([id]) => id) }, tab: "actions" }),
        most: told(most, { filters: { ...behind, cause: [first] }, tab: "actions" }),
      }),
    },
    names: first ? { name: choiceLabel(catalog, "cause", first, lang.value) } : {},
    rows: causes.map(([cause, n]) => ({
      name: choiceLabel(catalog, "cause", cause, lang.value),
      words: formatNumber(n, lang.value),
      share: { of: rows.length, part: n },
    })),
    map: null,
  };
}

function askSlide(store: Store, rows: readonly ActionRow[]): Slide | null {
  if (!rows.length) return null;
  const units = counted(rows.map(({ action }) => action.unit_zh ?? action.unit_en ?? ""));
  const behind = { light: lightsOf(rows) };
  const overdue = rows.filter(({ action }) => action.late_of === "overdue");
  return {
    id: "ask",
    key: "briefAsk",
    numbers: {
      units: told(units.filter(([unit]) => unit).length, {
        filters: behind,
        tab: "actions",
        actionsBy: "unit",
      }),
      n: told(rows.length, { filters: behind, tab: "actions" }),
      late: told(overdue.length, {
        filters: { ...behind, lateBy: ["overdue"] },
        tab: "actions",
      }),
    },
    names: {},
    rows: rows.map((row) => rowOf(store, row)),
    map: null,
  };
}

/** Each of the texts with how often it stands there, the most frequent first, equals as they came. */
function counted(texts: readonly string[]): [string, number][] {
  const all = new Map<string, number>();
  for (const text of texts) all.set(text, (all.get(text) ?? 0) + 1);
  return [...all].sort(([, a], [, b]) => b - a);
}

/** The sentence in pieces: words, and numbers with the key of what they are. */
export function piecesOf({ key, numbers, names }: Slide, lang: Lang): (string | [string, Told])[] {
  const marked = Object.fromEntries(Object.keys(numbers).map((id) => [id, `\u0001${id}\u0001`]));
  return say(key, lang, { ...names, ...marked })
    .split("\u0001")
    .map((piece, at) => (at % 2 ? ([piece, numbers[piece]!] as [string, Told]) : piece))
    .filter((piece) => piece !== "");
}

export const sentenceOf = (slide: Slide, lang: Lang): string =>
  piecesOf(slide, lang)
    .map((piece) => (typeof piece === "string" ? piece : formatNumber(piece[1].value, lang)))
    .join("");
