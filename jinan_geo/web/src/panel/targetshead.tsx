// The head of the commitments: how many have which light, each number a filter, and those that are shown alone.
import { LIGHTS, type Light } from "../data/layer";
import type { TargetInfo } from "../data/page";
import { reachedAt, type Truth } from "../data/truth";
import { Icon, LightGlyph } from "../look/glyph";
import { lightName } from "../look/lightwords";
import { linkIn } from "../look/links";
import { countShort } from "../state/apart";
import type { TargetsOnly } from "../state/brief";
import type { Store } from "../state/store";
import { layout, useStore, useWords } from "../state/use";
import { ENDINGS, endingAt } from "./endings";
import { expectationOf } from "./forecastslide";

const lightOf = ({ catalog, edition }: Store, target: TargetInfo, kind: Truth): Light =>
  reachedAt(catalog.page, target, edition.value, kind)[0]?.state.light ?? "grey";

/** Whether a commitment is one of those that are shown alone; by either kind, where both are shown. */
export function isAmong(store: Store, target: TargetInfo, only: TargetsOnly): boolean {
  if (only.by === "ending") return endingAt(store, target) === only.is;
  if (only.by === "expected") {
    const expected = expectationOf(store, target);
    return only.is === "any" ? expected !== null : expected === only.is;
  }
  const kinds = store.apart.value ? (["sourced", "sample"] as const) : [store.truth.value];
  return kinds.some((kind) => lightOf(store, target, kind) === only.is);
}

export function Summary({ targets }: { targets: readonly TargetInfo[] }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { settlement } = store.catalog.page;
  return (
    <h2 class={`jg-targets-head ${store.apart.value ? "jg-apart" : ""}`}>
      {t("targets")} <small>{targets.length}</small>
      {settlement && (
        <a class="jg-settlement-link" href={linkIn(settlement, lang)} title={t("settlementTitle")}>
          {t("settlementLink")}
        </a>
      )}
      {store.filtered.value && (
        <em class="jg-tag jg-tag-whole" title={t("wholePageTitle")}>
          {t("wholePage")}
        </em>
      )}
      {LIGHTS.map((light) => (
        <LightCount light={light} targets={targets} key={light} />
      ))}
      <Order />
    </h2>
  );
}

function LightCount({ light, targets }: { light: Light; targets: readonly TargetInfo[] }) {
  const store = useStore();
  const { lang } = useWords();
  const count = (kind: Truth): number =>
    targets.filter((target) => lightOf(store, target, kind) === light).length;
  // Where both kinds are shown each commitment has a light by either.
  const made = store.apart.value ? count("sample") : undefined;
  const own = count(store.apart.value ? "sourced" : store.truth.value);
  const only = layout.targetsOnly.value;
  const on = only?.by === "light" && only.is === light;
  return (
    <button
      type="button"
      class="jg-targets-light"
      data-light={light}
      aria-pressed={on}
      title={lightName(light, lang)}
      onClick={() => (layout.targetsOnly.value = on ? null : { by: "light", is: light })}
    >
      <LightGlyph light={light} size={12} />
      <span class="jg-sr">{lightName(light, lang)}</span>
      {countShort(store, lang, own + (made ?? 0), made)}
    </button>
  );
}

function Order() {
  const { t } = useWords();
  const isPlan = layout.targetOrder.value === "plan";
  return (
    <button
      type="button"
      class="jg-targets-order"
      aria-pressed={isPlan}
      aria-label={t("planOrder")}
      title={t(isPlan ? "planOrder" : "worstOrder")}
      onClick={() => (layout.targetOrder.value = isPlan ? "worst" : "plan")}
    >
      <Icon name={isPlan ? "sortUp" : "sortDown"} />
    </button>
  );
}

/** Which commitments are shown alone, where no light of the head says so; a press shows all again. */
export function Only() {
  const { t } = useWords();
  const only = layout.targetsOnly.value;
  if (!only || only.by === "light") return null;
  const ending = only.by === "ending" && (only.is ? ENDINGS[only.is] : "ending_not_due");
  return (
    <button
      type="button"
      class="jg-button jg-targets-only"
      title={t("clearAll")}
      onClick={() => (layout.targetsOnly.value = null)}
    >
      {t(only.by === "expected" ? `expected_${only.is}` : ending || "ending_not_due")}{" "}
      <Icon name="close" size={12} />
    </button>
  );
}
