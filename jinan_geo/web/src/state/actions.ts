// The action list as the filters in force leave it, and its groups.
import { type Action, actionOf, isBehind, worstFirst } from "../data/actions";
import { natureOf } from "../data/catalog";
import { districtName, unitName } from "../look/labels";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import type { Store } from "./store";
import { layout } from "./use";

export interface ActionRow {
  project: number;
  action: Action;
}

export interface ActionGroup {
  /** "" where nobody answers, or it lies in no district. */
  name: string;
  rows: ActionRow[];
}

/** The rows, the worst first. */
export function actionRows(store: Store): ActionRow[] {
  const { catalog } = store;
  const edition = store.edition.value;
  const { mask } = store.result.value;
  const behind: number[] = [];
  for (let project = 0; project < catalog.projects; project++)
    if (mask[project] && isBehind(catalog.layerAt[project]!, edition, catalog.rowAt[project]!))
      behind.push(project);
  return worstFirst(catalog, edition, behind).map((project) => {
    const nature = natureOf(catalog.layerAt[project]!, edition, catalog.rowAt[project]!);
    return { project, action: actionOf(catalog, edition, project, nature !== "official") };
  });
}

/** By who answers, or by district, where a project in several stands in each; the largest group first. */
export function groupActions(
  store: Store,
  rows: readonly ActionRow[],
  by: "unit" | "district",
  lang: Lang,
): ActionGroup[] {
  const { catalog } = store;
  const groups = new Map<string, ActionRow[]>();
  for (const row of rows) {
    const { unit_zh, unit_en, districts } = row.action;
    const unit = unit_zh ? unitName(catalog, unit_zh, lang) : (unit_en ?? "");
    const places = districts.map((code) => districtName(catalog, code, lang));
    for (const name of by === "unit" ? [unit] : places.length ? places : [""])
      groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups]
    .map(([name, own]) => ({ name, rows: own }))
    .sort((a, b) => Number(!a.name) - Number(!b.name) || b.rows.length - a.rows.length);
}

/** The groups as they are asked for now, and what one is called. */
export const groupsOf = (store: Store): ActionGroup[] =>
  groupActions(store, actionRows(store), layout.actionsBy.value, store.lang.value);

export const groupName = (name: string, { lang }: Store): string =>
  name || say(layout.actionsBy.value === "unit" ? "nobody" : "location_unlocated", lang.value);
