// The palette of commands: one field from which everything on the page is found and done (Ctrl+K or /).
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { reasonOf } from "../data/load";
import { Icon } from "../look/glyph";
import { langOf } from "../look/labels";
import type { Store } from "../state/store";
import { layout, useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";
import { type Command, finderOf, type Group } from "./commandgroups";
import { Dialog } from "./dialog";

const FIELDS = "input, select, textarea, [contenteditable]";

/** Whether the key opens the palette: Ctrl+K anywhere, a slash where nobody writes. */
export function opensCommands(store: Store, event: KeyboardEvent): boolean {
  if (store.briefing.value || document.querySelector("dialog[open]")) return false;
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (altKey || shiftKey) return false;
  const isAsked =
    ctrlKey || metaKey ? key.toLowerCase() === "k" : key === "/" && !isWriting(target);
  if (isAsked) layout.commandsOpen.value = true;
  return isAsked;
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(FIELDS) !== null;

const close = (): void => {
  layout.commandsOpen.value = false;
};

export function Commands() {
  const { t } = useWords();
  if (!layout.commandsOpen.value) return null;
  return (
    <Dialog class="jg-commands" label={t("commands")} close={close} light>
      <Palette />
    </Dialog>
  );
}

function Palette() {
  const store = useStore();
  const { lang, t } = useWords();
  const list = useRef<HTMLDivElement>(null);
  const query = useSignal("");
  const at = useSignal(0);
  const asked = query.value;
  const find = useMemo(() => finderOf(store), [lang]);
  const groups = useMemo(() => find(asked), [asked, find]);
  const commands = groups.flatMap((group) => group.commands);
  const current = commands[at.value];
  const found = groups.reduce((sum, { count }) => sum + count, 0);

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  const run = async (command: Command | undefined): Promise<void> => {
    if (!command) return;
    try {
      const done = command.run;
      // At once, so that the keyboard is back where it was before what is done has the last word.
      list.current?.closest("dialog")?.close();
      close();
      await done();
    } catch (error) {
      layout.told.value = t("exportFailed", { reason: reasonOf(error) });
    }
  };
  const step = (by: number): void => {
    if (commands.length) at.value = (at.value + by + commands.length) % commands.length;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") void run(current);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div class="jg-commands-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={t("commands")}
          aria-autocomplete="list"
          aria-expanded={commands.length > 0}
          aria-controls="jg-commands-list"
          aria-activedescendant={current ? domId(at.value) : undefined}
          placeholder={t("commandsHint")}
          autocomplete="off"
          spellcheck={false}
          value={asked}
          onInput={(event) => {
            query.value = event.currentTarget.value;
            at.value = 0;
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" class="jg-plain" aria-label={t("close")} onClick={close}>
          <Icon name="close" size={14} />
        </button>
      </div>
      {commands.length > 0 ? (
        <div
          class="jg-commands-list"
          id="jg-commands-list"
          ref={list}
          role="listbox"
          aria-label={t("commands")}
        >
          {groups.map((group) => (
            <Found
              group={group}
              current={current}
              first={commands.indexOf(group.commands[0]!)}
              run={(command) => void run(command)}
              point={(place) => (at.value = place)}
              key={group.id}
            />
          ))}
        </div>
      ) : (
        <p class="jg-hint">{t(store.catalog.isSpelt ? "commandsNoneSpelt" : "commandsNone")}</p>
      )}
      <p class="jg-hint" role="status">
        {t("commandsKeys", { n: formatNumber(found, lang) })}
      </p>
    </>
  );
}

const domId = (at: number): string => `jg-do-${at}`;

function Found({
  group,
  current,
  first,
  run,
  point,
}: {
  group: Group;
  current: Command | undefined;
  /** The place of its first command among all. */
  first: number;
  run: (command: Command) => void;
  point: (place: number) => void;
}) {
  const { lang, t } = useWords();
  const head = `jg-do-${group.id}`;
  return (
    <div role="group" aria-labelledby={head} data-group={group.id}>
      <p class="jg-group" id={head} role="presentation">
        {t(`command_${group.id}`)} <small>{formatNumber(group.count, lang)}</small>
      </p>
      {group.commands.map((command, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, aria-activedescendant names the choice
        <div
          role="option"
          key={command.id}
          id={domId(first + at)}
          class="jg-command"
          aria-selected={command === current}
          onPointerMove={() => point(first + at)}
          onClick={() => run(command)}
        >
          <span lang={langOf(command.name, lang)}>{command.name}</span>
          <small lang={langOf(command.beside, lang)}>{command.beside}</small>
        </div>
      ))}
    </div>
  );
}
