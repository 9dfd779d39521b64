"""Issues remembered from import to import: one identity, an age in editions, fixed and reopened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Age, Issue
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import build_workspace, prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.workbook.back.register import (
    Event,
    advance,
    append_events,
    open_issues,
    read_events,
    track,
)
from tests.tools.browser import visit
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.manifest.workspace import LayerFolder

EDITIONS = [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]


def wrong(field: str = "done_pct", project: str = "s-1", kind: str = "percent-range") -> Issue:
    return Issue(
        kind, "sites", "370102.xlsx", 4, project, field, "120", {}, sheet="更新项目", cell="J4"
    )


def stamp(edition: str, source: str = "370102") -> Event:
    number = int(edition[5:7])
    return Event("imported", number, f"hash {number}", edition, source, file="370102.xlsx")


@pytest.fixture
def folder(tmp_path: Path) -> LayerFolder:
    return Workspace.open(write_city(tmp_path)).layer("sites")


def bring(
    folder: LayerFolder, edition: str, *issues: Issue,
    settled: tuple[str, ...] = (), names: tuple[str, ...] = (),
    source: str = "370102",
) -> list[str]:  # fmt: skip
    """Import once; gives what happened."""
    events = advance(track(read_events(folder)), issues, settled, stamp(edition, source), names)
    append_events(folder, events)
    return [f"{event.event} {event.project} {event.field}" for event in events[1:]]


def test_an_issue_is_opened_seen_again_fixed_and_reopened(folder: LayerFolder) -> None:
    assert bring(folder, "2025-01-31", wrong(), wrong("stage", "s-2")) == [
        "opened s-1 done_pct",
        "opened s-2 stage",
    ]
    assert bring(folder, "2025-02-28", wrong()) == ["seen s-1 done_pct"]
    ages = {issue.feature: issue.age for issue in open_issues(folder, EDITIONS)}
    assert ages["s-1"] == Age("persisting", dt.date(2025, 1, 31), 2)
    assert bring(folder, "2025-03-31", settled=("s-1",)) == ["fixed s-1 done_pct"]
    assert [issue.feature for issue in open_issues(folder, EDITIONS)] == ["s-2"]
    assert bring(folder, "2025-04-30", wrong()) == ["reopened s-1 done_pct"]
    age = next(issue.age for issue in open_issues(folder, EDITIONS) if issue.feature == "s-1")
    assert age == Age("reopened", dt.date(2025, 1, 31), 2)


def test_another_fault_in_the_same_cell_is_another_issue(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong())
    happened = bring(folder, "2025-02-28", wrong(kind="placeholder-value"), settled=("s-1",))
    assert happened == ["opened s-1 done_pct", "fixed s-1 done_pct"]


def test_an_issue_stays_open_while_its_project_is_not_taken_over(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong())
    assert bring(folder, "2025-02-28", settled=("s-2",), names=("s-1", "s-2")) == []


def test_a_key_that_is_no_project_ends_when_its_sender_drops_it(folder: LayerFolder) -> None:
    unknown = wrong("id", "s-99", "orphan-record")
    bring(folder, "2025-01-31", unknown)
    assert bring(folder, "2025-02-28", names=("s-4",), source="370112") == []
    assert bring(folder, "2025-02-28", unknown, names=("s-99",)) == ["seen s-99 id"]
    assert bring(folder, "2025-03-31", names=("s-1",)) == ["fixed s-99 id"]


def test_an_undone_import_never_happened(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong())
    bring(folder, "2025-02-28", settled=("s-1",))
    assert open_issues(folder, EDITIONS) == []
    assert [issue.feature for issue in open_issues(folder, EDITIONS, undone={2})] == ["s-1"]


def test_an_earlier_page_does_not_know_what_came_later(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong())
    bring(folder, "2025-02-28", wrong("stage", "s-2"), settled=("s-1",))
    (issue,) = open_issues(folder, EDITIONS[:1], dt.date(2025, 1, 31))
    assert (issue.feature, issue.age) == ("s-1", Age("new", dt.date(2025, 1, 31), 1))


def test_a_damaged_line_is_named(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong())
    path = folder.path / "issues.jsonl"
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(InputError, match=r"layers/sites/issues.jsonl line 2: damaged"):
        read_events(folder)


def test_the_payload_and_the_issue_table_carry_age_and_cell(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong())
    city = prepare_city(Workspace.open(folder.path))
    page = next(
        data.page for data in build_pages(publish(city, "internal")) if data.page.id == "city"
    )
    (info,) = [issue for issue in page.issues if issue.age]
    assert (info.cell, info.feature, info.file) == ("更新项目!J4", "s-1", "370102.xlsx")
    assert (info.age.state, info.age.editions) == ("persisting", 2)  # type: ignore[union-attr]


def test_the_card_says_where_and_for_how_long(
    folder: LayerFolder, browser: Browser, tmp_path: Path
) -> None:
    bring(folder, "2025-01-31", wrong())
    out = tmp_path / "maps"
    build_workspace(Workspace.open(folder.path), out, only="city")
    with visit(browser, out / "city.html") as opened:
        opened.set(selection={"layer": "sites", "id": "s-1"})
        where = opened.page.locator(".jg-card-panel .jg-issue-where")
        where.wait_for()
        assert where.inner_text().replace("\xa0", " ") == "370102.xlsx 更新项目!J4第2期仍未解决"
        opened.set(lang="en")
        assert "Open for 2 editions" in where.inner_text()
        assert opened.complaints == []


def test_a_key_of_another_district_is_not_laid_at_its_door(folder: LayerFolder) -> None:
    bring(folder, "2025-01-31", wrong("id", "s-4", "other-district"), wrong())
    found = {issue.type: issue.feature for issue in open_issues(folder, EDITIONS)}
    assert found == {"other-district": None, "percent-range": "s-1"}
