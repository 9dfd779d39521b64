// Unpacks the page's program and runs it, then the map's own script. It is the only script the page holds as text.
import { type Begun, type Decoder, startDecoder } from "./data/beside";
import { nextFrame } from "./data/frame";
import type { LayerData } from "./data/layer";
import { unpack } from "./data/unpack";
import { BOOT_TEXTS } from "./words/boottexts";

interface Early {
  ready: Promise<unknown>;
  begun: Begun;
}

const page = window as unknown as { jinanGeo: Early };
let resolve!: (value: unknown) => void;
let reject!: (reason: unknown) => void;
// Scripts may ask for `jinanGeo.ready` before the program is unpacked.
const ready = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
const layers = new Map<string, Promise<LayerData>>();
page.jinanGeo = { ready, begun: { source: "", layers } };
page.jinanGeo.ready.catch(() => undefined);

const text = (id: string): string => document.getElementById(id)?.textContent ?? "";

const textIn = async (id: string): Promise<string> =>
  new TextDecoder().decode(await unpack(text(id)));

/** The program may be unpacked before the browser has read the page to its end. */
const pageRead = new Promise<void>((done) => {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => done());
  else done();
});

/** What the page says without its program is on the screen: the first numbers are read while the rest starts. */
const seen = pageSeen();

async function pageSeen(): Promise<void> {
  await pageRead;
  await nextFrame();
  performance.mark("jg-still");
}

const isLarge = (): boolean => document.querySelector("#jg-worker[data-large]") !== null;

/** Beside a worker that decodes, each step of starting the program takes long: the browser may do what waits between two. */
async function rest(): Promise<void> {
  if (isLarge()) await new Promise((done) => setTimeout(done));
}

const SOME = 1 << 16; // characters that are worth a message to the worker
const STARTING_MS = 100;

/** Layers that a worker decodes as they are read and while the program starts, where the page says that they are large. */
async function beginLayers(): Promise<void> {
  const source = await textIn("jg-worker");
  page.jinanGeo.begun.source = source;
  if (!isLarge()) return;
  const decoder = startDecoder(source);
  const given = new Map<Element, number>();
  const handOn = (isRead: boolean): void => {
    for (const block of Array.from(document.querySelectorAll("script[id^=jg-layer-]")))
      if (!layers.has(block.id)) handOnOf(block, decoder, given, isRead);
  };
  const watch = new MutationObserver(() => handOn(false));
  watch.observe(document, { childList: true, subtree: true, characterData: true });
  await pageRead;
  watch.disconnect();
  handOn(true);
  decoder.close();
  // What it was told waits for this thread until it runs, and the program takes that for long.
  const patience = new Promise((done) => setTimeout(done, STARTING_MS));
  await Promise.race([decoder.runs, patience]).catch(() => undefined);
}

/** Give the worker what is new of a block's text; all that is left when the block is read to its end. */
function handOnOf(
  block: Element,
  decoder: Decoder,
  given: Map<Element, number>,
  isRead: boolean,
): void {
  const from = given.get(block) ?? 0;
  if (isRead || block.nextElementSibling) {
    const layer = decoder.decode(block.id, (block.textContent ?? "").slice(from));
    layer.catch(() => undefined); // the page will decode it itself
    layers.set(block.id, layer);
    return;
  }
  const { firstChild } = block;
  if (!(firstChild instanceof Text)) return;
  const size = Math.floor((firstChild.length - from) / 4) * 4;
  if (size < SOME) return;
  decoder.more(block.id, firstChild.substringData(from, size));
  given.set(block, from + size);
}

/** The page's policy lists the hash of each of these texts; any other would not run. */
function add(tag: "style" | "script", content: string): void {
  const element = document.createElement(tag);
  element.textContent = content;
  element.dataset.unpacked = "";
  document.head.append(element);
}

async function boot(): Promise<void> {
  try {
    const [, style, program] = await Promise.all([
      beginLayers(),
      textIn("jg-style"),
      textIn("jg-program"),
    ]);
    await seen;
    add("style", style);
    await rest();
    add("script", program);
    await rest();
    add("script", text("jg-map"));
    page.jinanGeo.ready.then(resolve, reject);
  } catch (error) {
    await pageRead;
    const message = document.createElement("p");
    const { only } = document.documentElement.dataset;
    const [chinese, english] = BOOT_TEXTS.failure;
    const said = { zh: chinese, en: english }[only ?? ""] ?? BOOT_TEXTS.failure.join(" ");
    message.textContent = `${said} (${String(error)})`;
    (document.getElementById("jg-still") ?? document.body).prepend(message);
    reject(error);
  }
}

void boot();
