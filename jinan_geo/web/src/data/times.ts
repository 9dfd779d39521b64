// Editions on a line: where each stands, which one is meant, and how much of the year has gone.

const DAY = 86_400_000;

/** Place of each edition between the first (0) and the last (1), by its date. */
export function placesOf(editions: readonly string[]): number[] {
  const days = editions.map((edition) => Date.parse(edition));
  const span = days[days.length - 1]! - days[0]!;
  return days.map((day, at) =>
    span > 0 ? (day - days[0]!) / span : at / Math.max(1, days.length - 1),
  );
}

/** The edition whose place is nearest to the given one. */
export function nearest(places: readonly number[], place: number): number {
  let best = 0;
  places.forEach((one, at) => {
    if (Math.abs(one - place) < Math.abs(places[best]! - place)) best = at;
  });
  return best;
}

const LEAP = 3;

/** Where a key leads on a slider of editions, or null for a key that means nothing to it. */
export function stepTo(key: string, at: number, last: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -LEAP,
    PageUp: LEAP,
  };
  if (key === "Home") return 0;
  if (key === "End") return last;
  return Object.prototype.hasOwnProperty.call(steps, key)
    ? Math.max(0, Math.min(last, at + steps[key]!))
    : null;
}

/** The day so many months before another, in days since 1970; the last of its month where that is shorter. */
export function daysBefore(iso: string, months: number): number {
  const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return Date.UTC(year, month - 1 - months, Math.min(day, last)) / DAY;
}
