"""Editions: declared by opening, closed by a person; pages show the last closed one."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.answers.collection import collect
from jinan_geo.answers.reports import list_due
from jinan_geo.closing.acts import close_edition, open_edition
from jinan_geo.errors import InputError, JinanGeoError, UsageError
from jinan_geo.ledger.editions import UNDECLARED, Act, add_acts, read_calendar
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.tiny_city import SITES_LEDGER, WORKSPACE, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.page.model import Page

FEBRUARY, MARCH = dt.date(2025, 2, 28), dt.date(2025, 3, 31)
MARCH_REPORT = "s-1,2025-03-31,construction,31,310,,,历下区住建局,\n"
RULE = WORKSPACE.replace("[themes]", '[editions]\nevery = "{every}"\ndue_days = 5\n\n[themes]')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_city(tmp_path)


def begin(root: Path, day: dt.date | None = MARCH, **options: Any) -> None:
    open_edition(Workspace.open(root), [dt.date(2025, 1, 31), FEBRUARY], day, **options)


def close(root: Path) -> None:
    close_edition(Workspace.open(root), by=None, note=None, recorded_at=None)


def report(root: Path, *lines: str) -> None:
    text = SITES_LEDGER + "".join(lines)
    (root / "layers/sites/progress.csv").write_text(text, encoding="utf-8")


def city_page(root: Path, audience: Any = "internal", as_of: dt.date | None = None) -> Page:
    city = publish(prepare_city(Workspace.open(root), as_of), audience)
    return next(build_pages(city, "city")).page


def lights(root: Path, as_of: dt.date | None = None) -> dict[str, tuple[str, str]]:
    (layer,) = [
        one for one in prepare_city(Workspace.open(root), as_of).layers if one.id == "sites"
    ]
    pairs = zip(layer.lights[-1], layer.reasons[-1], strict=True)
    return dict(zip(layer.features["id"], pairs, strict=True))


@pytest.mark.slow
def test_without_declared_editions_there_are_none_and_nothing_is_told(root: Path) -> None:
    assert read_calendar(root) is UNDECLARED
    answer = json.loads(run("edition", "list", "--json", "--workspace", root).text)
    assert answer["editions"] == []
    page = city_page(root)
    assert (page.declared, page.open) == (False, None)


@pytest.mark.slow
def test_the_first_edition_closes_earlier_dates_and_pages_show_the_last_of_them(root: Path) -> None:
    before = lights(root)
    begin(root)
    report(root, MARCH_REPORT)
    assert read_calendar(root).closed == [dt.date(2025, 1, 31), FEBRUARY]
    for audience in ("internal", "public"):
        page = city_page(root, audience)
        assert page.declared
        assert page.editions == [dt.date(2025, 1, 31), FEBRUARY]
        assert page.as_of == FEBRUARY
        opened = page.open and (page.open.date, page.open.reported, page.open.of)
        assert opened == ((MARCH, 1, 7) if audience == "internal" else None)
    assert lights(root) == before


@pytest.mark.slow
def test_in_the_open_edition_who_did_not_report_keeps_the_light(root: Path) -> None:
    before = lights(root)
    begin(root)
    report(root, MARCH_REPORT)
    assert city_page(root, as_of=MARCH).open is not None
    assert city_page(root, "public", MARCH).open is not None  # asked for, it is told everywhere
    now = lights(root, MARCH)
    assert now["s-1"] == ("green", "on_plan")
    for key in ("s-2", "s-4"):
        assert now[key] == (before[key][0], "carried")
    assert now["s-3"] == before["s-3"]  # grey: it had not reported in February either
    assert now["s-5"] == ("green", "done")
    page = city_page(root, as_of=MARCH)
    assert [one.reported for one in page.totals] == [3, 6, 1]


@pytest.mark.slow
def test_on_closing_what_is_missing_is_overdue(root: Path) -> None:
    begin(root)
    report(root, MARCH_REPORT)
    workspace = Workspace.open(root)
    during = publish(prepare_city(workspace), "internal")
    assert list_due(during)["month"].max() == "2025-02"
    found = collect(during)
    assert found is not None
    assert [row["awaited"] for row in found.by_district if row["district"] == "all"] == [6]
    close(root)
    now = lights(root)
    assert {key: now[key] for key in ("s-2", "s-4")} == dict.fromkeys(
        ("s-2", "s-4"), ("grey", "no_report")
    )
    due = list_due(publish(prepare_city(workspace), "internal"))
    march = due[due["month"] == "2025-03"]
    assert (len(march), int(march["reported"].sum())) == (7, 1)
    assert city_page(root).open is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["open", "2025-04-30"], "close it first"),
        (["open"], "close it first"),
        (["reopen", "--why", "x"], "none was closed"),
    ],
)
def test_one_edition_is_open_at_a_time(root: Path, arguments: list[str], said: str) -> None:
    begin(root)
    ran = run("edition", *arguments, "--workspace", root, "--lang", "en")
    assert ran.code == 2
    assert said in ran.text


@pytest.mark.slow
def test_a_closed_edition_is_reopened_with_a_reason_alone(root: Path) -> None:
    begin(root)
    close(root)
    for again in (["open", "2025-03-31"], ["open", "2025-02-15"], ["reopen"]):
        assert run("edition", *again, "--workspace", root).code == 2
    assert run("edition", "reopen", "--why", "两区漏报", "--workspace", root).code == 0
    assert read_calendar(root).open == MARCH
    ran = run("edition", "list", "--json", "--workspace", root)
    row = json.loads(ran.text)["editions"][-1]
    assert (row["state"], row["reopened"][0]["why"]) == ("open", "两区漏报")
    assert (row["reported"], row["of"]) == (0, 7)
    close(root)
    begin(root, dt.date(2025, 4, 30))
    assert run("edition", "reopen", "--why", "x", "--workspace", root).code == 2


@pytest.mark.parametrize(("every", "day"), [("month", MARCH), ("quarter", MARCH)])
def test_by_rule_the_next_edition_needs_no_date(tmp_path: Path, every: str, day: dt.date) -> None:
    root = write_city(tmp_path, {"workspace.toml": RULE.replace("{every}", every)})
    begin(root, None)
    calendar = read_calendar(root)
    assert (calendar.open, calendar.due(day)) == (day, dt.date(2025, 4, 5))


def test_without_a_rule_a_date_is_asked_for(root: Path) -> None:
    with pytest.raises(UsageError, match=r"edition open 2025-11-30"):
        begin(root, None)
    with pytest.raises(UsageError, match="before the edition"):
        begin(root, due=FEBRUARY)


def test_a_file_of_editions_that_was_edited_is_refused_by_its_line(root: Path) -> None:
    begin(root)
    path = root / "editions.csv"
    path.write_text(path.read_text("utf-8").replace("2025-03-31", "2025-03-30"), "utf-8")
    with pytest.raises(InputError, match=r"editions\.csv line 4"):
        read_calendar(root)
    path.write_bytes(b"\xef\xbb\xbfnothing")
    with pytest.raises(JinanGeoError, match="line 1"):
        read_calendar(root)


def test_other_line_ends_and_a_mark_are_the_same_file(root: Path) -> None:
    begin(root)
    path, before = root / "editions.csv", read_calendar(root)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_calendar(root) == before


def test_who_read_the_editions_before_another_changed_them_writes_nothing(root: Path) -> None:
    seen = read_calendar(root)
    begin(root)
    before = (root / "editions.csv").read_bytes()
    with pytest.raises(UsageError, match="in between"):
        add_acts(root, seen, [Act("open", dt.date(2025, 4, 30))])
    assert (root / "editions.csv").read_bytes() == before
