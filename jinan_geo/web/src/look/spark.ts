// The line of a sparkline. A value alone between gaps is still to be seen, as a short dash.

export function sparkPath(
  values: readonly (number | null)[],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  values.forEach((value, at) => {
    if (value === null) return;
    const begins = at === 0 || values[at - 1] === null;
    const alone = begins && (at === values.length - 1 || values[at + 1] === null);
    path += `${begins ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}${alone ? "h1" : ""}`;
  });
  return path;
}
