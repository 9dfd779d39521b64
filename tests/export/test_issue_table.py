"""The issue table opens in Excel and runs nothing there."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from jinan_geo.export.findings import Findings
from jinan_geo.export.issue_table import ISSUE_COLUMNS, write_issues
from jinan_geo.intake.loose import NOWHERE
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from pathlib import Path


def written(tmp_path: Path, *issues: Issue) -> list[dict[str, str]]:
    write_issues(tmp_path / "issues.csv", Findings([], NOWHERE, None, issues))
    text = (tmp_path / "issues.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def of_value(value: object) -> Issue:
    return Issue("unknown-district", "sites", "f", 3, "s-1", "district", value)


FORMULAS = [
    "=1+1",
    "+1+1",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0dx",
    "\uff20x",
]


@pytest.mark.parametrize("value", FORMULAS)
def test_what_excel_would_run_gets_an_apostrophe(tmp_path: Path, value: str) -> None:
    (row,) = written(tmp_path, of_value(value))
    assert row["value"] == f"'{value}"


@pytest.mark.parametrize(
    "value", ["-5", "-12.5%", "+3", "-1e3", "2025-01-31", "a=b", "370102", "历下区"]
)
def test_numbers_and_plain_text_stay_as_they_are(tmp_path: Path, value: str) -> None:
    (row,) = written(tmp_path, of_value(value))
    assert row["value"] == value


@pytest.mark.parametrize("column", ["layer", "file", "feature", "field"])
def test_every_column_of_the_data_is_guarded(tmp_path: Path, column: str) -> None:
    cells = {"type": "unknown-district", "layer": "l", "file": "f", "value": "x", column: "=1+1"}
    (row,) = written(tmp_path, Issue(**cells))
    assert row[column] == "'=1+1"


def test_rows_and_columns_are_exact(tmp_path: Path) -> None:
    rows = written(tmp_path, of_value('a,"b"\nc'), Issue("missing-id", "sites", "f", 1))
    assert tuple(rows[0]) == ISSUE_COLUMNS
    assert [row["value"] for row in rows] == ['a,"b"\nc', ""]
    assert (rows[0]["row"], rows[0]["severity"], rows[0]["responsible"]) == ("3", "warning", "gis")


def test_an_empty_table_has_its_heading(tmp_path: Path) -> None:
    assert written(tmp_path) == []
    assert (tmp_path / "issues.csv").read_bytes().startswith(b"\xef\xbb\xbflayer,")


def test_a_lone_surrogate_does_not_stop_the_table(tmp_path: Path) -> None:
    (row,) = written(tmp_path, of_value("x\ud83dy"))
    assert row["value"].startswith("x")
