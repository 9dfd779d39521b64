// A dialog over the page: it takes the keyboard and gives it back where it was; Escape closes it and nothing else.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  class: string;
  label: string;
  /** What has the keyboard first; else the browser chooses. */
  first?: string;
  /** Takes the dialog off the page, which closes it. */
  close: () => void;
  /** Whether a press beside the dialog closes it too. */
  light?: boolean;
  children: ComponentChildren;
}

export function Dialog({ class: name, label, first, close, light, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  // Before the next key comes: who types on at once loses none.
  useLayoutEffect(() => {
    const dialog = box.current!;
    dialog.showModal();
    if (first) dialog.querySelector<HTMLElement>(first)?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      class={name}
      ref={box}
      aria-label={label}
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
      onClick={(event) => {
        if (light && event.target === box.current) close();
      }}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      {children}
    </dialog>
  );
}
