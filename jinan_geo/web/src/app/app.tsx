// All parts beside the map, and what concerns the page as a whole: title, language, Escape, broken layers.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ActionTools } from "../bars/actiontools";
import { CaptureDialog } from "../bars/capture";
import { Commands, opensCommands } from "../bars/commands";
import { Header } from "../bars/header";
import { Legend } from "../bars/legend";
import { TimeBar } from "../bars/timebar";
import { Toolbar } from "../bars/toolbar";
import { WideTable } from "../bars/widetable";
import { Card } from "../card/card";
import type { Failure } from "../data/load";
import { brokenAdditions } from "../map/additions";
import { Swipe } from "../map/swipe";
import { Briefing } from "../panel/brief";
import { stepBriefing } from "../panel/briefing";
import { areSettled } from "../panel/endings";
import { Panel } from "../panel/panel";
import type { Store } from "../state/store";
import { strangers } from "../state/strangers";
import { titleOf } from "../state/title";
import { closeCard, goToList, layout, StoreContext, useStore, useWords } from "../state/use";
import { inLang } from "../words/format";
import { langTag } from "../words/messages";

export function App({ store, failures }: { store: Store; failures: readonly Failure[] }) {
  // By itself, since a language that is set, even to what it was, has every element styled anew.
  useSignalEffect(() => {
    document.documentElement.lang = langTag(store.lang.value);
  });
  useSignalEffect(() => {
    document.title = titleOf(store);
    document.body.classList.toggle("jg-has-card", store.selection.value !== null);
    document.body.classList.toggle("jg-settled", areSettled(store));
    document.body.classList.toggle("jg-folded", !layout.panelOpen.value);
    document.body.classList.toggle("jg-table-page", store.catalog.page.kind === "table");
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (stepBriefing(store, event) || opensCommands(store, event)) event.preventDefault();
      else if (event.key === "Escape" && !event.defaultPrevented) closeCard(store);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [store]);
  return (
    <StoreContext.Provider value={store}>
      <SkipLinks />
      <Header />
      <Panel actionTools={<ActionTools />} />
      {layout.whole.value && (
        <>
          <Swipe />
          <Toolbar />
          <Legend />
          <TimeBar />
          <Card />
          <Failures failures={failures} />
          <Briefing />
          <WideTable />
          <Commands />
          <CaptureDialog />
        </>
      )}
    </StoreContext.Provider>
  );
}

/** For the keyboard, before all else: to the list and to the map. */
function SkipLinks() {
  const { t } = useWords();
  return (
    <nav class="jg-skip" aria-label={t("skipLinks")}>
      <button type="button" class="jg-button" onClick={goToList}>
        {t("skipToList")}
      </button>
      <button
        type="button"
        class="jg-button"
        onClick={() => document.querySelector<HTMLElement>(".jg-map")?.focus()}
      >
        {t("skipToMap")}
      </button>
    </nav>
  );
}

function Failures({ failures }: { failures: readonly Failure[] }) {
  const store = useStore();
  const { lang, t } = useWords();
  const open = useSignal(true);
  const additions = brokenAdditions.value;
  const told = open.value && (failures.length > 0 || additions.length > 0);
  const strange = strangers.value;
  const undone = layout.told.value;
  if (!told && !strange.length && !undone) return null;
  const close = (): void => {
    open.value = false;
    strangers.value = [];
    layout.told.value = "";
  };
  return (
    <div class="jg-notice" role="alert">
      {strange.length > 0 && <p>{t("linkStrange", { names: strange.join(t("semicolon")) })}</p>}
      {undone && <p>{undone}</p>}
      {failures.map(({ layer, reason }) => {
        const info = store.catalog.page.layers.find(({ id }) => id === layer);
        return (
          <p key={layer}>{t("layerBroken", { name: inLang(info?.name, lang) || layer, reason })}</p>
        );
      })}
      {additions.map(({ layer, reason }) => (
        <p key={layer}>{t("additionBroken", { name: layer, reason })}</p>
      ))}
      <button type="button" class="jg-button" onClick={close}>
        {t("dismiss")}
      </button>
    </div>
  );
}
