// The map of a slide: all of the page with other filters, or a reader's own view as it was taken.
import { batch } from "@preact/signals";
import { render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { className, coloringOf } from "../look/coloring";
import { markItems } from "../map/legendmarks";
import { drawMap, extentAt, fitExtent, fitSeen } from "../map/mapimage";
import type { Extent } from "../map/view";
import { countWords, samplesAmong } from "../state/apart";
import type { Slide, SlideRow } from "../state/brief";
import { within } from "../state/captures";
import { quietly } from "../state/quiet";
import type { Store } from "../state/store";
import { StoreContext, useStore } from "../state/use";
import { say } from "../words/messages";
import { Rows } from "./sliderows";

const SHARPNESS = 4;
/** By how much names and symbols of a slide's map are larger than on the page, for the back of a room. */
const LARGER = 2;
const MARGIN = 16;
/** Of a file's slide, which has its legend beside it. */
const PICTURE = { width: 460, height: 280 };

interface Drawn {
  canvas: HTMLCanvasElement;
  legend: SlideRow[];
}

/** The map with what the slide shows, from which the page comes back before anything else sees it. */
function draw(store: Store, { own, map }: Slide, width: number, height: number): Drawn {
  const drawn = (extent: Extent): Drawn => ({
    canvas: drawMap(store, extent, SHARPNESS),
    legend: legendRows(store, extent),
  });
  if (own) return within(store, own, () => drawn(extentFor(store, width, height)));
  const before = store.filters.peek();
  const filters = store.briefing.peek()?.filters;
  return quietly(() =>
    batch(() => {
      store.filters.value = { ...filters, ...map?.filters };
      const made = drawn(wholeOf(store, width, height));
      store.filters.value = before;
      return made;
    }),
  );
}

/** The colours of the map: how many projects have each, and where districts are filled, what with. */
function legendRows(store: Store, extent: Extent): SlideRow[] {
  const { catalog, colorBy, edition, listed } = store;
  const lang = store.lang.value;
  const coloring = coloringOf(catalog, colorBy.value);
  const own = coloring.classes.map((): number[] => []);
  for (const project of listed.value) {
    const [layer, row] = [catalog.layerAt[project]!, catalog.rowAt[project]!];
    own[coloring.at(layer, edition.value, row)]!.push(project);
  }
  const classes = coloring.classes.map((one, at) => ({
    name: className(coloring, one, lang),
    words: countWords(store, lang, own[at]!.length, samplesAmong(store, own[at]!)),
    sign: { color: one.color, shape: one.shape },
  }));
  const fills = markItems(store, extent).filter(({ fill }) => fill);
  return [
    ...classes.filter((_, at) => own[at]!.length > 0),
    ...fills.map(({ label, color }) => ({
      name: `${say("fillTitle", lang)}${say("colon", lang)}${label}`,
      words: "",
      sign: { color },
    })),
  ];
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

/** As a PNG in base64, with what its colours mean. */
export function pictureOf(store: Store, slide: Slide): { picture: string; rows: SlideRow[] } {
  const { canvas, legend } = draw(store, slide, PICTURE.width, PICTURE.height);
  return { picture: canvas.toDataURL("image/png").split(",")[1]!, rows: legend };
}

/** The map and beside it its legend, which stands at once, as printing needs it. */
export function SlideMap({ slide }: { slide: Slide }) {
  const store = useStore();
  const box = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const beside = side.current!;
    const fill = (): void => {
      const place = box.current;
      if (!place?.clientWidth || !place.clientHeight) return;
      const { clientWidth, clientHeight } = place;
      const { canvas, legend } = draw(store, slide, clientWidth / LARGER, clientHeight / LARGER);
      canvas.style.width = "100%";
      canvas.style.height = "100%";
      place.replaceChildren(canvas);
      const rows = <Rows rows={legend} />;
      render(<StoreContext.Provider value={store}>{rows}</StoreContext.Provider>, beside);
    };
    fill();
    addEventListener("resize", fill);
    return () => {
      removeEventListener("resize", fill);
      render(null, beside);
    };
  }, [slide]);
  return (
    <div class="jg-slide-body">
      <div class="jg-slide-map" ref={box} />
      <div class="jg-slide-legend" ref={side} />
    </div>
  );
}
