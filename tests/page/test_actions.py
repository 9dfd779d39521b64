"""The action list on the page: Python's rows, late car parks in two clicks."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest

from jinan_geo.answers.actions import count_causes, list_actions
from tests.tools.browser import Visit, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.publish.published import PublishedCity

PARKING = "parking_sites"
SEEN = """() => [...document.querySelectorAll('.jg-action')].map((row) => {
  const {top, bottom, right} = row.getBoundingClientRect();
  const inSight = top >= 0 && bottom <= innerHeight && right <= innerWidth;
  return {id: row.dataset.id, inSight, words: row.textContent.replaceAll('\\u00a0', ' ')};
})"""
CHIPS = """(by) => Object.fromEntries([...document.querySelectorAll(
  `.jg-narrow[data-by=${by}] button`)].map((one) => [
  one.dataset.choice, Number(one.querySelector('b').textContent)]))"""
PRINTED = """() => {
  const asked = [];
  window.print = () => {
    dispatchEvent(new Event('beforeprint'));
    asked.push(...[...document.querySelectorAll('.jg-p-actions')].map(
      (one) => [one.querySelector('h2').textContent, one.querySelectorAll('tbody tr').length]));
    dispatchEvent(new Event('afterprint'));
  };
  document.querySelector('.jg-action-tools button:last-of-type').click();
  return asked;
}"""


@pytest.fixture(scope="module")
def opened(browser: Browser, sample_pages: Path) -> Iterator[Visit]:
    with visit(browser, sample_pages / "city.html") as page:
        yield page


def test_the_rows_are_those_of_python(opened: Visit, sample_shown: PublishedCity) -> None:
    last = len(sample_shown.editions) - 1
    for edition in (1, last // 2, last):
        opened.set(edition=edition)
        rows = opened.evaluate("jinanGeo.actions()")
        assert rows == [row.as_json() for row in list_actions(sample_shown, edition)]


def test_who_is_late_with_car_parks_where_and_why_takes_two_clicks(
    opened: Visit, sample_shown: PublishedCity
) -> None:
    opened.set(edition=len(sample_shown.editions) - 1, filters={})
    rows = list_actions(sample_shown)
    expected = [row for row in rows if row.layer == PARKING]
    opened.page.click("#jg-tab-actions")
    assert opened.evaluate(CHIPS, "layer")[PARKING] == len(expected)
    assert opened.evaluate(CHIPS, "cause") == count_causes(rows)
    opened.page.click(f"[data-choice={PARKING}]")
    seen = opened.settled(SEEN)
    assert {one["id"] for one in seen} == {row.id for row in expected}
    assert all(one["inSight"] for one in seen)
    words = {one["id"]: one["words"] for one in seen}
    for row in expected:
        assert f"滞后 {row.lag:.1f} 个百分点" in words[row.id]
        assert f"晚 {row.late_days} 天" in words[row.id]
    assert opened.evaluate(CHIPS, "cause") == count_causes(expected)
    heads = opened.page.locator(".jg-actions .jg-group").all_text_contents()
    units = Counter(row.unit_zh for row in expected)
    assert set(heads) == {f"{unit} {count}" for unit, count in units.items()}


def downloaded(opened: Visit, name: str) -> io.BytesIO:
    with opened.page.expect_download() as found:
        opened.page.click(f".jg-action-tools button:text-is('{name}')")
    return io.BytesIO(found.value.path().read_bytes())


def test_it_goes_to_excel_word_paper_and_text_as_it_is_filtered(opened: Visit) -> None:
    rows: list[dict[str, Any]] = opened.evaluate("jinanGeo.actions()")
    assert len({row["layer"] for row in rows}) == 1
    sheet = openpyxl.load_workbook(downloaded(opened, "Excel")).worksheets[0]
    told = [*sheet.iter_rows(values_only=True)]
    assert len(told) == len(rows) + 1
    tables = docx.Document(downloaded(opened, "Word")).tables
    assert sum(len(table.rows) - 1 for table in tables) == len(rows)
    assert sum(count for _, count in opened.evaluate(PRINTED)) == len(rows)
    assert not opened.complaints


def test_a_project_of_two_districts_stands_in_both(opened: Visit) -> None:
    opened.set(filters={})
    opened.page.select_option(".jg-action-tools select", "district")
    rows = opened.evaluate("jinanGeo.actions()")
    shared = next(row for row in rows if len(row["districts"]) > 1)
    opened.set(query=shared["id"])
    listed = opened.settled("[...document.querySelectorAll('.jg-action')].map((r) => r.dataset.id)")
    assert listed.count(shared["id"]) == len(shared["districts"])
    opened.set(query="")


def test_the_tools_of_the_map_stand_in_a_landmark(opened: Visit) -> None:
    """What axe calls ``region``: all of the page lies in one."""
    outside = """[...document.querySelectorAll('.jg-map-buttons, .jg-map-top')].filter(
      (one) => !one.closest('nav[aria-label]')).length"""
    assert opened.evaluate(outside) == 0
