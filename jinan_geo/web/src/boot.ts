// Unpacks the page's program and runs it, then the map's own script. It is the only script the page holds as text.
import { type Begun, startDecoder } from "./data/beside";
import { nextFrame } from "./data/frame";
import type { LayerData } from "./data/layer";
import { fromBase64, gunzip } from "./data/unpack";
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

const unpack = async (id: string): Promise<string> =>
  new TextDecoder().decode(await gunzip(fromBase64(text(id))));

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

/** To hand over more than that takes longer than a frame. */
const HUGE = 8_000_000;

/** Layers that a worker has begun to decode while the program starts, where the page says that they are large. */
async function beginLayers(): Promise<void> {
  const source = await unpack("jg-worker");
  page.jinanGeo.begun.source = source;
  if (!document.querySelector("#jg-worker[data-large]")) return;
  const decode = startDecoder(source);
  await pageRead;
  const blocks = [...document.querySelectorAll("script[id^=jg-layer-]")];
  const size = blocks.reduce((sum, { textContent }) => sum + (textContent ?? "").length, 0);
  if (size > HUGE) await seen;
  for (const { id, textContent } of blocks) {
    const layer = decode(textContent ?? "");
    layer.catch(() => undefined); // the page will decode it itself
    layers.set(id, layer);
  }
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
      unpack("jg-style"),
      unpack("jg-program"),
    ]);
    await seen;
    add("style", style);
    add("script", program);
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
