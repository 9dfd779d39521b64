import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCatalog } from "../src/data/catalog";
import type { Page } from "../src/data/page";
import { readHash, writeHash } from "../src/state/hash";
import { readPosition } from "../src/state/position";
import { createStore, type Store } from "../src/state/store";

const PAGE = {
  kind: "city",
  lights: null,
  causes: [],
  editions: ["2025-08-31", "2025-09-30"],
  since: null,
  targets: [{ id: "t1", states: [] }],
  themes: [{ id: "green", name: { zh: "绿", en: "Green" } }],
  basemaps: [],
  basemap: null,
  districts: [],
  stages: [],
  layers: [],
  samples: [],
  bounds: [116, 36, 118, 38],
} as unknown as Page;

const makeStore = (page = PAGE): Store => createStore(makeCatalog(page, []), "zh");

test("the state that a page opens in has an empty hash", () => {
  assert.equal(writeHash(makeStore()), "");
});

test("what is written is read back", () => {
  const store = makeStore();
  store.lang.value = "en";
  store.edition.value = 0;
  store.query.value = " 历下 & a=b ";
  store.target.value = "t1";
  store.sort.value = { by: "name", down: true };
  store.position.value = { zoom: 11, lat: 36.6, lon: 117 };
  store.selection.value = { layer: "sites", id: "a/b,c" };
  const hash = writeHash(store);
  const other = makeStore();
  readHash(other, `#${hash}`);
  assert.equal(other.query.value, "历下 & a=b");
  assert.equal(other.edition.value, 0);
  assert.equal(other.target.value, "t1");
  assert.deepEqual(other.sort.value, { by: "name", down: true });
  assert.deepEqual(other.position.value, { zoom: 11, lat: 36.6, lon: 117 });
  assert.deepEqual(other.selection.value, { layer: "sites", id: "a/b,c" });
  assert.equal(writeHash(other), hash);
});

test("the kind of values is kept where a page has both, and is all where it has one", () => {
  const mixed = { ...PAGE, samples: [{}] } as unknown as Page;
  const store = makeStore(mixed);
  assert.equal(store.truth.value, "sourced");
  assert.equal(writeHash(store), "");
  store.truth.value = "sample";
  assert.equal(writeHash(store), "truth=sample");
  const other = makeStore(mixed);
  readHash(other, "#truth=all");
  assert.equal(other.truth.value, "all");
  readHash(other, "#truth=nothing");
  assert.equal(other.truth.value, "sourced");
  const one = makeStore();
  readHash(one, "#truth=sample");
  assert.equal(one.truth.value, "all");
  assert.equal(writeHash(one), "");
});

test("what a page does not know is passed over, and nothing is left of the state before", () => {
  const store = makeStore();
  store.query.value = "x";
  store.lang.value = "en";
  readHash(
    store,
    "#lang=xx&edition=1999-01-01&target=none&sort=worst&f.nothing=1&map=1/2&at=%E0%A4%A",
  );
  assert.equal(writeHash(store), "");
});

test("a place is three numbers on earth", () => {
  assert.deepEqual(readPosition("0/-85/180"), { zoom: 0, lat: -85, lon: 180 });
  for (const wrong of [
    null,
    "",
    "1/2",
    "1/2/3/4",
    "1//3",
    "a/1/1",
    "25/1/1",
    "1/86/1",
    "1/1/181",
    "1/NaN/1",
  ])
    assert.equal(readPosition(wrong), null, String(wrong));
});
