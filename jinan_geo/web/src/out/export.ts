// Gives what is listed as a file, all made in the page: nothing is sent anywhere.

import type { MapView } from "../map/shown";
import type { Store } from "../state/store";
import { inLang } from "../words/format";
import { say } from "../words/messages";
import { csvOf } from "./csv";
import { geojsonOf } from "./geojson";
import { groundJsonOf, isOpenGround } from "./groundjson";
import { pictureOf } from "./picture";
import { aboutOf, tableOf } from "./table";
import { xlsxOf } from "./xlsx";

export type ExportKind = "csv" | "xlsx" | "geojson" | "png" | "ground";
const EXPORTS: readonly ExportKind[] = ["xlsx", "csv", "geojson", "png"];

/** What a page offers; its ground only where that may be given on. */
export const exportsOf = (store: Store): readonly ExportKind[] =>
  isOpenGround(store) ? [...EXPORTS, "ground"] : EXPORTS;

const TYPES: Record<ExportKind, string> = {
  csv: "text/csv;charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  geojson: "application/geo+json",
  png: "image/png",
  ground: "application/geo+json",
};

export async function makeExport(
  store: Store,
  view: MapView | null,
  kind: ExportKind,
): Promise<Blob> {
  const offered = exportsOf(store);
  if (!offered.includes(kind))
    throw new Error(`no export "${kind}"; there are ${offered.join(", ")}`);
  if (kind === "png") {
    if (!view) throw new Error("the map is not ready");
    return pictureOf(store, view);
  }
  if (kind === "ground") return new Blob([await groundJsonOf(store)], { type: TYPES.ground });
  const lang = store.lang.value;
  const table = tableOf(store);
  const sheet = say(store.catalog.page.kind === "table" ? "features" : "projects", lang);
  const content =
    kind === "csv"
      ? csvOf(table)
      : kind === "xlsx"
        ? xlsxOf(table, aboutOf(store), [sheet, say("aboutSheet", lang)])
        : geojsonOf(store.catalog, table, aboutOf(store));
  return new Blob([content as BlobPart], { type: TYPES[kind] });
}

export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(binary);
}

/** A name that every file system takes, made of the page's title or another one, and the data date. */
export function fileName(store: Store, end: string, called = ""): string {
  const { page } = store.catalog;
  const asOf = page.editions[store.edition.value] ?? page.as_of;
  const title = (called || inLang(page.title, store.lang.value))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what file names must not hold
    .replace(/[\u0000-\u001f\u007f\\/:*?"<>|{}%]+/g, " ")
    .trim();
  const name = [title.slice(0, 60).trim() || "map", asOf].filter(Boolean).join("_");
  return `${name}${end}`;
}

export async function download(
  store: Store,
  view: MapView | null,
  kind: ExportKind,
): Promise<void> {
  const end = kind === "ground" ? ".ground.geojson" : `.${kind}`;
  saveAs(await makeExport(store, view, kind), fileName(store, end));
}

/** Hand a file to the browser's downloads. */
export function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be writing
}
