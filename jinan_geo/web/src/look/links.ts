// Links of a page to the pages beside it.
import type { Lang } from "../words/texts";

/** Only a relative link leads there: a scheme in it would be someone else's. */
export const safeLink = (link: string): string =>
  /^[a-z][a-z0-9+.-]*:|^\/\//i.test(link) ? "#" : link;

/** A link to a page that reads its language from the hash. */
export const linkIn = (link: string, lang: Lang): string =>
  safeLink(link) + (lang === "en" ? "#lang=en" : "");
