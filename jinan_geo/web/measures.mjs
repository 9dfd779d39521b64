// The spaces, layers and breakpoints of data/measures.toml, as the page's program and stylesheets take them.
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "..", "data", "measures.toml");
const LOOK = join(HERE, "src", "look");
const BANNER = "Made by build.mjs from data/measures.toml; do not edit.";

const readMeasures = async () => parse(await readFile(SOURCE, "utf8"));

/** Make look/measures.ts and look/measures.css; give the names that the stylesheet declares. */
export async function makeMeasures() {
  const { spaces, layers, breakpoints } = await readMeasures();
  const program = [
    `// ${BANNER}`,
    `export const LAYERS = ${JSON.stringify(layers)} as const;`,
    `export const BREAKPOINTS = ${JSON.stringify(breakpoints)} as const;`,
  ];
  await writeFile(join(LOOK, "measures.ts"), `${program.join("\n")}\n`);
  const declared = [
    ...Object.entries(spaces).map(([name, pixels]) => [`space-${name}`, `${pixels}px`]),
    ...Object.entries(layers).map(([name, order]) => [`layer-${name}`, String(order)]),
  ];
  const lines = declared.map(([name, value]) => `  --jg-${name}: ${value};\n`);
  await writeFile(join(LOOK, "measures.css"), `/* ${BANNER} */\n:root {\n${lines.join("")}}\n`);
  return declared.map(([name]) => name);
}

/** An esbuild plugin: `@media (--jg-phone)` is written out, since no browser knows named breakpoints. */
export const breakpoints = {
  name: "breakpoints",
  async setup(build) {
    const { breakpoints: widths } = await readMeasures();
    build.onLoad({ filter: /[\\/]src[\\/].*\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        /\(--jg-([a-z-]+)\)(?=[^;{}]*\{)/g,
        (_, name) => {
          if (!(name in widths))
            throw new Error(`${path}: no breakpoint ${name} in data/measures.toml`);
          return `(max-width: ${widths[name]}px)`;
        },
      ),
      loader: "css",
    }));
  },
};
