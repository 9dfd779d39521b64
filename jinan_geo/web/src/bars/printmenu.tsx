// The button that prints, and its small dialog: which paper, and whether the whole list goes with it.
import { Icon } from "../look/glyph";
import { layout, PAPERS, useWords } from "../state/use";
import { useMenu } from "./menu";

export function PrintMenu() {
  const { t } = useWords();
  const { open, box, opener, close, onKeyDown } = useMenu("input:checked");
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
              close();
              window.print();
            }}
          >
            <h2>{t("printTitle")}</h2>
            <fieldset>
              <legend class="jg-sr">{t("printPaper")}</legend>
              {PAPERS.map((paper) => (
                <label key={paper}>
                  <input
                    type="radio"
                    name="jg-paper"
                    value={paper}
                    checked={layout.paper.value === paper}
                    onChange={() => (layout.paper.value = paper)}
                  />
                  {t(`paper_${paper}`)}
                </label>
              ))}
            </fieldset>
            <label>
              <input
                type="checkbox"
                checked={layout.printList.value}
                onChange={(event) => (layout.printList.value = event.currentTarget.checked)}
              />
              {t("printList")}
            </label>
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
