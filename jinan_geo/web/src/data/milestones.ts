// The dates of a project's life: what was planned, what a report confirms, what is only estimated. Days since 1970.

/** What one edition's record says of a project. */
export interface Report {
  date: number;
  stage: string;
  started: boolean;
  done: boolean;
  /** Estimated finish; of a project that is done, when it was finished. */
  finish: number | null;
}

/** A date that is known exactly, or known to lie after one report and not after another. */
export interface When {
  sure: "confirmed" | "estimated";
  day: number;
  /** True where `day` is the day itself; false where it is the report that first said so. */
  exact: boolean;
  /** Date of the last report that did not say so yet; null where the first one did, or the day is exact. */
  after: number | null;
}

export interface Milestone {
  /** start, finish, or the id of a stage after the finish. */
  id: string;
  planned: number | null;
  when: When | null;
}

/** Reports are in the order of their dates; `later` are the stages that follow the first one that is done. */
export function milestonesOf(
  reports: readonly Report[],
  planned: { start: number | null; finish: number | null },
  later: readonly string[],
): Milestone[] {
  const last = reports[reports.length - 1] as Report | undefined;
  const finish = since(reports, ({ done }) => done);
  if (finish && last?.finish != null && last.finish <= last.date)
    Object.assign(finish, { day: last.finish, exact: true, after: null });
  const estimate: When | null =
    last?.finish == null ? null : { sure: "estimated", day: last.finish, exact: true, after: null };
  return [
    { id: "start", planned: planned.start, when: since(reports, ({ started }) => started) },
    { id: "finish", planned: planned.finish, when: finish ?? estimate },
    ...later.map((stage, at) => ({
      id: stage,
      planned: null,
      when: since(reports, (report) => later.indexOf(report.stage) >= at),
    })),
  ];
}

/** Since when all reports say so; one that was taken back later does not count. */
function since(reports: readonly Report[], says: (report: Report) => boolean): When | null {
  let first = reports.length;
  while (first > 0 && says(reports[first - 1]!)) first--;
  if (first === reports.length) return null;
  return {
    sure: "confirmed",
    day: reports[first]!.date,
    exact: false,
    after: first > 0 ? reports[first - 1]!.date : null,
  };
}

/** Days late against the plan (negative: early), at least so many where the day is not exact; null where unknown. */
export function lateBy({ planned, when }: Milestone): number | null {
  if (planned === null || !when) return null;
  if (when.exact) return when.day - planned;
  const least = when.after === null ? 0 : when.after + 1 - planned;
  return least > 0 ? least : null;
}
