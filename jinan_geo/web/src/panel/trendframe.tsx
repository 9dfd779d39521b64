// What all charts of the year share: the frame over the editions, and the table that says the same in numbers.
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { nearest } from "../data/times";
import { STACK_WIDTH } from "../look/lightstack";
import { useStore, useWords } from "../state/use";

export interface Charts {
  places: readonly number[];
  /** The edition that is pointed at, else the one shown. */
  at: number;
  pointed: Signal<number | null>;
}

/** A drawing over the editions; the line marks the one that is pointed at, or shown. */
export function Frame(props: {
  charts: Charts;
  height: number;
  label: string;
  children: ComponentChildren;
}) {
  const { charts, height, label, children } = props;
  const store = useStore();
  const editionAt = (event: MouseEvent): number => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return nearest(charts.places, (event.clientX - box.left) / Math.max(1, box.width));
  };
  const x = charts.places[charts.at]! * STACK_WIDTH;
  return (
    <svg
      class="jg-trend-chart"
      style={{ height: `${height}px` }}
      viewBox={`0 0 ${STACK_WIDTH} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      onPointerMove={(event) => (charts.pointed.value = editionAt(event))}
      onPointerLeave={() => (charts.pointed.value = null)}
      // The keyboard moves the editions in the time bar, which this follows.
      onPointerUp={(event) => {
        if (event.button === 0) store.edition.value = editionAt(event);
      }}
    >
      <rect class="jg-trend-ground" width={STACK_WIDTH} height={height} />
      <line class="jg-trend-at" x1={x} x2={x} y1="0" y2={height} />
      {children}
    </svg>
  );
}

/** The numbers of a drawing, for who does not see it or wants them exactly. */
export function Table(props: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  const { t } = useWords();
  return (
    <details class="jg-trend-table">
      <summary>{t("trendTable")}</summary>
      <div>
        <table>
          <thead>
            <tr>
              {props.head.map((name, at) => (
                <th scope="col" key={at}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map(([first, ...cells]) => (
              <tr key={first}>
                <th scope="row">{first}</th>
                {cells.map((cell, at) => (
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
