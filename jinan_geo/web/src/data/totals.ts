// What is counted over all projects of the page.
import { type Catalog, fillProjects } from "./catalog";
import type { Source } from "./codes";
import { fewOf } from "./columns";
import { dated, type Layer, LIGHTS, lightOf, number, stateColumn } from "./layer";

export interface Totals {
  projects: number;
  located: number;
  unlocated: number;
  red: number;
  yellow: number;
  green: number;
  grey: number;
  reported: number;
  investment_wan: number;
  investment_missing: number;
}

/** The light of every project at an edition, by its place among LIGHTS. */
export function lightsAt(catalog: Catalog, edition: number): Uint8Array {
  const from = (layer: Layer): Source[] => dated(layer, edition, "light");
  return fillProjects(catalog, new Uint8Array(catalog.projects), from, (layer, row) =>
    LIGHTS.indexOf(lightOf(layer, edition, row)),
  );
}

/** The browser's own sums over all projects, to be compared with Python's. */
export function totalsAt(catalog: Catalog, edition: number, mask?: Uint8Array): Totals {
  const totals: Totals = {
    projects: 0,
    located: 0,
    unlocated: 0,
    red: 0,
    yellow: 0,
    green: 0,
    grey: 0,
    reported: 0,
    investment_wan: 0,
    investment_missing: 0,
  };
  const lights = lightsAt(catalog, edition);
  for (const layer of catalog.counted) {
    const first = catalog.firstOf.get(layer.info.id)!;
    const reported = edition < 0 ? undefined : stateColumn(layer, "reported");
    const isMoney = fewOf(layer.table.columns.get("investment_wan")) > 1;
    const at = edition * layer.features;
    for (let row = 0; row < layer.features; row++) {
      if (mask && !mask[first + row]) continue;
      totals.projects++;
      if (catalog.located[first + row]) totals.located++;
      else totals.unlocated++;
      if (catalog.page.lights) totals[LIGHTS[lights[first + row]!]!]++;
      if (reported?.at(at + row)) totals.reported++;
      const investment = isMoney ? number(layer, "investment_wan", row) : null;
      if (investment === null) totals.investment_missing++;
      else totals.investment_wan += investment * (number(layer, "share", row) ?? 1);
    }
  }
  totals.investment_wan = Math.round(totals.investment_wan * 1e4) / 1e4;
  return totals;
}
