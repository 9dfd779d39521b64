// The map as panels reach it, once it stands.
import { type ReadonlySignal, signal } from "@preact/signals";
import type * as L from "leaflet";
import type { Key } from "../data/catalog";
import type { Layer } from "../data/layer";
import type { Picture } from "./census";
import type { Gathered } from "./gather";
import type { Measuring } from "./measuring";
import type { LabelPlace } from "./nameview";
import type { Picking } from "./picking";

export interface MapView {
  map: L.Map;
  /** Bring what the filters leave into sight; if that is in sight, everything on the page. */
  fit(): void;
  /** Back to where the map was before it followed a filter; null where it did not. */
  back: ReadonlySignal<(() => void) | null>;
  /** About all that is listed and has a place; null where nothing has. */
  result(): L.LatLngBounds | null;
  /** Bring a feature into sight, without moving more than needed. */
  reveal(layer: Layer, row: number): void;
  /** The features that the map draws, wherever the view is now. */
  painted(): Key[];
  /** Once what is in sight is painted. */
  drawn(): Promise<void>;
  /** The names that stand on the map now. */
  labels(): Promise<LabelPlace[]>;
  /** What stands for several projects on the map, and what is drawn as itself. */
  gathered: ReadonlySignal<Gathered | null>;
  /** The shares of the lights in the picture of this view, and in its data. */
  picture(): Picture;
  hasDistrict(code: string): boolean;
  showDistrict(code: string): void;
  measuring: Measuring;
  picking: Picking;
}

export const shownMap = signal<MapView | null>(null);
