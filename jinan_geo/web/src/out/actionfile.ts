// The action list as files and as text: an Excel sheet, a Word document with a page for each group, and lines for a chat.
import type { Action } from "../data/actions";
import {
  actionName,
  besides,
  causeWords,
  foretoldWords,
  lagPoints,
  lateWords,
  nextWords,
  placesOf,
  reportedOn,
} from "../look/actionwords";
import { unsaidWords } from "../look/forecastwords";
import { choiceLabel } from "../look/labels";
import { lightName } from "../look/lightwords";
import { type ActionGroup, groupName, groupsOf } from "../state/actions";
import { countWords, samplesAmong } from "../state/apart";
import type { Store } from "../state/store";
import { titleOf } from "../state/title";
import { layout } from "../state/use";
import { formatDate } from "../words/format";
import { type MessageKey, say } from "../words/messages";
import { docxOf, type Page as Leaf } from "./docx";
import { aboutOf, type Cell, type Column, type Kind } from "./table";
import { xlsxOf } from "./xlsx";

export type ActionFile = "xlsx" | "docx";
const TYPES: Record<ActionFile, string> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};
const DAY = 86_400_000;

/** The heads of the columns that are read by people, and the cells of a row beneath them. */
export const heads = (store: Store): string[] =>
  (
    [
      "projects",
      "facet_light",
      "lagPoints",
      "daysLate",
      "facet_cause",
      "nextStep",
      "foretold",
      "lastReport",
    ] as const
  ).map((key) => say(key, store.lang.value));

export function cellsOf(store: Store, action: Action): string[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const sample = action.sample ? ` · ${say("sampleTag", lang)}` : "";
  return [
    `${actionName(action, lang)} · ${besides(catalog, action, layout.actionsBy.value, lang)}${sample}`,
    lightName(action.light, lang),
    lagPoints(action, lang),
    lateWords(action, lang),
    causeWords(catalog, action, lang),
    nextWords(action, lang),
    foretoldWords(action, lang),
    reportedOn(action, lang),
  ];
}

export function headLine(store: Store): string {
  const { page } = store.catalog;
  const lang = store.lang.value;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  return say("actionsHead", lang, {
    title: titleOf(store),
    date: asOf ? formatDate(asOf, lang) : "—",
  });
}

/** A group and how many are in it, sourced ones and samples apart. */
export function groupLine(store: Store, { name, rows }: ActionGroup): string {
  const samples = samplesAmong(
    store,
    rows.map(({ project }) => project),
  );
  const n = countWords(store, store.lang.value, rows.length, samples);
  return say("actionsGroup", store.lang.value, { name: groupName(name, store), n });
}

/** Lines that can be pasted into a message. */
export function textOf(store: Store): string {
  const lang = store.lang.value;
  const lines = [headLine(store)];
  const groups = groupsOf(store);
  if (!groups.length) lines.push(say("actionsNone", lang));
  for (const group of groups) {
    lines.push(groupLine(store, group));
    group.rows.forEach(({ action }, at) => {
      const [project, light, , late, cause, next, foretold, last] = cellsOf(store, action);
      const facts = [
        action.lag === null ? "" : say("lagOf", lang, { n: lagPoints(action, lang) }),
        action.late_of ? late! : "",
        ...(
          [
            ["facet_cause", cause],
            ["nextStep", next],
            ["foretold", action.finish_early ? foretold : ""],
            ["lastReport", last],
          ] as const
        )
          .filter(([, words]) => words)
          .map(([key, words]) => `${say(key, lang)}${say("colon", lang)}${words}`),
      ];
      lines.push(
        `${at + 1}. [${light}] ${project}${say("colon", lang)}${facts.filter(Boolean).join(say("semicolon", lang))}`,
      );
    });
  }
  return lines.join("\n");
}

export function actionFile(store: Store, kind: ActionFile): Blob {
  const content = kind === "xlsx" ? workbookOf(store) : documentOf(store);
  return new Blob([content as BlobPart], { type: TYPES[kind] });
}

function documentOf(store: Store): Uint8Array {
  const lang = store.lang.value;
  const pages: Leaf[] = groupsOf(store).map((group) => ({
    title: headLine(store),
    heading: groupLine(store, group),
    table: [heads(store), ...group.rows.map(({ action }) => cellsOf(store, action))],
    note: say("clocksNote", lang),
  }));
  if (!pages.length)
    pages.push({ title: headLine(store), heading: say("actionsNone", lang), table: [], note: "" });
  return docxOf(pages);
}

const days = (iso: string | null): Cell => (iso === null ? null : Date.parse(iso) / DAY);

function workbookOf(store: Store): Uint8Array {
  const lang = store.lang.value;
  const { catalog } = store;
  // In the order of the groups, but each once: a project of several districts stands in each there.
  const every = groupsOf(store).flatMap((group) => group.rows);
  const rows = [...new Map(every.map((row) => [row.project, row])).values()];
  const column = (
    id: string,
    key: MessageKey,
    kind: Kind,
    read: (action: Action) => Cell,
  ): Column => ({ id, name: say(key, lang), kind, at: (row) => read(rows[row]!.action) });
  const columns = [
    column("responsible", "responsible", "text", ({ unit_zh, unit_en }) =>
      unit_zh
        ? choiceLabel(catalog, "responsible", unit_zh, lang)
        : (unit_en ?? say("nobody", lang)),
    ),
    column("name_zh", "projects", "text", (action) => actionName(action, lang)),
    column("district", "facet_district", "text", (action) => placesOf(catalog, action, lang)),
    column("light", "facet_light", "text", ({ light }) => lightName(light, lang)),
    column("lag", "lagPoints", "points", ({ lag }) => lag),
    column("late_days", "daysLate", "number", ({ late_days }) => late_days),
    column("late_of", "lateBy", "text", (action) =>
      action.late_of ? lateWords(action, lang) : null,
    ),
    column("cause", "facet_cause", "text", ({ cause }) =>
      choiceLabel(catalog, "cause", cause, lang),
    ),
    column("cause_said", "causeDay", "date", ({ cause_said }) => days(cause_said)),
    column("next", "nextStep", "text", ({ next }) => say(`milestone_${next}`, lang)),
    column("next_planned", "sure_planned", "date", ({ next_planned }) => days(next_planned)),
    column("next_expected", "sure_estimated", "date", ({ next_expected }) => days(next_expected)),
    column("finish_early", "finishEarly", "date", ({ finish_early }) => days(finish_early)),
    column("finish_expected", "finishExpected", "date", ({ finish_expected }) =>
      days(finish_expected),
    ),
    column("finish_late", "finishLate", "date", ({ finish_late }) => days(finish_late)),
    column(
      "finish_unsaid",
      "finishUnsaid",
      "text",
      ({ finish_unsaid }) => finish_unsaid && unsaidWords(finish_unsaid, lang),
    ),
    column("last_report", "lastReport", "date", ({ last_report }) => days(last_report)),
    column("remark", "remark", "text", ({ remark }) => remark),
    column("layer", "facet_layer", "text", ({ layer }) =>
      choiceLabel(catalog, "layer", layer, lang),
    ),
    column("id", "id", "text", ({ id }) => id),
    column("sample", "facet_sample", "text", ({ sample }) =>
      say(sample ? "truth_sample" : "truth_sourced", lang),
    ),
  ];
  const table = { columns, rows: Uint32Array.from(rows, (_, at) => at) };
  const about: [string, string][] = [
    ...aboutOf(
      store,
      rows.map(({ project }) => project),
    ),
    [say("daysLate", lang), say("clocksNote", lang)],
  ];
  return xlsxOf(table, about, [say("actions", lang), say("aboutSheet", lang)]);
}
