"""Every number of the true Jinan in a browser has evidence to open, or says that none is public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.answers.settlement import settle
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import ROOT, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.publish.published import PublishedCity

# Of these nothing was published.
SILENT = {"T2-01", "T2-02", "T2-03", "T2-04", "T3-02", "T4-02", "T6-01"}
# One after the other in one page: what stands where the evidence of each would open.
OPENED = """async ([what, box, keys]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const found = {};
  for (const [name, wanted] of keys) {
    jinanGeo.set({ [what]: wanted });
    let shown = null;
    for (let tries = 0; tries < 100 && !shown; tries++) {
      await frame();
      shown = document.querySelector(`${box} .jg-evidence`);
    }
    found[name] = shown && {
      ids: [...shown.querySelectorAll('li')].map((one) => one.dataset.evidence),
      none: shown.dataset.evidence === 'none' ? shown.querySelector('p').textContent : '',
    };
    jinanGeo.set({ [what]: null });
    for (let tries = 0; tries < 100 && document.querySelector(box); tries++) await frame();
  }
  return found;
}"""
SETTLED = """() => {
  const told = (row) => ({
    ids: [...row.querySelectorAll('.jg-said-id')].map((one) => one.textContent.trim()),
    none: row.querySelector('.jg-row-none')?.textContent ?? '',
  });
  return Object.fromEntries(
    [...document.querySelectorAll('.jg-row')].map((row) => [row.id, told(row)]));
}"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PublishedCity]:
    out = tmp_path_factory.mktemp("jinan")
    _, shown, _ = build_workspace(Workspace.open(ROOT), out)
    return out, shown


def evidence_of(answers: dict[str, Any]) -> dict[str, set[str]]:
    """The evidence of each: some has opened, or else a sentence that none is public."""
    unsaid = [
        key for key, one in answers.items() if not one or bool(one["ids"]) == bool(one["none"])
    ]
    assert unsaid == [], "neither evidence nor a word that there is none"
    return {key: {*one["ids"]} for key, one in answers.items()}


@pytest.mark.browser
@pytest.mark.deep
def test_every_number_has_evidence_to_open_or_says_that_none_is_public(
    browser: Browser, built: tuple[Path, PublishedCity]
) -> None:
    out, shown = built
    settled = {one.target.id: {*one.evidence} for one in settle(shown)}
    with visit(browser, out / "city.html", width=800, height=300) as opened:
        targets = [(key, key) for key in settled]
        told = evidence_of(opened.evaluate(OPENED, ["target", ".jg-tile.jg-open", targets]))
        assert all(told[key] <= ids for key, ids in settled.items())
        assert {key for key, ids in told.items() if not ids} == SILENT
        works = [(one["id"], one) for one in opened.evaluate("jinanGeo.listed()")]
        known = evidence_of(opened.evaluate(OPENED, ["selection", ".jg-card-panel", works]))
        assert len(known) == len(works) > 130
        reported = {key for layer in shown.layers for key in layer.records["id"]}
        assert reported <= {key for key, ids in known.items() if ids}, "a report has its evidence"
        assert opened.complaints == []
    with visit(browser, out / "settlement.html") as opened:
        rows = evidence_of(opened.evaluate(SETTLED))
        assert rows == settled
        silent = opened.page.locator(".jg-row-none").first.text_content() or ""
        assert shown.workspace.targets.source.zh in silent


@pytest.mark.slow
def test_the_first_screen_of_a_year_that_is_over_counts_endings_as_the_settlement_does(
    browser: Browser, built: tuple[Path, PublishedCity]
) -> None:
    pages, _ = built
    totals = """[...document.querySelectorAll('.jg-total')]
      .map((one) => Number(one.textContent.match(/[0-9]+/)[0])).filter(Boolean).sort()"""
    with visit(browser, pages / "settlement.html") as opened:
        settled = opened.evaluate(totals)
    assert sum(settled) == 24
    for width, height in [(1440, 900), (390, 844)]:
        with visit(browser, pages / "city.html", width=width, height=height) as opened:
            line = opened.page.locator(".jg-endings")
            assert line.is_visible()
            said = [int(one.text_content() or "") for one in line.locator("b").all()]
            assert sorted(said, key=str) == sorted(settled, key=str)
            first, *rest = opened.set(brief=0)["brief"]["numbers"]
            assert first == sum(rest) == 24
            assert sorted(filter(None, rest), key=str) == sorted(settled, key=str)
            opened.set(brief=None)
            box = line.bounding_box()
            assert box
            assert box["y"] + box["height"] <= height
            line.locator("a").first.click()
            assert opened.page.url.split("#")[0].endswith("settlement.html")
