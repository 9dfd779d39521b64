// The list on paper: in columns of lines of one height, the first of them beside the map.
import { isSample } from "../data/catalog";
import { countWords, samplesAmong } from "../state/apart";
import { printing, type Subject } from "../state/print";
import type { Store } from "../state/store";
import { useStore, useWords } from "../state/use";
import { formatDate, formatNumber } from "../words/format";
import type { Line, Printed } from "./printed";
import { Row, RowHead } from "./sheetrow";

/** Lines that one column has room for: beside the map, and on a sheet of their own. */
export interface Room {
  first: number;
  next: number;
}

/** A stretch of the list that goes onto one sheet. */
export interface Cut {
  lines: readonly Line[];
  /** How many the sheet has room for. */
  most: number;
}

export const MOST_LINES = 2000; // more would be a book

/** Where there is room for them, two columns stand beside each other. */
export function columnsFor(subject: Subject, wide: boolean): number {
  const isAcross = printing.turn.value === "landscape";
  const isLarge = printing.paper.value === "a3";
  const isRoomy = subject === "standing" ? isAcross || isLarge : isAcross && isLarge && wide;
  return isRoomy ? 2 : 1;
}

/** Cut the list into sheets; without the whole list there is only the first stretch. */
export function cutList({ lines, subject }: Printed, room: Room): [Cut, ...Cut[]] {
  const cut = (from: number, kind: keyof Room): Cut => {
    const most = room[kind] * columnsFor(subject, kind === "next");
    const to = Math.min(from + most, MOST_LINES);
    return { lines: lines.slice(from, wholeEnd(lines, from, to)), most };
  };
  const cuts: [Cut, ...Cut[]] = [cut(0, "first")];
  if (!printing.list.value) return cuts;
  const all = Math.min(lines.length, MOST_LINES);
  for (let from = cuts[0].lines.length; from < all; from += cuts[cuts.length - 1]!.lines.length)
    cuts.push(cut(from, "next"));
  return cuts;
}

/** A project that does not fit whole begins on the next sheet, unless no sheet would hold it. */
function wholeEnd(lines: readonly Line[], from: number, to: number): number {
  if (to >= lines.length) return to;
  const split = lines[to]!.project;
  let end = to;
  while (end > from && lines[end - 1]!.project === split) end--;
  return end > from ? end : to;
}

interface ListProps {
  printed: Printed;
  cut: Cut;
  /** How many lines stand on this sheet and those before it. */
  shown: number;
  /** The numbers that stand on the map. */
  tagged: ReadonlySet<number>;
  wide?: boolean;
}

export function SheetList({ printed, cut, shown, tagged, wide = false }: ListProps) {
  const store = useStore();
  const { t } = useWords();
  const { page } = store.catalog;
  const { subject } = printed;
  const columns = columnsFor(subject, wide);
  const height = Math.max(1, cut.most / columns);
  const kind = { subject, wide };
  return (
    <section
      class={`jg-p-list jg-p-of-${subject} ${wide ? "jg-p-wide" : ""} ${page.lights ? "" : "jg-p-plain"}`}
    >
      <h2>
        {titleFor(store, subject, t)}
        <small>{notesOf(store, t, { printed, cut, shown, tagged }).join(" · ")}</small>
      </h2>
      <div class="jg-p-rows" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {Array.from({ length: columns }, (_, column) => {
          const lines = cut.lines.slice(column * height, (column + 1) * height);
          return (
            (lines.length > 0 || !column) && (
              <div key={column}>
                <RowHead kind={kind} />
                {lines.map((line, at) => (
                  <Row
                    line={line}
                    kind={kind}
                    named={!at || lines[at - 1]!.project !== line.project}
                    tagged={line.at !== null && tagged.has(line.at)}
                    key={at}
                  />
                ))}
              </div>
            )
          );
        })}
      </div>
      {!cut.lines.length && <p class="jg-quiet">{t("none")}</p>}
    </section>
  );
}

type Say = ReturnType<typeof useWords>["t"];

function titleFor(store: Store, subject: Subject, t: Say): string {
  const { page } = store.catalog;
  if (subject === "lateness") return t("printLate");
  if (subject === "changes")
    return `${t("changesSince")} ${formatDate(page.editions[store.changed.value.base]!, store.lang.value)}`;
  return t(page.kind === "table" ? "features" : "projects");
}

/** How many there are and how many of them stand here, in which order, and what the signs mean. */
function notesOf(store: Store, t: Say, { printed, cut, shown, tagged }: ListProps): string[] {
  const { catalog } = store;
  const lang = store.lang.value;
  const { projects, lines } = printed;
  const n = countWords(store, lang, projects.length, samplesAmong(store, projects));
  const told = new Set(lines.slice(0, shown).map(({ project }) => project)).size;
  const isWhole = shown >= lines.length;
  const { by, down } = store.sort.value;
  const has = (takes: (project: number) => boolean): boolean =>
    cut.lines.some(({ project }) => takes(project));
  const isMade = (project: number): boolean =>
    isSample(catalog.layerAt[project]!, catalog.rowAt[project]!);
  return [
    isWhole ? t("printAll", { n }) : t("printFirst", { n, shown: formatNumber(told, lang) }),
    t("printOrder", { name: t(`sort_${by}`) }) + (down ? t("printDown") : ""),
    ...(cut.lines.some(({ at }) => at !== null && tagged.has(at)) ? [t("printTagged")] : []),
    ...(has((project) => !catalog.located[project]) ? [`– ${t("location_unlocated")}`] : []),
    ...(has(isMade) ? [`* ${t("sampleBadge")}`] : []),
  ];
}
