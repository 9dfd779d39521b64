// Filters that are there only once they are asked for: by the classes of a colouring, and by which date something is late.
import { LATE_BY, lateDimension } from "../data/actions";
import type { Catalog } from "../data/catalog";
import type { Dimension } from "../data/filter";
import { colorDimension, coloringIds } from "../look/coloring";

export const askedIds = (catalog: Catalog): string[] => [...coloringIds(catalog), LATE_BY];

export const askedDimension = (catalog: Catalog, id: string, edition: number): Dimension =>
  id === LATE_BY ? lateDimension(catalog, edition) : colorDimension(catalog, id, edition);
