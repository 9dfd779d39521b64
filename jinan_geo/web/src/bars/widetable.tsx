// The list as a table over the whole window: columns chosen, sorted by several, with its sums, to be copied to Excel.
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { keyOf } from "../data/catalog";
import { langOf } from "../look/labels";
import { type Column, type ExportTable, tableOf } from "../out/table";
import {
  cellWords,
  copyTable,
  isShared,
  orderRows,
  type SortKey,
  totalWords,
  usualColumns,
} from "../out/wide";
import { indexes, useVirtual } from "../panel/virtual";
import { countWords } from "../state/apart";
import { filterWords } from "../state/asked";
import { titleOf } from "../state/title";
import { layout, useStore, useWords } from "../state/use";
import { Dialog } from "./dialog";

const ROW = 32;
const WIDTHS: Record<Column["kind"], number> = {
  text: 160,
  number: 112,
  points: 104,
  money: 152,
  date: 112,
};
const widthOf = (...columns: Column[]): number =>
  columns.reduce((sum, { id, kind }) => sum + (id.startsWith("name_") ? 264 : WIDTHS[kind]), 0);

const close = (): void => {
  layout.tableOpen.value = false;
};

export function WideTable() {
  const { t } = useWords();
  if (!layout.tableOpen.value) return null;
  return (
    <Dialog class="jg-table" label={t("wideTable")} first=".jg-wide" close={close}>
      <Whole />
    </Dialog>
  );
}

function Whole() {
  const store = useStore();
  const { lang } = useWords();
  const keys = useSignal<readonly SortKey[]>([]);
  const listed = store.listed.value;
  const edition = store.edition.value;
  const all = useMemo(() => tableOf(store), [listed, edition, lang]);
  const chosen = layout.tableColumns.value ?? usualColumns(all, lang);
  const columns = all.columns.filter(({ id }) => chosen.includes(id));
  const sorted = keys.value;
  const rows = useMemo(() => orderRows(all, sorted, lang), [all, sorted, lang]);
  return (
    <>
      <Head all={all} chosen={chosen} table={{ columns, rows }} />
      <Grid
        columns={columns}
        rows={rows}
        sorted={sorted}
        sort={(next) => (keys.value = next)}
        open={(project) => {
          close();
          store.selection.value = keyOf(store.catalog, project);
        }}
      />
    </>
  );
}

/** What the table is of, and what can be done with it. */
function Head(props: { all: ExportTable; chosen: readonly string[]; table: ExportTable }) {
  const { all, chosen, table } = props;
  const store = useStore();
  const { lang, t } = useWords();
  const told = useSignal<"" | "tableCopied" | "tableNotCopied">("");
  const n = countWords(store, lang, table.rows.length, store.countsApart.value?.sample.list);
  const words = [titleOf(store), ...filterWords(store), t("printAll", { n })];
  return (
    <div class="jg-table-head">
      <h2>{words.join(" · ")}</h2>
      <Chooser all={all} chosen={chosen} />
      <button
        type="button"
        class="jg-button"
        title={t("tableCopyTitle")}
        onClick={() => (told.value = copyTable(table) ? "tableCopied" : "tableNotCopied")}
      >
        {t("tableCopy")}
      </button>
      <button type="button" class="jg-button" onClick={close}>
        {t("close")}
      </button>
      <p role="status">{told.value && t(told.value)}</p>
    </div>
  );
}

/** Which columns the table has; at least one. */
function Chooser({ all, chosen }: { all: ExportTable; chosen: readonly string[] }) {
  const { t } = useWords();
  const choose = (id: string, on: boolean): void => {
    const next = all.columns
      .map((one) => one.id)
      .filter((one) => (one === id ? on : chosen.includes(one)));
    if (next.length) layout.tableColumns.value = next;
  };
  return (
    <details class="jg-chooser">
      <summary>{t("tableColumns", { n: chosen.length, of: all.columns.length })}</summary>
      <fieldset>
        <legend class="jg-sr">
          {t("tableColumns", { n: chosen.length, of: all.columns.length })}
        </legend>
        {all.columns.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) => choose(id, event.currentTarget.checked)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

/** A head sorts by its column alone, with Shift after those that sort already; then the other way, then not at all. */
function nextKeys(keys: readonly SortKey[], id: string, adds: boolean): SortKey[] {
  const now = keys.find((key) => key.id === id);
  const others = adds ? keys.filter((key) => key.id !== id) : [];
  if (!now) return [...others, { id, down: false }];
  if (now.down) return others;
  const turned = { id, down: true };
  return adds ? keys.map((key) => (key.id === id ? turned : key)) : [turned];
}

interface GridProps {
  columns: readonly Column[];
  rows: Uint32Array;
  sorted: readonly SortKey[];
  sort: (keys: SortKey[]) => void;
  open: (project: number) => void;
}

function Grid({ columns, rows, sorted, sort, open }: GridProps) {
  const store = useStore();
  const { t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const window = useVirtual(scroller, rows.length, ROW);
  const totals = useMemo(
    () => columns.map((column) => totalWords(store, column, rows)),
    [columns.map(({ id }) => id).join("\n"), rows],
  );
  const named = columns.find(({ id }) => id.startsWith("name_")) ?? columns[0]!;
  const shared = useMemo(() => isShared(store, rows), [rows]);
  const { first, count, length } = window;
  const above = Math.max(0, window.top(first));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
    <section class="jg-wide" ref={scroller} tabIndex={0} aria-label={t("wideTable")}>
      <table aria-rowcount={rows.length + 2} style={{ width: `${widthOf(...columns)}px` }}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: `${widthOf(column)}px` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <ColumnHead column={column} sorted={sorted} sort={sort} key={column.id} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} />
          {indexes(window).map((index) => (
            <tr key={index} aria-rowindex={index + 2}>
              {columns.map((column) => (
                <Shown
                  column={column}
                  project={rows[index]!}
                  open={column === named ? open : null}
                  key={column.id}
                />
              ))}
            </tr>
          ))}
          <Gap height={Math.max(0, length - above - count * ROW)} />
        </tbody>
        <tfoot>
          <tr aria-rowindex={rows.length + 2}>
            {columns.map(({ id, kind }, at) => (
              <td
                key={id}
                class={`jg-of-${kind}`}
                title={shared && kind === "money" ? t("tableShared") : totals[at]}
              >
                {totals[at]}
                {shared && kind === "money" && "*"}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** The room of the rows that are out of sight. */
const Gap = ({ height }: { height: number }) =>
  height > 0 ? <tr class="jg-wide-gap" style={{ height: `${height}px` }} /> : null;

function Shown({
  column: { at, kind },
  project,
  open,
}: {
  column: Column;
  project: number;
  /** Opens the project's card; null where the cell is none to press. */
  open: ((project: number) => void) | null;
}) {
  const { lang } = useWords();
  const words = cellWords(at(project), kind, lang);
  return (
    <td class={`jg-of-${kind}`} title={words} lang={langOf(words, lang)}>
      {open ? (
        <button type="button" onClick={() => open(project)}>
          {words || "—"}
        </button>
      ) : (
        words
      )}
    </td>
  );
}

function ColumnHead({
  column: { id, name, kind },
  sorted,
  sort,
}: {
  column: Column;
  sorted: readonly SortKey[];
  sort: (keys: SortKey[]) => void;
}) {
  const { t } = useWords();
  const at = sorted.findIndex((key) => key.id === id);
  const down = sorted[at]?.down;
  const way = at < 0 ? undefined : down ? "descending" : "ascending";
  return (
    <th scope="col" class={`jg-of-${kind}`} aria-sort={way}>
      <button
        type="button"
        title={t("tableSort")}
        onClick={({ shiftKey }) => sort(nextKeys(sorted, id, shiftKey))}
      >
        <span>{name}</span>
        {at >= 0 && (
          <small>
            {down ? "↓" : "↑"}
            {sorted.length > 1 && at + 1}
          </small>
        )}
      </button>
    </th>
  );
}
