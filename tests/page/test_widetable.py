"""The list as a table over the whole window.

Its columns, order, sums, and what a copy of it holds.
"""

from __future__ import annotations

import base64
import csv
import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from tests.page.test_access import AXE
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser
# What a copy puts onto the clipboard, in both forms.
COPY = """() => new Promise((done) => {
  addEventListener('copy', ({clipboardData: data}) =>
    done({text: data.getData('text/plain'), html: data.getData('text/html')}), {once: true});
  [...document.querySelectorAll('.jg-table-head button')]
    .find((one) => one.textContent === '复制到 Excel').click();
})"""


def copied(opened: Visit) -> list[dict[str, str]]:
    text: str = opened.evaluate(COPY)["text"]
    return [*csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")]


def exported(opened: Visit) -> dict[str, dict[str, str]]:
    """The rows of the file that the page exports, by their id."""
    text = base64.b64decode(opened.evaluate("jinanGeo.export('csv')")).decode("utf-8-sig")
    return {row["编号"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def done_of(row: dict[str, str]) -> float:
    return float(row["完成（%）"] or "-inf")


def test_the_table_sorts_by_several_and_is_copied_as_it_stands(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", bypass_csp=True) as opened:
        page = opened.page
        page.get_by_role("button", name="宽表").click()
        rows = page.locator(".jg-wide tbody tr[aria-rowindex]")
        rows.first.wait_for()
        listed: list[dict[str, Any]] = opened.evaluate("jinanGeo.listed()")
        assert page.locator(".jg-wide table").get_attribute("aria-rowcount") == "647"
        assert rows.count() < 60, "only what is in sight is drawn"
        assert [row["编号"] for row in copied(opened)] == [one["id"] for one in listed]
        heads = page.locator(".jg-wide th")
        heads.filter(has_text="区县").get_by_role("button").click()
        for _ in range(2):  # up, then down
            heads.filter(has_text="完成（%）").first.get_by_role("button").click(
                modifiers=["Shift"]
            )
        taken = copied(opened)
        full = exported(opened)
        assert len(taken) == len(full) == len(listed)
        for row in taken:
            assert row == {name: full[row["编号"]][name] for name in row}
        runs = [(place, [*of]) for place, of in groupby(taken, key=lambda row: row["区县"])]
        places = [place for place, _ in runs]
        assert len(places) == len(set(places)), "each place once"
        assert places[-1] == "", "what has none comes last"
        for _, of in runs:
            assert [done_of(row) for row in of] == sorted(map(done_of, of), reverse=True)
        html: str = opened.evaluate(COPY)["html"]
        assert html.count("<tr>") == len(taken) + 1
        assert f"mso-number-format:'\\@'\">{taken[0]['编号']}</td>" in html
        page.add_script_tag(path=str(AXE))
        found = opened.evaluate("axe.run('.jg-table')")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert opened.complaints == []


def test_sums_are_the_pages_totals_and_columns_are_chosen(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "districts" / "370102.html") as opened:
        page = opened.page
        totals = opened.evaluate("jinanGeo.state().totals")
        page.get_by_role("button", name="宽表").click()
        at = page.locator(".jg-wide th").all_inner_texts().index("计划投资（万元）")
        known = totals["projects"] - totals["investment_missing"]
        total = f"{totals['investment_wan']:,.4f}".rstrip("0").rstrip(".")
        cell = page.locator(".jg-wide tfoot td").nth(at)
        assert cell.inner_text() == f"{total}（{known} 项合计）*"
        assert cell.get_attribute("title") == "跨区县的项目按在本页的份额合计"
        before = page.locator(".jg-wide th").count()
        page.locator(".jg-chooser summary").click()
        page.locator(".jg-chooser label", has_text="编号").locator("input").uncheck()
        assert page.locator(".jg-wide th").count() == before - 1
        assert "编号" not in copied(opened)[0]
        page.locator(".jg-chooser summary").click()
        page.locator(".jg-wide tbody button").first.click()
        page.locator(".jg-card-panel").wait_for()
        assert opened.evaluate("jinanGeo.state().selection") == opened.evaluate(
            "jinanGeo.listed()[0]"
        )
        # By keys alone: the button has the keyboard again after Escape.
        page.get_by_role("button", name="宽表").focus()
        page.keyboard.press("Enter")
        opened.until("document.activeElement.matches('.jg-wide')")
        page.keyboard.press("Escape")
        assert page.locator("dialog").count() == 0
        assert opened.evaluate("document.activeElement.getAttribute('aria-label')") == "宽表"
        assert opened.evaluate("jinanGeo.state().selection") is not None
