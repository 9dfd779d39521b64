// The search among all projects of the page: by names in each language and in pinyin, ids, and who answers for them.
import { type Catalog, UNITS } from "./catalog";
import { fewOf } from "./columns";
import { type Hits, hitsOf, queryWords } from "./find";
import { type Layer, readingsOf, text, timesTold } from "./layer";
import { type Line, linesOf, rankRows } from "./lines";
import { once, remember } from "./remember";

const OWN = { starts: true, ends: true };
/** What is told of a thing begins no name of it. */
const MORE = { starts: false, ends: true };

/** What the projects of each layer are found by; made when first asked for. */
const searchLines = remember((catalog: Catalog) =>
  catalog.counted.map((layer) => once(() => linesIn(catalog, layer))),
);

function linesIn({ page }: Catalog, layer: Layer): Line[] {
  const { features: rows } = layer;
  const { columns } = layer.table;
  const lines = (names: readonly string[], ends: typeof OWN): Line[] =>
    names.flatMap((name) => {
      const column = columns.get(name);
      return column ? linesOf(column, rows, ends) : [];
    });
  return [
    ...lines(["name_zh", "name_en", "id"], OWN),
    ...spelt(layer),
    ...lines([...UNITS, ...(page.kind === "table" ? searchedFields(layer) : [])], MORE),
  ];
}

/** The names in pinyin, whole and as initials; one that reads otherwise says so itself. */
function spelt(layer: Layer): Line[] {
  const { columns } = layer.table;
  const names = columns.get("name_zh");
  const tell = (name: string): string[] => readingsOf(layer.readings, name);
  const says = (row: number): string | null => text(layer, "pinyin", row);
  const isSaid = fewOf(columns.get("pinyin")) > 1;
  return names ? linesOf(names, layer.features, OWN, tell, isSaid ? says : undefined) : [];
}

/** A table's readers look for what its columns say; of dated ones each edition says another thing. */
const searchedFields = (layer: Layer): string[] =>
  layer.info.fields
    .map(({ id }) => id)
    .filter((id) => {
      const kind = layer.table.columns.get(id)?.kind;
      return (kind === "text" || kind === "dict") && timesTold(layer, id) === 1;
    });

/** A sign that nobody uses: to look for it makes what any other search looks through. */
const NOWHERE = "\ue000";

/** What the first search would make first, layer by layer. */
export const searchSteps = (catalog: Catalog): (() => void)[] =>
  searchLines(catalog).map(
    (lines, at) => () => void rankRows(lines(), catalog.counted[at]!.features, NOWHERE),
  );

/** Which projects a query finds, and how well; null of a query without words. */
export function findProjects(catalog: Catalog, query: string): Hits | null {
  if (!queryWords(query).length) return null;
  const ranks = new Uint8Array(catalog.projects);
  searchLines(catalog).forEach((lines, at) => {
    const { info, features } = catalog.counted[at]!;
    ranks.set(rankRows(lines(), features, query), catalog.firstOf.get(info.id));
  });
  return hitsOf(ranks);
}
