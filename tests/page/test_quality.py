"""The quality of the data on the page.

Levels as ``check`` gives them, and the issues that each row counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.answers.quality import LEVELS, assess_quality
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import build_workspace, prepare_city
from jinan_geo.publish.audience import visible_issues
from jinan_geo.publish.publish import publish
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import SITE_FEATURES, SITES_LEDGER, collection, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City
    from jinan_geo.page.model import Page

LEDGER = SITES_LEDGER + "ghost,2025-02-28,,5,,,,,\n"  # an error of the layer, in no district


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city; s-1, in Lixia, has an impossible date; one record belongs to no project."""
    sites = [{**one, "properties": dict(one["properties"])} for one in SITE_FEATURES]  # type: ignore[call-overload]
    sites[0]["properties"]["planned_start"] = "2025-13-01"
    files = {
        "layers/sites/features.geojson": collection(sites),
        "layers/sites/progress.csv": LEDGER,
    }
    return write_city(tmp_path_factory.mktemp("quality"), files)


@pytest.fixture(scope="module")
def city(root: Path) -> City:
    """All of it, judged."""
    return prepare_city(Workspace.open(root))


@pytest.fixture(scope="module")
def pages(city: City) -> dict[str, Page]:
    """The heads of all pages."""
    return {built.path: built.page for built in build_pages(publish(city, "internal"))}


@pytest.mark.slow
def test_the_city_page_says_what_check_says(city: City, pages: dict[str, Page]) -> None:
    found = assess_quality(city.layers, city.districts, visible_issues(city, "internal"))
    said = [
        (one.layer, one.district, one.kind, LEVELS[one.level], one.features, one.lacks)
        for one in pages["city.html"].quality
    ]
    assert said == [
        (one.layer, one.district, one.kind, one.level, one.features, one.word_lacks())
        for one in found
        if one.layer is None or one.district is None
    ]
    (sites,) = [one for one in pages["city.html"].quality if one.layer == "sites"]
    assert (sites.name.zh, sites.lacks.zh) == (
        "权威",
        "图层有 1 个错误，1 个有警告，1 个未落图，1 个缺少本期填报",
    )


def test_a_district_is_told_of_its_own_features_alone(pages: dict[str, Page]) -> None:
    for code, warned in (("370102", True), ("370103", False)):
        quality = pages[f"districts/{code}.html"].quality
        (sites,) = [one for one in quality if one.layer == "sites"]
        assert {one.district for one in quality} == {None}
        assert "错误" not in sites.lacks.zh
        assert (sites.clean_pct != 100) is warned
        assert sites.features < 5


def opened_rows(opened: Visit, row: str) -> list[str]:
    """Open a row, and give the ids of the features that its issues are about."""
    opened.page.locator(".jg-quality-row > summary", has_text=row).click()
    opened.page.locator(
        ".jg-quality-row[open] .jg-issue, .jg-quality-row[open] > .jg-hint"
    ).first.wait_for()
    return opened.page.locator(".jg-quality-row[open] .jg-issue > b").all_text_contents()


@pytest.mark.browser
def test_a_row_opens_the_issues_it_counts_and_an_issue_leads_to_its_project(
    browser: Browser, root: Path, pages: dict[str, Page], tmp_path: Path
) -> None:
    build_workspace(Workspace.open(root), tmp_path, only="city")
    page = pages["city.html"]
    counted = {
        one.name.zh for one in page.issues if one.layer == "sites" and one.severity != "info"
    }
    own = {one.name.zh for one in page.issues if one.feature == "s-1" and one.severity != "info"}
    assert own < counted
    with visit(browser, tmp_path / "city.html") as opened:
        opened.page.locator("#jg-tab-issues").click()
        assert opened.page.locator(".jg-quality > summary").inner_text().startswith("数据质量")
        opened.page.locator(".jg-quality > summary").click()
        assert opened.page.locator(".jg-quality-row").count() == len(page.layers)
        assert set(opened_rows(opened, "更新项目")) == counted
        opened.page.get_by_role("button", name="区县", exact=True).click()
        assert opened.page.locator(".jg-quality-row").count() == len(page.districts)
        assert set(opened_rows(opened, "历下区")) == own
        opened.page.locator(".jg-quality-row[open] .jg-issue").first.click()
        assert opened.evaluate("jinanGeo.state().selection") == {"layer": "sites", "id": "s-1"}
        opened.set(lang="en")
        lixia = opened.page.locator(".jg-quality-row > summary", has_text="Lixia").inner_text()
        assert "with warnings: 1" in lixia
        assert opened.complaints == []
