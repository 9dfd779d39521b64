// The page saved as a file that opens with what is shown now.
import { documentWith } from "../data/document";
import { writeHash } from "../state/hash";
import { printedWords } from "../state/print";
import type { Store } from "../state/store";

export const viewFile = (store: Store, title: string): Blob =>
  new Blob(
    [
      documentWith({
        title: title.trim(),
        hash: writeHash(store),
        divider: store.briefing.value?.away?.divider ?? store.divider.value,
        captures: store.captures.value,
        print: printedWords(),
      }),
    ],
    { type: "text/html" },
  );
