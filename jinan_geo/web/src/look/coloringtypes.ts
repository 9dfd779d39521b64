// What a colouring is: classes with a colour each, and which of them a feature is in.
import type { Source } from "../data/codes";
import type { Layer } from "../data/layer";
import type { Lang } from "../words/texts";
import type { Shape } from "./symbols";

/** The id of a colouring; it is also the filter dimension that its classes choose from. */
export type ColorBy = string;

export interface ColorClass {
  /** What the class filters by; one for the rare values has several. */
  choices: readonly string[];
  color: string;
  shape: Shape;
}

export interface Coloring {
  id: ColorBy;
  /** Worst, first or lowest first; projects without a value come last, in a class of their own. */
  classes: readonly ColorClass[];
  /** Index of the class of a feature. */
  at(layer: Layer, edition: number, row: number): number;
  /** The columns that it follows from, and from nothing else. */
  from(layer: Layer, edition: number): Source[];
  /** The choice of a feature, where a class has several. */
  choiceAt?(layer: Layer, edition: number, row: number): string;
  choiceName(choice: string, lang: Lang): string;
  /** How the classes were made, and of which layers. */
  note(lang: Lang): string;
}
