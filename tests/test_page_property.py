"""Whatever is filtered: list = map + drawer, and a facet's number is what the list has once it is chosen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

STATES = 200
SEED = 20251031
QUERIES = ["", "", "", "lx", "3701", "更新", "zzz"]
LIMIT_S = 30
# Random states by a seeded generator (mulberry32), so that a failure can be looked at again.
EXPLORE = """({states, seed, queries}) => {
  let at = seed;
  const random = () => {
    at = (at + 0x6D2B79F5) | 0;
    let t = Math.imul(at ^ (at >>> 15), 1 | at);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const start = jinanGeo.set({filters: {}, query: ''});
  const choices = Object.fromEntries(Object.entries(start.facets).map(([id, counts]) => [id, Object.keys(counts)]));
  const dimensions = Object.keys(choices).filter((id) => choices[id].length);
  const wrong = [];
  const seen = {some: 0, none: 0, added: 0};
  for (let one = 0; one < states; one++) {
    const filters = {};
    for (let n = Math.floor(random() * 4); n > 0; n--) {
      const id = pick(dimensions);
      filters[id] = [...new Set([...(filters[id] ?? []), pick(choices[id]), pick(choices[id])])];
    }
    const query = pick(queries);
    const state = jinanGeo.set({filters, query});
    const {list, map, drawer} = state.counts;
    seen[list ? 'some' : 'none']++;
    if (list !== map + drawer) wrong.push({filters, query, counts: state.counts});
    const free = dimensions.filter((id) => !filters[id]);
    if (!free.length) continue;
    const id = pick(free);
    // A choice that leaves something, where there is one: zeros alone would show little.
    const left = choices[id].filter((choice) => state.facets[id][choice] > 0);
    const choice = pick(left.length && random() < 0.8 ? left : choices[id]);
    const more = jinanGeo.set({filters: {...filters, [id]: [choice]}});
    seen.added++;
    if (more.counts.list !== state.facets[id][choice] || more.counts.list !== more.counts.map + more.counts.drawer)
      wrong.push({filters, query, id, choice, facet: state.facets[id][choice], counts: more.counts});
  }
  return {wrong, seen};
}"""


@pytest.mark.browser
def test_numbers_agree_in_random_states(browser: Browser, real_pages: Path) -> None:
    with visit(browser, real_pages / "city.html") as opened:
        start = time.monotonic()
        found = opened.evaluate(EXPLORE, {"states": STATES, "seed": SEED, "queries": QUERIES})
        assert time.monotonic() - start < LIMIT_S
        assert found["wrong"] == []
        assert found["seen"]["some"] > STATES / 3
        assert found["seen"]["none"] > 0
        assert found["seen"]["added"] > STATES / 2
        assert opened.complaints == []
