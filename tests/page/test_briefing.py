"""The briefing: each slide one sentence, every number of which a hand count over the city's frame
gives again, nothing smaller than 28 px and nothing cut off.
"""

from __future__ import annotations

import io
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

import jinan_geo
from jinan_geo.analyst.view import CityView
from tests.tools.browser import SAMPLE_CITY, visit

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from playwright.sync_api import Browser

    from jinan_geo.publish.published import PublishedCity
    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser
BEHIND = ["red", "yellow"]
SIZES = [(1024, 768), (1920, 1080), (3840, 2160)]
SMALL_OR_CUT = """() => {
  const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const shown = [...document.querySelectorAll('.jg-brief *')].filter((e) =>
    !e.closest('[hidden], .jg-slide-map') && e.getBoundingClientRect().width);
  return shown.flatMap((e) => {
    const {right, bottom} = e.getBoundingClientRect();
    const faults = [];
    if (right > innerWidth + 1 || bottom > innerHeight + 1) faults.push('outside');
    const isBlock = getComputedStyle(e).display !== 'inline';
    if (isBlock && e.scrollWidth > e.clientWidth + 1 && e.clientWidth) faults.push('cut');
    if (own(e) && parseFloat(getComputedStyle(e).fontSize) < 28) faults.push('small');
    return faults.map((fault) => `${fault}: ${e.className} ${e.textContent.slice(0, 40)}`);
  });
}"""


@pytest.fixture(scope="module")
def projects(sample_shown: PublishedCity) -> pd.DataFrame:
    return CityView(sample_shown).projects()


def slides(opened: Visit) -> dict[str, dict[str, Any]]:
    """The state of each slide by its id, and that its sentence holds its numbers."""
    found = {}
    for at in range(opened.set(brief=0)["brief"]["of"]):
        brief = opened.set(brief=at)["brief"]
        found[brief["id"]] = brief
        assert brief["slide"] == at
        words = re.sub(r"\d{4}-\d\d-\d\d|\d+ \w{3} \d{4}", "", brief["sentence"])
        numbers = [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", words)]
        assert numbers == brief["numbers"]
        shown = opened.page.inner_text(".jg-slide-sentence")
        assert shown.replace("\u202f", " ").split() == brief["sentence"].split()
    return found


def test_every_number_is_that_of_a_count_by_hand(
    browser: Browser, sample_pages: Path, projects: pd.DataFrame
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        found = slides(opened)
        opened.set(brief=None)
        actions = opened.evaluate("jinanGeo.actions()")
    lights = projects["light"].fillna("grey").value_counts()
    four = [int(lights.get(light, 0)) for light in ["red", "yellow", "green", "grey"]]
    assert found["lights"]["numbers"] == [len(projects), *four]
    behind = projects[projects["light"].isin(BEHIND)]
    assert len(actions) == len(behind)
    places = behind[behind["light"] == "red"]["shares"].map(list).explode().value_counts()
    assert found["where"]["numbers"] == [four[0], len(places), places.iloc[0]]
    every = projects.assign(place=projects["shares"].map(list)).explode("place").groupby("place")
    shares = every["light"].agg(n=lambda own: own.isin(BEHIND).sum(), of="size")
    worst = shares.loc[(shares["n"] / shares["of"]).idxmax()]
    assert found["who"]["numbers"] == [worst["of"], worst["n"]]
    units = {row["unit_zh"] or row["unit_en"] for row in actions} - {None}
    late = sum(row["late_of"] == "overdue" for row in actions)
    assert found["ask"]["numbers"] == [len(units), len(behind), late]
    known = [row["cause"] for row in actions if not row["cause"].startswith("un")]
    most = max(known.count(cause) for cause in set(known))
    assert found["causes"]["numbers"] == [len(behind), len(known), most]


def test_the_forecast_counts_what_the_bands_of_the_frame_keep(
    browser: Browser, sample_pages: Path
) -> None:
    frame = jinan_geo.Workspace.open(SAMPLE_CITY).load().targets()
    said = frame.dropna(subset=["forecast_low"])
    unsaid = int(frame["forecast_unsaid"].notna().sum())
    kept = int((said["forecast_low"] >= said["value"]).sum())
    missed = int((said["forecast_high"] < said["value"]).sum())
    wanted = [len(said) + unsaid, kept, missed, len(said) - kept - missed, unsaid]
    with visit(browser, sample_pages / "city.html") as opened:
        found = slides(opened)
        assert found["forecast"]["numbers"] == wanted
        opened.set(brief=list(found).index("forecast"))
        tried = opened.page.inner_text(".jg-slide-note")
        assert str(int(said["forecast_held"].iloc[0])) in tried
        assert str(int(said["forecast_of"].iloc[0])) in tried
    assert missed
    assert unsaid


def test_slides_take_the_place_of_a_dialog_and_give_the_keyboard_back(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        for opens, dialog in ((".jg-table-button", ".jg-table"), (None, ".jg-commands")):
            opened.page.focus(".jg-table-button")
            opened.page.keyboard.press("Enter" if opens else "Control+k")
            opened.page.locator(f"dialog{dialog}").wait_for()
            opened.page.keyboard.press("F5")
            opened.page.locator(".jg-brief").wait_for()
            assert opened.page.locator("dialog[open]").count() == 0
            opened.page.keyboard.press("Escape")
            assert opened.page.locator(".jg-brief").count() == 0
            assert opened.evaluate("document.activeElement.matches('.jg-table-button')")
        opened.page.keyboard.press("Enter")
        opened.page.keyboard.press("Escape")
        assert opened.page.locator("dialog[open]").count() == 0
        assert opened.evaluate("document.activeElement.matches('.jg-table-button')")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.first_whole(2)
def test_nothing_is_small_or_cut_off(
    browser: Browser, sample_pages: Path, width: int, height: int, lang: str
) -> None:
    with visit(browser, sample_pages / "city.html", width=width, height=height) as opened:
        opened.set(lang=lang, query="大" * 60, captures=[{"title": "汇" * 50, "words": "W" * 500}])
        for at in range(opened.set(query="", brief=0)["brief"]["of"]):
            brief = opened.set(brief=at)["brief"]
            assert opened.evaluate(SMALL_OR_CUT) == [], brief


def test_what_proves_a_slide_has_its_unit(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(brief=0)
        row = opened.page.locator(".jg-slide-row").first.inner_text()
        assert row.replace("\u202f", "").endswith("34 / 78个")


def test_a_number_opens_its_rows_and_escape_gives_the_page_back(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        before = opened.set(filters={"layer": ["parking_sites"]})
        opened.page.keyboard.press("F5")
        for _ in range(2):
            opened.page.keyboard.press("ArrowRight")
        assert opened.evaluate("jinanGeo.state().brief.id") == "where"
        assert opened.evaluate("jinanGeo.state().filters.light") == ["red"]
        opened.until("location.hash.includes('brief=2')")
        opened.page.keyboard.press("Escape")
        assert opened.evaluate("jinanGeo.state()") == before
        brief = opened.set(brief=1)["brief"]
        opened.page.click(".jg-slide-sentence button >> nth=1")
        state = opened.evaluate("jinanGeo.state()")
        assert state["brief"] is None
        assert state["filters"] == {"layer": ["parking_sites"], "light": ["red"]}
        assert state["counts"]["list"] == brief["numbers"][1]
        assert opened.complaints == []


def test_a_link_opens_its_slide_and_the_first_number_is_kept(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", fragment="#lang=en&brief=4") as opened:
        assert opened.evaluate("jinanGeo.state().brief.slide") == 4
        assert opened.set(brief=99)["brief"]["slide"] == opened.set(brief=99)["brief"]["of"] - 1
        assert opened.set(brief=None)["filters"] == {}


def test_slides_print_one_to_a_sheet(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(lang="en")
        found = slides(opened)
        before = opened.evaluate("jinanGeo.state()")
        reader = PdfReader(io.BytesIO(opened.page.pdf(prefer_css_page_size=True)))
        assert opened.evaluate("jinanGeo.state()") == before
    assert len(reader.pages) == len(found)
    for page, brief in zip(reader.pages, found.values(), strict=True):
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", page.extract_text()))
        assert re.sub(r"\s", "", brief["sentence"]) in plain


def test_a_view_of_ones_own_is_a_slide_that_shows_it(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        first = opened.set(edition=3, filters={"light": ["red"]}, colorBy="stage")
        opened.page.click(".jg-export > button[aria-controls=jg-export-menu]")
        opened.page.click("text=加入汇报…")
        for title, words in (("<b>一</b>", "去年 17 个 <img src=x onerror=alert(1)>"), ("二", "")):
            opened.page.fill("#jg-captureTitle", title)
            opened.page.fill("#jg-captureWords", words)
            opened.page.click(".jg-capture form button")
        opened.page.click("button[aria-label='上移：二']")
        opened.page.click(".jg-capture > button:last-of-type")
        before = opened.set(edition=9, filters={}, colorBy="light")
        assert [one["title"] for one in before["captures"]] == ["二", "<b>一</b>"]
        shown = opened.set(brief=99)
        assert shown["brief"]["own"]["title"] == "<b>一</b>"
        assert shown["brief"]["numbers"] == [first["counts"]["list"]]
        kept = ["edition", "filters", "colorBy", "counts"]
        assert {key: shown[key] for key in kept} == {key: first[key] for key in kept}
        assert opened.page.inner_text(".jg-slide h2") == "<b>一</b>"
        stages = opened.page.locator(".jg-slide-legend .jg-slide-words").all_inner_texts()
        assert sum(int(one) for one in stages if one) == first["counts"]["list"]
        assert "在建" in opened.page.inner_text(".jg-slide-legend")
        assert "汇报人自述" in opened.page.inner_text(".jg-slide-own")
        assert "colorBy" not in opened.evaluate("location.hash")
        opened.page.keyboard.press("Escape")
        assert opened.evaluate("jinanGeo.state()") == before
        opened.set(brief=99)
        opened.page.click(".jg-slide-sentence button")
        there = opened.evaluate("jinanGeo.state()")
        assert {key: there[key] for key in kept} == {key: first[key] for key in kept}
        opened.page.keyboard.press("Control+k")
        opened.page.fill(".jg-commands input", "加入汇报")
        opened.page.keyboard.press("Enter")
        opened.page.click("button[aria-label='移出汇报：二']")
        assert len(opened.evaluate("jinanGeo.state().captures")) == 1
        opened.page.click("text=放回刚移出的视图")
        kept = opened.evaluate("jinanGeo.state().captures")
        assert len(kept) == 2
        opened.until("history.state.captures.length === 2")
        opened.page.reload()
        opened.evaluate("jinanGeo.ready")
        assert opened.evaluate("jinanGeo.state().captures") == kept
        assert opened.complaints == []


def test_a_district_is_not_compared_with_itself(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "districts" / "370102.html") as opened:
        assert "who" not in slides(opened)


def test_the_dialog_keeps_the_focus_and_gives_it_back(browser: Browser, sample_pages: Path) -> None:
    within = "document.activeElement.closest('.jg-brief') !== null"
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.click(".jg-brief-button")
        for _ in range(14):
            opened.page.keyboard.press("Tab")
            assert opened.evaluate(within)
        opened.page.focus("button[aria-label='下一页']")
        opened.page.keyboard.press("Enter")
        assert opened.evaluate("jinanGeo.state().brief.slide") == 1
        assert opened.evaluate(within)
        opened.page.keyboard.press("Alt+ArrowRight")
        assert opened.evaluate("jinanGeo.state().brief.slide") == 1  # the browser's own key
        opened.page.keyboard.press("Escape")
        assert opened.evaluate("document.activeElement.classList.contains('jg-brief-button')")


def opened_rows(opened: Visit, slide: str, which: int) -> int:
    """How many rows the page shows of what a number counts: commitments, districts, units, or
    projects.
    """
    if slide in {"targets", "forecast"}:
        return opened.page.locator(".jg-targets .jg-tile").count()
    if (slide, which) == ("where", 1):
        return opened.page.locator(".jg-rank[aria-pressed=true]").count()
    if (slide, which) == ("ask", 0):
        for more in opened.page.locator(".jg-actions .jg-more").all():
            more.click()
        names = opened.page.locator(".jg-actions .jg-group").all_inner_texts()
        return sum(not re.match("未填|no unit", name) for name in names)
    listed: int = opened.evaluate("jinanGeo.state().counts.list")
    return listed


@pytest.mark.parametrize(("lang", "light"), [("zh", []), ("en", ["red"])])
@pytest.mark.first_whole(1)
def test_each_number_opens_as_many_rows(
    browser: Browser, sample_pages: Path, lang: str, light: list[str]
) -> None:
    numbers = ".jg-slide-sentence button"
    tried = []
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(lang=lang, filters={"light": light}, captures=[{"title": "x"}])
        for at in range(opened.set(brief=0)["brief"]["of"]):
            brief = opened.set(brief=at)["brief"]
            assert opened.page.locator(numbers).count() == len(brief["numbers"])
            for which, value in enumerate(brief["numbers"]):
                opened.set(brief=at)
                opened.page.locator(numbers).nth(which).dispatch_event("click")
                assert opened_rows(opened, brief["id"], which) == value, (brief, which)
                tried.append(value)
                opened.set(filters={"light": light}, since=None)
        assert opened.complaints == []
    assert len(tried) >= 20


def test_what_is_set_in_a_briefing_is_what_it_tells(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        here = opened.set(filters={"district": ["370105"]})["counts"]["list"]
        opened.set(filters={}, brief=1)
        state = opened.set(filters={"district": ["370105"]})
        assert state["brief"]["numbers"][0] == here
        state = opened.set(lang="en")
        assert "Projects" in state["brief"]["sentence"]
        assert opened.page.locator(".jg-slide-name").first.inner_text() == "Red"
        assert opened.set(brief=None)["filters"] == {"district": ["370105"]}
