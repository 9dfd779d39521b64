// The index page: only the language switch, and jinanGeo for scripts and tests. The cards come with the page.
import "./index.css";

type Lang = "zh" | "en";
type Summary = Record<string, unknown>;

const root = document.documentElement;
const title = document.querySelector<HTMLElement>("h1[data-zh]");

function langOf(hash: string): Lang {
  return new URLSearchParams(hash.replace(/^#/, "")).get("lang") === "en" ? "en" : "zh";
}

function show(lang: Lang): void {
  root.dataset.lang = lang;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  const words = title?.dataset[lang];
  if (words) document.title = words;
  // The language goes along to the pages, which read it from their hash.
  for (const link of Array.from(
    document.querySelectorAll<HTMLAnchorElement>("a.jg-card, a.jg-provision-link"),
  )) {
    const target = (link.getAttribute("href") ?? "").replace(/#.*$/, "");
    link.setAttribute("href", lang === "en" ? `${target}#lang=en` : target);
  }
}

function remember(lang: Lang): void {
  try {
    history.replaceState(null, "", lang === "en" ? "#lang=en" : "#");
  } catch {
    // Refused on file:// by some shells; the switch works all the same.
  }
}

function change(lang: Lang): void {
  show(lang);
  remember(lang);
}

const lang = (): Lang => (root.dataset.lang === "en" ? "en" : "zh");

document
  .querySelector(".jg-lang")
  ?.addEventListener("click", () => change(lang() === "zh" ? "en" : "zh"));
addEventListener("hashchange", () => show(langOf(location.hash)));
show(langOf(location.hash));

function readSummary(): Summary {
  return JSON.parse(document.getElementById("jg-index")?.textContent ?? "{}") as Summary;
}

const ready = Promise.resolve().then(readSummary);
ready.catch(() => undefined);

(window as unknown as { jinanGeo: unknown }).jinanGeo = {
  ready,
  state: () => ({ lang: lang() }),
  set: (wanted: { lang?: Lang }) => {
    if (wanted.lang) change(wanted.lang === "en" ? "en" : "zh");
    return { lang: lang() };
  },
};
