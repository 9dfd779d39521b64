"""Ledgers that were damaged or edited by hand, undone, or written on another day and clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from jinan_geo.ledger import open_ledger
from jinan_geo.manifest.workspace import Workspace
from tests.cli.test_crash import JOURNAL, LEDGER, remarks
from tests.tools.importer import importer, record
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import check_city, run

if TYPE_CHECKING:
    from pathlib import Path


def damaged(root: Path) -> dict[str, bytes]:
    """The ledger with two imports, in the ways that a file is damaged."""
    record(root, "a.xlsx")
    record(root, "b.xlsx")
    text = (root / LEDGER).read_bytes()
    flipped = bytearray(text)
    flipped[len(text) // 2] ^= 1
    lines = text.splitlines(keepends=True)
    return {
        "truncated": b"".join(lines[:-1]),
        "half": text[:-40],
        "flipped": bytes(flipped),
        "empty": b"",
        "older": text.replace(lines[-2], b""),
    }


@pytest.mark.parametrize("kind", ["truncated", "half", "flipped", "empty", "older", "missing"])
@pytest.mark.slow
def test_x7_damage_is_found_at_its_place_and_the_recorded_state_comes_back(
    tmp_path: Path, kind: str
) -> None:
    root = write_city(tmp_path)
    ways = damaged(root)
    whole = (root / LEDGER).read_bytes()
    (root / LEDGER).unlink() if kind == "missing" else (root / LEDGER).write_bytes(ways[kind])
    at = ("--workspace", root, "--lang", "en")
    checked = run("check", *at, "--out", root / "out")
    assert checked.code == 1  # the layer is left out; the city stands
    assert re.search(
        r"layers/sites/progress.csv: (ends in line|line) \d+"
        if kind != "missing"
        else "is missing",
        checked.text,
    )
    assert "jinan-geo ledger restore" in checked.text
    with pytest.raises(Exception, match=r"layers/sites/progress.csv: "):
        record(root, "c.xlsx")
    assert run("ledger", "restore", *at).code == 0
    assert (root / LEDGER).read_bytes() == whole
    kept = [path.read_bytes() for path in root.glob("layers/sites/progress.damaged-*.csv")]
    assert kept == ([] if kind == "missing" else [ways[kind]])
    assert run("check", *at, "--out", root / "out").code == 0
    again = run("ledger", "restore", *at)
    assert (again.code, "nothing to restore" in again.text) == (2, True)


@pytest.mark.slow
def test_x7_a_damaged_journal_is_found_by_its_line_and_may_be_begun_anew(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    damaged(root)
    lines = (root / JOURNAL).read_bytes().splitlines(keepends=True)
    wrong = b"".join([lines[0], lines[1].replace(b"a.xlsx", b"c.xlsx"), lines[2]])
    (root / JOURNAL).write_bytes(wrong)
    at = ("--workspace", root, "--lang", "en")
    for verb in (["check", "--out", root / "out"], ["ledger", "log"], ["ledger", "undo"]):
        ran = run(*verb, *at)
        told = "progress.journal.jsonl line 2: not as it was written" in ran.text
        assert (ran.code, told) == (2 if verb == ["ledger", "undo"] else 1, True)
    assert run("ledger", "accept", "--layer", "sites", *at).code == 0
    assert [path.read_bytes() for path in root.glob("layers/sites/*.damaged-*.jsonl")] == [wrong]
    record(root, "d.xlsx")
    assert remarks(root) == ["a.xlsx", "b.xlsx", "d.xlsx"]
    numbers = [entry.number for entry in open_ledger(*sites_of(root)).entries()]
    assert numbers == [2, 3]


def test_x7_an_edit_by_hand_is_accepted_on_purpose_and_undone_like_an_import(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path)
    record(root, "a.xlsx")
    whole = (root / LEDGER).read_bytes()
    edited = whole.replace("进展顺利".encode(), "进展较好".encode())
    (root / LEDGER).write_bytes(edited)
    at = ("--workspace", root, "--lang", "en", "--layer", "sites")
    assert run("ledger", "undo", *at).code == 2
    assert run("ledger", "accept", *at, "--by", "张三", "--note", "笔误").code == 0
    assert (root / LEDGER).read_bytes() == edited
    assert "edit by hand accepted" in run("ledger", "log", *at).text
    record(root, "b.xlsx")
    for expected in (edited, whole, FILES[LEDGER].encode()):
        assert run("ledger", "undo", *at).code == 0
        assert (root / LEDGER).read_bytes() == expected


def test_x7_a_ledger_saved_with_other_line_ends_is_the_same(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    record(root, "a.xlsx")
    whole = (root / LEDGER).read_bytes()
    (root / LEDGER).write_bytes(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"))
    assert remarks(root) == ["a.xlsx"]
    record(root, "b.xlsx")
    assert run("ledger", "undo", "--workspace", root).code == 0
    assert (root / LEDGER).read_bytes() == whole


def sites_of(root: Path) -> tuple:  # type: ignore[type-arg]
    workspace = Workspace.open(root)
    return workspace.layer("sites"), workspace


def test_x8_undo_and_redo_give_exactly_the_earlier_bytes(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    states = [(root / LEDGER).read_bytes()]
    for file in ("a.xlsx", "b.xlsx", "c.xlsx"):
        record(root, file)
        states.append((root / LEDGER).read_bytes())
    ledger = open_ledger(*sites_of(root))

    def turn(what: str) -> bytes:
        ledger.undo() if what == "undo" else ledger.redo()
        return (root / LEDGER).read_bytes()

    found = [
        turn(what) for what in ("undo", "undo", "redo", "redo", "undo", "undo", "undo", "redo")
    ]
    assert found == [states[at] for at in (2, 1, 2, 3, 2, 1, 0, 1)]
    record(root, "d.xlsx")  # a new import forgets what was undone
    assert (root / LEDGER).read_bytes().startswith(states[1])
    again = run("ledger", "redo", "--workspace", root, "--lang", "en")
    assert (again.code, "nothing to redo" in again.text) == (2, True)
    assert turn("undo") == states[1]


TIMES = ("Pacific/Kiritimati", "America/St_Johns")


@pytest.mark.slow
def test_t2_t3_neither_time_zone_nor_clock_changes_what_is_recorded(tmp_path: Path) -> None:
    ledgers = []
    for zone in TIMES:
        root = write_city(tmp_path / zone)
        with importer(root, TZ=zone) as process:
            assert process.order({"file": "b.xlsx"}) == [0]
            assert process.order({"file": "a.xlsx"}) == [0]
        ledgers.append([(root / name).read_bytes() for name in (LEDGER, JOURNAL)])
        assert remarks(root) == ["b.xlsx", "a.xlsx"]
        assert open_ledger(*sites_of(root)).history("s-1")["remark"].iloc[-1] == "a.xlsx"
    assert ledgers[0] == ledgers[1]


@pytest.mark.parametrize(
    "day",
    [
        "2025-02-30",
        "31/12/25",
        "12/11/10",
        "2025年2月",
        "民国114年3月31日",
        "45000",
        "1900-01-01",
        "9999-12-31",
    ],
)
@pytest.mark.first_quick(2)
def test_t1_t3_a_day_that_is_none_or_may_be_another_is_set_aside_by_its_row(
    tmp_path: Path, day: str
) -> None:
    found = check_city(tmp_path, {LEDGER: FILES[LEDGER] + f"s-1,{day},construction,50,,,,,\n"})
    assert found.code == 1
    issue = found.one("bad-record")
    assert (issue["file"], issue["row"], issue["field"], issue["value"]) == (
        LEDGER,
        "9",
        "as_of",
        day,
    )
    assert found.accounts["sites"]["excluded"] == 1
