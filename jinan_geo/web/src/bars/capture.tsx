// Takes what is shown now into the briefing, with a reader's own words; and the order of what was taken.
import { useSignal } from "@preact/signals";
import { type Capture, MOST_TITLE, MOST_WORDS } from "../data/document";
import { addCapture } from "../state/captures";
import { layout, useStore, useWords } from "../state/use";
import { Dialog } from "./dialog";

export function CaptureDialog() {
  const { t } = useWords();
  if (!layout.captureOpen.value) return null;
  const close = (): void => {
    layout.captureOpen.value = false;
  };
  return (
    <Dialog class="jg-capture" label={t("capture")} first="input" close={close}>
      <h2>{t("capture")}</h2>
      <Add />
      <Captures />
      <button type="button" class="jg-button" onClick={close}>
        {t("close")}
      </button>
    </Dialog>
  );
}

function Add() {
  const store = useStore();
  const { t } = useWords();
  const title = useSignal("");
  const words = useSignal("");
  const fields = [
    { key: "captureTitle", text: title, most: MOST_TITLE },
    { key: "captureWords", text: words, most: MOST_WORDS },
  ] as const;
  return (
    <form
      class="jg-print-words"
      onSubmit={(event) => {
        event.preventDefault();
        addCapture(store, title.value, words.value);
        title.value = words.value = "";
      }}
    >
      {fields.map(({ key, text, most }) => (
        <>
          <label for={`jg-${key}`}>{t(key)}</label>
          <input
            type="text"
            id={`jg-${key}`}
            maxLength={most}
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
        </>
      ))}
      <button type="submit" class="jg-button">
        {t("capture")}
      </button>
    </form>
  );
}

/** What was taken, in the order of its slides; what was taken out can be put back while the dialog is open. */
function Captures() {
  const store = useStore();
  const { t } = useWords();
  const before = useSignal<readonly Capture[] | null>(null);
  const captures = store.captures.value;
  const change = (at: number, by: number): void => {
    before.value = by ? null : captures;
    const others = captures.filter((_, place) => place !== at);
    store.captures.value = by
      ? [...others.slice(0, at + by), captures[at]!, ...others.slice(at + by)]
      : others;
  };
  const names = captures.map(({ title }, at) => title || `${t("slide_own")} ${at + 1}`);
  return (
    <>
      <ol>
        {captures.map(({ words }, at) => (
          <li key={at}>
            <span>
              <bdi>{names[at]}</bdi> <small>{words}</small>
            </span>
            {STEPS.map(({ key, sign, by }) => (
              <button
                type="button"
                class="jg-button"
                key={key}
                aria-label={t(key, { name: names[at]! })}
                title={t(key, { name: names[at]! })}
                disabled={by !== 0 && !(at + by in captures)}
                onClick={() => change(at, by)}
              >
                {sign}
              </button>
            ))}
          </li>
        ))}
      </ol>
      {before.value && (
        <button
          type="button"
          class="jg-button"
          onClick={() => {
            store.captures.value = before.value!;
            before.value = null;
          }}
        >
          {t("captureBack")}
        </button>
      )}
      <p class="jg-quiet">{t("captureHint")}</p>
    </>
  );
}

const STEPS = [
  { key: "captureUp", sign: "↑", by: -1 },
  { key: "captureDown", sign: "↓", by: 1 },
  { key: "captureOut", sign: "×", by: 0 },
] as const;
