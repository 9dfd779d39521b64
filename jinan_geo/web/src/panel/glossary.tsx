// The words of the page that are not self-evident, explained: behind a question mark, and among the sources.
import { useSignal } from "@preact/signals";
import type { Page } from "../data/page";
import { useStore, useWords } from "../state/use";
import type { MessageKey } from "../words/messages";

/** Those that this page uses. */
function wordsOf({ lights, editions, settlement, carried }: Page): MessageKey[] {
  const words: [MessageKey, unknown][] = [
    ["word_schedule", lights],
    ["word_grey", lights],
    ["word_regress", lights && editions.length > 1],
    ["word_other", settlement],
    ["word_unpublished", settlement],
    ["word_carried", carried],
  ];
  return words.filter(([, used]) => used).map(([word]) => word);
}

export function Glossary() {
  const { page } = useStore().catalog;
  const { t } = useWords();
  return (
    <>
      {wordsOf(page).map((word) => (
        <p key={word}>{t(word)}</p>
      ))}
    </>
  );
}

export function GlossaryButton() {
  const { t } = useWords();
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="jg-ask"
        aria-expanded={open.value}
        aria-label={t("words")}
        title={t("words")}
        onClick={() => (open.value = !open.value)}
      >
        ?
      </button>
      {open.value && (
        <div class="jg-glossary" role="note">
          <Glossary />
        </div>
      )}
    </>
  );
}
