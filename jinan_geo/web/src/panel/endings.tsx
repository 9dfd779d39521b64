// How the commitments ended, once they were due: of each, and how many of each ending in one line.
import type { TargetInfo } from "../data/page";
import { isMixed } from "../data/truth";
import { linkIn } from "../look/links";
import type { Store } from "../state/store";
import { useStore, useWords, type Words } from "../state/use";

export const ENDINGS = {
  met: "ending_met",
  partly: "ending_partly",
  missed: "ending_missed",
  "other-count": "ending_other",
  "not-published": "ending_unpublished",
} as const;

/** Endings that need an explanation, beside where they lead. */
const EXPLAINED = {
  "other-count": "word_other",
  "not-published": "word_unpublished",
} as const;

/** What a number of an ending is about. */
function titleOf(ending: string | null, { t }: Words): string {
  const word = EXPLAINED[ending as keyof typeof EXPLAINED];
  return word ? t(word) : t("settlementTitle");
}

/** How it ended, by the values that are shown; null until that is known. */
function ended({ catalog, edition, truth }: Store, target: TargetInfo): TargetInfo["ending"] {
  // No sample settles a promise where there is something sourced.
  if (isMixed(catalog.page) && truth.value === "sample") return null;
  return edition.value >= target.states.length - 1 ? target.ending : null;
}

/** Whether its day is past and how it ended is told: what was due by now says nothing any more. */
export const isOver = (store: Store, target: TargetInfo): boolean =>
  target.due !== null && ended(store, target) !== null;

/** Whether any commitment is over. */
export const areSettled = (store: Store): boolean =>
  store.catalog.page.targets.some((target) => isOver(store, target));

/** How it ended, once it was due; one without a day is over when the first of the others is. */
export const endingAt = (store: Store, target: TargetInfo): TargetInfo["ending"] =>
  target.due !== null || areSettled(store) ? ended(store, target) : null;

/** Of all commitments of the page; each number leads to the list that tells what it rests on. */
export function Endings() {
  const store = useStore();
  const { lang, t } = useWords();
  const { page } = store.catalog;
  if (!areSettled(store)) return null;
  const endings = page.targets.map((target) => endingAt(store, target));
  const keys = [...(Object.keys(ENDINGS) as (keyof typeof ENDINGS)[]), null];
  const counts = keys.map((key) => ({ key, n: endings.filter((one) => one === key).length }));
  const told = counts.filter(({ n }) => n);
  return (
    <p class="jg-endings">
      <span>{t("targets")}</span>
      {told.map(({ key, n }) => {
        const words = t(key ? ENDINGS[key] : "ending_not_due");
        if (!page.settlement)
          return (
            <span key={key}>
              {words} <b>{n}</b>
            </span>
          );
        return (
          <a
            key={key}
            href={linkIn(page.settlement, lang, key ?? "not-due")}
            title={titleOf(key, { lang, t })}
          >
            {words} <b>{n}</b>
          </a>
        );
      })}
    </p>
  );
}
