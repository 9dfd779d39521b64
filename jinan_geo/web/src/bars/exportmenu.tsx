// The menu of exports in the head of the page.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { reasonOf } from "../data/load";
import { Icon } from "../look/glyph";
import { shownMap } from "../map/shown";
import { download, EXPORTS, type ExportKind } from "../out/export";
import { useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";

export function ExportMenu() {
  const store = useStore();
  const { lang, t } = useWords();
  const open = useSignal(false);
  const busy = useSignal<ExportKind | null>(null);
  const failure = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open.value) return undefined;
    box.current?.querySelector<HTMLButtonElement>(".jg-menu button")?.focus();
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
  const run = async (kind: ExportKind): Promise<void> => {
    if (busy.value) return;
    busy.value = kind;
    failure.value = "";
    try {
      await download(store, shownMap.value, kind);
      close();
    } catch (error) {
      failure.value = reasonOf(error);
    } finally {
      busy.value = null;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open.value) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const items = [
        ...(box.current?.querySelectorAll<HTMLButtonElement>(".jg-menu button") ?? []),
      ];
      const at = items.indexOf(document.activeElement as HTMLButtonElement);
      items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the buttons inside
    <div class="jg-export" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="jg-tool"
        ref={opener}
        aria-expanded={open.value}
        aria-controls="jg-export-menu"
        aria-label={t("export")}
        title={t("exportTitle")}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="export" />
        <span>{t("export")}</span>
      </button>
      {open.value && (
        <div class="jg-menu" id="jg-export-menu" role="group" aria-label={t("exportTitle")}>
          {EXPORTS.map((kind) => (
            <button
              type="button"
              key={kind}
              aria-busy={busy.value === kind}
              onClick={() => void run(kind)}
            >
              {t(`export_${kind}`)}
            </button>
          ))}
          <p class="jg-quiet">
            {t("exportCount", { n: formatNumber(store.counts.value.list, lang) })}
          </p>
          {failure.value && <p role="alert">{t("exportFailed", { reason: failure.value })}</p>}
        </div>
      )}
    </div>
  );
}
