// What is asked of a printed sheet: of this visit only, so neither in the hash nor in the store.
import { signal } from "@preact/signals";
import type { PrintedWords } from "../data/document";
import type { Store } from "./store";
import { layout } from "./use";

export const PAPERS = ["a4", "a3"] as const;
export type Paper = (typeof PAPERS)[number];
export const TURNS = ["landscape", "portrait"] as const;
export type Turn = (typeof TURNS)[number];
/** What the printed map reaches over: what the reader looks at, or what the filters leave. */
export const REACHES = ["view", "result"] as const;
export type Reach = (typeof REACHES)[number];
/** What the list tells: how projects stand; of those behind who, how late and why; or what changed. */
export const SUBJECTS = ["standing", "lateness", "changes"] as const;
export type Subject = (typeof SUBJECTS)[number];

export const printing = {
  paper: signal<Paper>("a4"),
  turn: signal<Turn>("landscape"),
  reach: signal<Reach>("view"),
  /** null for what follows from the filters in force. */
  subject: signal<Subject | null>(null),
  /** In place of the page's title; below it; and below the list. All may be empty. */
  title: signal(""),
  subtitle: signal(""),
  note: signal(""),
  /** Whether the rest of the list follows on sheets of its own. */
  list: signal(false),
};

/** What a sheet is called and says in words of one's own. */
export const PRINT_WORDS = ["title", "subtitle", "note"] as const;
/** How long each may be, so that a sheet holds it. */
export const MOST_PRINTED = { title: 60, subtitle: 90, note: 300 };

/** As they are kept in a saved view. */
export const printedWords = (): PrintedWords => ({
  title: printing.title.value,
  subtitle: printing.subtitle.value,
  note: printing.note.value,
});

export function takePrintedWords(told: PrintedWords): void {
  for (const name of PRINT_WORDS) printing[name].value = told[name].slice(0, MOST_PRINTED[name]);
}

/** The subjects that a page has anything to tell of. */
export function subjectsOf({ catalog: { page }, edition, since }: Store): Subject[] {
  if (!page.lights) return ["standing"];
  const before = since.value ?? edition.value - 1;
  const isCompared = before >= 0 && before < edition.value;
  return isCompared ? [...SUBJECTS] : ["standing", "lateness"];
}

/** What is asked for; else what the reader has filtered by, or looks at. */
export function subjectOf(store: Store): Subject {
  const known = subjectsOf(store);
  const lights = store.filters.value.light ?? [];
  const tab = layout.tab.value;
  const isLate =
    tab === "actions" ||
    (lights.length > 0 && lights.every((light) => light === "red" || light === "yellow"));
  const meant =
    tab === "changes" || store.filters.value.change?.length
      ? "changes"
      : isLate
        ? "lateness"
        : "standing";
  const wanted = printing.subject.value ?? meant;
  return known.includes(wanted) ? wanted : "standing";
}
