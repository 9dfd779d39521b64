// How each district stands: its projects by light, a project on several districts counting in each.
import { type Catalog, lasting } from "../data/catalog";
import { countBy } from "../data/filter";
import { LIGHTS } from "../data/layer";
import { lightsAt } from "../data/totals";
import type { Store } from "./store";

export interface Standing {
  code: string;
  /** By light, in the order of LIGHTS. */
  of: readonly number[];
  total: number;
  /** Percent red or yellow; -1 where there is nothing to be behind with. */
  behind: number;
}

/** Of some projects, how many of each light a choice has, of districts, themes or units; one of several counts in each. */
export function lightsBy(
  catalog: Catalog,
  by: "district" | "theme" | "responsible",
  edition: number,
  mask: Uint8Array,
): Map<string, number[]> {
  const dimension = lasting(catalog).find(({ id }) => id === by)!;
  const counts = countBy(dimension, mask, lightsAt(catalog, edition), LIGHTS.length);
  return new Map(dimension.choices.map((choice, at) => [choice, [...counts[at]!]]));
}

/**
 * Of all projects that the filters leave but for those by light and district, which a share is told of; the worst
 * district first; `kind` takes the sourced or the samples alone.
 */
export function standings(store: Store, kind: "sourced" | "sample" | null): Standing[] {
  const { catalog } = store;
  if (!catalog.page.districts.length) return [];
  const mask = store.ofKind(store.maskWithout("light", "district"), kind);
  const counts = lightsBy(catalog, "district", store.edition.value, mask);
  return catalog.page.districts
    .map(({ code }) => {
      const of = counts.get(code)!;
      const total = of.reduce((sum, count) => sum + count, 0);
      return { code, of, total, behind: total ? ((of[0]! + of[1]!) / total) * 100 : -1 };
    })
    .sort((a, b) => b.behind - a.behind);
}
