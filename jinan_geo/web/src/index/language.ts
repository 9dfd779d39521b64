// The language of a page that is plain markup with every text twice: which is shown, and which its links ask for.

export type Lang = "zh" | "en";

const root = document.documentElement;

export const langShown = (): Lang => (root.dataset.lang === "en" ? "en" : "zh");

/** What the page opens in where its address says nothing; it may have no other. */
const OWN = langShown();

export function langOf(hash: string): Lang {
  const asked = new URLSearchParams(hash.replace(/^#/, "")).get("lang");
  if ("only" in root.dataset || (asked !== "zh" && asked !== "en")) return OWN;
  return asked;
}

/** What stands in the address for a language. */
export const hashOf = (lang: Lang): string => (lang === OWN ? "" : `lang=${lang}`);

/** Shows a language; `links` go to pages that read it from their hash. */
export function showLang(lang: Lang, links: string): void {
  root.dataset.lang = lang;
  if (!("only" in root.dataset)) root.lang = lang === "zh" ? "zh-CN" : "en";
  const words = document.querySelector<HTMLElement>("h1[data-zh]")?.dataset[lang];
  if (words) document.title = words;
  for (const link of Array.from(document.querySelectorAll<HTMLAnchorElement>(links))) {
    const target = (link.getAttribute("href") ?? "").replace(/#.*$/, "");
    const hash = hashOf(lang);
    link.setAttribute("href", hash ? `${target}#${hash}` : target);
  }
}

export function rememberHash(hash: string): void {
  try {
    history.replaceState(null, "", `#${hash}`);
  } catch {
    // Refused on file:// by some shells; the switch works all the same.
  }
}
