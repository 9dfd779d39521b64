// The index page: only the language switch, and jinanGeo for scripts and tests. The cards come with the page.
import "./index.css";
import "./province.css";
import { hashOf, type Lang, langOf, langShown, rememberHash, showLang } from "./language";
import { setUpPaper } from "./paper";

type Summary = Record<string, unknown>;

const LINKS = "a.jg-card, a.jg-provision-link, a[data-follows]";

function change(lang: Lang): void {
  showLang(lang, LINKS);
  rememberHash(hashOf(lang));
}

document
  .querySelector(".jg-lang")
  ?.addEventListener("click", () => change(langShown() === "zh" ? "en" : "zh"));
addEventListener("hashchange", () => showLang(langOf(location.hash), LINKS));
showLang(langOf(location.hash), LINKS);
setUpPaper();

function readSummary(): Summary {
  return JSON.parse(document.getElementById("jg-index")?.textContent ?? "{}") as Summary;
}

const ready = Promise.resolve().then(readSummary);
ready.catch(() => undefined);

(window as unknown as { jinanGeo: unknown }).jinanGeo = {
  ready,
  state: () => ({ lang: langShown() }),
  set: (wanted: { lang?: Lang }) => {
    if (wanted.lang) change(wanted.lang === "en" ? "en" : "zh");
    return { lang: langShown() };
  },
};
