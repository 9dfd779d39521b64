"""What the next year took over, on its page: lists with first promises, a card, new promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.answers.test_handover import city_of
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.mark.browser
def test_works_that_go_on_lead_to_their_cards_and_new_promises_to_their_evidence(
    browser: Browser, tmp_path: Path
) -> None:
    root = city_of(tmp_path)
    build_workspace(Workspace.open(root), root / "maps", audience="internal")
    with visit(browser, root / "maps" / "city.html") as opened:
        page = opened.page
        page.locator("#jg-tab-carried").click()
        works = page.locator("[data-carried]")
        works.first.wait_for()
        ids = [one.get_attribute("data-carried") for one in works.all()]
        assert set(ids) == {"late", "forecast", "slipped", "planned", "open", "since"}
        slipped = page.locator("[data-carried=slipped]")
        assert "最初承诺 2025-10-31" in slipped.inner_text()
        assert "最新说法 2026-09-30" in slipped.inner_text()
        assert "比最初晚 334 天" in slipped.inner_text()
        page.locator("[data-coming=C] summary").click()
        page.locator("[data-coming=C] [data-evidence=R3]").wait_for()
        slipped.click()
        card = page.locator(".jg-card-panel .jg-carried-on")
        card.wait_for()
        assert "结转2026年" in card.inner_text()
        assert "比最初晚 334 天" in card.inner_text()
        assert opened.complaints == []
