// The briefing: one sentence a slide, whose numbers open their rows, and below it what proves it.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Slide, SlideRow, Told } from "../state/brief";
import type { Store } from "../state/store";
import { useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";
import { say } from "../words/messages";
import type { Lang } from "../words/texts";
import { openTold, showSlide } from "./briefing";
import { Clock } from "./clock";
import { headOf } from "./ownslides";
import { pictureOf, SlideMap } from "./slidemap";
import { Rows } from "./sliderows";
import { piecesOf } from "./slides";

export function Briefing() {
  const store = useStore();
  const { t } = useWords();
  const box = useRef<HTMLElement>(null);
  const briefing = store.briefing.value;
  const isOn = briefing !== null;
  useLayoutEffect(() => {
    if (!isOn) return undefined;
    const opener = document.activeElement as HTMLElement | null;
    box.current?.focus();
    return () => opener?.focus();
  }, [isOn]);
  if (!briefing) return null;
  const { slides, at } = briefing;
  const slide = slides[at]!;
  return (
    <section
      class="jg-brief"
      role="dialog"
      aria-modal="true"
      aria-label={t("briefing")}
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => stayWithin(box.current!, event)}
    >
      <SlideView slide={slide}>
        <nav class="jg-brief-steps" aria-label={t("briefing")}>
          <Clock slide={at} />
          <Step to={at - 1} of={slides.length} sign="‹" name={t("slideBefore")} />
          <span>
            {at + 1} / {slides.length}
          </span>
          <Step to={at + 1} of={slides.length} sign="›" name={t("slideNext")} />
          <button
            type="button"
            aria-label={t("close")}
            title={t("close")}
            onClick={() => showSlide(store, null)}
          >
            ×
          </button>
        </nav>
      </SlideView>
    </section>
  );
}

/** The page behind is covered, so Tab goes round among the buttons of the slide. */
function stayWithin(box: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const buttons = Array.from(box.querySelectorAll<HTMLElement>("button"));
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 && event.shiftKey ? -1 : at + (event.shiftKey ? -1 : 1);
  buttons[(next + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

function Step({ to, of, sign, name }: { to: number; of: number; sign: string; name: string }) {
  const store = useStore();
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-disabled={to < 0 || to >= of}
      onClick={() => showSlide(store, to)}
    >
      {sign}
    </button>
  );
}

/** One slide, on the screen with its controls and on paper without. */
export function SlideView(props: { slide: Slide; children?: preact.ComponentChildren }) {
  const { slide, children } = props;
  const store = useStore();
  const { lang, t } = useWords();
  return (
    <article class="jg-slide" data-slide={slide.id}>
      <header>
        <p>{slide.own?.head ?? headOf(store)}</p>
        {children}
      </header>
      <h2>
        <bdi>{nameOf(slide, lang)}</bdi>
      </h2>
      {slide.own?.words && (
        <p class="jg-slide-own">
          <bdi>{slide.own.words}</bdi> <small>{t("ownWords")}</small>
        </p>
      )}
      <p class="jg-slide-sentence" aria-live="polite">
        {piecesOf(slide, lang).map((piece, at) =>
          typeof piece === "string" ? piece : <Figure told={piece[1]} key={at} />,
        )}
      </p>
      {slide.map ? (
        <SlideMap slide={slide} key={slide.id} />
      ) : (
        <Rows rows={slide.rows} key={slide.id} />
      )}
      {slide.note && <p class="jg-slide-note">{slide.note}</p>}
    </article>
  );
}

const nameOf = ({ id, own }: Slide, lang: Lang): string => own?.title || say(`slide_${id}`, lang);

/** A number of the sentence, which opens the list of what it counts. */
function Figure({ told: { value, opens } }: { told: Told }) {
  const store = useStore();
  return (
    <button type="button" onClick={() => openTold(store, opens)}>
      {formatNumber(value, store.lang.value)}
    </button>
  );
}

/** The slides one after the other, a sheet each. */
export function SlideSheets() {
  const { briefing } = useStore();
  return (
    <>
      {briefing.value?.slides.map((slide, at) => (
        <SlideView slide={slide} key={at} />
      ))}
    </>
  );
}

/** A slide as another program draws it. */
export interface SlideTold {
  id: string;
  head: string;
  title: string;
  /** What a reader says of a view of their own; "" of any other slide. */
  words: string;
  /** The sentence in pieces; each second one, from the second on, is a number. */
  pieces: string[];
  rows: readonly SlideRow[];
  /** In small print; "" where there is none. */
  note: string;
  /** A PNG as base64, of a slide with a map. */
  picture: string | null;
}

/** All slides of what is shown now; whether a briefing is on or not. */
export function tellSlides(store: Store): SlideTold[] {
  const lang = store.lang.value;
  const was = store.briefing.peek()?.at ?? null;
  showSlide(store, 0);
  const briefing = store.briefing.peek();
  const told = (briefing?.slides ?? []).map(
    (slide): SlideTold => ({
      id: slide.id,
      head: slide.own?.head ?? headOf(store),
      title: nameOf(slide, lang),
      words: slide.own?.words ? `${slide.own.words}${say("ownWords", lang)}` : "",
      pieces: inTurn(piecesOf(slide, lang), lang),
      note: slide.note ?? "",
      ...(slide.map ? pictureOf(store, slide) : { rows: slide.rows, picture: null }),
    }),
  );
  showSlide(store, was);
  return told;
}

/** Words and numbers by turns, the words first. */
function inTurn(pieces: ReturnType<typeof piecesOf>, lang: Lang): string[] {
  const texts = pieces.map((piece) =>
    typeof piece === "string" ? piece : formatNumber(piece[1].value, lang),
  );
  return typeof pieces[0] === "string" ? texts : ["", ...texts];
}
