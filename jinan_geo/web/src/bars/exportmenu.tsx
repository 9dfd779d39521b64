// The menu of exports in the head of the page.

import { useSignal } from "@preact/signals";
import { reasonOf } from "../data/load";
import { Icon } from "../look/glyph";
import { shownMap } from "../map/shown";
import { download, type ExportKind, exportsOf } from "../out/export";
import { canBrief } from "../panel/slides";
import { countWords } from "../state/apart";
import { layout, useStore, useWords } from "../state/use";
import { useMenu } from "./menu";
import { SaveView } from "./saveview";

const ITEMS = ".jg-menu button";

export function ExportMenu() {
  const store = useStore();
  const { lang, t } = useWords();
  const { open, box, opener, close, onKeyDown } = useMenu(ITEMS);
  const busy = useSignal<ExportKind | null>(null);
  const failure = useSignal("");
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
  const step = (event: KeyboardEvent): boolean => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
    const items = [...(box.current?.querySelectorAll<HTMLButtonElement>(ITEMS) ?? [])];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
    return true;
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the buttons inside
    <div class="jg-export" ref={box} onKeyDown={(event) => onKeyDown(event, step)}>
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
          {exportsOf(store).map((kind) => (
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
            {t("exportCount", {
              n: countWords(
                store,
                lang,
                store.counts.value.list,
                store.countsApart.value?.sample.list,
              ),
            })}
          </p>
          {canBrief(store) && (
            <button
              type="button"
              onClick={() => {
                close();
                layout.captureOpen.value = true;
              }}
            >
              {t("capture")}…
            </button>
          )}
          <SaveView done={close} />
          {failure.value && <p role="alert">{t("exportFailed", { reason: failure.value })}</p>}
        </div>
      )}
    </div>
  );
}
