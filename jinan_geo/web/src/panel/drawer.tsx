// 未落图: the projects that have no place yet, grouped by what is known of it.

import { useRef } from "preact/hooks";
import { keyOf, LOCATIONS, locationOf } from "../data/catalog";
import { locationLabel } from "../look/labels";
import { countWords, samplesAmong } from "../state/apart";
import { useStore, useWords } from "../state/use";
import { Row, rowHeight } from "./list";
import { indexes, useVirtual } from "./virtual";

export function Drawer() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const scroller = useRef<HTMLDivElement>(null);
  const groups = new Map<string, number[]>();
  for (const project of store.listed.value) {
    if (catalog.located[project]) continue;
    const location = locationOf(catalog.layerAt[project]!, catalog.rowAt[project]!);
    if (!groups.has(location)) groups.set(location, []);
    groups.get(location)?.push(project);
  }
  // Headings are rows like the others, so that one virtual list holds a hundred thousand too.
  const lines: (number | string)[] = LOCATIONS.flatMap((location) => {
    const projects = groups.get(location) ?? [];
    return projects.length
      ? [
          `${locationLabel(location, lang)} ${countWords(store, lang, projects.length, samplesAmong(store, projects))}`,
          ...projects,
        ]
      : [];
  });
  const height = rowHeight(lang);
  const rows = useVirtual(scroller, lines.length, height);
  const selected = store.selection.value;
  return (
    <>
      <p class="jg-hint">
        {lines.length ? `${t("drawerHint")}${t("sentenceGap")}${t("drawerWho")}` : ""}
      </p>
      {lines.length === 0 && (
        <div class="jg-empty">
          <p>{t("drawerEmpty")}</p>
        </div>
      )}
      <div class="jg-scroll jg-list" ref={scroller}>
        <div class="jg-list-length" style={{ height: `${rows.length}px` }}>
          {indexes(rows).map((index) => {
            const line = lines[index]!;
            const style = { transform: `translateY(${rows.top(index)}px)`, height: `${height}px` };
            if (typeof line === "string")
              return (
                <h3 class="jg-row jg-row-heading" key={line} style={style}>
                  {line}
                </h3>
              );
            const key = keyOf(catalog, line);
            return (
              <button
                type="button"
                key={line}
                class="jg-row"
                style={style}
                aria-pressed={selected?.id === key.id && selected.layer === key.layer}
                onClick={() => (store.selection.value = key)}
                onPointerEnter={() => (store.pointed.value = key)}
                onPointerLeave={() => (store.pointed.value = null)}
                onFocus={() => (store.pointed.value = key)}
                onBlur={() => (store.pointed.value = null)}
              >
                <Row project={line} />
              </button>
            );
          })}
        </div>
      </div>
    </>
  );
}
