// What the page is called: by the view it was saved with, else by its own name.
import { savedView } from "../data/document";
import { inLang } from "../words/format";
import type { Store } from "./store";

export const titleOf = ({ catalog, lang }: Store): string =>
  savedView()?.title || inLang(catalog.page.title, lang.value);
