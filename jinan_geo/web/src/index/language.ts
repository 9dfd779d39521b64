// The language of a page that is plain markup with every text twice: which is shown, and which its links ask for.

export type Lang = "zh" | "en";

const root = document.documentElement;

export const langShown = (): Lang => (root.dataset.lang === "en" ? "en" : "zh");

export const langOf = (hash: string): Lang =>
  new URLSearchParams(hash.replace(/^#/, "")).get("lang") === "en" ? "en" : "zh";

/** Shows a language; `links` go to pages that read it from their hash. */
export function showLang(lang: Lang, links: string): void {
  root.dataset.lang = lang;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  const words = document.querySelector<HTMLElement>("h1[data-zh]")?.dataset[lang];
  if (words) document.title = words;
  for (const link of Array.from(document.querySelectorAll<HTMLAnchorElement>(links))) {
    const target = (link.getAttribute("href") ?? "").replace(/#.*$/, "");
    link.setAttribute("href", lang === "en" ? `${target}#lang=en` : target);
  }
}

export function rememberHash(hash: string): void {
  try {
    history.replaceState(null, "", `#${hash}`);
  } catch {
    // Refused on file:// by some shells; the switch works all the same.
  }
}
