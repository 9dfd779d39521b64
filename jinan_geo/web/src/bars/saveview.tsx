// Saves the page with what is shown now as a file of its own, under a title.
import { useSignal } from "@preact/signals";
import { canSave } from "../data/document";
import { reasonOf } from "../data/load";
import { fileName, saveAs } from "../out/export";
import { viewFile } from "../out/view";
import { titleOf } from "../state/title";
import { useStore, useWords } from "../state/use";
import { inLang } from "../words/format";

export function SaveView({ done }: { done: () => void }) {
  const store = useStore();
  const { t } = useWords();
  const own = inLang(store.catalog.page.title, store.lang.value);
  const title = useSignal(titleOf(store));
  const failure = useSignal("");
  if (!canSave()) return null;
  const save = (): void => {
    try {
      saveAs(
        viewFile(store, title.value === own ? "" : title.value),
        fileName(store, `_${t("view")}.html`, title.value),
      );
      done();
    } catch (error) {
      failure.value = reasonOf(error);
    }
  };
  return (
    <form
      class="jg-save-view"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label>
        {t("viewTitle")}
        <input
          type="text"
          maxLength={80}
          value={title.value}
          onInput={(event) => (title.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit">{t("saveView")}</button>
      {failure.value && <p role="alert">{t("exportFailed", { reason: failure.value })}</p>}
    </form>
  );
}
