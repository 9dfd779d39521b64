// The next steps, a line each: what it is of stands in a number, and a click shows exactly that.
import { batch, useComputed } from "@preact/signals";
import { lightName } from "../look/lightwords";
import { linkIn } from "../look/links";
import { countShort } from "../state/apart";
import type { Store } from "../state/store";
import { chooseTarget } from "../state/target";
import { isPhone, layout, useStore, useWords, type Words } from "../state/use";
import { formatDayIn, formatNumber, inLang } from "../words/format";
import type { MessageKey } from "../words/messages";
import { GlossaryButton } from "./glossary";
import { type Step, stepsOf } from "./steps";

export function NextSteps() {
  const store = useStore();
  const { t } = useWords();
  const { page } = store.catalog;
  const steps = useComputed(() => (page.lights ? stepsOf(store) : [])).value;
  if (!page.lights) return null;
  return (
    <section class="jg-next" aria-label={t("nextSteps")}>
      <h2>{t("nextSteps")}</h2>
      {steps.length ? (
        <ol>
          {steps.map((step) => (
            <li key={step.kind}>
              <Line step={step} />
            </li>
          ))}
        </ol>
      ) : (
        <p>{t("nextNone")}</p>
      )}
      <GlossaryButton />
    </section>
  );
}

function Line({ step }: { step: Step }) {
  const store = useStore();
  const words = useWords();
  const { settlement, editions } = store.catalog.page;
  const [before, after] = wordsOf(words, step, editions[store.edition.value] ?? "");
  const n = countShort(store, words.lang, step.n, step.samples);
  const said = (
    <>
      {before}
      <b>{n}</b>
      {after}
    </>
  );
  const title = `${before}${n}${after}`;
  if (step.group && settlement)
    return (
      <a href={linkIn(settlement, words.lang, step.group)} data-step={step.kind} title={title}>
        {said}
      </a>
    );
  return (
    <button
      type="button"
      data-step={step.kind}
      title={title}
      aria-pressed={isTaken(store, step)}
      onClick={() => take(store, step)}
    >
      {said}
    </button>
  );
}

/** What stands before and after the number. */
function wordsOf({ lang, t }: Words, step: Step, asOf: string): [string, string] {
  const { kind, target, units = 0, days = 0 } = step;
  const due = target?.due ? formatDayIn(target.due, asOf, lang) : "";
  const values = { n: "\u0000", due, name: inLang(target?.name, lang), light: "" };
  const isLight = kind === "red" || kind === "yellow";
  if (isLight) values.light = lightName(kind, lang).toLowerCase();
  const key = isLight ? "next_urge" : due ? "next_due" : `next_${kind}`;
  const line = [
    t(key as MessageKey, values),
    units && t("nextUnits", { n: formatNumber(units, lang) }),
    days && t("nextDays", { n: formatNumber(days, lang) }),
  ];
  const [before = "", after = ""] = line.filter(Boolean).join(t("comma")).split("\u0000");
  return [before, after];
}

const isSame = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** Whether the list is of this step already. */
function isTaken(store: Store, { filters, target, tab }: Step): boolean {
  if (target) return store.target.value === target.id && store.part.value === "open";
  if (!filters) return layout.tab.value === tab;
  return Object.entries(filters).every(([id, values]) => isSame(store.filters.value[id], values));
}

/** Show what a step is of; once more takes its filters back. */
function take(store: Store, step: Step): void {
  const taken = isTaken(store, step);
  const { filters = {}, target, tab = "projects" } = step;
  batch(() => {
    if (target) chooseTarget(store, taken ? null : target.id, taken ? null : "open");
    const own = Object.entries(filters).map(([id, values]) => [id, taken ? [] : values]);
    store.filters.value = { ...store.filters.value, ...Object.fromEntries(own) };
    layout.tab.value = taken ? "projects" : tab;
    if (isPhone()) layout.sheet.value = taken ? 0 : 2;
  });
}
