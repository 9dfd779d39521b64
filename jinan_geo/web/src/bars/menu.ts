// A menu that a button opens: it takes the focus, and closes by Escape or by a press elsewhere.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** `first` is the selector of what has the focus when the menu opens. */
export function useMenu(first: string) {
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open.value) return undefined;
    box.current?.querySelector<HTMLElement>(first)?.focus();
    const away = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) open.value = false;
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open.value]);

  const close = (): void => {
    open.value = false;
    opener.current?.focus();
  };
  /** Escape closes; `more` says whether it took another key. */
  const onKeyDown = (event: KeyboardEvent, more?: (event: KeyboardEvent) => boolean): void => {
    if (!open.value) return;
    if (event.key === "Escape") close();
    else if (!more?.(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { open, box, opener, close, onKeyDown };
}
