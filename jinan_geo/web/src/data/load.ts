// Reads the blocks of the page. A broken layer is set aside with its reason; a broken head stops the page.
import { setMoney } from "../words/format";
import { setWords } from "../words/messages";
import { type Begun, type Decoder, startDecoder } from "./beside";
import { readBlock } from "./columns";
import { breathe } from "./frame";
import { decodeLayer, type Layer, type LayerData, layerOf } from "./layer";
import type { Page } from "./page";

export interface Failure {
  layer: string;
  reason: string;
}

export interface Loaded {
  page: Page;
  layers: Layer[];
  failures: Failure[];
}

/** The text of a block. It is taken out of the document, so that the browser need not keep it twice. */
function takeBlock(id: string): string {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no block ${id}`);
  const text = element.textContent ?? "";
  element.textContent = "";
  return text.trim();
}

/** From so many characters on a layer is decoded beside the page, which answers meanwhile. */
const LARGE = 1_000_000;

export async function loadPage(layerIds: readonly string[], begun: Begun): Promise<Loaded> {
  let decoder: Decoder | undefined;
  const decode = (id: string, text: string): Promise<LayerData> =>
    (decoder ??= startDecoder(begun.source)).decode(id, text);
  const { header } = await readBlock(takeBlock("jg-page"));
  const page = header.page as Page | undefined;
  if (page?.format !== 1) throw new Error("the head of the page has an unknown format");
  setMoney(page.money);
  setWords(page.words);
  const ids = new Set(layerIds);
  const failures: Failure[] = [];
  const read = page.layers.map(async (info) => {
    try {
      if (!ids.has(info.id)) throw new Error("the map does not register it");
      const id = `jg-layer-${info.id}`;
      const text = takeBlock(id);
      const beside = begun.layers.get(id) ?? (text.length < LARGE ? null : decode(id, text));
      // What a worker refuses the page does itself: of a damaged block it tells more.
      return layerOf(info, (await beside?.catch(() => null)) ?? (await decodeLayer(text)));
    } catch (error) {
      failures.push({ layer: info.id, reason: reasonOf(error) });
      return null;
    }
  });
  (decoder as Decoder | undefined)?.close();
  const layers = (await Promise.all(read)).filter((layer): layer is Layer => layer !== null);
  await breathe(layers.reduce((sum, { features }) => sum + features, 0));
  return { page, layers, failures };
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
