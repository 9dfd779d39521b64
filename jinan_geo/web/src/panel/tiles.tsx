// The commitments as bullet bars: done as a bar, due by now as a tick, the target as the full length.
import { useEffect, useRef } from "preact/hooks";
import { isCeiling } from "../data/bounds";
import { LIGHTS, type Light } from "../data/layer";
import type { Page, TargetInfo, TargetState } from "../data/page";
import { type Reached, reachedAt, type Truth } from "../data/truth";
import { Icon, LightGlyph } from "../look/glyph";
import { leadWords, lightName } from "../look/lightwords";
import { linkIn } from "../look/links";
import { countShort } from "../state/apart";
import type { Expectation } from "../state/brief";
import type { Store } from "../state/store";
import { chooseTarget, openTarget } from "../state/target";
import { isPhone, layout, useStore, useWords } from "../state/use";
import { formatAmount, formatBare, formatDate, formatPercent, inLang } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { Below } from "./below";
import { ENDINGS, endingAt, isOver } from "./endings";
import { EvidenceOfTarget } from "./evidence";
import { Expected } from "./expected";
import { expectationOf } from "./forecastslide";
import { worstTargets } from "./order";
import { lackWords, Parts } from "./parts";
import { promiseWords, whyLight } from "./promise";

export function Targets() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const box = useRef<HTMLElement>(null);
  if (!page.targets.length) return null;
  const only = layout.targetLight.value;
  const expected = layout.targetExpected.value;
  // As the head counts them, and what was chosen by a link stays.
  const kinds = store.apart.value ? (["sourced", "sample"] as const) : [store.truth.value];
  const shown = page.targets.filter(
    (target) =>
      target.id === store.target.value ||
      ((!only || kinds.some((kind) => lightOf(store, target, kind) === only)) &&
        (!expected || isExpected(expectationOf(store, target), expected))),
  );
  const groups =
    layout.targetOrder.value === "plan"
      ? groupTargets({ ...page, targets: shown })
      : [{ theme: null, targets: worstTargets(store, shown) }];
  return (
    <div class="jg-pledges">
      <section class="jg-targets" aria-label={t("targets")} ref={box}>
        <Summary targets={page.targets} />
        {expected && (
          <button
            type="button"
            class="jg-button"
            title={t("clearAll")}
            onClick={() => (layout.targetExpected.value = null)}
          >
            {t(`expected_${expected}`)} <Icon name="close" size={12} />
          </button>
        )}
        {!shown.length && <p class="jg-hint">{t("none")}</p>}
        {groups.map(({ theme, targets }) => (
          <div key={theme?.id}>
            {theme && groups.length > 1 && <h3 class="jg-group">{inLang(theme.name, lang)}</h3>}
            {targets.map((target) => (
              <Tile target={target} key={target.id} />
            ))}
          </div>
        ))}
      </section>
      <Below box={box} rows=".jg-tile" />
    </div>
  );
}

const isExpected = (of: Expectation | null, wanted: Expectation | "any"): boolean =>
  wanted === "any" ? of !== null : of === wanted;

/** The targets of each theme, in the page's order of themes; those of none come last. */
export function groupTargets({ themes, targets }: Pick<Page, "themes" | "targets">): {
  theme: Page["themes"][number] | null;
  targets: TargetInfo[];
}[] {
  const groups = [...themes, null].map((theme) => ({
    theme,
    targets: targets.filter(
      (target) => (themes.find(({ id }) => id === target.theme) ?? null) === theme,
    ),
  }));
  return groups.filter((group) => group.targets.length);
}

const lightOf = ({ catalog, edition }: Store, target: TargetInfo, kind: Truth): Light =>
  reachedAt(catalog.page, target, edition.value, kind)[0]?.state.light ?? "grey";

function Summary({ targets }: { targets: readonly TargetInfo[] }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const lightsOf = (kind: Truth): Light[] => targets.map((target) => lightOf(store, target, kind));
  // Where both kinds are shown each commitment has a light by either.
  const samples = store.apart.value && lightsOf("sample");
  const own = lightsOf(samples ? "sourced" : store.truth.value);
  const count = (lights: readonly string[], light: string): number =>
    lights.filter((one) => one === light).length;
  return (
    <h2 class={`jg-targets-head ${samples ? "jg-apart" : ""}`}>
      {t("targets")} <small>{targets.length}</small>
      {page.settlement && (
        <a
          class="jg-settlement-link"
          href={linkIn(page.settlement, lang)}
          title={t("settlementTitle")}
        >
          {t("settlementLink")}
        </a>
      )}
      {store.filtered.value && (
        <em class="jg-tag jg-tag-whole" title={t("wholePageTitle")}>
          {t("wholePage")}
        </em>
      )}
      {LIGHTS.map((light) => {
        const made = samples ? count(samples, light) : undefined;
        const on = layout.targetLight.value === light;
        return (
          <button
            type="button"
            key={light}
            class="jg-targets-light"
            data-light={light}
            aria-pressed={on}
            title={lightName(light, lang)}
            onClick={() => {
              layout.targetLight.value = on ? null : light;
              layout.targetExpected.value = null;
            }}
          >
            <LightGlyph light={light} size={12} />
            <span class="jg-sr">{lightName(light, lang)}</span>
            {countShort(store, lang, count(own, light) + (made ?? 0), made)}
          </button>
        );
      })}
      <button
        type="button"
        class="jg-targets-order"
        aria-pressed={layout.targetOrder.value === "plan"}
        aria-label={t("planOrder")}
        title={t(layout.targetOrder.value === "plan" ? "planOrder" : "worstOrder")}
        onClick={() =>
          (layout.targetOrder.value = layout.targetOrder.value === "plan" ? "worst" : "plan")
        }
      >
        <Icon name={layout.targetOrder.value === "plan" ? "sortUp" : "sortDown"} />
      </button>
    </h2>
  );
}

function Tile({ target }: { target: TargetInfo }) {
  const store = useStore();
  const { lang, t } = useWords();
  const reached = reachedAt(store.catalog.page, target, store.edition.value, store.truth.value);
  const apart = reached.length > 1;
  const state = reached[0]?.state;
  const open = store.target.value === target.id;
  const promise = promiseWords(target, lang);
  const isEmpty = reached.every((one) => one.state.actual === null);
  const ending = endingAt(store, target);
  const box = useRef<HTMLDivElement>(null);
  // A target may be chosen by a link, and its arithmetic may lie below the edge.
  useEffect(() => {
    if (open) box.current?.scrollIntoView({ block: isPhone() ? "nearest" : "start" });
  }, [open]);
  const late = reached[0];
  return (
    <div
      ref={box}
      class={`jg-tile ${open ? "jg-open" : ""} ${isEmpty ? "jg-tile-empty" : ""} ${apart ? "jg-tile-apart" : ""} ${ending ? "jg-tile-ended" : ""}`}
    >
      <button
        type="button"
        class="jg-tile-button"
        aria-expanded={open}
        title={inLang(target.name, lang)}
        onClick={() => {
          if (open) chooseTarget(store, null);
          else openTarget(store, target);
          if (!open && !isPhone()) layout.tab.value = "projects";
        }}
      >
        <span class="jg-tile-name">
          {inLang(target.name, lang)}
          {target.period && <span class="jg-tag">{inLang(target.period, lang)}</span>}
        </span>
        {state && (
          <span class="jg-tile-light">
            {ending && <span class={`jg-ending jg-ending-${ending}`}>{t(ENDINGS[ending])}</span>}
            {!apart && <TileLight light={state.light} />}
          </span>
        )}
        {isEmpty ? (
          <span class="jg-tile-missing">
            {ending ? t("promisedOf", { amount: promise }) : `${t("noData")} · ${promise}`}
          </span>
        ) : (
          reached.map((one) => (
            <Value
              target={target}
              reached={one}
              promise={promise}
              isOver={isOver(store, target)}
              key={one.kind}
            />
          ))
        )}
      </button>
      {open && late && lackWords(store, target, late) && (
        <p class="jg-lack">{lackWords(store, target, late)}</p>
      )}
      {open && reached.map((one) => <Expected target={target} reached={one} key={one.kind} />)}
      {open && <Parts target={target} />}
      {open && reached.map((one) => <Arithmetic target={target} reached={one} key={one.kind} />)}
      {open && <EvidenceOfTarget target={target} />}
    </div>
  );
}

function TileLight({ light }: { light: Light }) {
  const { lang } = useWords();
  return (
    <>
      <LightGlyph light={light} size={14} />
      <span class="jg-tile-lightword">{lightName(light, lang)}</span>
    </>
  );
}

const SHORT = 3; // a unit of so many signs has room in a line

/** What was reached, of what; where both kinds are shown, by values of which kind. */
function Value(props: { target: TargetInfo; reached: Reached; promise: string; isOver: boolean }) {
  const { target, promise, isOver } = props;
  const { state, kind } = props.reached;
  const store = useStore();
  const apart = store.apart.value ? kind : null;
  const { lang, t } = useWords();
  const bare = formatBare(target.value, target.unit, lang);
  const unit = formatAmount(target.value, target.unit, lang).slice(bare.length);
  return (
    <>
      <span class="jg-tile-number" data-truth={apart}>
        {apart && <em class="jg-tag">{t(`truth_${apart}`)}</em>}
        {state.actual === null ? (
          <small>{t("noData")}</small>
        ) : (
          <>
            <b>{formatBare(state.actual, target.unit, lang)}</b>
            <small>
              {" / "}
              {promise.slice(0, promise.length - unit.length)}
              <span class={unit.length > SHORT ? "jg-tile-unit" : undefined}>{unit}</span>
            </small>
          </>
        )}
        {state.here != null && (
          <small class="jg-tile-here">
            {t("hereShort", { n: formatBare(state.here, target.unit, lang) })}
          </small>
        )}
      </span>
      {apart ? (
        <span class="jg-tile-light">
          <TileLight light={state.light} />
        </span>
      ) : (
        <span class="jg-tile-words">
          {isOver ? valueDate(store, state, lang) : scheduleWords(target, state, lang)}
        </span>
      )}
      {state.actual !== null && <Bullet target={target} state={state} isOver={isOver} />}
    </>
  );
}

/** What was due by now, and how far it is ahead or behind. */
function scheduleWords(target: TargetInfo, state: TargetState, lang: Lang): string {
  const due =
    target.nature === "cumulative" && state.schedule_pct !== null
      ? `${say("schedule", lang)} ${formatPercent(state.schedule_pct, lang)} `
      : "";
  return due + (state.lead === null ? "" : leadWords(state.lead, lang));
}

/** The day that the value holds for: its own, or that of the edition where projects are counted. */
export function valueDate({ catalog, edition }: Store, state: TargetState, lang: Lang): string {
  const date = state.as_of ?? catalog.page.editions[edition.value];
  return date ? say("asOfDate", lang, { date: formatDate(date, lang) }) : "";
}

export function Bullet(props: { target: TargetInfo; state: TargetState; isOver?: boolean }) {
  const { target, state } = props;
  const done = Math.max(0, state.completion_pct ?? 0);
  const planned =
    props.isOver || state.planned === null || target.value === 0
      ? null
      : (state.planned / target.value) * 100;
  const end = target.upper === null ? 100 : (target.upper / target.value) * 100;
  const full = Math.max(end, done);
  const at = (pct: number): string => `${(Math.min(full, Math.max(0, pct)) / full) * 100}%`;
  return (
    <span class="jg-bullet" aria-hidden="true">
      <span class="jg-bullet-track" style={{ width: at(end) }} />
      <span class={`jg-bullet-done jg-fill-${state.light}`} style={{ width: at(done) }} />
      {planned !== null && <span class="jg-bullet-tick" style={{ left: at(planned) }} />}
    </span>
  );
}

function Arithmetic({ target, reached }: { target: TargetInfo; reached: Reached }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { state, kind } = reached;
  const lines: string[] = [];
  const over = isOver(store, target);
  if (kind !== "sample" && endingAt(store, target)) lines.push(inLang(target.settled, lang));
  const amount = (value: number): string => formatAmount(value, target.unit, lang);
  if (state.actual === null) {
    if (target.layer) lines.push(promised(store, target, lang));
    else if (!lines.length) lines.push(t("noDataHow"));
  }
  if (state.actual !== null) {
    if (state.completion_pct !== null)
      lines.push(
        t(isCeiling(target) ? "targetUsed" : "targetDivision", {
          actual: formatBare(state.actual, target.unit, lang),
          value: formatBare(target.value, target.unit, lang),
          pct: formatPercent(state.completion_pct, lang),
        }),
      );
    if (target.nature === "level") lines.push(t("targetLevel"));
    else if (state.planned !== null && !over)
      lines.push(
        t(isCeiling(target) ? "targetAllowed" : "targetPlanned", {
          planned: amount(state.planned),
        }),
      );
    if (!over) lines.push(...whyLight(store, target, state));
    if (state.here !== null && state.here !== undefined)
      lines.push(t("targetHere", { n: amount(state.here) }));
    // A district answers for its own projects, though the number above is the city's.
    if (state.here !== null && state.unknown.length)
      lines.push(t("targetUncountedHere", { n: state.unknown.length }));
    if (state.here === null && state.uncounted)
      lines.push(t("targetUncounted", { n: state.uncounted }));
    if (state.as_of) lines.push(t("targetEntered", { date: formatDate(state.as_of, lang) }));
  }
  if (target.origin !== "layer" && target.named.length)
    lines.push(t("namedShown", { n: target.named.length }));
  return (
    <div class="jg-arithmetic">
      {kind && store.apart.value && <h4>{t(`truth_${kind}`)}</h4>}
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p class="jg-quiet">
        {inLang(target.how, lang)} ·{" "}
        {target.due ? t("dueBy", { date: formatDate(target.due, lang) }) : t("noDue")}
        {state.sample && <span class="jg-tag">{t("sampleTag")}</span>}
      </p>
      {target.note && <p class="jg-quiet">{inLang(target.note, lang)}</p>}
      <p class="jg-quiet">
        {t("source")}
        {t("colon")}
        {inLang(target.source, lang)}
      </p>
    </div>
  );
}

function promised(store: Store, target: TargetInfo, lang: Lang): string {
  const layer = store.catalog.page.layers.find(({ id }) => id === target.layer);
  return say("promisedLocated", lang, {
    promised: promiseWords(target, lang),
    located: layer?.located ?? 0,
  });
}
