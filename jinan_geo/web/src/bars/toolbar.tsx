// The controls at the map's edge: nearer and further, all, one district, full screen, and measuring.

import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "../look/glyph";
import type { MeasureKind, Measuring } from "../map/measuring";
import type { MapView } from "../map/shown";
import { shownMap } from "../map/shown";
import { SwipeButton } from "../map/swipe";
import { layout, useStore, useWords } from "../state/use";
import { formatArea, formatLength, inLang } from "../words/format";
import { Around } from "./around";

export function Toolbar() {
  const { t } = useWords();
  const view = shownMap.value;
  const kind = view?.measuring.kind.value;
  return (
    <nav aria-label={t("mapTools")}>
      <ToolsButton />
      <div
        class="jg-map-buttons"
        role="toolbar"
        aria-label={t("mapTools")}
        aria-orientation="vertical"
      >
        <Tool icon="plus" name={t("zoomIn")} act={() => view?.map.zoomIn()} />
        <Tool icon="minus" name={t("zoomOut")} act={() => view?.map.zoomOut()} />
        <Tool icon="fit" name={t("fit")} act={() => view?.fit()} />
        {view?.back.value && <Tool icon="back" name={t("mapBack")} act={view.back.value} />}
        <Tool
          icon="search"
          name={`${t("commands")} (Ctrl+K)`}
          act={() => (layout.commandsOpen.value = true)}
        />
        <FullScreen />
        <SwipeButton />
        <Tool
          icon="ruler"
          name={t("measureDistance")}
          on={kind === "distance"}
          act={() => view && takeUp(view, "distance")}
        />
        <Tool
          icon="area"
          name={t("measureArea")}
          on={kind === "area"}
          act={() => view && takeUp(view, "area")}
        />
        <Tool
          icon="around"
          name={t("pick")}
          on={view !== null && view.picking.kind.value !== null}
          act={() => view && togglePicking(view)}
        />
      </div>
      <div class="jg-map-top">
        {view && <DistrictPicker view={view} />}
        {view && <Around picking={view.picking} />}
        {view && <Measure measuring={view.measuring} />}
      </div>
    </nav>
  );
}

/** Only one tool at a time has the map's clicks. */
function takeUp({ measuring, picking }: MapView, kind: MeasureKind): void {
  picking.cancel();
  measuring.toggle(kind);
}

function togglePicking({ measuring, picking }: MapView): void {
  measuring.cancel();
  picking.toggle(picking.kind.value ?? "circle");
}

/** On a phone: the map alone with all its tools, and back. */
function ToolsButton() {
  const { t } = useWords();
  const open = !layout.panelOpen.value;
  return (
    <button
      type="button"
      class="jg-tools-button"
      aria-expanded={open}
      onClick={() => {
        layout.panelOpen.value = open;
        layout.sheet.value = 0;
      }}
    >
      <Icon name={open ? "close" : "expand"} />
      {t(open ? "mapClose" : "mapTools")}
    </button>
  );
}

function Tool({
  icon,
  name,
  act,
  on,
}: {
  icon: IconName;
  name: string;
  act: () => void;
  on?: boolean;
}) {
  return (
    <button type="button" title={name} aria-label={name} aria-pressed={on} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

function FullScreen() {
  const { t } = useWords();
  const [full, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  if (!document.fullscreenEnabled) return null;
  // A shell may refuse; then the page simply stays as it is.
  const act = (): void => {
    const done = full ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => undefined);
  };
  return (
    <Tool
      icon={full ? "shrink" : "expand"}
      name={t(full ? "leaveFullScreen" : "fullScreen")}
      on={full}
      act={act}
    />
  );
}

function DistrictPicker({ view }: { view: MapView }) {
  const { catalog } = useStore();
  const { lang, t } = useWords();
  const known = catalog.page.districts.filter(({ code }) => view.hasDistrict(code));
  if (known.length < 2) return null;
  return (
    <select
      class="jg-district-picker"
      aria-label={t("goToDistrict")}
      value=""
      onChange={(event) => {
        view.showDistrict(event.currentTarget.value);
        event.currentTarget.value = ""; // it goes somewhere; it does not say where one is
      }}
    >
      <option value="">{t("goToDistrict")}</option>
      {known.map(({ code, name }) => (
        <option value={code} key={code}>
          {inLang(name, lang)}
        </option>
      ))}
    </select>
  );
}

function Measure({ measuring }: { measuring: Measuring }) {
  const { lang, t } = useWords();
  const kind = measuring.kind.value;
  if (!kind) return null;
  const { length, area } = measuring.measured.value;
  const places = measuring.places.value.length;
  const ended = measuring.ended.value;
  const enough = places > (kind === "area" ? 2 : 1);
  return (
    <div
      class="jg-measure"
      role="group"
      aria-label={t(kind === "area" ? "measureArea" : "measureDistance")}
    >
      <output class="jg-measure-value">
        {kind === "area" && <b>{area === null ? "—" : formatArea(area, lang)}</b>}
        {kind === "area" ? (
          <small>
            {t("perimeter")} {area === null ? "—" : formatLength(length, lang)}
          </small>
        ) : (
          <b>{formatLength(length, lang)}</b>
        )}
      </output>
      {!ended && <p class="jg-quiet">{t(places ? "measureNext" : "measureFirst")}</p>}
      <div class="jg-measure-buttons">
        <button type="button" class="jg-button" disabled={!places} onClick={() => measuring.undo()}>
          {t("undo")}
        </button>
        {!ended && (
          <button
            type="button"
            class="jg-button"
            disabled={!enough}
            onClick={() => measuring.end()}
          >
            {t("finish")}
          </button>
        )}
        <button type="button" class="jg-button" onClick={() => measuring.cancel()}>
          {t("close")}
        </button>
      </div>
    </div>
  );
}
