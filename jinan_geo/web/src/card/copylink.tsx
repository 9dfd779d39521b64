// A link to what is shown now: copied at once where that is allowed, else ready and selected in a field.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../look/glyph";
import { linkOf } from "../state/hash";
import { useStore, useWords } from "../state/use";

export function CopyLink() {
  const store = useStore();
  const { t } = useWords();
  const told = useSignal<"" | "copied" | "select">("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (told.value === "select") field.current?.select();
  }, [told.value]);
  const link = (): string => linkOf(store);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link());
      told.value = "copied";
    } catch {
      told.value = "select";
      field.current?.select();
    }
  };
  return (
    <div class="jg-link">
      <button type="button" class="jg-button" onClick={() => void copy()}>
        <Icon name="link" size={14} />
        {t("copyLink")}
      </button>
      <span role="status">
        {told.value && t(told.value === "copied" ? "linkCopied" : "linkSelect")}
      </span>
      {told.value === "select" && (
        <input
          ref={field}
          readOnly
          value={link()}
          aria-label={t("copyLink")}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </div>
  );
}
