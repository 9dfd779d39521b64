// What changed since an earlier edition: a line for each change, under the project it belongs to.
import { useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { idOf, keyOf } from "../data/catalog";
import { type Change, KINDS, type Kind, SETBACKS, TURNS, type Turn } from "../data/changes";
import { lightOf } from "../data/layer";
import { type Changed, changesOf, hasKind } from "../data/since";
import { changeWords, sidesOf, slipWords } from "../look/changewords";
import { LightGlyph } from "../look/glyph";
import { nameOf } from "../look/labels";
import { INK, QUIET } from "../look/palette";
import { countWords } from "../state/apart";
import { type Store, setSince } from "../state/store";
import { isPhone, layout, useStore, useWords } from "../state/use";
import { formatDate, formatDays } from "../words/format";
import { say } from "../words/messages";
import { Counted } from "./counted";
import { indexes, useVirtual } from "./virtual";

const LINE = 28;

/** Which edition is compared with; only earlier ones can be. */
export function SinceSelect() {
  const store = useStore();
  const { lang, t } = useWords();
  const { editions } = store.catalog.page;
  const since = store.since.value;
  return (
    <label class="jg-since">
      <span>{t("changesSince")}</span>
      <select
        value={since === null ? "" : String(since)}
        onChange={(event) =>
          setSince(
            store,
            event.currentTarget.value === "" ? null : Number(event.currentTarget.value),
          )
        }
      >
        <option value="">{t("noComparison")}</option>
        {editions.map((date, at) =>
          at < store.edition.value || at === since ? (
            <option value={String(at)} key={date}>
              {formatDate(date, lang)}
            </option>
          ) : null,
        )}
      </select>
    </label>
  );
}

/** Show changes, since the edition before where none is chosen yet, and open their tab. */
export function openChanges(store: Store): void {
  if (store.since.value === null && store.edition.value > 0)
    setSince(store, store.edition.value - 1);
  layout.tab.value = "changes";
  if (isPhone()) layout.sheet.value = 2;
}

export function ChangesTab() {
  const store = useStore();
  const { t } = useWords();
  const { base, edition } = store.changed.value;
  const on = store.since.value !== null;
  return (
    <>
      <div class="jg-changes-head">
        <SinceSelect />
        {on && <Kinds />}
      </div>
      {!on && (
        <div class="jg-empty">
          <p>{t("changesOff")}</p>
        </div>
      )}
      {on && base >= edition && (
        <div class="jg-empty">
          <p>{t("changesLater")}</p>
        </div>
      )}
      {on && base < edition && <Lines />}
    </>
  );
}

/** Which way the changed projects took, each counted once; on demand the kinds of changes, which overlap. */
function Kinds() {
  const store = useStore();
  const { lang, t } = useWords();
  const counts = countsBy(store);
  const isDetailed = useSignal(false);
  const total = TURNS.reduce((sum, turn) => sum + counts(turn)[0], 0);
  const made = TURNS.reduce((sum, turn) => sum + (counts(turn)[1] ?? 0), 0);
  return (
    <>
      <p class="jg-turned">{t("changedSum", { n: countWords(store, lang, total, made) })}</p>
      <ChangeChips kinds={TURNS} name={t("changedSum", { n: total })} />
      <button
        type="button"
        class="jg-more"
        aria-expanded={isDetailed.value}
        onClick={() => (isDetailed.value = !isDetailed.value)}
      >
        {t("changeKinds")}
      </button>
      {isDetailed.value && <ChangeChips kinds={KINDS} name={t("changeKinds")} />}
    </>
  );
}

/** How many projects a choice would leave, and how many of these are samples where both kinds are shown. */
function countsBy({ dimensions, result }: Store): (choice: string) => [number, number | undefined] {
  const choices = dimensions.value.find(({ id }) => id === "change")?.choices ?? [];
  const { counts, samples } = result.value;
  return (choice) => {
    const at = choices.indexOf(choice);
    return [counts.change?.[at] ?? 0, samples?.change?.[at]];
  };
}

function ChangeChips({ kinds, name }: { kinds: readonly (Turn | Kind)[]; name: string }) {
  const store = useStore();
  const { lang } = useWords();
  const counts = countsBy(store);
  const chosen = store.filters.value.change ?? [];
  return (
    <div class="jg-kinds" role="group" aria-label={name}>
      {kinds.map((kind) => {
        const [count, samples] = counts(kind);
        return count || chosen.includes(kind) ? (
          <button
            type="button"
            key={kind}
            class="jg-kind"
            data-change={kind}
            aria-pressed={chosen.includes(kind)}
            onClick={() => store.toggle("change", kind)}
          >
            {say(`change_${kind}`, lang)} <Counted all={count} samples={samples} />
          </button>
        ) : null;
      })}
    </div>
  );
}

/** For each line whose it is: that with a project's name, and one for each of its changes. */
function linesOf(listed: Uint32Array, changed: Changed): Uint32Array {
  let count = 0;
  const each = (tell: (project: number, lines: number) => void): void => {
    for (const project of listed)
      if (changed.found[project]) tell(project, changesOf(changed, project) + 1);
  };
  each((_, more) => (count += more));
  const lines = new Uint32Array(count);
  count = 0;
  each((project, more) => lines.fill(project, count, (count += more)));
  return lines;
}

function Lines() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useComputed(() => linesOf(store.listed.value, store.changed.value)).value;
  const rows = useVirtual(scroller, lines.length, LINE);
  if (!lines.length)
    return (
      <div class="jg-empty">
        <p>{t("changesNone")}</p>
      </div>
    );
  return (
    <div class="jg-scroll jg-list jg-changes" ref={scroller}>
      <div class="jg-list-length" style={{ height: `${rows.length}px` }}>
        {indexes(rows).map((index) => {
          const project = lines[index]!;
          let before = 0;
          while (lines[index - before - 1] === project) before++;
          const change = before ? store.changed.value.of(project)[before - 1] : null;
          const style = { transform: `translateY(${rows.top(index)}px)`, height: `${LINE}px` };
          if (change) return <ChangeLine change={change} key={index} style={style} />;
          const key = keyOf(catalog, project);
          const layer = catalog.layerAt[project]!;
          const row = catalog.rowAt[project]!;
          return (
            <button
              type="button"
              key={index}
              class="jg-changed"
              style={style}
              data-id={idOf(layer, row)}
              aria-pressed={
                store.selection.value?.id === key.id && store.selection.value.layer === key.layer
              }
              onClick={() => (store.selection.value = key)}
            >
              <LightGlyph light={lightOf(layer, store.edition.value, row)} size={14} />
              <span>{nameOf(layer, row, lang)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

function ChangeLine({ change, style }: { change: Change; style: Record<string, string> }) {
  const { catalog } = useStore();
  const { lang, t } = useWords();
  const whole = changeWords(catalog, change, lang);
  const { field, before, after, setback } = change;
  const dated =
    (field === "finish" || field === "plan") &&
    typeof before === "number" &&
    typeof after === "number";
  const slip = dated ? after - before : 0;
  // A moved date is told by its two ends, and how far it moved beside them or in the line's title.
  const words = slip
    ? sidesOf(Number(before), Number(after), (days) => formatDays(days, lang))
    : whole;
  const tag =
    slip && field === "finish" ? slipWords(slip, lang) : setback && t(`change_${setback}`);
  return (
    <div
      class={`jg-change ${setback ? "jg-worse" : ""}`}
      data-field={field}
      style={style}
      title={whole}
    >
      <span>{t(`change_${field}`)}</span>
      <span class="jg-change-words">{words}</span>
      {tag && (
        <em class={setback ? "jg-worse-tag" : "jg-change-tag"} data-setback={setback}>
          {tag}
        </em>
      )}
    </div>
  );
}

const TAGS: readonly Kind[] = [...SETBACKS, "progress", "new", "ended"];

/** The one word for a project in the list: a setback by its kind, before progress, before any other change. */
export function ChangeTag({ project }: { project: number }) {
  const store = useStore();
  const { t } = useWords();
  if (store.since.value === null) return null;
  const changed = store.changed.value;
  if (!changed.found[project]) return null;
  const kind = TAGS.find((one) => hasKind(changed, project, one));
  return (
    <span class={`jg-change-tag ${hasKind(changed, project, "regress") ? "jg-worse" : ""}`}>
      {t(kind ? `change_${kind}` : "changeAny")}
    </span>
  );
}

/** What the marks on the map mean. */
export function ChangeMarks() {
  const store = useStore();
  const { t } = useWords();
  if (store.since.value === null) return null;
  return (
    <div class="jg-legend-part jg-change-marks">
      {(["ringChanged", "ringRegress"] as const).map((key) => (
        <p key={key}>
          <svg
            width="20"
            height="20"
            viewBox="-10 -10 20 20"
            aria-hidden="true"
            fill="none"
            stroke={INK}
          >
            <circle r="4" fill={QUIET} stroke="none" />
            {key === "ringRegress" ? (
              <circle r="7.5" stroke-width="1.2" />
            ) : (
              <circle cx="5" cy="-5" r="2" fill={INK} stroke="none" />
            )}
          </svg>
          {t(key)}
        </p>
      ))}
    </div>
  );
}
