"""Evidence on a page: with a project and a commitment, in both languages, and never loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.check.test_evidence import EVIDENCE, kept, row
from tests.tools.browser import visit
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def city_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("evidence")
    ledger = FILES["layers/sites/progress.csv"].splitlines()
    named = [f"{line},{'evidence' if not at else ''}" for at, line in enumerate(ledger)]
    named[4] += "F2"  # s-1 at the end of February
    statements = [
        row("F1", published="2025-09", as_of="2025", recheck="mirror"),
        row("F2", published="2025-03-01", contradicts="F1", tier="official"),
        row("F3", published="2025-02", address=HOSTILE),
        row("F4", published="2025-01"),
        row("F5", "T-3"),
    ]
    files = {EVIDENCE: kept(*statements), "layers/sites/progress.csv": "\n".join(named) + "\n"}
    write_city(root, files)
    build_workspace(Workspace.open(root), root / "maps")
    return root / "maps" / "city.html"


@pytest.mark.browser
def test_a_card_shows_what_its_state_rests_on_first_and_then_the_newest(
    browser: Browser, city_page: Path
) -> None:
    with visit(browser, city_page, fragment="#at=sites/s-1") as opened:
        listed = opened.page.locator(".jg-card-panel .jg-evidence li")
        listed.first.wait_for()
        ids = [one.get_attribute("data-evidence") for one in listed.all()]
        assert ids == ["F2", "F1", "F3"], "the rest after a click"
        first, second, third = (one.inner_text() for one in listed.all())
        assert "官方" in first
        assert "与 F1 说法不一" in first
        assert "待向发布单位核实" in second
        assert HOSTILE in third
        opened.page.locator(".jg-evidence .jg-more").click()
        opened.page.locator('.jg-evidence [data-evidence="F4"]').wait_for()
        assert opened.page.locator(".jg-evidence a, .jg-evidence img").count() == 0
        assert opened.complaints == []


@pytest.mark.browser
def test_a_commitment_shows_its_evidence_in_english(browser: Browser, city_page: Path) -> None:
    with visit(browser, city_page, fragment="#target=T-3&lang=en") as opened:
        told = opened.page.locator('.jg-tile .jg-evidence [data-evidence="F5"]')
        told.wait_for()
        assert "F5 has begun" in told.inner_text()
        assert "published Mar 2025" in told.inner_text().replace("\n", " ")
        assert opened.complaints == []
