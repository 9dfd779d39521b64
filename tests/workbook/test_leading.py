"""A project that districts share: one leads and sets its values, the others comment."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from jinan_geo.closing.acts import open_edition
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.returned import Book, read_back, send_out
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.workbook.back.judge import Judged

LAYER = "layers/street-works/layer.toml"


def judge(
    tmp_path: Path, leads: str, code: str, cells: dict[str, object], *, declared: bool = True
) -> Judged:
    """The row of w-1, half of which lies in each of two districts, of a district's form."""
    first, mark, rest = FILES[LAYER].partition("style =")
    root = write_city(tmp_path / "city", {LAYER: f"{first}{leads}\n{mark}{rest}"})
    if declared:
        days = [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]
        open_edition(Workspace.open(root), days, dt.date(2025, 3, 31))
    sent = send_out(root, tmp_path / "form.xlsx", code)
    title = next(
        one.manifest.name.zh
        for one in Workspace.open(root).layers
        if one.path.name == "street-works"
    )
    filled = Book(sent, title).fill({("w-1", key): cell for key, cell in cells.items()})
    sheets = read_back(root, filled).sheets
    rows = [one for sheet in sheets for one in sheet.judged if one.project == "w-1"]
    return rows[0]


SET: dict[str, object] = {"done_pct": 50, "remark": "已与历城核对"}
LED = 'leads = { "w-1" = "370112" }'


def test_what_another_district_sets_is_set_aside_and_its_remark_kept(tmp_path: Path) -> None:
    one = judge(tmp_path, LED, "370102", SET)
    (issue,) = one.issues
    assert (one.outcome, issue.type, issue.field, issue.value) == (
        "set_aside", "not-leading", "done_pct", "50",
    )  # fmt: skip
    remark = "已与历城核对"
    assert issue.details == {"lead": "历城区", "lead_en": "Licheng", "remark": remark}
    assert "已与历城核对" in issue.message().zh


@pytest.mark.slow
@pytest.mark.parametrize(
    ("leads", "code", "cells", "declared"),
    [
        (LED, "370112", SET, True),  # it leads
        ('leads = "all"', "370102", SET, True),  # the manifest allows it
        (LED, "370102", SET, False),  # nothing is declared: as ever
    ],
)
def test_the_leader_sets_and_the_others_comment(
    tmp_path: Path, leads: str, code: str, cells: dict[str, object], *, declared: bool
) -> None:
    one = judge(tmp_path, leads, code, cells, declared=declared)
    assert (one.outcome, [*one.issues]) == ("recorded", [])


@pytest.mark.slow
def test_where_nobody_is_declared_one_of_the_largest_share_leads(tmp_path: Path) -> None:
    outcomes = {
        code: judge(tmp_path / code, "", code, SET).outcome for code in ("370102", "370112")
    }
    assert outcomes == {"370102": "recorded", "370112": "set_aside"}  # halves: the lower code


@pytest.mark.slow
def test_what_the_leader_reported_meanwhile_is_not_the_followers_word(tmp_path: Path) -> None:
    first, mark, rest = FILES[LAYER].partition("style =")
    root = write_city(tmp_path / "city", {LAYER: f"{first}{LED}\n{mark}{rest}"})
    days = [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]
    open_edition(Workspace.open(root), days, dt.date(2025, 3, 31))
    leader, follower = (
        Book(send_out(root, tmp_path / f"{code}.xlsx", code), "街巷整治")
        for code in ("370112", "370102")
    )
    leader.fill({("w-1", "done_pct"): 60})
    assert run("ledger", "import", leader.path, "--yes", "--workspace", root).code == 0
    # The follower's form has what the ledger had, said again, and a remark.
    follower.fill({("w-1", "done_pct"): 20, ("w-1", "remark"): "占道"})
    (one,) = [
        row
        for sheet in read_back(root, follower.path).sheets
        for row in sheet.judged
        if row.project == "w-1"
    ]
    assert (one.outcome, [*one.issues], one.record) == ("unchanged", [], {})
    assert [issue.value for issue in one.comments] == ["占道"]


def reported(root: Path) -> int:
    told = json.loads(run("edition", "list", "--json", "--workspace", root).text)
    return sum(one["reported"] or 0 for one in told["editions"])


@pytest.mark.slow
def test_a_comment_is_no_report_and_is_read_until_the_next_edition(tmp_path: Path) -> None:
    first, mark, rest = FILES[LAYER].partition("style =")
    root = write_city(tmp_path / "city", {LAYER: f"{first}{LED}\n{mark}{rest}"})
    days = [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]
    open_edition(Workspace.open(root), days, dt.date(2025, 3, 31))
    forms = {code: send_out(root, tmp_path / f"{code}.xlsx", code) for code in ("370112", "370102")}
    box = tmp_path / "box"
    box.mkdir()
    Book(forms["370102"], "街巷整治").fill({("w-1", "remark"): "占道"}, box / "a.xlsx")
    before = (root / "layers/street-works/progress.csv").read_bytes()
    assert reported(root) == 0
    call = ("ledger", "import", "--yes", "--workspace", root)
    assert run(*call, box).code == 0
    assert (root / "layers/street-works/progress.csv").read_bytes() == before
    assert reported(root) == 0
    rows = json.loads(run("edition", "list", "--json", "--workspace", root).text)["editions"]
    assert rows[-1]["state"] == "open"
    leader = Book(forms["370112"], "街巷整治").fill({("w-1", "done_pct"): 60}, tmp_path / "b.xlsx")
    assert run(*call, leader).code == 0
    assert reported(root) == 1
    city = prepare_city(Workspace.open(root))
    (said,) = [one for one in city.issues if one.type == "district-comment"]
    assert (said.feature, said.value, said.severity) == ("w-1", "占道", "info")
    assert said.details["lead"] == "历城区"
