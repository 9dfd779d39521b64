// Two maps at once: left of the divider another edition or theme, right of it what the page shows.

import { effect, useSignal } from "@preact/signals";
import type * as L from "leaflet";
import { coloringIds, coloringName } from "../look/coloring";
import { Icon } from "../look/glyph";
import { ALL_THEMES, type Store } from "../state/store";
import { useStore, useWords } from "../state/use";
import { formatDate, inLang } from "../words/format";
import { DataLayer } from "./draw";
import { paintsOf } from "./looks";
import { shownMap } from "./shown";
import { type SideView, stackedView } from "./stackview";

const STEP = 0.05;
const clamp = (at: number): number => Math.max(0.02, Math.min(0.98, at));

/** Draws the left side on a pane of its own, and cuts both panes at the divider. */
export function showSwipe(store: Store, map: L.Map, right: HTMLElement): SideView {
  const left = map.createPane("jg-left");
  left.style.zIndex = right.style.zIndex;
  const layer = new DataLayer("jg-left");
  const view = stackedView(store, map, layer, "jg-left");
  const cut = (): void => {
    if (!store.compare.peek()) return;
    const size = map.getSize();
    // Panes are moved as the map is panned, so the cut stands in their coordinates.
    const corner = map.containerPointToLayerPoint([0, 0]);
    const x = corner.x + size.x * store.divider.peek();
    const box = (from: number, to: number): string => {
      const [top, bottom] = [corner.y, corner.y + size.y];
      return `polygon(${from}px ${top}px, ${to}px ${top}px, ${to}px ${bottom}px, ${from}px ${bottom}px)`;
    };
    left.style.clipPath = box(corner.x, x);
    right.style.clipPath = box(x, corner.x + size.x);
  };
  map.on("move zoomend resize viewreset", cut);
  effect(() => {
    const side = store.compare.value;
    if (!side) {
      view.show(null);
      layer.remove();
      right.style.clipPath = "";
      return;
    }
    if (!map.hasLayer(layer)) map.addLayer(layer);
    const by = side.color ?? store.colorBy.value;
    view.show({
      paints: paintsOf(store, side.edition, store.maskAt(side.edition, side.theme), by),
      edition: side.edition,
      by,
    });
    cut();
  });
  effect(() => {
    void store.divider.value;
    cut();
  });
  return view;
}

/** Whether a point of the map's container is on the left side of a comparison. */
export const isLeft = (store: Store, map: L.Map, { x }: L.Point): boolean =>
  store.compare.peek() !== null && x < map.getSize().x * store.divider.peek();

export function SwipeButton() {
  const store = useStore();
  const { t } = useWords();
  const { editions, themes } = store.catalog.page;
  if (editions.length < 2 && themes.length < 2) return null;
  const on = store.compare.value !== null;
  return (
    <button
      type="button"
      title={t("swipe")}
      aria-label={t("swipe")}
      aria-pressed={on}
      class="jg-swipe-button"
      onClick={() => {
        store.compare.value = on
          ? null
          : { edition: Math.max(0, store.edition.value - 1), theme: null, color: null };
      }}
    >
      <svg class="jg-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path
          d="M8 2V14M2.5 4H6V12H2.5ZM10 4H13.5V12H10"
          fill="none"
          stroke="currentColor"
          stroke-width="1.5"
        />
      </svg>
    </button>
  );
}

export function Swipe() {
  const store = useStore();
  if (!store.compare.value || !shownMap.value) return null;
  return (
    <div class="jg-swipe-layer" style={{ "--jg-swipe-at": String(store.divider.value) }}>
      <LeftSide />
      <RightSide />
      <Divider />
    </div>
  );
}

/** The themes that this page's projects have. */
function usedThemes({ catalog, dimensions }: Store) {
  const { choices, single } = dimensions.value.find((one) => one.id === "theme") ?? {
    choices: [],
    single: undefined,
  };
  const used = new Set(Array.from(new Set(single), (code) => choices[code]));
  return catalog.page.themes.filter(({ id }) => used.has(id));
}

function LeftSide() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const { editions } = catalog.page;
  const side = store.compare.value;
  if (!side) return null;
  const used = usedThemes(store);
  const colorings = coloringIds(catalog);
  return (
    <div class="jg-side jg-side-left">
      <span>{t("leftSide")}</span>
      {editions.length > 1 && (
        <select
          aria-label={t("leftEdition")}
          value={side.edition}
          onChange={(event) =>
            (store.compare.value = { ...side, edition: Number(event.currentTarget.value) })
          }
        >
          {editions.map((date, at) => (
            <option key={date} value={at}>
              {formatDate(date, lang)}
            </option>
          ))}
        </select>
      )}
      {used.length > 1 && (
        <select
          aria-label={t("leftTheme")}
          value={side.theme ?? ""}
          onChange={(event) =>
            (store.compare.value = { ...side, theme: event.currentTarget.value || null })
          }
        >
          <option value="">{t("sameTheme")}</option>
          <option value={ALL_THEMES}>{t("allThemes")}</option>
          {used.map(({ id, name }) => (
            <option key={id} value={id}>
              {inLang(name, lang)}
            </option>
          ))}
        </select>
      )}
      {colorings.length > 1 && (
        <select
          aria-label={t("leftColoring")}
          value={side.color ?? ""}
          onChange={(event) =>
            (store.compare.value = { ...side, color: event.currentTarget.value || null })
          }
        >
          <option value="">{t("sameColoring")}</option>
          {colorings.map((id) => (
            <option key={id} value={id}>
              {coloringName(catalog, id, lang)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** The right side is the page itself, so its theme is a filter of the page. */
function RightSide() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const date = catalog.page.editions[store.edition.value];
  const used = usedThemes(store);
  const chosen = store.filters.value.theme ?? [];
  return (
    <div class="jg-side jg-side-right">
      <span>{t("rightSide")}</span> <b>{date ? formatDate(date, lang) : ""}</b>
      <button
        type="button"
        class="jg-side-end"
        aria-label={t("endSwipe")}
        title={t("endSwipe")}
        onClick={() => (store.compare.value = null)}
      >
        <Icon name="close" size={14} />
      </button>
      {used.length > 1 && (
        <select
          aria-label={t("rightTheme")}
          value={chosen.length > 1 ? "+" : (chosen[0] ?? "")}
          onChange={({ currentTarget: { value } }) => {
            store.filters.value = { ...store.filters.value, theme: value ? [value] : [] };
          }}
        >
          <option value="">{t("allThemes")}</option>
          {chosen.length > 1 && (
            <option value="+" disabled>
              {t("severalThemes", { n: chosen.length })}
            </option>
          )}
          {used.map(({ id, name }) => (
            <option key={id} value={id}>
              {inLang(name, lang)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function Divider() {
  const store = useStore();
  const { t } = useWords();
  const dragging = useSignal(false);
  const percent = Math.round(store.divider.value * 100);
  const drag = (event: PointerEvent): void => {
    const map = shownMap.value?.map.getContainer().getBoundingClientRect();
    if (map && dragging.value) store.divider.value = clamp((event.clientX - map.left) / map.width);
  };
  return (
    <div
      class="jg-divider"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("divider")}
      aria-valuenow={percent}
      aria-valuemin={2}
      aria-valuemax={98}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.value = true;
      }}
      onPointerMove={drag}
      onPointerUp={() => (dragging.value = false)}
      onPointerCancel={() => (dragging.value = false)}
      onKeyDown={(event) => {
        const way = event.key === "ArrowLeft" ? -STEP : event.key === "ArrowRight" ? STEP : 0;
        if (!way) return;
        event.preventDefault();
        store.divider.value = clamp(store.divider.value + way);
      }}
    >
      <span class="jg-divider-grip" aria-hidden="true" />
    </div>
  );
}
