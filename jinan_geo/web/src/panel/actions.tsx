// The action list: who must act on what is red or yellow, how late, why, what is next; as the filters leave it.
import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { isBehind } from "../data/actions";
import { keyOf } from "../data/catalog";
import {
  actionName,
  besides,
  causeWords,
  foretoldWords,
  lagPoints,
  lateWords,
  nextWords,
  reportedOn,
} from "../look/actionwords";
import { LightGlyph } from "../look/glyph";
import { choiceLabel, langOf } from "../look/labels";
import { lightName } from "../look/lightwords";
import { type ActionRow, groupName, groupsOf } from "../state/actions";
import { samplesAmong } from "../state/apart";
import { layout, useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";
import { Counted } from "./counted";

const MOST = 150; // rows at first; more are asked for

export function Actions({ tools }: { tools: ComponentChildren }) {
  const store = useStore();
  const { t } = useWords();
  const groups = useComputed(() => groupsOf(store)).value;
  const shown = useSignal(MOST);
  let room = shown.value;
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <>
      <Narrow by="layer" />
      <Narrow by="cause" />
      {tools}
      <div class="jg-scroll jg-actions">
        <h2 class="jg-sr">{t("actions")}</h2>
        {!total && <Nothing />}
        {groups.map(({ name, rows }) => {
          const here = rows.slice(0, Math.max(0, room));
          room -= rows.length;
          if (!here.length) return null;
          return (
            <section key={name}>
              <h3 class="jg-group">
                {groupName(name, store)}{" "}
                <Counted
                  all={rows.length}
                  samples={samplesAmong(
                    store,
                    rows.map(({ project }) => project),
                  )}
                />
              </h3>
              <ul>
                {here.map((row) => (
                  <li key={row.project}>
                    <ActionLine row={row} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {total > shown.value && (
          <button type="button" class="jg-more" onClick={() => (shown.value += MOST)}>
            {t("more", { n: total - shown.value })}
          </button>
        )}
      </div>
    </>
  );
}

/** Choices of layer or cause with how many are behind under the other filters; a click adds it. */
function Narrow({ by }: { by: "layer" | "cause" }) {
  const store = useStore();
  const { lang } = useWords();
  const { catalog } = store;
  const result = useComputed(() => {
    const at = store.edition.value;
    return store.resultWhere((project) =>
      isBehind(catalog.layerAt[project]!, at, catalog.rowAt[project]!),
    );
  }).value;
  const dimension = store.dimensions.value.find(({ id }) => id === by)!;
  const chosen = store.filters.value[by] ?? [];
  const choices = dimension.choices
    .map((choice, at) => ({
      choice,
      count: result.counts[by]![at]!,
      made: result.samples?.[by]?.[at],
    }))
    .filter(({ choice, count }) => choice && (count > 0 || chosen.includes(choice)));
  if (choices.length < 2 && !chosen.length) return null;
  return (
    <div class="jg-narrow" role="group" aria-label={choiceName(by)} data-by={by}>
      {choices.map(({ choice, count, made }) => (
        <button
          type="button"
          key={choice}
          data-choice={choice}
          aria-pressed={chosen.includes(choice)}
          onClick={() => store.toggle(by, choice)}
        >
          {choiceLabel(catalog, by, choice, lang).replace(/ ?[（(][^（）()]*[)）]$/, "")}{" "}
          <Counted all={count} samples={made} />
        </button>
      ))}
    </div>
  );

  function choiceName(id: "layer" | "cause"): string {
    return useWords().t(`facet_${id}`);
  }
}

function ActionLine({ row: { project, action } }: { row: ActionRow }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const chosen = store.selection.value;
  const name = actionName(action, lang);
  return (
    <button
      type="button"
      class="jg-action"
      data-id={action.id}
      aria-pressed={chosen?.layer === action.layer && chosen.id === action.id}
      onClick={() => (store.selection.value = keyOf(catalog, project))}
      onPointerEnter={() => (store.pointed.value = keyOf(catalog, project))}
      onPointerLeave={() => (store.pointed.value = null)}
    >
      <LightGlyph light={action.light} size={14} />
      <span class="jg-sr">{lightName(action.light, lang)}</span>
      <b class="jg-action-name" lang={langOf(name, lang)}>
        {name}
      </b>
      {action.sample && <em class="jg-tag">{t("sampleTag")}</em>}
      <span class="jg-action-late">
        {told([
          action.lag !== null && t("lagOf", { n: lagPoints(action, lang) }),
          action.late_of && lateWords(action, lang),
          `${t("facet_cause")}${t("colon")}${causeWords(catalog, action, lang)}`,
        ])}
      </span>
      <span class="jg-action-next">
        {told([
          besides(catalog, action, layout.actionsBy.value, lang),
          `${t("nextStep")}${t("colon")}${nextWords(action, lang)}`,
          action.finish_early && `${t("foretold")}${t("colon")}${foretoldWords(action, lang)}`,
          `${t("lastReport")}${t("colon")}${reportedOn(action, lang)}`,
        ])}
      </span>
    </button>
  );
}

/** Parts that break between each other, not within. */
const told = (parts: readonly (string | false | null)[]) =>
  parts
    .filter((part) => part)
    .map((part, at, all) => (
      <span key={at}>
        {part}
        {at < all.length - 1 && "\u00a0·\u00a0"}
      </span>
    ));

/** Why the list is empty: nothing is behind, or nothing can be judged. */
function Nothing() {
  const store = useStore();
  const { lang, t } = useWords();
  const grey = store.result.value.counts.light?.[3] ?? 0;
  return (
    <div class="jg-empty">
      <p>{t("actionsNone")}</p>
      {grey > 0 && <p>{t("actionsGrey", { n: formatNumber(grey, lang) })}</p>}
    </div>
  );
}
