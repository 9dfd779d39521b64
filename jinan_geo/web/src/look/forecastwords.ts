// Why no finish can be foretold, in words.
import { type MessageKey, say } from "../words/messages";
import type { Lang } from "../words/texts";

const WHY: Record<string, MessageKey> = {
  ended: "unsaid_ended",
  paused: "unsaid_paused",
  unreported: "unsaid_unreported",
  silent: "unsaid_silent",
  unbegun: "unsaid_unbegun",
  full: "unsaid_full",
  few: "unsaid_few",
  setback: "unsaid_setback",
  stalled: "unsaid_stalled",
  unknown: "unsaid_unknown",
  past: "unsaid_past",
};

export const unsaidWords = (why: string, lang: Lang): string =>
  say(WHY[why] ?? "unsaid_unknown", lang);
