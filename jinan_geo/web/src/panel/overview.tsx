// The page in three lines: how much of the year has gone, what changed since the last edition, who is behind.
// The numbers are of what the filters leave, but for their own: a share is one of all of a district's projects there.
import { batch, useComputed } from "@preact/signals";
import type { Kind } from "../data/changes";
import type { YearInfo } from "../data/page";
import { changesBetween, countKinds } from "../data/since";
import { choiceLabel, shortName } from "../look/labels";
import { lightsBy } from "../state/standing";
import { type Store, setSince } from "../state/store";
import { isPhone, layout, useStore, useWords } from "../state/use";
import { formatDate, formatNumber, formatPercent, inLang, withUnit } from "../words/format";
import type { Lang } from "../words/texts";
import { openChanges } from "./changetab";
import { Counted } from "./counted";
import { areSettled } from "./endings";

const WORST = { district: 3, responsible: 2 };

export function Overview() {
  const { page } = useStore().catalog;
  const { t } = useWords();
  if (!page.lights) return null;
  return (
    <section class="jg-overview" aria-label={t("overview")}>
      <Year />
      <Summary />
      {page.kind === "district" ? (
        <Behind by="responsible" />
      ) : (
        page.districts.length > 1 && <Behind by="district" />
      )}
    </section>
  );
}

function Year() {
  const store = useStore();
  const { lang, t } = useWords();
  const year = store.catalog.page.years[store.edition.value];
  // How far the year is says nothing of a plan whose own is over.
  if (!year || (areSettled(store) && !isDueIn(store, year))) return null;
  return (
    <p class="jg-year">
      <span>{t("yearGone", { year: inLang(year.label, lang) })}</span>
      <span class="jg-year-bar" aria-hidden="true">
        <span style={{ width: `${year.gone}%` }} />
      </span>
      <b>{formatPercent(year.gone, lang)}</b>
    </p>
  );
}

const isDueIn = ({ catalog }: Store, { first, last }: YearInfo): boolean =>
  catalog.page.targets.some(({ due }) => !!due && first <= due && due <= last);

const TOLD: readonly Kind[] = ["progress", "regress", "new_red"];

function Summary() {
  const store = useStore();
  const { lang, t } = useWords();
  const { editions } = store.catalog.page;
  const at = store.edition.value;
  const counts = useComputed(() => {
    const changed =
      store.since.value === null
        ? store.changed.value
        : changesBetween(store.catalog, store.edition.value - 1, store.edition.value);
    const mask = store.maskWithout("change");
    return {
      all: countKinds(changed, mask),
      samples: countKinds(changed, store.ofKind(mask, "sample")),
    };
  }).value;
  if (at < 1) return null;
  const open = (kind: Kind | null): void => {
    batch(() => {
      setSince(store, at - 1);
      store.filters.value = { ...store.filters.value, change: kind ? [kind] : [] };
      openChanges(store);
    });
  };
  return (
    <div class="jg-summary">
      <button type="button" class="jg-summary-all" onClick={() => open(null)}>
        {t("sinceDate", {
          date:
            lang === "zh"
              ? editions[at - 1]!.slice(5)
              : formatDate(editions[at - 1]!, lang).replace(/ \d{4}$/, ""),
        })}
      </button>
      {TOLD.map((kind) => (
        <button
          type="button"
          key={kind}
          data-kind={kind}
          title={kind === "regress" ? t("word_regress") : undefined}
          onClick={() => open(kind)}
        >
          {t(`change_${kind}`)} <Counted all={counts.all[kind]} samples={counts.samples[kind]} />
        </button>
      ))}
    </div>
  );
}

type Kinds = "sourced" | "sample" | null;

interface Worst {
  choice: string;
  behind: number;
  total: number;
}

/** Districts by their share of red and yellow, the largest first; units in charge of one by how many they have. */
function worstOf(store: Store, by: "district" | "responsible", of: Kinds): Worst[] {
  const mask = store.ofKind(store.maskWithout("light", by), of);
  const rank = ({ behind, total }: Worst): number => (by === "district" ? behind / total : behind);
  return [...lightsBy(store.catalog, by, store.edition.value, mask)]
    .map(([choice, [red, yellow, green, grey]]) => {
      const behind = red! + yellow!;
      return { choice, behind, total: behind + green! + grey! };
    })
    .filter(({ choice, behind }) => choice && behind > 0)
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, WORST[by]);
}

/** Who is most behind; where both kinds are shown, of each. */
function Behind({ by }: { by: "district" | "responsible" }) {
  const { apart, truth } = useStore();
  const one = truth.value === "all" ? null : truth.value;
  if (!apart.value) return <Worsts by={by} of={one} key={one} />;
  return (
    <>
      <Worsts by={by} of="sourced" />
      <Worsts by={by} of="sample" />
    </>
  );
}

function Worsts({ by, of }: { by: "district" | "responsible"; of: Kinds }) {
  const store = useStore();
  const { lang, t } = useWords();
  const worst = useComputed(() => worstOf(store, by, of)).value;
  const head = of && store.apart.value ? `${t("mostBehind")}·${t(`truth_${of}`)}` : t("mostBehind");
  if (!worst.length) return null;
  const chosen = store.filters.value[by] ?? [];
  return (
    <div class="jg-behind" role="group" aria-label={head}>
      <span>{head}</span>
      {worst.map(({ choice, behind, total }) => (
        <button
          type="button"
          key={choice}
          data-code={choice}
          aria-pressed={chosen.length === 1 && chosen[0] === choice}
          title={t("behindOf", { n: formatNumber(behind, lang), of: formatNumber(total, lang) })}
          onClick={() => {
            const on = chosen.length === 1 && chosen[0] === choice;
            store.filters.value = on
              ? { ...store.filters.value, [by]: [], light: [] }
              : { ...store.filters.value, [by]: [choice], light: ["red", "yellow"] };
            layout.tab.value = "projects";
            if (isPhone()) layout.sheet.value = 2;
          }}
        >
          <span>
            {by === "district"
              ? shortName(choiceLabel(store.catalog, by, choice, lang))
              : unitHere(store, choice, lang)}
          </span>{" "}
          <b>
            {by === "district"
              ? withUnit(formatNumber((behind / total) * 100, lang), "%")
              : formatNumber(behind, lang)}
          </b>
        </button>
      ))}
    </div>
  );
}

/** A unit without the name of the page's own district, which stands in its title. */
function unitHere({ catalog }: Store, unit: string, lang: Lang): string {
  const { district } = catalog.page;
  const name = choiceLabel(catalog, "responsible", unit, lang);
  const own = district ? choiceLabel(catalog, "district", district, lang) : "";
  return own && name.startsWith(own) && name.length > own.length
    ? name.slice(own.length).trim()
    : name;
}
