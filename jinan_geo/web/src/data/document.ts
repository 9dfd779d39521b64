// The page as a file: the document as it was read, so that it can be given on with a view in it.

/** A view that a reader took into the briefing, with words of their own. */
export interface Capture {
  title: string;
  words: string;
  /** The state, as a link's hash has it, without the language. */
  hash: string;
  divider: number;
}

/** What a printed sheet says in its maker's own words; "" where nothing. */
export interface PrintedWords {
  title: string;
  subtitle: string;
  note: string;
}

/** What a file that was saved from a page opens with. */
export interface SavedView {
  /** What its maker called it; "" where nothing. */
  title: string;
  /** The state, as a link's hash has it. */
  hash: string;
  /** What a hash does not say: where the divider of a comparison stands. */
  divider: number;
  captures: readonly Capture[];
  print: PrintedWords;
}

const ID = "jg-view";
/** Beyond this a copy of the texts is too much to hold: whoever wants to give such a page on copies the file. */
const MOST_TEXT = 24_000_000;

let kept: HTMLElement | null = null;

/** Called before the program changes anything; of strings the browser holds one, whoever else has it. */
export function keepDocument(): void {
  const texts = Array.from(document.querySelectorAll("script"), (one) => one.textContent ?? "");
  if (texts.reduce((sum, { length }) => sum + length, 0) > MOST_TEXT) return;
  kept = document.documentElement.cloneNode(true) as HTMLElement;
  // What the page's first script unpacked is in the file packed.
  for (const unpacked of Array.from(kept.querySelectorAll("head > [data-unpacked]")))
    unpacked.remove();
  // What `serve` added is in no file: its script, and what the policy allows that.
  const served = kept.querySelector<HTMLElement>("script[data-policy]");
  if (!served) return;
  kept.querySelector("meta[http-equiv]")?.setAttribute("content", served.dataset.policy ?? "");
  served.remove();
}

export const canSave = (): boolean => kept !== null;

/** The whole file with a view in it, in place of the one it may have been opened with. */
export function documentWith(view: SavedView): string {
  if (!kept) throw new Error("the page is too large to be saved from itself: copy its file");
  const copy = kept.cloneNode(true) as HTMLElement;
  copy.querySelector(`#${ID}`)?.remove();
  const block = document.createElement("script");
  block.type = "application/json";
  block.id = ID;
  // No text of a reader may end the element or begin a comment in it.
  block.textContent = JSON.stringify(view).replace(/[<>&]/g, escaped);
  copy.querySelector("body")?.append(block, "\n");
  return `<!DOCTYPE html>\n${copy.outerHTML}\n`;
}

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The view that the page's file was saved with; null where it is the page as it was built. */
export function savedView(): SavedView | null {
  const text = document.getElementById(ID)?.textContent;
  if (!text) return null;
  try {
    const { title, hash, divider, captures, print } = JSON.parse(text) as Partial<SavedView>;
    return {
      title: textOf(title),
      hash: textOf(hash),
      divider: shareOf(divider),
      captures: capturesOf(captures),
      print: wordsOf(print),
    };
  } catch {
    return null; // an editor may have damaged it; then it is the page as it was built
  }
}

/** A view that was saved before sheets had words has none. */
const wordsOf = (told: Partial<PrintedWords> | undefined): PrintedWords => ({
  title: textOf(told?.title),
  subtitle: textOf(told?.subtitle),
  note: textOf(told?.note),
});

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const shareOf = (value: unknown): number =>
  typeof value === "number" && value > 0 && value < 1 ? value : 0.5;

/** How many characters a capture's words have at most, so that a slide holds them. */
export const MOST_TITLE = 40;
export const MOST_WORDS = 120;

/** A capture of what somebody wrote: one line of plain text each, no longer than a slide holds. */
export const captureOf = (told: Partial<Capture>, hash: string): Capture => ({
  title: plain(told.title, MOST_TITLE),
  words: plain(told.words, MOST_WORDS),
  hash: textOf(told.hash) || hash,
  divider: shareOf(told.divider),
});

/** What was kept or sent as captures, whatever it is. */
export const capturesOf = (told: unknown): Capture[] =>
  (Array.isArray(told) ? told : [])
    .filter((one) => one && typeof one === "object")
    .map((one) => captureOf(one, ""));

/** Without what breaks a line or turns the way in which it is read. */
function plain(value: unknown, most: number): string {
  const line = textOf(value).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, " ");
  return Array.from(line.trim()).slice(0, most).join("");
}
