"""The list: sorted by what the reader asks for, both ways, each row with its course and its days
late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import Visit, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

NUMBERS = ("done", "lag", "late", "investment")
# Names and numbers of the first and the last rows, as the reader sees them.
ENDS = """async () => {
  const box = document.querySelector('.jg-list');
  const read = async (top) => {
    box.scrollTop = top;
    const wanted = String(top ? jinanGeo.state().counts.list : 1);
    const rowsNow = () => [...box.querySelectorAll('.jg-row')];
    const there = () => rowsNow().some((row) => row.getAttribute('aria-posinset') === wanted);
    for (let tries = 0; tries < 100 && !there(); tries++)
      await new Promise((done) => setTimeout(done, 30));
    await new Promise((done) => setTimeout(done, 60));
    const rows = [...box.querySelectorAll('.jg-row')];
    rows.sort((a, b) => a.getAttribute('aria-posinset') - b.getAttribute('aria-posinset'));
    return rows.map((row) => ({
      name: row.querySelector('.jg-row-name').textContent,
       number: row.querySelector('.jg-row-number').textContent,
      line: row.querySelector('.jg-row-line').textContent,
       light: row.querySelector('.jg-sr').textContent,
    }));
  };
  const first = await read(0);
  const last = await read(box.scrollHeight);
  box.scrollTop = 0;
  return {first, last};
}"""


def ends(opened: Visit) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = opened.evaluate(ENDS)
    return found


def percent(row: dict[str, str]) -> float | None:
    return None if row["number"] == "—" else float(row["number"].split("\u202f")[0])


def sort_of(opened: Visit) -> dict[str, Any]:
    sort: dict[str, Any] = opened.evaluate("jinanGeo.state().sort")
    return sort


@pytest.mark.browser
def test_select_and_button_sort_both_ways(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        assert sort_of(opened) == {"by": "worst", "down": False}
        assert {row["light"] for row in ends(opened)["first"]} == {"红"}
        page.locator(".jg-direction").click()
        assert sort_of(opened) == {"by": "worst", "down": True}
        assert {row["light"] for row in ends(opened)["first"]} == {"绿"}
        assert page.locator(".jg-direction").get_attribute("aria-pressed") == "true"
        assert "sort=-worst" in opened.link()

        page.locator(".jg-sort").select_option("done")
        seen = ends(opened)
        known = [value for row in seen["first"] if (value := percent(row)) is not None]
        assert known == sorted(known)
        assert percent(seen["last"][-1]) is None, "what is not known comes last"
        page.locator(".jg-direction").click()
        seen = ends(opened)
        assert percent(seen["first"][0]) == 100
        assert percent(seen["last"][-1]) is None, "either way"
        assert opened.complaints == []


@pytest.mark.browser
def test_every_sort_has_its_order_and_number(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        options = page.locator(".jg-sort option").evaluate_all("all => all.map((one) => one.value)")
        assert options == [
            "worst",
            "done",
            "lag",
            "late",
            "investment",
            "name",
            "district",
            "given",
        ]
        page.locator(".jg-sort").select_option("lag")
        assert sort_of(opened)["down"]
        lags = [float(row["number"].removeprefix("滞后 ")) for row in ends(opened)["first"]]
        assert lags == sorted(lags, reverse=True)
        assert lags[0] > 20
        page.locator(".jg-sort").select_option("late")
        late = [
            int(row["line"].split(" 天")[0].removeprefix("晚 ")) for row in ends(opened)["first"]
        ]
        assert late == sorted(late, reverse=True)
        assert late[0] > 30
        page.locator(".jg-sort").select_option("investment")
        money = [
            float(row["number"].split("\u202f")[0].replace(",", ""))
            for row in ends(opened)["first"]
        ]
        assert money == sorted(money, reverse=True)
        page.locator(".jg-sort").select_option("district")
        assert all("历下区" in row["line"] for row in ends(opened)["first"])
        names = [row["name"] for row in (opened.set(sort={"by": "name"}), ends(opened))[1]["first"]]
        turned = [
            row["name"]
            for row in (opened.set(sort={"by": "name", "down": True}), ends(opened))[1]["last"]
        ]
        shown = min(len(names), len(turned))  # as many as have room
        assert shown >= 3
        assert names[:shown] == turned[::-1][:shown]
        with pytest.raises(Exception, match="no sort"):
            opened.set(sort={"by": "beauty"})


@pytest.mark.browser
def test_a_link_keeps_the_order(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", fragment="#sort=-late") as opened:
        assert sort_of(opened) == {"by": "late", "down": True}
        assert opened.page.locator(".jg-sort").input_value() == "late"
    with visit(browser, sample_pages / "industry.html", fragment="#sort=-nothing") as opened:
        assert sort_of(opened) == {"by": "worst", "down": False}


@pytest.mark.browser
def test_rows_draw_their_course_up_to_the_edition(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", fragment="#sort=-done") as opened:
        page = opened.page
        sparks = page.locator(".jg-row .jg-spark path:nth-of-type(2)")
        assert sparks.count() == page.locator(".jg-row").count()
        path = sparks.first.get_attribute("d") or ""
        assert path.count("L") >= 3
        page.locator(".jg-time-slider").press("Home")
        assert "L" not in (
            page.locator(".jg-row .jg-spark path:nth-of-type(2)").first.get_attribute("d") or ""
        )


# The words of every row that do not fit into their place, read from one end of the list to the
# other.
CUT = """async () => {
  const box = document.querySelector('.jg-list');
  const cut = new Set();
  let seen = 0;
  for (let top = 0; top < box.scrollHeight; top += box.clientHeight) {
    box.scrollTop = top;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const line of box.querySelectorAll('.jg-row-line')) {
      seen++;
      const row = line.closest('.jg-row').getBoundingClientRect();
      const beyond = line.getBoundingClientRect().bottom > row.bottom + 1;
      const inside = line.scrollHeight > line.clientHeight + 1
        || line.scrollWidth > line.clientWidth;
      if (beyond || inside) cut.add(line.textContent);
    }
  }
  return {seen, cut: [...cut]};
}"""


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_row_are_not_cut(browser: Browser, sample_pages: Path, lang: str) -> None:
    # With changes shown each row has a tag too.
    with visit(
        browser,
        sample_pages / "city.html",
        height=3000,
        fragment=f"#lang={lang}&since=2025-09-30",
    ) as opened:
        found = opened.evaluate(CUT)
        assert found["seen"] >= 645
        assert found["cut"] == []


@pytest.mark.browser
@pytest.mark.first_whole(1)
@pytest.mark.parametrize("width", [1440, 1100])
def test_filters_stand_beside_the_list_where_there_is_room(
    browser: Browser, sample_pages: Path, width: int
) -> None:
    with visit(browser, sample_pages / "city.html", width=width) as opened:
        page = opened.page
        page.locator(".jg-filter-button").click()
        filters = page.locator(".jg-facets").bounding_box()
        assert filters
        listed = page.locator(".jg-list")
        if width < 1150:
            assert listed.count() == 0
            return
        panel, the_map = listed.bounding_box(), page.locator(".jg-map").bounding_box()
        assert panel
        assert the_map
        assert panel["x"] + panel["width"] <= filters["x"]
        assert filters["x"] + filters["width"] <= the_map["x"]
        assert the_map["width"] > width / 2
        district = page.locator(".jg-facets .jg-choice", has_text="天桥区").first
        district.click()
        assert page.locator(".jg-row").count() > 0, "the list is seen as it is narrowed"
        assert opened.evaluate("jinanGeo.state().filters") == {"district": ["370105"]}
        page.locator(".jg-filter-column [aria-label=关闭]").click()
        assert page.locator(".jg-facets").count() == 0
        assert opened.evaluate("document.activeElement.matches('.jg-filter-button')")
