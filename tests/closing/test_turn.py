"""A plan whose year runs from July to June: its share, its words, and its turn."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jinan_geo.closing.turn import last_day_of, plan_turn
from jinan_geo.errors import RefusedError
from jinan_geo.intake.begin import WantedCity, begin_workspace
from jinan_geo.ledger.editions import Act, Calendar
from jinan_geo.manifest.locale import Locale
from jinan_geo.manifest.models import EditionsRule
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.any_city import PROJECTS, write_us
from tests.tools.browser import visit
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PROGRESS = """id,as_of,stage,done_pct
P-1,2025-10-31,construction,40
P-2,2025-10-31,construction,10
P-1,2026-06-15,completed,100
P-2,2026-06-15,construction,60
P-2,2026-07-31,completed,100
"""
TARGET = """
[[targets]]
id = "{key}"
theme = "renewal"
name = "Projects done"
comparator = ">="
value = 2
unit = "projects"
{when}
measure = {{ layer = "works", reached = "done" }}
"""
WHEN = {"T-2026": "period = 2026", "D": "due = 2026-06-30", "N-2027": "due = 2026-07-31"}
TODAY = dt.date(2026, 8, 1)
ENDED = dt.date(2026, 6, 30)


def city_of(folder: Path, **locale: str) -> Path:
    root = folder / "city"
    begin_workspace(root, write_us(folder), WantedCity(lang="en", locale=locale))
    (folder / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    call = ("layer", "add", folder / "projects.csv", "--id", "works", "--workspace", root)
    assert run(*call).code == 0
    (root / "layers/works/progress.csv").write_text(PROGRESS, encoding="utf-8")
    listed = [TARGET.format(key=key, when=when) for key, when in WHEN.items()]
    (root / "targets.toml").write_text('source = "Plan"\n' + "".join(listed), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of the United States, whose year 2026 ends on 30 June 2026."""
    return city_of(tmp_path_factory.mktemp("fiscal"), fiscal_start="07-01")


def test_the_share_that_has_gone_is_of_the_years_days(root: Path) -> None:
    (page, *_) = (
        one.page for one in build_pages(publish(prepare_city(Workspace.open(root)), "internal"))
    )
    told = [
        (str(day), one.label.en, one.gone)
        for day, one in zip(page.editions, page.years, strict=True)
    ]
    assert told == [
        ("2025-10-31", "FY2026", 123 / 365 * 100),
        ("2026-06-15", "FY2026", 350 / 365 * 100),
        ("2026-07-31", "FY2027", 31 / 365 * 100),
    ]
    named = {one.id: one for one in page.targets}
    planned = [one.planned for one in named["D"].states]  # of two projects
    assert planned == pytest.approx([2 * 123 / 365, 2 * 350 / 365, 2], abs=0.01)
    assert named["T-2026"].period is not None
    assert (named["T-2026"].period.en, named["T-2026"].start) == ("FY2026", dt.date(2025, 7, 1))
    assert named["T-2026"].due == ENDED


def test_the_year_that_is_over_is_the_one_that_ended_in_june(root: Path) -> None:
    workspace = Workspace.open(root)
    whole = prepare_city(workspace)
    shown = whole.editions
    assert last_day_of(workspace, whole.calendar, shown, 2026, TODAY) == ENDED
    with pytest.raises(RefusedError, match="FY2026 is not over"):
        last_day_of(workspace, whole.calendar, shown, 2026, ENDED)
    then = publish(prepare_city(workspace, as_of=ENDED), "internal")
    turn = plan_turn(then, 2027, 2026, "", shown)
    assert (turn.day, [one.id for one in turn.carried.works]) == (ENDED, ["P-2"])
    assert [(one.old.id, one.key) for one in turn.questions] == [
        ("T-2026", "T-2027"),
        ("D", "D-2027"),
    ]
    assert turn.endings == {"partly": 2}
    assert {(one.span.first, one.span.last) for one in turn.questions} == {
        (dt.date(2026, 7, 1), dt.date(2027, 6, 30))
    }


@pytest.mark.parametrize(
    ("start", "last", "closes"),
    [
        ("07-01", "2026-06-15", "2026-06-15"),  # any of the last month, as ever
        ("07-01", "2026-05-31", "2026-06-30"),
        ("04-06", "2026-04-05", "2026-04-05"),
        ("04-06", "2026-04-04", "2026-04-05"),  # no month ends then, so that day alone
    ],
)
def test_an_edition_closes_the_year_that_it_ends(
    root: Path, start: str, last: str, closes: str
) -> None:
    workspace = Workspace.open(root)
    told = {"locale": Locale(fiscal_start=start), "editions": EditionsRule(every="month")}
    ruled = replace(workspace, manifest=workspace.manifest.model_copy(update=told))
    day = dt.date.fromisoformat(last)
    calendar = Calendar((Act("open", day), Act("close", day)))
    if last == closes:
        assert last_day_of(ruled, calendar, [day], 2026, TODAY) == day
        return
    with pytest.raises(RefusedError, match=f"edition open {closes}"):
        last_day_of(ruled, calendar, [day], 2026, TODAY)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_page_and_archive_say_the_year_as_it_is(root: Path, browser: Browser) -> None:
    assert run("build", "--workspace", root).code == 0
    with visit(browser, root / "maps" / "city.html") as opened:
        said = {}
        for edition in (0, 1):
            opened.set(edition=edition)
            said[edition] = opened.page.locator(".jg-year").inner_text().replace("\n", " ")
        assert ("FY2026" in said[0], "33.7" in said[0]) == (True, True), said
        assert ("FY2026" in said[1], "95.9" in said[1]) == (True, True), said
        assert opened.complaints == []
    ran = run("year", "new", "2027", "--workspace", root)
    assert (ran.code, "FY2026 closed on 2026-06-30" in ran.text) == (0, True), ran.text
    settled = root / "archive" / "year-2026" / "settlement"
    told = json.loads((settled / "settlement.json").read_text(encoding="utf-8"))
    assert told["as_of"] == "2026-06-30"
    carried = json.loads((settled / "carried.json").read_text(encoding="utf-8"))
    assert (carried["year"], len(carried["works"])) == (2027, 1)
    drafts = (root / "targets.toml").read_text(encoding="utf-8")
    assert "the target of FY2027 yet" in drafts
    assert "\n# period = 2027\n" in drafts
