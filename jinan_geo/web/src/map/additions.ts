// What a user added to the map in Python: run when the page stands, each by itself, so that none can stop it.
import { signal } from "@preact/signals";
import type { Failure } from "../data/load";
import { unpack } from "../data/unpack";

export const brokenAdditions = signal<readonly Failure[]>([]);

export function reportAddition(name: string, reason: unknown): void {
  const said = reason instanceof Error ? reason.message : String(reason);
  brokenAdditions.value = [...brokenAdditions.value, { layer: name, reason: said }];
}

const partsOf = (kind: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`script.jg-${kind}`),
];

/** Never rejects: what fails is told in the page. */
export async function runAdditions(): Promise<void> {
  const packed = partsOf("asset").map(async (part) => ({
    part,
    text: new TextDecoder().decode(await unpack(part.textContent ?? "")),
  }));
  for (const one of packed) {
    try {
      const { part, text } = await one;
      put(part.dataset.name ?? "", part.dataset.kind === "style" ? "style" : "script", text);
    } catch (error) {
      reportAddition("Folium", error);
    }
  }
  for (const part of partsOf("addition"))
    put(part.dataset.name ?? "", "script", part.textContent ?? "");
}

/** A script that throws, or is none at all, says so to the window while it is put in. */
function put(name: string, tag: "style" | "script", text: string): void {
  const onError = (event: ErrorEvent): void => {
    event.preventDefault();
    reportAddition(name, event.message);
  };
  addEventListener("error", onError);
  const element = document.createElement(tag);
  element.textContent = text;
  document.head.append(element);
  removeEventListener("error", onError);
}
