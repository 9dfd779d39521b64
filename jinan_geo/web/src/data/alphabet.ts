// The order of many names by the browser's own alphabet, which takes long to compare two of them.
import { arrange } from "./arrange";

const SIGNS = 16; // of a name by which it is put nearly where it belongs
const ABOVE = 0x8000_0000; // what comes after numbers
const [ZERO, NINE] = [48, 57];

/** The place of each of these names, no two alike, among all of them; numbers in them count as numbers. */
export function placesIn(names: readonly string[], tag: string): Uint32Array {
  const { compare } = new Intl.Collator(tag, { numeric: true });
  // Nearly in order, one comparison a name remains of the many.
  const order = [...nearly(names, compare)].sort((a, b) => compare(names[a]!, names[b]!) || a - b);
  const places = new Uint32Array(names.length);
  order.forEach((one, place) => (places[one] = place));
  return places;
}

/** The names sign by sign, as the alphabet has each sign by itself. */
function nearly(names: readonly string[], compare: (a: string, b: string) => number): Uint32Array {
  const ranks = ranksOf(names, compare);
  const keys = Array.from({ length: SIGNS }, () => new Uint32Array(names.length));
  names.forEach((name, at) => {
    for (let sign = 0, place = 0; sign < SIGNS && place < name.length; sign++) {
      let code = name.charCodeAt(place++);
      let number = code - ZERO;
      if (number < 0 || code > NINE) {
        keys[sign]![at] = ranks[code]!;
        continue;
      }
      for (; place < name.length; place++) {
        code = name.charCodeAt(place);
        if (code < ZERO || code > NINE) break;
        number = number * 10 + code - ZERO;
      }
      keys[sign]![at] = ranks[ZERO]! + Math.min(number, ABOVE / 2);
    }
  });
  const given = Uint32Array.from(names, (_, at) => at);
  return keys.reverse().reduce<Uint32Array>(arrange, given);
}

/** Of each sign in the names a number in the order of the alphabet, with room for numbers at the zero. */
function ranksOf(names: readonly string[], compare: (a: string, b: string) => number): Uint32Array {
  const ranks = new Uint32Array(1 << 16);
  ranks[ZERO] = 1;
  for (const name of names)
    for (let at = 0; at < name.length; at++) {
      const code = name.charCodeAt(at);
      if (code <= ZERO || code > NINE) ranks[code] = 1;
    }
  const used: string[] = [];
  ranks.forEach((is, code) => is && used.push(String.fromCharCode(code)));
  used.sort(compare);
  const zero = used.indexOf("0");
  used.forEach((sign, at) => (ranks[sign.charCodeAt(0)] = 1 + at + (at > zero ? ABOVE : 0)));
  return ranks;
}
