// Links of a page to the pages beside it.
import type { Lang } from "../words/texts";

/** Only a relative link leads there: a scheme in it would be someone else's. */
export const safeLink = (link: string): string =>
  /^[a-z][a-z0-9+.-]*:|^\/\//i.test(link) ? "#" : link;

/** A link to a page that reads its language from the hash, or to a place on it. */
export function linkIn(link: string, lang: Lang, place?: string): string {
  const hash = lang === "en" ? ["lang=en", place && `at=${place}`] : [place];
  const parts = hash.filter(Boolean).join("&");
  return safeLink(link) + (parts && `#${parts}`);
}
