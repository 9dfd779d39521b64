// Puts many things in order by whole numbers.

const MANY = 20_000; // from which on long digits are worth their tables

/** By a key, digit after digit from the last; equals keep their order. */
export function arrange(order: Uint32Array, keys: Uint32Array): Uint32Array {
  const bits = keys.length > MANY ? 16 : 8;
  const size = 1 << bits;
  let now = order;
  for (let shift = 0; shift < 32; shift += bits) {
    const places = new Uint32Array(size + 1);
    for (let at = 0; at < keys.length; at++) places[((keys[at]! >>> shift) & (size - 1)) + 1]!++;
    if (places.includes(keys.length)) continue; // all have the same
    for (let digit = 0; digit < size; digit++) places[digit + 1]! += places[digit]!;
    const next = new Uint32Array(now.length);
    for (let at = 0; at < now.length; at++) {
      const one = now[at]!;
      next[places[(keys[one]! >>> shift) & (size - 1)]!++] = one;
    }
    now = next;
  }
  return now;
}
