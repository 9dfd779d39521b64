// The settlement page: the language switch and the order of the rows. The rows come with the page.
import "./settlement.css";
import "./carried.css";
import "./print.css";
import { hashOf, type Lang, langOf, langShown, rememberHash, showLang } from "../index/language";

type Order = "ending" | "plan";
type State = { lang: Lang; order: Order };

const LINKS = "a[data-follows]";
const plan = document.getElementById("plan");
const groups = Array.from(document.querySelectorAll<HTMLElement>("section.jg-group")).filter(
  (one) => one !== plan,
);
const rows = Array.from(document.querySelectorAll<HTMLElement>(".jg-row")).sort(
  (one, other) => Number(one.dataset.place) - Number(other.dataset.place),
);
const buttons = Array.from(document.querySelectorAll<HTMLButtonElement>("[data-order]"));
let order: Order = "ending";

/** Each row goes into the list of its ending, or all into one; in the plan's order in either. */
function arrange(wanted: Order): void {
  order = wanted;
  for (const row of rows) {
    const section = wanted === "plan" ? "plan" : (row.dataset.ending ?? "");
    document.getElementById(section)?.querySelector(".jg-rows")?.append(row);
  }
  plan?.toggleAttribute("hidden", wanted !== "plan");
  for (const group of groups) group.toggleAttribute("hidden", wanted === "plan");
  for (const button of buttons)
    button.setAttribute("aria-pressed", String(button.dataset.order === wanted));
}

const state = (): State => ({ lang: langShown(), order });

function set(wanted: Partial<State>): State {
  if (wanted.lang) showLang(wanted.lang === "en" ? "en" : "zh", LINKS);
  if (wanted.order) arrange(wanted.order === "plan" ? "plan" : "ending");
  const hash = new URLSearchParams();
  if (hashOf(langShown())) hash.set("lang", langShown());
  if (order === "plan") hash.set("order", "plan");
  rememberHash(hash.toString());
  return state();
}

/** A hash alone is a place on the page, as a total's link gives it; beside a language the place is named. */
function follow(): void {
  const hash = new URLSearchParams(location.hash.replace(/^#/, ""));
  if (hash.has("lang") || !location.hash) showLang(langOf(location.hash), LINKS);
  if (hash.has("order")) arrange(hash.get("order") === "plan" ? "plan" : "ending");
  const place = document.getElementById(hash.get("at") ?? "");
  if (!place) return;
  arrange("ending");
  place.scrollIntoView();
}

document
  .querySelector(".jg-lang")
  ?.addEventListener("click", () => set({ lang: langShown() === "zh" ? "en" : "zh" }));
for (const button of buttons)
  button.addEventListener("click", () => set({ order: button.dataset.order as Order }));
// A total leads to its group, which is there in one of the two orders only.
for (const link of Array.from(document.querySelectorAll(".jg-total a[href]")))
  link.addEventListener("click", () => arrange("ending"));
document.querySelector(".jg-settle-order")?.removeAttribute("hidden");
addEventListener("hashchange", follow);
follow();

const ready = Promise.resolve().then(
  () => JSON.parse(document.getElementById("jg-settlement")?.textContent ?? "{}") as unknown,
);
ready.catch(() => undefined);

(window as unknown as { jinanGeo: unknown }).jinanGeo = { ready, state, set };
