// The words of data/words/<language>/web.toml, as the page's program takes them; a language is a folder there.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "..", "data", "words");
const WORDS = join(HERE, "src", "words");
const BANNER = "// Made by build.mjs from data/words/<language>/web.toml; do not edit.";

/** Chinese comes first: it is what a page opens in, and what data without words of another language fall back to. */
async function readLanguages() {
  const found = (await readdir(SOURCE, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const langs = found
    .map(({ name }) => name)
    .sort((a, b) => Number(b === "zh") - Number(a === "zh") || (a < b ? -1 : 1));
  const files = await Promise.all(
    langs.map((lang) => readFile(join(SOURCE, lang, "web.toml"), "utf8")),
  );
  return { langs, files: files.map((text) => parse(text)) };
}

/** Each key with its words in the order of the languages; refused where a language lacks one that another has. */
function sideBySide(langs, tables) {
  const keys = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  const lacking = keys.flatMap((key) =>
    langs.filter((_, at) => tables[at][key] === undefined).map((lang) => `${lang}: ${key}`),
  );
  if (lacking.length) throw new Error(`data/words: web.toml lacks ${lacking.join(", ")}`);
  return keys.map((key) => [key, tables.map((table) => table[key])]);
}

const code = (entries) =>
  entries.map(([key, words]) => `  ${key}: ${JSON.stringify(words)},\n`).join("");

/** Make words/texts.ts, and words/boottexts.ts for the program that unpacks the page's. */
export async function makeWords() {
  const { langs, files } = await readLanguages();
  const page = sideBySide(
    langs,
    files.map(({ boot: _, ...rest }) => rest),
  );
  const texts = page.filter(([, [first]]) => typeof first === "string");
  const lists = page.filter(([, [first]]) => Array.isArray(first));
  const program = [
    BANNER,
    `export const LANGS = ${JSON.stringify(langs)} as const;`,
    "export type Lang = (typeof LANGS)[number];",
    `export const TEXTS = {\n${code(texts)}} as const;`,
    `export const LISTS = {\n${code(lists)}};`,
  ];
  await writeFile(join(WORDS, "texts.ts"), `${program.join("\n")}\n`);
  const boot = sideBySide(
    langs,
    files.map((file) => file.boot),
  );
  await writeFile(
    join(WORDS, "boottexts.ts"),
    `${BANNER}\nexport const BOOT_TEXTS = {\n${code(boot)}};\n`,
  );
}
