// How many earlier forecasts held: of fewer than can tell, that they are too few.
import { formatNumber } from "../words/format";
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";

const ENOUGH = 20;

export function heldWords(
  [held, of]: readonly [number, number],
  keys: { held: MessageKey; few: MessageKey },
  lang: Lang,
): string {
  const values = { of: formatNumber(of, lang), held: formatNumber(held, lang) };
  return say(of < ENOUGH ? keys.few : keys.held, lang, values);
}
