"""A closed edition put away; what comes later of it is a correction with a reason, told as one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from jinan_geo.closing.acts import open_edition
from jinan_geo.ledger.editions import Act, LedgerMark, add_acts, read_calendar
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.returned import Book, send_out
from tests.tools.tiny_city import SITES_LEDGER, WORKSPACE, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.issues.issue import Issue

pytestmark = pytest.mark.usefixtures("plain")
FEBRUARY, MARCH, APRIL = dt.date(2025, 2, 28), dt.date(2025, 3, 31), dt.date(2025, 4, 30)
EDITIONS = [dt.date(2025, 1, 31), FEBRUARY]
ONE_MAP = {"maps/urban.toml": None, "maps/districts.toml": None}
CORRECTION = "s-2,2025-02-28,started,3,20,,,历城区住建局,\n"


def begin(root: Path, day: dt.date) -> None:
    open_edition(Workspace.open(root), EDITIONS, day)


def corrections(root: Path) -> list[Issue]:
    return [
        one for one in prepare_city(Workspace.open(root)).issues if one.type == "corrected-edition"
    ]


def sums_of(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: mark for mark, _, name in (line.partition("  ") for line in lines)}


@pytest.mark.slow
def test_closing_puts_pages_packs_ledgers_and_changes_away(tmp_path: Path) -> None:
    rule = '[editions]\nevery = "month"\n\n[themes]'
    files = {**ONE_MAP, "workspace.toml": WORKSPACE.replace("[themes]", rule)}
    root = write_city(tmp_path, files)
    begin(root, MARCH)
    ran = run("edition", "close", "--by", "乙", "--lang", "en", "--workspace", root)
    assert ran.code == 0, ran.text
    folder = root / "archive" / "2025-03-31"
    sums = sums_of(folder)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {*sums} == there - {"SHA256SUMS"}
    for name, mark in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == mark
    assert {"pages/city.html", "pages/index.html", "records/layers/sites/progress.csv"} <= there
    assert "changes/changes-2025-02-28-2025-03-31.xlsx" in there
    calendar = read_calendar(root)
    assert calendar.is_archived(MARCH)
    assert calendar.open == APRIL  # by the rule
    (archive,) = calendar.of(MARCH, "archive")
    told = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    assert archive.archive == f"2025-03-31 {told}"
    assert run("build", "--out", folder, "--workspace", root).code == 6


@pytest.mark.slow
def test_what_was_stopped_before_it_was_put_away_is_put_away_by_the_next_call(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path, ONE_MAP)
    begin(root, MARCH)
    calendar = read_calendar(root)
    add_acts(root, calendar, [Act("close", MARCH, ledgers={"sites": LedgerMark(7, 0)})])
    assert run("edition", "close", "--workspace", root).code == 0
    assert run("edition", "close", "--workspace", root).code == 2  # nothing is left to close
    assert run("edition", "reopen", "--why", "漏报", "--workspace", root).code == 0
    assert run("edition", "close", "--workspace", root).code == 0
    names = sorted(path.name for path in (root / "archive").iterdir())
    assert names == ["2025-03-31", "2025-03-31-2"]


def test_a_record_of_a_closed_edition_that_came_later_is_told_as_a_correction(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path, ONE_MAP)
    begin(root, MARCH)
    assert corrections(root) == []
    text = SITES_LEDGER + CORRECTION + "s-2,2025-03-31,started,4,20,,,历城区住建局,\n"
    (root / "layers/sites/progress.csv").write_text(text, encoding="utf-8")
    (issue,) = corrections(root)
    assert (issue.feature, issue.value, issue.row) == ("s-2", "2025-02-28", 9)
    assert issue.details["edition"] == "2025-02-28"


@pytest.mark.slow
def test_a_form_of_a_closed_edition_is_refused_and_corrects_it_with_a_reason(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path / "city", ONE_MAP)
    sent = send_out(root, tmp_path / "form.xlsx")
    filled = Book(sent).fill({("s-1", "done_pct"): 33}, tmp_path / "filled.xlsx")
    begin(root, MARCH)
    assert run("ledger", "import", filled, "--yes", "--workspace", root).code == 0
    add_acts(root, read_calendar(root), [Act("close", MARCH, ledgers={"sites": LedgerMark(8, 1)})])
    begin(root, APRIL)
    late = Book(sent).fill({("s-1", "done_pct"): 36}, tmp_path / "late.xlsx")
    call = ("ledger", "import", late, "--yes", "--workspace", root, "--lang", "en")
    before = (root / "layers/sites/progress.csv").read_bytes()
    ran = run(*call)
    assert (ran.code, "ledger template --district 370102" in ran.text) == (6, True)
    assert run(*call, "--correct").code == 2  # without a reason
    assert (root / "layers/sites/progress.csv").read_bytes() == before
    take = ("--take", "theirs", "--for", "s-1")
    assert run(*call, "--correct", *take, "--note", "监理复核", "--by", "丙").code == 0
    (issue,) = corrections(root)
    told = issue.details
    assert (told["edition"], told["by"], told["reason"]) == ("2025-03-31", "丙", "监理复核")

    undo = ("ledger", "undo", "--layer", "sites", "--workspace", root, "--lang", "en")
    assert run(*undo).code == 0  # the correction may be taken back
    ran = run(*undo)
    assert (ran.code, "is not" in ran.text or "neither" in ran.text) == (6, True)
    path = root / "layers/sites/progress.csv"
    path.write_bytes(
        path.read_bytes().replace(
            b"s-1,2025-01-31,construction,8", b"s-1,2025-01-31,construction,9"
        )
    )
    ran = run("ledger", "accept", "--layer", "sites", "--workspace", root, "--lang", "en")
    assert (ran.code, "line 2" in ran.text) == (6, True)


YEARS = """source = { zh = "讲话", en = "address" }

[[targets]]
id = "P25"
theme = "urban"
name = { zh = "停车设施", en = "Car parks" }
comparator = ">="
value = 2
unit = { zh = "处", en = "sites" }
period = 2025
measure = { layer = "sites", reached = "done" }

[[targets]]
id = "P26"
theme = "urban"
name = { zh = "停车设施", en = "Car parks" }
comparator = ">="
value = 3
unit = { zh = "处", en = "sites" }
period = 2026
measure = { layer = "sites", reached = "done" }
"""


def settled(root: Path) -> dict[str, tuple[str, float | None]]:
    told = json.loads(run("settle", "--json", "--workspace", root).text)["commitments"]
    return {one["id"]: (one["ending"], one["actual"]) for one in told}


@pytest.mark.slow
def test_the_settlement_of_a_year_stays_as_it_was_closed_byte_for_byte(tmp_path: Path) -> None:
    root = write_city(tmp_path, {**ONE_MAP, "targets.toml": YEARS})
    ledger = root / "layers/sites/progress.csv"
    last, january = dt.date(2025, 12, 31), dt.date(2026, 1, 31)

    def report(day: dt.date, *done: str) -> None:
        text = ledger.read_text(encoding="utf-8")
        rows = [f"{one},{day},completed,100,,,,历下区住建局,\n" for one in done]
        ledger.write_text(text + "".join(rows), encoding="utf-8")

    report(last, "s-1", "s-5")
    begin(root, last)
    assert run("edition", "close", "--workspace", root).code == 0
    folder = root / "archive/2025-12-31"
    sums = sums_of(folder)
    kept = {name: (folder / name).read_bytes() for name in sums}
    assert {"settlement/settlement.json", "settlement/carried.json"} <= {*kept}
    told = json.loads(kept["settlement/settlement.json"])["commitments"]
    endings = {one["id"]: (one["ending"], one["period"]["zh"]) for one in told}
    assert endings == {"P25": ("met", "2025年"), "P26": ("not-due", "2026年")}
    carried = json.loads(kept["settlement/carried.json"])
    assert (carried["year"], [one["id"] for one in carried["promised"]]) == (2026, ["P26"])
    assert carried["commitments"] == []
    assert {one["id"] for one in carried["works"]}.isdisjoint({"s-1", "s-5"})
    before = settled(root)["P25"]

    begin(root, january)
    report(january, "s-1", "s-2", "s-5")
    assert run("edition", "close", "--workspace", root).code == 0
    assert settled(root) == {"P25": before, "P26": ("not-due", 1)}
    assert {name: (folder / name).read_bytes() for name in sums} == kept
    for name, mark in sums.items():
        assert hashlib.sha256(kept[name]).hexdigest() == mark


UNDATED = YEARS.replace("period = 2025\n", "due = 2025-12-31\n")


@pytest.mark.slow
def test_a_year_that_closed_stays_so_and_what_was_corrected_since_is_told_beside(
    tmp_path: Path,
) -> None:
    """Also where no period is declared, and the count goes on with the records."""
    targets = UNDATED.replace("value = 2\n", "value = 3\n")
    root = write_city(tmp_path, {**ONE_MAP, "targets.toml": targets})
    ledger = root / "layers/sites/progress.csv"
    last, january = dt.date(2025, 12, 31), dt.date(2026, 1, 31)
    done = "{},{},completed,100,,,,历下区住建局,\n"
    ledger.write_text(SITES_LEDGER + done.format("s-1", last), encoding="utf-8")
    begin(root, last)
    assert run("edition", "close", "--workspace", root).code == 0
    assert settled(root)["P25"] == ("not-published", 2)
    begin(root, january)
    rows = done.format("s-2", last) + done.format("s-4", january)
    ledger.write_text(ledger.read_text(encoding="utf-8") + rows, encoding="utf-8")
    assert run("edition", "close", "--workspace", root).code == 0
    assert settled(root)["P25"] == ("not-published", 2)
    told = json.loads(run("settle", "--json", "--workspace", root).text)["commitments"]
    (one,) = (one for one in told if one["id"] == "P25")
    assert (one["closed"], one["later"]) == ("2025-12-31", {"ending": "met", "actual": 4.0})
    assert "2025-12-31 截止时如此；其后有更正，现为：达成，4 处" in one["arithmetic"]["zh"]
    printed = run("settle", "--lang", "en", "--workspace", root).text
    assert "as closed on 2025-12-31: 0 met; with later corrections: 1" in printed.replace("\n", " ")
    path = root / "archive/2025-12-31/settlement/settlement.json"
    edited = path.read_text(encoding="utf-8").replace("not-published", "missed")
    path.write_text(edited, encoding="utf-8")
    assert settled(root)["P25"] == ("not-published", 2)  # as January has it; an edited one is none
