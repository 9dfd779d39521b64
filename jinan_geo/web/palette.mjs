// The colours of data/palette.toml, as the page's program and stylesheets take them.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "..", "data", "palette.toml");
const LOOK = join(HERE, "src", "look");
const BANNER = "Made by build.mjs from data/palette.toml; do not edit.";
const VARIABLE = /var\(--jg-([a-z0-9-]+)\)/g;

/** A colour at some share of the whole, as stylesheets write it. */
function seenThrough(color, share) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `rgba(${parts.join(", ")}, ${String(share).replace(/^0/, "")})`;
}

async function readPalette() {
  const { colors, lights, same, clear, scales } = parse(await readFile(SOURCE, "utf8"));
  const plain = { ...colors, ...lights };
  const others = Object.fromEntries(
    Object.entries(same).map(([name, other]) => [name, plain[other]]),
  );
  const tints = Object.fromEntries(
    Object.entries(clear).map(([name, [color, share]]) => [name, seenThrough(plain[color], share)]),
  );
  return {
    lights,
    scales,
    named: { ...colors, ...others },
    properties: { ...plain, ...others, ...tints },
  };
}

/** Make look/palette.ts and look/palette.css; `otherNames` are what the stylesheets may use besides. */
export async function makePalette(otherNames) {
  const { lights, named, properties, scales } = await readPalette();
  const used = await usedNames(properties, otherNames);
  const constants = Object.entries(named).map(([name, color]) => [
    name.toUpperCase().replaceAll("-", "_"),
    color,
  ]);
  const light = Object.keys(lights)
    .map((name) => JSON.stringify(name))
    .join(" | ");
  const program = [
    `// ${BANNER}`,
    ...constants.map(([name, color]) => `export const ${name} = ${JSON.stringify(color)};`),
    `export const LIGHT_COLORS: Record<${light}, string> = ${JSON.stringify(lights)};`,
    ...Object.entries(scales).map(
      ([name, colors]) =>
        `export const ${name.toUpperCase()}: readonly string[] = ${JSON.stringify(colors)};`,
    ),
  ];
  await writeFile(join(LOOK, "palette.ts"), `${program.join("\n")}\n`);
  const declared = Object.entries(properties)
    .filter(([name]) => used.has(name))
    .map(([name, color]) => `  --jg-${name}: ${color};`);
  await writeFile(
    join(LOOK, "palette.css"),
    `/* ${BANNER} */\n:root {\n${declared.join("\n")}\n}\n`,
  );
}

/** The names that stylesheets use; refused where neither a colour nor a rule nor the program is called so. */
async function usedNames(colors, otherNames) {
  const all = await readdir(join(HERE, "src"), { recursive: true });
  const files = all.filter(
    (name) => /\.(css|tsx?)$/.test(name) && !/(palette|measures)\.css$/.test(name),
  );
  const known = new Set([...Object.keys(colors), ...otherNames]);
  const uses = [];
  for (const file of files) {
    const text = await readFile(join(HERE, "src", file), "utf8");
    for (const [, name] of text.matchAll(/--jg-([a-z0-9-]+)"?\s*:/g)) known.add(name);
    for (const [use, name] of text.matchAll(VARIABLE)) uses.push({ file, use, name });
  }
  const wrong = uses
    .filter(({ name }) => !known.has(name))
    .map(({ file, use }) => `${file}: ${use}`);
  if (wrong.length)
    throw new Error(`neither data/palette.toml nor a stylesheet declares ${wrong.join("; ")}`);
  return new Set(uses.map(({ name }) => name));
}
