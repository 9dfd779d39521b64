// The one panel: targets, lights, then the lists. On a phone it is a sheet with three heights.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../look/glyph";
import { shownMap } from "../map/shown";
import { areFiltersBeside, isPhone, layout, setLength, useStore, useWords } from "../state/use";
import { Facets } from "./facets";
import { Lights } from "./lights";
import { NextSteps } from "./next";
import { Overview } from "./overview";
import { TabContent, Tabs } from "./tabs";
import { Targets } from "./tiles";

export function Panel({ actionTools }: { actionTools: ComponentChildren }) {
  const { t } = useWords();
  const open = layout.panelOpen.value;
  const acting = layout.tab.value === "actions" && !isPhone();
  const own = layout.panelWidth.value;
  // A row of the action list has more to say, and room for it where the map keeps the larger part.
  const width = acting
    ? Math.max(own, Math.min(ACTING, Math.round(window.innerWidth * 0.36)))
    : own;
  const beside = open && areFiltersBeside() ? FILTERS : 0;
  useEffect(() => {
    setLength("--jg-filters", beside);
    if (setLength("--jg-panel", open ? width + beside : 0))
      shownMap.value?.map.invalidateSize({ animate: false, pan: false });
  }, [open, width, beside]);
  return (
    <>
      <aside
        class={`jg-panel jg-sheet-${layout.sheet.value} jg-on-${layout.tab.value} ${open ? "" : "jg-closed"} ${acting ? "jg-acting" : ""}`}
        aria-label={t("panel")}
      >
        <SheetHandle />
        <Targets />
        {layout.whole.value && (
          <>
            <Lights />
            <Overview />
            <NextSteps />
            <Tabs />
            <TabContent actionTools={actionTools} />
            <Resizer />
            {areFiltersBeside() && <FilterColumn />}
          </>
        )}
      </aside>
      <button
        type="button"
        class="jg-fold"
        aria-expanded={open}
        aria-label={t(open ? "hidePanel" : "showPanel")}
        onClick={() => (layout.panelOpen.value = !open)}
      >
        <Icon name={open ? "left" : "right"} size={12} />
      </button>
    </>
  );
}

/** On a wide screen the filters stand beside the list that they narrow, not over it. */
function FilterColumn() {
  const { t } = useWords();
  return (
    <section class="jg-filter-column" aria-label={t("filter")}>
      <div class="jg-tools">
        <h2>{t("filter")}</h2>
        <button
          type="button"
          class="jg-plain"
          aria-label={t("close")}
          onClick={() => {
            layout.filtersOpen.value = false;
            document.querySelector<HTMLElement>(".jg-filter-button")?.focus();
          }}
        >
          <Icon name="close" size={14} />
        </button>
      </div>
      <Facets />
    </section>
  );
}

const FILTERS = 248;
const NARROWEST = 300;
const ACTING = 520;
const STEP = 24;

function Resizer() {
  const { t } = useWords();
  const set = (width: number): void => {
    layout.panelWidth.value = Math.round(
      Math.max(NARROWEST, Math.min(window.innerWidth * 0.5, width)),
    );
  };
  return (
    <div
      class="jg-resizer"
      role="separator"
      aria-orientation="vertical"
      tabIndex={0}
      aria-label={t("resizePanel")}
      aria-valuenow={layout.panelWidth.value}
      aria-valuemin={NARROWEST}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) set(event.clientX);
      }}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") set(layout.panelWidth.value - STEP);
        if (event.key === "ArrowRight") set(layout.panelWidth.value + STEP);
      }}
    />
  );
}

const HEIGHTS = ["sheetAll", "sheetList", "sheetBack"] as const; // what each leads to

/** Leads from what is said first to all commitments, to the lists, and back; drawn up, to the map alone. */
function SheetHandle() {
  const { t } = useWords();
  const { targets } = useStore().catalog.page;
  const start = useRef<number | null>(null);
  const { sheet, panelOpen } = layout;
  const move = (by: number): void => {
    if (sheet.value + by < 0) panelOpen.value = false;
    else sheet.value = Math.min(2, sheet.value + by) as 0 | 1 | 2;
  };
  const next = (): void => {
    sheet.value = ((sheet.value + 1) % 3) as 0 | 1 | 2;
  };
  return (
    <button
      type="button"
      class="jg-handle"
      onPointerDown={(event) => {
        start.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={(event) => {
        const moved = event.clientY - (start.current ?? event.clientY);
        start.current = null;
        if (Math.abs(moved) > 24) move(moved > 0 ? 1 : -1);
        else next();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") next();
        if (event.key === "ArrowDown") move(1);
        if (event.key === "ArrowUp") move(-1);
      }}
    >
      {t(targets.length || sheet.value ? HEIGHTS[sheet.value] : "sheetList", { n: targets.length })}
      <Icon name={sheet.value === 2 ? "up" : "down"} size={12} />
    </button>
  );
}
