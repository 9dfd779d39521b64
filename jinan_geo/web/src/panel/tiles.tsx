// The commitments as bullet bars: done as a bar, due by now as a tick, the target as the full length.
import { useEffect, useRef } from "preact/hooks";
import type { Light } from "../data/layer";
import type { Page, TargetInfo, TargetState } from "../data/page";
import { type Reached, reachedAt } from "../data/truth";
import { LightGlyph } from "../look/glyph";
import { leadWords, lightName } from "../look/lightwords";
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
import { worstTargets } from "./order";
import { lackWords, Parts } from "./parts";
import { promiseWords } from "./promise";
import { TargetArithmetic } from "./targetarithmetic";
import { isAmong, Only, Summary } from "./targetshead";

export function Targets() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  const box = useRef<HTMLElement>(null);
  if (!page.targets.length) return null;
  const only = layout.targetsOnly.value;
  // What was chosen by a link stays.
  const shown = page.targets.filter(
    (target) => target.id === store.target.value || !only || isAmong(store, target, only),
  );
  const groups =
    layout.targetOrder.value === "plan"
      ? groupTargets({ ...page, targets: shown })
      : [{ theme: null, targets: worstTargets(store, shown) }];
  return (
    <div class="jg-pledges">
      <section class="jg-targets" aria-label={t("targets")} ref={box}>
        <Summary targets={page.targets} />
        <Only />
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

function Tile({ target }: { target: TargetInfo }) {
  const store = useStore();
  const reached = reachedAt(store.catalog.page, target, store.edition.value, store.truth.value);
  const open = store.target.value === target.id;
  const isEmpty = reached.every((one) => one.state.actual === null);
  const box = useRef<HTMLDivElement>(null);
  // A target may be chosen by a link, and its arithmetic may lie below the edge.
  useEffect(() => {
    if (open) box.current?.scrollIntoView({ block: isPhone() ? "nearest" : "start" });
  }, [open]);
  const classes = [
    "jg-tile",
    open && "jg-open",
    isEmpty && "jg-tile-empty",
    reached.length > 1 && "jg-tile-apart",
    reached.some(({ state }) => state.here != null) && "jg-tile-shared",
    endingAt(store, target) && "jg-tile-ended",
  ];
  return (
    <div ref={box} class={classes.filter((one) => one).join(" ")}>
      <TileHead target={target} reached={reached} isEmpty={isEmpty} open={open} />
      {open && <Opened target={target} reached={reached} />}
    </div>
  );
}

interface HeadProps {
  target: TargetInfo;
  reached: readonly Reached[];
  isEmpty: boolean;
  open: boolean;
}

/** The line of a commitment, which opens it: its name, how it ended or its light, and what was reached of what. */
function TileHead({ target, reached, isEmpty, open }: HeadProps) {
  const store = useStore();
  const { lang, t } = useWords();
  const promise = promiseWords(target, lang);
  const ending = endingAt(store, target);
  const state = reached[0]?.state;
  const press = (): void => {
    if (open) chooseTarget(store, null);
    else openTarget(store, target);
    if (!open && !isPhone()) layout.tab.value = "projects";
  };
  return (
    <button
      type="button"
      class="jg-tile-button"
      aria-expanded={open}
      title={inLang(target.name, lang)}
      onClick={press}
    >
      <span class="jg-tile-name">
        {inLang(target.name, lang)}
        {target.period && <span class="jg-tag">{inLang(target.period, lang)}</span>}
      </span>
      {state && (
        <span class="jg-tile-light">
          {ending && <span class={`jg-ending jg-ending-${ending}`}>{t(ENDINGS[ending])}</span>}
          {reached.length === 1 && <TileLight light={state.light} />}
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
  );
}

/** What an open commitment tells: what it lacks, what is expected, its projects, its arithmetic and its evidence. */
function Opened({ target, reached }: { target: TargetInfo; reached: readonly Reached[] }) {
  const store = useStore();
  const lack = reached[0] && lackWords(store, target, reached[0]);
  return (
    <>
      {lack && <p class="jg-lack">{lack}</p>}
      {reached.map((one) => (
        <Expected target={target} reached={one} key={one.kind} />
      ))}
      <Parts target={target} />
      {reached.map((one) => (
        <TargetArithmetic target={target} reached={one} key={one.kind} />
      ))}
      <EvidenceOfTarget target={target} />
    </>
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
