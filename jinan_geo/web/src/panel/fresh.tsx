// How fresh the page is, in one line: how many have news, how many only older reports, how many none at all.
import { useComputed } from "@preact/signals";
import { countFresh, type Freshness, NEWS_MONTHS } from "../data/fresh";
import { useStore, useWords } from "../state/use";
import { Counted } from "./counted";

/** Of the whole page, as the lines of the overview are; not of what is filtered. */
export function FreshLine() {
  const store = useStore();
  const { t } = useWords();
  const { catalog } = store;
  const counts = useComputed(() => {
    const kind = store.truth.value === "all" ? null : store.truth.value;
    const at = store.edition.value;
    return {
      all: countFresh(catalog, at, (project) => store.isOf(project, kind)),
      samples: countFresh(catalog, at, (project) => store.isOf(project, "sample")),
    };
  }).value;
  // Where evidence was published, what has none was not published; elsewhere it was not handed in.
  const none = catalog.page.evidence.length ? t("freshNonePublic") : t("freshNone");
  const told: [keyof Freshness, string][] = [
    ["lately", t("freshLately", { n: NEWS_MONTHS })],
    ["older", t("freshOlder")],
    ["none", none],
  ];
  if (!catalog.projects) return null;
  return (
    <p class="jg-fresh">
      {told.map(([key, words]) => (
        <span key={key} data-fresh={key}>
          {words} <Counted all={counts.all[key]} samples={counts.samples[key]} />
        </span>
      ))}
    </p>
  );
}
