"""Done when, line 4: list = map + drawer under every filter, and the totals are those of the CSV
files.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import jinan_geo
from jinan_geo.page.columns import read_block
from tests.page.test_sealed import DISTRICTS, PAGES, THEMES
from tests.tools.browser import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLE_CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
MIN_SHARE = 0.01  # min_share of the workspace
EVERY_FILTER = """() => {
  const found = [];
  const look = (wanted) => {
    const state = jinanGeo.set(wanted);
    found.push({wanted, counts: state.counts, totals: state.totals, expected: null});
    return state;
  };
  const start = look({filters: {}});
  for (const [dimension, choices] of Object.entries(start.facets))
    for (const [choice, count] of Object.entries(choices)) {
      look({filters: {[dimension]: [choice]}});
      found[found.length - 1].expected = count;
    }
  look({filters: {light: ['red', 'yellow'], location: ['district', 'unlocated']}});
  look({filters: {}, query: 'lx'});
  look({filters: {light: ['red']}, query: '3701'});
  look({query: '', filters: {}});
  return found;
}"""


def load_projects() -> pd.DataFrame:
    """Every project with its last record of October, by pandas alone."""
    frames = []
    for manifest in sorted((SAMPLE_CITY / "layers").glob("*/layer.toml")):
        settings = tomllib.loads(manifest.read_text(encoding="utf-8"))
        if settings.get("role") == "districts":
            continue
        frame = gpd.read_file(manifest.parent / "features.geojson")
        ledger = pd.read_csv(manifest.parent / "progress.csv", dtype={"id": str})
        newest = ledger[ledger["as_of"] == "2025-10-31"].groupby("id").tail(1)
        frame = frame.merge(newest[["id", "done_pct"]], on="id", how="left", indicator="october")
        own = (
            frame["theme"] if "theme" in frame else pd.Series(None, index=frame.index, dtype=object)
        )
        frames.append(
            frame.assign(layer=manifest.parent.name, theme=own.fillna(settings.get("theme")))
        )
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def projects() -> pd.DataFrame:
    return load_projects()


@pytest.fixture(scope="module")
def districts() -> gpd.GeoDataFrame:
    return gpd.read_file(SAMPLE_CITY / "layers" / "districts" / "features.geojson")


def expected_projects(
    projects: pd.DataFrame, districts: gpd.GeoDataFrame, name: str
) -> pd.DataFrame:
    if name in THEMES:
        return projects[projects["theme"] == name]
    code = name.rsplit("/", 1)[-1]
    if code not in DISTRICTS:
        return projects
    located = gpd.GeoDataFrame(projects, geometry="geometry", crs=4326).to_crs(4548).geometry
    area = districts.to_crs(4548).set_index("id").geometry
    share = size(located.intersection(area[code]), located) / size(
        located.intersection(area.union_all()), located
    )
    without = located.isna() & projects["district"].fillna("").str.split(";").map(
        lambda codes: code in codes
    )
    return projects[(share.fillna(0) >= MIN_SHARE) | without]


def size(part: gpd.GeoSeries, whole: gpd.GeoSeries) -> pd.Series:
    """Area, length or number of points, as the whole feature is a polygon, a line or points."""
    is_line, is_point = whole.geom_type.str.contains("Line"), whole.geom_type.str.contains("Point")
    counted = part.count_coordinates().where(~part.is_empty, 0)
    return part.area.where(~is_line, part.length).where(~is_point, counted)


@pytest.mark.browser
@pytest.mark.parametrize("name", [page for page in PAGES if page != "index"])
@pytest.mark.first_whole(4)
def test_list_is_map_plus_drawer_under_every_filter(
    browser: Browser,
    sample_pages: Path,
    projects: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    name: str,
) -> None:
    with visit(browser, sample_pages / f"{name}.html") as opened:
        looks: list[dict[str, Any]] = opened.evaluate(EVERY_FILTER)
    for look in looks:
        counts = look["counts"]
        assert counts["list"] == counts["map"] + counts["drawer"], look
        assert look["expected"] in (None, counts["list"]), look
    expected = expected_projects(projects, districts, name)
    counts, totals = looks[0]["counts"], looks[0]["totals"]
    assert counts["list"] == len(expected)
    assert counts["map"] == expected["geometry"].notna().sum()
    assert sum(totals[light] for light in ("red", "yellow", "green", "grey")) == len(expected)
    assert len(looks) > 10


@pytest.mark.browser
def test_city_totals_are_those_of_the_files(
    browser: Browser, sample_pages: Path, projects: pd.DataFrame
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        state = opened.evaluate("jinanGeo.state()")
    facets, totals = state["facets"], state["totals"]
    by_layer = projects["layer"].value_counts().to_dict()
    assert {layer: count for layer, count in facets["layer"].items() if count} == by_layer
    assert totals["reported"] == int((projects["october"] == "both").sum())
    money = projects["investment_wan"].astype(float)
    assert totals["investment_wan"] == pytest.approx(money.sum())
    assert totals["investment_missing"] == int(money.isna().sum())


@pytest.mark.browser
def test_the_frame_of_projects_has_the_numbers_of_the_pages(
    browser: Browser, sample_pages: Path
) -> None:
    frame = jinan_geo.Workspace.open(SAMPLE_CITY).load().projects()
    with visit(browser, sample_pages / "city.html") as opened:
        seen = opened.evaluate("jinanGeo.state().totals")
    assert totals_of(frame, np.ones(len(frame))) == pytest.approx(seen)
    for code in DISTRICTS:
        path = sample_pages / "districts" / f"{code}.html"
        share = frame["shares"].map(lambda shares, code=code: shares.get(code, 0.0)).to_numpy(float)
        expected = page_of(path)["totals"][-1]
        assert totals_of(frame, share) == pytest.approx(expected, rel=1e-4, abs=1e-2)


def totals_of(frame: pd.DataFrame, share: np.ndarray) -> dict[str, float]:
    """What an analyst counts of the projects that have a share."""
    here = frame[share > 0]
    money = here["investment_wan"] * share[share > 0]
    lights = here["light"].value_counts()
    return {
        "projects": len(here),
        "located": int(here.geometry.notna().sum()),
        "unlocated": int(here.geometry.isna().sum()),
        **{light: int(lights.get(light, 0)) for light in ("red", "yellow", "green", "grey")},
        "reported": int(here["reported"].sum()),
        "investment_wan": money.sum(),
        "investment_missing": int(money.isna().sum()),
    }


def page_of(path: Path) -> dict[str, Any]:
    """The head of a page as it was written."""
    block = re.search(r'id="jg-page">([^<]+)<', path.read_text(encoding="utf-8"))
    assert block
    header, _ = read_block(block[1])
    return dict(header["page"])


@pytest.mark.browser
@pytest.mark.parametrize("name", [page for page in PAGES if page != "index"])
@pytest.mark.first_whole(4)
def test_browser_and_python_agree_at_every_edition(
    browser: Browser, sample_pages: Path, name: str
) -> None:
    path = sample_pages / f"{name}.html"
    block = re.search(r'id="jg-page">([^<]+)<', path.read_text(encoding="utf-8"))
    assert block
    header, _ = read_block(block[1])
    with visit(browser, path) as opened:
        for edition, expected in enumerate(header["page"]["totals"]):
            totals = opened.set(edition=edition)["totals"]
            # Shares travel rounded to 1/10,000, so a district's money agrees to that.
            money = expected.pop("investment_wan")
            assert totals.pop("investment_wan") == pytest.approx(money, rel=1e-4, abs=1)
            assert totals == expected


@pytest.mark.browser
@pytest.mark.parametrize("code", ["370105", "370102", "370112"])
@pytest.mark.first_whole(1)
def test_a_district_tells_its_own_uncounted_and_not_the_citys(
    browser: Browser, sample_pages: Path, code: str
) -> None:
    """The number under a tile and the one in its opened arithmetic are the same.

    The projects of this page.
    """
    seen = 0
    with visit(browser, sample_pages / "districts" / f"{code}.html") as opened:
        for name in opened.page.locator(".jg-tile-name").all_text_contents():
            tile = opened.page.locator(f".jg-tile:has(.jg-tile-name:text-is('{name}'))")
            tile.locator(".jg-tile-button").click()
            part = tile.locator(".jg-tile-uncounted b")
            told = part.text_content() if part.count() else "0"
            words = tile.locator(".jg-arithmetic").text_content() or ""
            assert len(re.findall("无法判断，未计入", words)) == (told != "0")
            if told != "0":
                assert f"本区县另有 {told} 个项目无法判断" in words
                seen += 1
            tile.locator(".jg-tile-button").click()
    assert seen > 0
