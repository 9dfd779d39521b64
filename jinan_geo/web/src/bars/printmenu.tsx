// The button that prints, and its dialog: what the sheet is called, its paper, what it shows and tells.
import type { Signal } from "@preact/signals";
import { reasonOf } from "../data/load";
import { Icon } from "../look/glyph";
import { readyToPrint } from "../out/paper";
import {
  MOST_PRINTED,
  PAPERS,
  type PRINT_WORDS,
  printing,
  REACHES,
  subjectOf,
  subjectsOf,
  TURNS,
} from "../state/print";
import { titleOf } from "../state/title";
import { useStore, useWords } from "../state/use";
import type { MessageKey } from "../words/messages";
import { useMenu } from "./menu";

export function PrintMenu() {
  const store = useStore();
  const { t } = useWords();
  const { open, box, opener, close, onKeyDown } = useMenu("input:checked");
  const print = async (): Promise<void> => {
    close();
    // A ground that cannot be read is left out, and said where the map has it.
    await readyToPrint(store).catch((error) => console.warn(reasonOf(error)));
    window.print();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the buttons inside
    <div class="jg-print" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="jg-tool"
        ref={opener}
        aria-haspopup="dialog"
        aria-expanded={open.value}
        aria-label={t("print")}
        title={t("printTitle")}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="print" />
        <span>{t("print")}</span>
      </button>
      {open.value && (
        <div class="jg-menu jg-print-box" role="dialog" aria-label={t("printTitle")}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void print();
            }}
          >
            <h2>{t("printTitle")}</h2>
            <Choice name="paper" choices={PAPERS} chosen={printing.paper} />
            <Choice name="turn" choices={TURNS} chosen={printing.turn} />
            <Choice name="reach" choices={REACHES} chosen={printing.reach} />
            <Subjects />
            <label class="jg-print-check">
              <input
                type="checkbox"
                checked={printing.list.value}
                onChange={(event) => (printing.list.value = event.currentTarget.checked)}
              />
              {t("printList")}
            </label>
            <Words name="title" words={printing.title} usual={titleOf(store)} />
            <Words name="subtitle" words={printing.subtitle} />
            <Words name="note" words={printing.note} />
            <p class="jg-quiet">{t("printHint")}</p>
            <button type="submit" class="jg-print-go">
              {t("print")}
            </button>
          </form>
        </div>
      )}
    </div>
  );
}

const key = (name: string): MessageKey => `print_${name}` as MessageKey;

/** One of a few, side by side. */
function Choice<T extends string>(props: {
  name: string;
  choices: readonly T[];
  chosen: Signal<T>;
}) {
  const { name, choices, chosen } = props;
  const { t } = useWords();
  return (
    <fieldset>
      <legend>{t(key(name))}</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name={`jg-print-${name}`}
            value={choice}
            checked={chosen.value === choice}
            onChange={() => (chosen.value = choice)}
          />
          {t(key(`${name}_${choice}`))}
        </label>
      ))}
    </fieldset>
  );
}

/** What the list tells; until one is chosen that follows from the filters. */
function Subjects() {
  const store = useStore();
  const { t } = useWords();
  const known = subjectsOf(store);
  const now = subjectOf(store);
  if (known.length < 2) return null;
  return (
    <fieldset>
      <legend>{t("print_subject")}</legend>
      {known.map((subject) => (
        <label key={subject}>
          <input
            type="radio"
            name="jg-print-subject"
            value={subject}
            checked={now === subject}
            onChange={() => (printing.subject.value = subject)}
          />
          {t(key(`subject_${subject}`))}
        </label>
      ))}
    </fieldset>
  );
}

/** Words of one's own, and how many more there is room for. */
function Words(props: {
  name: (typeof PRINT_WORDS)[number];
  words: Signal<string>;
  usual?: string;
}) {
  const { name, words, usual = "" } = props;
  const { t } = useWords();
  const id = `jg-print-${name}`;
  const field = {
    id,
    value: words.value,
    maxLength: MOST_PRINTED[name],
    placeholder: usual || t("printOptional"),
    onInput: (event: { currentTarget: { value: string } }) =>
      (words.value = event.currentTarget.value),
  };
  const left = MOST_PRINTED[name] - words.value.length;
  return (
    <div class="jg-print-words">
      <label for={id}>{t(key(name))}</label>
      {left < 20 && <small aria-live="polite">{t("printLeft", { n: Math.max(0, left) })}</small>}
      {name === "note" ? <textarea rows={2} {...field} /> : <input type="text" {...field} />}
    </div>
  );
}
