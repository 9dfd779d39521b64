// Builds the page's program: `types` makes src/data/page.d.ts look/palette.*, look/measures.* and words/*texts.ts, `build` also bundles dist/, `test` runs test/.

import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { minify } from "@swc/core";
import * as esbuild from "esbuild";
import { parse } from "smol-toml";
import { breakpoints, makeMeasures } from "./measures.mjs";
import { makePalette } from "./palette.mjs";
import { makeWords } from "./words.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const SCHEMA = join(HERE, "..", "data", "schemas", "page.schema.json");
const TARGET = "chrome86"; // the oldest browser shell found on office machines

/** Pydantic titles every property; kept, each would become a type of its own. Tuples change their key. */
function plain(node, keepTitle = false) {
  if (Array.isArray(node)) return node.map((item) => plain(item));
  if (node === null || typeof node !== "object") return node;
  const result = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "title" && typeof value === "string" && !keepTitle) continue;
    if (key === "prefixItems") result.items = plain(value);
    else if (key === "properties" || key === "$defs")
      result[key] = Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, plain(item, key === "$defs")]),
      );
    else result[key] = plain(value);
  }
  // A model on its way out holds every key, also those that have a default on the way in.
  if (result.properties) result.required = Object.keys(result.properties);
  return result;
}

async function types() {
  await makePalette(await makeMeasures());
  await makeWords();
  const { compile } = await import("json-schema-to-typescript");
  const schema = plain(JSON.parse(await readFile(SCHEMA, "utf8")), true);
  const text = await compile(schema, "Page", {
    format: false,
    bannerComment: "// Made by build.mjs from data/schemas/page.schema.json; do not edit.",
    additionalProperties: false,
  });
  await writeFile(join(HERE, "src", "data", "page.d.ts"), text);
}

/** The licence texts of what is bundled, found from the bundle's own inputs. */
async function licences(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) packages.add(found[1]);
  }
  const parts = [];
  for (const name of [...packages].sort()) {
    const folder = join(HERE, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), "utf8") : about.license;
    parts.push(`${name} ${about.version} (${about.license})\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${"-".repeat(72)}\n\n`);
}

/** Of a style sheet: fonts of the oldest browsers, and those of another host. */
const LEFT_OUT = /src:\s*url\([^)]*\.eot[^)]*\);|@font-face\s*\{[^}]*\/\/[^}]*\}/g;

/** Plugins take the page's own Leaflet; of a style sheet's fonts only the smallest is kept, of Bootstrap its signs. */
const added = {
  name: "added",
  setup(build) {
    build.onResolve({ filter: /^leaflet$/ }, ({ path }) => ({ path, namespace: "page" }));
    build.onLoad({ filter: /./, namespace: "page" }, () => ({ contents: "module.exports = L;" }));
    build.onLoad({ filter: /node_modules[\\/].*\.css$/ }, async ({ path }) => {
      const sheet = await readFile(path, "utf8");
      const rules = path.endsWith("bootstrap.css")
        ? sheet.match(/@font-face \{[^}]*\}|\n\.glyphicon[^{]*\{[^}]*\}/g).join("\n")
        : sheet;
      const contents = rules.replace(/src:[^;}]*\.woff2[^;}]*/g, (sources) => {
        const [smallest] = sources.match(/url\([^)]*\.woff2["']?\)/);
        return `src: ${smallest} format("woff2")`;
      });
      return { contents: contents.replace(LEFT_OUT, ""), loader: "css" };
    });
  },
};

/** The same program, shorter once more: bindings inlined, statements joined, which esbuild leaves. */
async function shorten(program) {
  const { code } = await minify(program, {
    compress: { ecma: 2020, passes: 3 },
    ecma: 2020, // writes nothing that TARGET cannot read
    mangle: true,
    module: false,
  });
  return code;
}

/**
 * Leaflet as modules: its functions are called by name, and not read twice as those of a wrapped program are.
 * It looks for Internet Explorer by an error that it catches. Watched by a driver or its own tools, a browser
 * reads the whole program again for the lines of that error: half of what starting it takes.
 */
const leaflet = {
  name: "leaflet",
  setup(build) {
    const path = join(HERE, "node_modules", "leaflet", "dist", "leaflet-src.esm.js");
    build.onResolve({ filter: /^leaflet$/ }, () => ({ path }));
    build.onLoad({ filter: /leaflet-src\.esm\.js$/ }, async () => {
      const [before, after, ...more] = (await readFile(path, "utf8")).split("document.namespaces.");
      if (!after || more.length) throw new Error(`${path} looks for Internet Explorer otherwise`);
      return { contents: `${before}document.namespaces?.${after}` };
    });
  },
};

/** What additions in Folium need, each in files of its own: a page carries only those it asks for. */
async function buildAdded(out, options) {
  const table = parse(await readFile(join(HERE, "..", "data", "additions.toml"), "utf8"));
  const metafile = { inputs: {}, outputs: {} };
  for (const [name, { from }] of Object.entries(table.assets)) {
    const contents = from.map((file) => `import ${JSON.stringify(file)};`).join("\n");
    const made = await esbuild.build({
      ...options,
      entryPoints: undefined,
      stdin: { contents, resolveDir: HERE, sourcefile: `${name}.js` },
      outdir: undefined,
      outfile: join(out, `added-${name}.js`),
      plugins: [added],
    });
    Object.assign(metafile.inputs, made.metafile.inputs);
    Object.assign(metafile.outputs, made.metafile.outputs);
  }
  return metafile;
}

async function build() {
  await types();
  // Bundled beside the old files and put in their place at the end, so that a failure leaves those as they are.
  const out = join(HERE, "dist-new");
  await rm(out, { recursive: true, force: true });
  const options = {
    absWorkingDir: HERE,
    entryPoints: {
      page: "src/main.ts",
      worker: "src/map/groundworker.ts",
      index: "src/index/index.ts",
      settlement: "src/settlement/settlement.ts",
      boot: "src/boot.ts",
    },
    outdir: "dist-new",
    bundle: true,
    format: "iife",
    target: TARGET,
    charset: "utf8",
    minify: true,
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: {
      ".png": "dataurl",
      ".svg": "dataurl",
      ".gif": "dataurl",
      ".woff2": "dataurl",
    },
    plugins: [breakpoints, leaflet],
    metafile: true,
    logLevel: "warning",
  };
  const result = await esbuild.build(options);
  for (const name of ["page.js", "worker.js"]) {
    const program = join(out, name);
    await writeFile(program, await shorten(await readFile(program, "utf8")));
  }
  const more = await buildAdded(out, options);
  Object.assign(result.metafile.inputs, more.inputs);
  Object.assign(result.metafile.outputs, more.outputs);
  await writeFile(join(out, "LICENSES.txt"), await licences(result.metafile));
  await rm(join(HERE, "dist"), { recursive: true, force: true });
  await rename(out, join(HERE, "dist"));
  for (const file of Object.keys(result.metafile.outputs).map((name) => name.split("/").pop()))
    console.log(`dist/${file} ${(await stat(join(HERE, "dist", file))).size} bytes`);
}

async function test() {
  await types();
  const out = join(HERE, "node_modules", ".cache", "jg-test");
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const names = (await readdir(join(HERE, "test"))).filter((name) => name.endsWith(".test.ts"));
  await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: names.map((name) => `test/${name}`),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  });
  const files = names.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  process.exitCode =
    spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
}

const verbs = { types, build, test };
const verb = process.argv[2] ?? "build";
if (!(verb in verbs))
  throw new Error(`unknown verb ${verb}; use one of ${Object.keys(verbs).join(", ")}`);
await verbs[verb]();
