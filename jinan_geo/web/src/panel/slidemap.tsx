// The map of a slide: all of the page with other filters, or a reader's own view as it was taken.
import { batch } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { drawMap, extentAt, fitExtent, fitSeen } from "../map/mapimage";
import type { Extent } from "../map/view";
import type { Slide } from "../state/brief";
import { within } from "../state/captures";
import { quietly } from "../state/quiet";
import type { Store } from "../state/store";
import { useStore } from "../state/use";

const SHARPNESS = 4;
/** By how much names and symbols of a slide's map are larger than on the page, for the back of a room. */
const LARGER = 2;
const MARGIN = 16;
const PICTURE = { width: 620, height: 280 };

/** The map with what the slide shows, from which the page comes back before anything else sees it. */
function draw(store: Store, { own, map }: Slide, width: number, height: number): HTMLCanvasElement {
  const inState = (): HTMLCanvasElement =>
    drawMap(store, extentFor(store, width, height), SHARPNESS);
  if (own) return within(store, own, inState);
  const before = store.filters.peek();
  const filters = store.briefing.peek()?.filters;
  return quietly(() =>
    batch(() => {
      store.filters.value = { ...filters, ...map?.filters };
      const canvas = drawMap(store, wholeOf(store, width, height), SHARPNESS);
      store.filters.value = before;
      return canvas;
    }),
  );
}

const wholeOf = ({ catalog }: Store, width: number, height: number): Extent =>
  fitExtent(catalog.page.bounds, width, height, MARGIN);

/** The place that a view names, as large as the page's map shows it; without one, everything. */
function extentFor(store: Store, width: number, height: number): Extent {
  const { clientWidth, clientHeight } = document.querySelector(".jg-map") ?? {};
  const place = store.position.peek();
  if (!place || !clientWidth || !clientHeight) return wholeOf(store, width, height);
  return fitSeen(extentAt(place, clientWidth, clientHeight), width, height);
}

/** As a PNG in base64. */
export const pictureOf = (store: Store, slide: Slide): string =>
  draw(store, slide, PICTURE.width, PICTURE.height).toDataURL("image/png").split(",")[1]!;

export function SlideMap({ slide }: { slide: Slide }) {
  const store = useStore();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fill = (): void => {
      const place = box.current;
      if (!place?.clientWidth || !place.clientHeight) return;
      const { clientWidth, clientHeight } = place;
      const canvas = draw(store, slide, clientWidth / LARGER, clientHeight / LARGER);
      canvas.style.width = "100%";
      canvas.style.height = "100%";
      place.replaceChildren(canvas);
    };
    fill();
    addEventListener("resize", fill);
    return () => removeEventListener("resize", fill);
  }, [slide]);
  return <div class="jg-slide-map" ref={box} />;
}
