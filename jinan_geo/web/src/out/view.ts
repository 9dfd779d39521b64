// The page saved as a file that opens with what is shown now.
import { documentWith, savedView } from "../data/document";
import { writeHash } from "../state/hash";
import type { Store } from "../state/store";
import { inLang } from "../words/format";

/** What the reader sees as the page's title: that of a saved view, else the page's own. */
export const titleOf = ({ catalog, lang }: Store): string =>
  savedView()?.title || inLang(catalog.page.title, lang.value);

export const viewFile = (store: Store, title: string): Blob =>
  new Blob(
    [documentWith({ title: title.trim(), hash: writeHash(store), divider: store.divider.value })],
    { type: "text/html" },
  );
