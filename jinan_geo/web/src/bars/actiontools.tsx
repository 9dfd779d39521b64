// What can be done with the action list: grouped otherwise, copied as text, saved, printed.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type ActionFile, actionFile, textOf } from "../out/actionfile";
import { fileName, saveAs } from "../out/export";
import { layout, useStore, useWords } from "../state/use";

export function ActionTools() {
  const store = useStore();
  const { t } = useWords();
  const told = useSignal<"" | "copied" | "select">("");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (told.value === "select") field.current?.select();
  }, [told.value]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(textOf(store));
      told.value = "copied";
    } catch {
      told.value = "select";
    }
  };
  const save = (kind: ActionFile): void =>
    saveAs(actionFile(store, kind), fileName(store, `_${t("actions")}.${kind}`));
  const print = (): void => {
    layout.printActions.value = true;
    window.print();
    layout.printActions.value = false;
  };
  return (
    <div class="jg-action-tools">
      <select
        aria-label={t("groupedBy")}
        value={layout.actionsBy.value}
        onChange={(event) =>
          (layout.actionsBy.value = event.currentTarget.value === "unit" ? "unit" : "district")
        }
      >
        <option value="unit">{t("byUnit")}</option>
        <option value="district">{t("byDistrict")}</option>
      </select>
      <button type="button" title={t("copyTextTitle")} onClick={() => void copy()}>
        {t(told.value === "copied" ? "linkCopied" : "copyText")}
      </button>
      <button type="button" onClick={() => save("xlsx")}>
        Excel
      </button>
      <button type="button" onClick={() => save("docx")}>
        Word
      </button>
      <button type="button" onClick={print}>
        {t("print")}
      </button>
      {told.value === "select" && (
        <textarea ref={field} readOnly value={textOf(store)} aria-label={t("linkSelect")} />
      )}
    </div>
  );
}
