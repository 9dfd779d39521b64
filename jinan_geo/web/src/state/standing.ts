// How each district stands: its projects by light, a project on several districts counting in each.
import { LIGHTS, lightOf } from "../data/layer";
import type { Store } from "./store";

export interface Standing {
  code: string;
  /** By light, in the order of LIGHTS. */
  of: readonly number[];
  total: number;
  /** Percent red or yellow; -1 where there is nothing to be behind with. */
  behind: number;
}

/**
 * Of all projects that the filters leave but for those by light and district, which a share is told of; the worst
 * district first; `kind` takes the sourced or the samples alone.
 */
export function standings(store: Store, kind: "sourced" | "sample" | null): Standing[] {
  const { catalog } = store;
  if (!catalog.page.districts.length) return [];
  const counts = new Map(catalog.page.districts.map(({ code }) => [code, LIGHTS.map(() => 0)]));
  const mask = store.maskWithout("light", "district");
  for (let project = 0; project < catalog.projects; project++) {
    if (!mask[project] || !store.isOf(project, kind)) continue;
    const layer = catalog.layerAt[project]!;
    const row = catalog.rowAt[project]!;
    const light = LIGHTS.indexOf(lightOf(layer, store.edition.value, row));
    for (const { district } of layer.shares[row] ?? []) {
      const of = counts.get(district);
      if (of) of[light]!++;
    }
  }
  return [...counts]
    .map(([code, of]) => {
      const total = of.reduce((sum, count) => sum + count, 0);
      return { code, of, total, behind: total ? ((of[0]! + of[1]!) / total) * 100 : -1 };
    })
    .sort((a, b) => b.behind - a.behind);
}
