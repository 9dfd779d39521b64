"""Files of published packages go through every verb that takes a file.

There is no traceback, and nothing is lost in silence.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.errors import JinanGeoError
from jinan_geo.read import read_cells
from tests.tools.counting import count_features, filled_rows
from tests.tools.foreign_files import SDISTS, TARBALLS, fetch_package, files_to_read

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Table

CODES = {0, 1, 2, 3, 5, 6}
ODD = "this was not foreseen"


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")


@pytest.mark.fuzz
@pytest.mark.parametrize("package", [*SDISTS, *TARBALLS])
def test_files_of_a_package_are_read_whole_or_named(tmp_path: Path, package: str) -> None:
    wrong = []
    seen = 0
    for path in files_to_read(fetch_package(package, tmp_path)):
        seen += 1
        wrong += [f"{path.relative_to(tmp_path)}: {fault}" for fault in faults_of(path, tmp_path)]
    if not seen:
        pytest.skip(f"{package} ships no data file")
    assert not wrong, "\n".join(wrong)


def faults_of(path: Path, scratch: Path) -> list[str]:
    """Put a file through the verbs; give what went wrong."""
    table = scratch / "t.csv"
    table.write_text("id,v\n1,a\n", encoding="utf-8")
    out = str(scratch / "a.html")
    faults = []
    for line in (
        ["check", str(path), "--json"],
        ["doctor", str(path), "--json"],
        ["map", str(path), str(table), "--key", "id", "--out", out],
    ):
        code, output = run(line)
        if code not in CODES or ODD in output:
            faults.append(f"{line[0]} ends with {code}: {output[-300:]}")
        elif line[0] == "check" and code in {0, 1}:
            faults += losses(path, json.loads(output))
    return [*faults, *table_faults(path)]


def run(line: list[str]) -> tuple[int, str]:
    """Run a verb; what it lets through is code -1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = CliRunner().invoke(main, line)
    passed = isinstance(result.exception, SystemExit | None)
    return (
        (result.exit_code, result.stdout or result.output)
        if passed
        else (-1, repr(result.exception))
    )


def losses(path: Path, answer: dict[str, Any]) -> list[str]:
    """Compare the features told with an independent count."""
    told = answer["used"] + answer["set_aside"]
    if told != answer["features"]:
        return [f"{answer['features']} features, but {told} used or set aside"]
    counted = count_features(path)
    if counted is None or counted == told:
        return []
    return [f"holds {counted} features, {told} are told"]


def table_faults(path: Path) -> list[str]:
    """Read it as a table too; a refusal of ours is fine, and every filled row has its place."""
    try:
        table = read_cells(path, path.name)
    except JinanGeoError:
        return []
    except BaseException as error:  # noqa: BLE001 - whatever comes is the finding
        return [f"as a table: {error!r}"]
    filled = filled_rows(path, table.sheet, table.encoding)
    lost = sorted(untold(table, filled)) if filled is not None else []
    return [f"as a table: rows {lost} are not told"] if lost else []


def untold(table: Table, filled: set[int]) -> set[int]:
    """Rows that are neither records nor named, but for the headings: one row, or those merged."""
    named = {*table.lines, *table.totals, *table.aside}
    kinds = {note.type for note in table.notes}
    passed = [note.details["last"] for note in table.notes if note.type == "title-rows"]
    rest = {row for row in filled - named if row > max(passed, default=0)}
    if "no-headings" in kinds:
        return rest
    grouped = any("/" in title for title in table.cells)
    headings = sorted(rest)[: 3 if grouped else 1]
    return rest - {row for row in headings if row < min(named, default=row + 1)}
