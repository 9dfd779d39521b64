"""The page of a province in a browser: its words, its width, and no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.province import roll_up
from jinan_geo.manifest.closed import Text
from jinan_geo.render.province import WantedProvince, render_province
from tests.answers.test_province import counted, told_by
from tests.page.test_access import AXE
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def test_it_fits_a_phone_and_speaks_both_languages(browser: Browser, tmp_path: Path) -> None:
    days = ("2025-09-30", "2025-10-31")
    rows = [
        told_by("甲市", counted((1, 2, 3, 4), *days)),
        told_by("乙市", counted((5, 0, 9, 1), *days)),
    ]
    file = tmp_path / "province.html"
    file.write_text(
        render_province(roll_up(rows), WantedProvince(Text(zh="省", en="Province"), "zh", {})),
        encoding="utf-8",
    )
    with visit(browser, file, width=390, height=844) as opened:
        page = opened.page
        told = opened.evaluate("jinanGeo.ready")
        assert (told["projects"], told["red"], [one["name"] for one in told["cities"]]) == (
            25,
            6,
            ["乙市", "甲市"],
        )
        assert page.locator("h1").inner_text() == "省"
        page.locator(".jg-lang").click()
        assert page.locator("h1").inner_text() == "Province"
        assert page.locator("svg path").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert (
            opened.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))")
            == []
        )
        assert [one for one in opened.requests if not one.startswith("file:")] == []
        assert opened.complaints == []
