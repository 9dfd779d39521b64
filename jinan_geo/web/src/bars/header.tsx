// The page's head: what this is, as of when, how far to trust it; search, edition, language.

import { useLayoutEffect, useRef } from "preact/hooks";
import { keyOf } from "../data/catalog";
import { Icon } from "../look/glyph";
import { safeLink } from "../look/links";
import { hostsOf } from "../map/backdrop";
import { shownMap } from "../map/shown";
import { showSlide } from "../panel/briefing";
import { canBrief } from "../panel/slides";
import { viewCode } from "../state/hash";
import { showsSamples } from "../state/store";
import { titleOf } from "../state/title";
import { goToList, isPhone, setLength, useStore, useWords } from "../state/use";
import { formatDate, formatNumber } from "../words/format";
import { nextLang, say } from "../words/messages";
import { ExportMenu } from "./exportmenu";
import { PrintMenu } from "./printmenu";
import { TruthSwitch } from "./truth";

export function Header() {
  const store = useStore();
  const { lang, t } = useWords();
  const other = nextLang(lang);
  const otherName = say("languageShort", other);
  const { page } = store.catalog;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  const due = page.open?.due ? formatDate(page.open.due, lang) : "—";
  const box = useRef<HTMLElement>(null);
  // On a narrow screen the head takes as many lines as its words need; map and panel begin below it.
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => {
      if (setLength("--jg-head", box.current?.offsetHeight ?? 52))
        shownMap.value?.map.invalidateSize({ animate: false, pan: false });
    });
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return (
    <header class="jg-header" ref={box}>
      {page.home && (
        <a class="jg-home" href={safeLink(page.home)} title={t("home")} aria-label={t("home")}>
          <Icon name="home" size={18} />
        </a>
      )}
      <h1 class="jg-title">{titleOf(store)}</h1>
      <div class="jg-facts">
        {page.editions.length > 1 ? (
          <label class="jg-edition">
            <span>{t("dataDate")}</span>
            <select
              aria-label={t("dataDate")}
              value={String(store.edition.value)}
              onChange={(event) => (store.edition.value = Number(event.currentTarget.value))}
            >
              {page.editions.map((edition, at) => (
                <option value={String(at)} key={edition}>
                  {formatDate(edition, lang)}
                </option>
              ))}
            </select>
          </label>
        ) : (
          asOf && (
            <span class="jg-as-of">
              {t("dataDate")} <b>{formatDate(asOf, lang)}</b>
            </span>
          )
        )}
        {page.open && (
          <span class="jg-badge jg-badge-open" title={t("openDue", { due })}>
            {t(page.open.date === asOf ? "openShown" : "openEdition", {
              date: formatDate(page.open.date, lang),
              reported: formatNumber(page.open.reported, lang),
              of: formatNumber(page.open.of, lang),
            })}
          </span>
        )}
        <TruthSwitch />
        {showsSamples(store) && <span class="jg-badge jg-badge-sample">{t("sampleBadge")}</span>}
        <span class="jg-badge">
          {page.review_number ? `${t("reviewNumber")} ${page.review_number}` : t("notReviewed")}
        </span>
        {page.basemaps.length > 0 && (
          <span
            class="jg-badge"
            title={t("basemapNetwork", { hosts: page.basemaps.map(hostsOf).join(" ") })}
          >
            {t("usesNetwork")}
          </span>
        )}
      </div>
      <Search />
      <BriefButton />
      <PrintMenu />
      <ExportMenu />
      {!page.one_language && (
        <button
          type="button"
          class="jg-lang"
          aria-label={t("language", { name: otherName })}
          onClick={() => (store.lang.value = other)}
        >
          <span lang={other}>{otherName}</span>
        </button>
      )}
    </header>
  );
}

/** Slides of what is shown now; there are some where something is judged. */
function BriefButton() {
  const store = useStore();
  const { t } = useWords();
  if (!canBrief(store)) return null;
  return (
    <button
      type="button"
      class="jg-tool jg-brief-button"
      aria-label={t("briefing")}
      title={`${t("briefing")} (F5)`}
      onClick={() => showSlide(store, 0)}
    >
      <Icon name="play" />
      <span>{t("briefing")}</span>
    </button>
  );
}

function Search() {
  const store = useStore();
  const { t } = useWords();
  const { page, isSpelt } = store.catalog;
  const what = page.kind === "table" ? "searchTable" : isSpelt ? "searchPinyin" : "search";
  return (
    <div class="jg-search" role="search">
      <Icon name="search" />
      <input
        type="search"
        placeholder={t(isPhone() ? "searchShort" : what)}
        aria-label={t(what)}
        value={store.query.value}
        onInput={({ currentTarget: { value } }) => {
          const code = viewCode(value);
          // The link of somebody else's copy of this page shows here what it shows there.
          if (code) location.hash = code;
          store.query.value = code ? "" : value;
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            const [only, ...more] = store.listed.value;
            const isOne = event.key === "Enter" && only !== undefined && !more.length;
            if (isOne) store.selection.value = keyOf(store.catalog, only);
            goToList();
          }
          if (event.key !== "Escape" || !store.query.value) return;
          event.stopPropagation();
          store.query.value = "";
        }}
      />
      {store.query.value && (
        <button
          type="button"
          class="jg-plain"
          aria-label={t("clearSearch")}
          onClick={() => (store.query.value = "")}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}
