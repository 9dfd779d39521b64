// What a briefing is made of: its slides, and what the page showed before.

import type { Capture } from "../data/document";
import type { Chosen } from "../data/filter";
import type { Light } from "../data/layer";
import type { TargetInfo } from "../data/page";
import type { Truth } from "../data/truth";
import type { Shape } from "../look/symbols";
import type { MessageKey } from "../words/messages";
import type { Lang } from "../words/texts";
import type { Tab } from "./tab";

/** What a number stands for, as the page shows it once the briefing is left. */
export interface Opened {
  filters?: Record<string, readonly string[]>;
  tab?: Tab;
  /** The commitments that are shown alone, or all. */
  targets?: TargetsOnly | "all";
  /** How the action list is grouped. */
  actionsBy?: "unit";
  /** Whether changes since the edition before are shown. */
  since?: boolean;
  /** A view that is opened as a whole. */
  view?: View;
}

/** Commitments with one light, of which one thing is expected, or that ended in one way; null of an ending: not yet. */
export type TargetsOnly =
  | { by: "light"; is: Light }
  | { by: "expected"; is: Expectation | "any" }
  | { by: "ending"; is: TargetInfo["ending"] };

/** What is expected of a commitment when it is due; "any" of those that are not yet. */
export type Expectation = "kept" | "missed" | "either" | "unsaid";

export interface Told {
  value: number;
  opens: Opened;
}

/** A row of what proves the sentence: a name, what there is to say of it, and of how many so many are meant. */
export interface SlideRow {
  name: string;
  words: string;
  light?: Light;
  /** As the map beside it draws it: a symbol, or the fill of a district. */
  sign?: { color: string; shape?: Shape };
  share?: { of: number; part: number };
}

export interface Slide {
  id: "targets" | "lights" | "where" | "changes" | "who" | "causes" | "forecast" | "ask" | "own";
  /** The words with their numbers and names in place of `{name}`. */
  key: MessageKey;
  numbers: Record<string, Told>;
  names: Record<string, string>;
  rows: SlideRow[];
  /** In small print, how far the sentence may be relied on. */
  note?: string;
  /** A reader's own view, with whose numbers and as of when. */
  own?: Capture & { head: string };
  /** What the map of the slide shows; null where the slide has none. */
  map: Opened | null;
}

export interface Briefing {
  slides: readonly Slide[];
  at: number;
  /** What the slides were made of. */
  lang: Lang;
  edition: number;
  /** What the page showed before, to which it comes back. */
  filters: Chosen;
  truth: Truth;
  /** While a reader's own view is shown, what it stands in the place of. */
  away: Away | null;
}

/** A state as text: of all that a hash says, and where the divider of a comparison stands. */
export interface View {
  hash: string;
  divider: number;
}

export interface Away extends View {
  /** Puts everything back as it was. */
  back(): void;
}
