// The photos of a project: small ones in the card, and one at a time large over the page.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Layer } from "../data/layer";
import { type Photo, photosOf } from "../data/photos";
import { Icon } from "../look/glyph";
import { nameOf } from "../look/labels";
import { useWords } from "../state/use";
import { formatDate } from "../words/format";
import type { Lang } from "../words/texts";

export function Gallery({ layer, row }: { layer: Layer; row: number }) {
  const { lang, t } = useWords();
  const large = useSignal<number | null>(null);
  const photos = photosOf(layer, row);
  if (!photos.length) return null;
  const alt = (photo: Photo, at: number): string =>
    t("photoAlt", {
      name: nameOf(layer, row, lang),
      n: at + 1,
      of: photos.length,
      caption: wordsOf(photo, lang),
    });
  return (
    <div class="jg-card-part">
      <h3>
        {t("photos")} {photos.length}
      </h3>
      <div class="jg-photos">
        {photos.map((photo, at) => (
          <button
            type="button"
            class="jg-photo"
            key={photo.name}
            onClick={() => (large.value = at)}
          >
            <img src={photo.uri} alt={alt(photo, at)} decoding="async" />
            <small>{wordsOf(photo, lang)}</small>
          </button>
        ))}
      </div>
      {large.value !== null && photos[large.value] && (
        <Large photos={photos} at={large.value} alt={alt} show={(at) => (large.value = at)} />
      )}
    </div>
  );
}

const wordsOf = ({ caption, date }: Photo, lang: Lang): string =>
  [caption, date && formatDate(date, lang)].filter(Boolean).join(" · ");

interface LargeProps {
  photos: readonly Photo[];
  at: number;
  alt: (photo: Photo, at: number) => string;
  show: (at: number | null) => void;
}

function Large({ photos, at, alt, show }: LargeProps) {
  const { lang, t } = useWords();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  const photo = photos[at]!;
  const step = (by: number): void => show((at + by + photos.length) % photos.length);
  const keys: Record<string, () => void> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => show(0),
    End: () => show(photos.length - 1),
  };
  return (
    <dialog
      class="jg-large"
      ref={box}
      aria-label={t("photos")}
      onClose={() => show(null)}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      onKeyDown={(event) => {
        // Escape closes this, and not the card below as well.
        event.stopPropagation();
        if (!Object.prototype.hasOwnProperty.call(keys, event.key)) return;
        event.preventDefault();
        keys[event.key]!();
      }}
    >
      <figure>
        <img src={photo.uri} alt={alt(photo, at)} />
        <figcaption aria-live="polite">
          <span>{wordsOf(photo, lang)}</span>
          {photos.length > 1 && (
            <b>
              {at + 1} / {photos.length}
            </b>
          )}
        </figcaption>
      </figure>
      {photos.length > 1 && (
        <>
          <button
            type="button"
            class="jg-large-step jg-large-before"
            aria-label={t("photoBefore")}
            onClick={() => step(-1)}
          >
            <Icon name="left" size={24} />
          </button>
          <button
            type="button"
            class="jg-large-step jg-large-after"
            aria-label={t("photoAfter")}
            onClick={() => step(1)}
          >
            <Icon name="right" size={24} />
          </button>
        </>
      )}
      <button
        type="button"
        class="jg-large-close"
        aria-label={t("close")}
        onClick={() => box.current?.close()}
      >
        <Icon name="close" size={20} />
      </button>
    </dialog>
  );
}
