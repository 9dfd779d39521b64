// What lies about a project: the nearest others with their distances, and the filters of what is near.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { distancesFrom, type Neighbour } from "../data/around";
import { accuracyOf, type Catalog, keyOf } from "../data/catalog";
import { nextFrame } from "../data/frame";
import { isLocated, type Layer, lightOf, number } from "../data/layer";
import { LightGlyph } from "../look/glyph";
import { langOf, nameOf } from "../look/labels";
import { countShort, samplesAmong } from "../state/apart";
import { aboutProject } from "../state/around";
import { useStore, useWords } from "../state/use";
import { formatLength } from "../words/format";

const WAYS_KM = [1, 3, 10] as const;
const NAMED = 5;
/** Of more projects measuring is felt: the card is drawn first. */
const MANY = 1000;

function neighboursOf(catalog: Catalog, layer: Layer, row: number): Neighbour[] {
  const self = catalog.firstOf.get(layer.info.id)! + row;
  const near = aboutProject(layer, row, WAYS_KM[2]);
  return distancesFrom(catalog, near).filter(({ project }) => project !== self);
}

/** What lies about a project; null as long as it is not measured. */
function useNeighbours(catalog: Catalog, layer: Layer, row: number, isAsked: boolean) {
  const isMany = catalog.projects > MANY;
  const later = useSignal<{ layer: Layer; row: number; found: Neighbour[] } | null>(null);
  const now = useMemo(
    () => (isAsked && !isMany ? neighboursOf(catalog, layer, row) : null),
    [layer, row],
  );
  useEffect(() => {
    if (!isAsked || !isMany) return;
    let isLeft = false;
    void nextFrame().then(() => {
      if (!isLeft) later.value = { layer, row, found: neighboursOf(catalog, layer, row) };
    });
    return () => void (isLeft = true);
  }, [layer, row]);
  const last = later.value;
  return now ?? (last?.layer === layer && last.row === row ? last.found : null);
}

export function Nearby({ layer, row }: { layer: Layer; row: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const located = isLocated(layer, row) && layer.info.role === "projects";
  const found = useNeighbours(catalog, layer, row, located);
  if (!located) return null;
  const kind = store.truth.value === "all" ? null : store.truth.value;
  const shown = (found ?? []).filter(({ project }) => store.isOf(project, kind));
  const asked = store.near.value;
  return (
    <div class="jg-card-part">
      <h3>{t("nearby")}</h3>
      <div class="jg-measure-buttons jg-ways">
        {WAYS_KM.map((km) => {
          const near = aboutProject(layer, row, km);
          const on = asked?.km === km && asked.lon === near.lon && asked.lat === near.lat;
          const within = shown.filter(({ metres }) => metres <= km * 1000);
          const samples = samplesAmong(
            store,
            within.map(({ project }) => project),
          );
          return (
            <button
              type="button"
              key={km}
              class="jg-button"
              aria-pressed={on}
              title={t("nearShow", { length: formatLength(km * 1000, lang) })}
              onClick={() => (store.near.value = on ? null : near)}
            >
              {formatLength(km * 1000, lang)}{" "}
              <b>{found ? countShort(store, lang, within.length, samples) : "…"}</b>
            </button>
          );
        })}
      </div>
      {shown.length > 0 && (
        <ul class="jg-nearby">
          {shown.slice(0, NAMED).map((one) => (
            <NearbyRow one={one} from={layer} fromRow={row} key={one.project} />
          ))}
        </ul>
      )}
      {found && <p class="jg-quiet">{t(shown.length ? "nearbyHint" : "nearbyNone")}</p>}
    </div>
  );
}

function NearbyRow({ one, from, fromRow }: { one: Neighbour; from: Layer; fromRow: number }) {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog, edition } = store;
  const layer = catalog.layerAt[one.project]!;
  const row = catalog.rowAt[one.project]!;
  const name = nameOf(layer, row, lang);
  // Both places may be off, and by how much together is known only where it is stated of both or of one.
  const off =
    (number(layer, "uncertainty_m", row) ?? 0) + (number(from, "uncertainty_m", fromRow) ?? 0);
  const rough = accuracyOf(layer, row) === "schematic" || accuracyOf(from, fromRow) === "schematic";
  const sure = off
    ? t("nearbyOff", { length: formatLength(off, lang) })
    : rough
      ? t("accuracy_schematic")
      : "";
  return (
    <li>
      <button
        type="button"
        class="jg-nearby-row"
        onClick={() => (store.selection.value = keyOf(catalog, one.project))}
      >
        {catalog.page.lights ? (
          <LightGlyph light={lightOf(layer, edition.value, row)} />
        ) : (
          <span class="jg-swatch" style={{ background: layer.info.style.color }} />
        )}
        <span lang={langOf(name, lang)}>{name}</span>
        <span class="jg-nearby-far">
          {one.metres ? formatLength(one.metres, lang) : t("nearbyWithin")}
          {sure && <small class="jg-quiet"> {sure}</small>}
        </span>
      </button>
    </li>
  );
}
