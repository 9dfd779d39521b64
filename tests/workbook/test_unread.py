"""Nothing of a workbook is skipped in silence, and an import that stops says how far it came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.errors import LockedError
from jinan_geo.workbook.back import recording
from tests.tools.returned import read_back
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = """
layer = "sites"
as_of = 2025-03-31
[columns]
id = "编号"
done_pct = "完成比例"
"""
HEAD = ["编号", "完成比例"]


def bring(tmp_path: Path, *sheets: tuple[str, list[list[object]]]) -> tuple[int, dict[str, object]]:
    root = write_city(tmp_path / "city", {"profiles/p.toml": PROFILE})
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "a.xlsx")
    said = ["--profile", "p", "--yes", "--workspace", root]
    ran = run("ledger", "import", tmp_path / "a.xlsx", *said, "--json")
    return ran.code, json.loads(ran.text)


@pytest.mark.slow
def test_a_second_sheet_of_the_same_headings_is_named_and_set_aside(tmp_path: Path) -> None:
    second = ("市中区", [["市中区月报"], HEAD, ["s-3", 9], ["s-5", 100], ["合计", 109]])
    code, answer = bring(tmp_path, ("历下区", [HEAD, ["s-1", 44]]), second)
    assert (code, answer["set_aside"], answer["exit_code"]) == (1, 2, 1)
    assert answer["unread"] == [{"sheet": "市中区", "rows": 2, "is_alike": True}]


@pytest.mark.slow
def test_another_sheet_is_named_and_nothing_is_set_aside(tmp_path: Path) -> None:
    code, answer = bring(tmp_path, ("历下区", [HEAD, ["s-1", 44]]), ("说明", [["请按时填报"]]))
    assert (code, answer["set_aside"]) == (0, 0)
    assert answer["unread"] == [{"sheet": "说明", "rows": 1, "is_alike": False}]
    assert bring(tmp_path / "b", ("历下区", [HEAD, ["s-1", 44]]), ("空", []))[1]["unread"] == []


@pytest.mark.slow
def test_an_import_that_stops_says_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_city(tmp_path / "city")
    made = run("ledger", "template", "--district", "370102", "--out", tmp_path / "f.xlsx",
               "--workspace", root)  # fmt: skip
    assert made.code == 0, made.text
    layers = [sheet.layer for sheet in read_back(root, tmp_path / "f.xlsx").sheets]
    assert len(layers) == 2
    record = recording._record  # noqa: SLF001 - the step between two ledgers

    def stop(ledger: object, *rest: object) -> object:
        if ledger.folder.id == layers[1]:  # type: ignore[attr-defined]
            message = "in use"
            raise LockedError(message)
        return record(ledger, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(recording, "_record", stop)
    ran = run("ledger", "import", tmp_path / "f.xlsx", "--yes", "--workspace", root, "--lang", "en")
    assert ran.code == 4
    said = ran.text.replace("\n", " ")
    assert layers[0] in said.split("jinan-geo: in use")[1]
    assert layers[1] in said.split("jinan-geo: in use")[1]
