// The page in three lines: how much of the year has gone, what changed since the last edition, who is behind.
// The numbers are of the whole page, not of what is filtered; each opens exactly the list that makes it.
import { batch, useComputed } from "@preact/signals";
import { openChanges } from "./changetab";
import type { Kind } from "./changes";
import { formatDate, formatNumber, formatPercent, withUnit } from "./format";
import { districtName, shortName } from "./labels";
import { lightOf } from "./layer";
import { changesBetween, countKinds } from "./since";
import { setSince, type Store } from "./store";
import { yearGone } from "./times";
import { isPhone, layout, useStore, useWords } from "./use";

const WORST = 3;

export function Overview() {
  const { page } = useStore().catalog;
  const { t } = useWords();
  if (!page.lights) return null;
  return (
    <section class="jg-overview" aria-label={t("overview")}>
      <Year />
      <Summary />
      {page.kind !== "district" && page.districts.length > 1 && <Behind />}
    </section>
  );
}

function Year() {
  const store = useStore();
  const { lang, t } = useWords();
  const asOf = store.catalog.page.editions[store.edition.value] ?? store.catalog.page.as_of;
  const gone = asOf ? yearGone(asOf) : null;
  if (gone === null) return null;
  return (
    <p class="jg-year">
      <span>{t("yearGone")}</span>
      <span class="jg-year-bar" aria-hidden="true"><span style={{ width: `${gone}%` }} /></span>
      <b>{formatPercent(gone, lang)}</b>
    </p>
  );
}

const TOLD: readonly Kind[] = ["progress", "regress", "new_red"];

function Summary() {
  const store = useStore();
  const { lang, t } = useWords();
  const { editions } = store.catalog.page;
  const at = store.edition.value;
  const counts = useComputed(() =>
    countKinds(changesBetween(store.catalog, store.edition.value - 1, store.edition.value)),
  ).value;
  if (at < 1) return null;
  const open = (kind: Kind | null): void => {
    batch(() => {
      store.clear();
      setSince(store, at - 1);
      if (kind) store.filters.value = { change: [kind] };
      openChanges(store);
    });
  };
  return (
    <p class="jg-summary">
      <button type="button" class="jg-summary-all" onClick={() => open(null)}>
        {t("sinceDate", { date: lang === "zh" ? editions[at - 1].slice(5) : formatDate(editions[at - 1], lang).replace(/ \d{4}$/, "") })}
      </button>
      {TOLD.map((kind) => (
        <button type="button" key={kind} data-kind={kind} onClick={() => open(kind)}>
          {t(`change_${kind}`)} <b>{formatNumber(counts[kind], lang)}</b>
        </button>
      ))}
    </p>
  );
}

/** Share of red and yellow among a district's projects, the largest first. */
function worstDistricts(store: Store): { code: string; share: number }[] {
  const { catalog } = store;
  const all = new Map<string, { total: number; behind: number }>();
  for (let project = 0; project < catalog.projects; project++) {
    const layer = catalog.layerAt[project];
    const row = catalog.rowAt[project];
    const light = lightOf(layer, store.edition.value, row);
    for (const { district } of layer.shares[row] ?? []) {
      const of = all.get(district) ?? { total: 0, behind: 0 };
      all.set(district, of);
      of.total++;
      if (light === "red" || light === "yellow") of.behind++;
    }
  }
  return [...all]
    .map(([code, { total, behind }]) => ({ code, share: (behind / total) * 100 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, WORST);
}

function Behind() {
  const store = useStore();
  const { lang, t } = useWords();
  const worst = useComputed(() => worstDistricts(store)).value;
  if (!worst.length) return null;
  const chosen = store.filters.value.district ?? [];
  return (
    <div class="jg-behind" role="group" aria-label={t("mostBehind")}>
      <span>{t("mostBehind")}</span>
      {worst.map(({ code, share }) => (
        <button
          type="button" key={code} data-code={code} aria-pressed={chosen.length === 1 && chosen[0] === code}
          onClick={() => {
            const on = chosen.length === 1 && chosen[0] === code;
            batch(() => {
              store.clear();
              if (!on) store.filters.value = { district: [code], light: ["red", "yellow"] };
            });
            layout.tab.value = "projects";
            if (isPhone()) layout.sheet.value = 2;
          }}
        >
          <span>{shortName(districtName(store.catalog, code, lang))}</span> <b>{withUnit(formatNumber(share, lang), "%")}</b>
        </button>
      ))}
    </div>
  );
}
