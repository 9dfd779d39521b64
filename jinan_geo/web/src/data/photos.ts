// The photos of a feature, and what their file names tell: a date in the name is the day, the rest the caption.
import { type Layer, text } from "./layer";

export interface Photo {
  name: string;
  uri: string;
  /** ISO day, or null where the name holds none. */
  date: string | null;
  caption: string;
}

/** "2025-09-30_北立面.jpg" is 北立面 on 2025-09-30. Eight digits in a row are a date too, if they can be one. */
export function readName(name: string): { date: string | null; caption: string } {
  const stem = name.replace(/^.*\//, "").replace(/\.[a-z0-9]+$/i, "");
  const found =
    /(?:^|[^0-9])((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![0-9])/.exec(stem);
  const date = found ? `${found[1]}-${found[3]}-${found[4]}` : null;
  const rest = found ? stem.replace(found[0], /^[0-9]/.test(found[0]) ? "" : found[0][0]!) : stem;
  return { date, caption: rest.replace(/[_\s]+/g, " ").replace(/^[\s\-.]+|[\s\-.]+$/g, "") };
}

export function photosOf(layer: Layer, row: number): Photo[] {
  const names = (text(layer, "photos", row) ?? "")
    .split(";")
    .map((name) => name.trim())
    .filter(Boolean);
  if (!names.length) return [];
  const { photos } = layer;
  const at = new Map<string, number>();
  for (let i = 0; i < photos.rows; i++) at.set(String(photos.columns.get("name")?.at(i) ?? ""), i);
  return [...new Set(names)].flatMap((name) => {
    const place = at.get(name);
    const uri = place === undefined ? null : photos.columns.get("uri")?.at(place);
    // Pictures alone are shown, whatever a table may hold.
    return typeof uri === "string" && /^data:image\/(jpeg|png|webp);base64,/.test(uri)
      ? [{ name, uri, ...readName(name) }]
      : [];
  });
}
