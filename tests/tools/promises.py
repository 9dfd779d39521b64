"""What every verb promises of any file: no traceback, an exit code that the JSON states too.

And nothing is lost in silence.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.errors import JinanGeoError
from jinan_geo.read import read_cells
from tests.tools.counting import count_features, filled_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.read import Table

__all__ = ["VERBS", "faults_of"]

CODES = {0, 1, 2, 3, 5, 6}
DONE = {0, 1}
ODD = ("not foreseen", "没有料到", "Traceback")
VERBS = ("check", "doctor", "map")
ROWS_OF_HEADINGS = 3


def faults_of(path: Path, scratch: Path, verbs: Sequence[str] = VERBS, *said: str) -> list[str]:
    """Put a file through verbs, with the options ``said``; give what went wrong."""
    faults = []
    for verb in verbs:
        out = ["--out", str(scratch / "a.html")] if verb == "map" else []
        faults += _verb_faults(path, [verb, str(path), "--json", *out, *said])
    return [*faults, *_table_faults(path)]


def _verb_faults(path: Path, line: list[str]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = CliRunner().invoke(main, line)
    if not isinstance(result.exception, SystemExit | None):
        return [f"{line[0]} lets through {result.exception!r}"]
    code = result.exit_code
    if code not in CODES or any(word in result.output for word in ODD):
        return [f"{line[0]} ends with {code}: {result.output[-400:]}"]
    try:
        answer = json.loads(result.stdout)
    except ValueError:
        return [f"{line[0]} ends with {code} and prints no JSON: {result.output[-400:]}"]
    if answer.get("exit_code") != code or not answer.get("why"):
        return [f"{line[0]} ends with {code}, but the JSON says {answer.get('exit_code')}"]
    counted = code in DONE
    if counted and line[0] == "doctor":
        agrees = (code == 1) is bool(answer["set_aside"])
        return [] if agrees else [f"doctor ends with {code}: {answer['set_aside']} set aside"]
    return [f"{line[0]}: {fault}" for fault in _losses(path, code, answer)] if counted else []


def _losses(path: Path, code: int, answer: dict[str, Any]) -> list[str]:
    """Compare the features told with an independent count, and the code with what is set aside."""
    if "used" not in answer:  # of a map: what is set aside may stand in its list, without a place
        told = answer["on_map"] + answer["unlocated"]
    else:
        told = answer["used"] + answer["set_aside"]
    if told != answer["features"]:
        return [f"{answer['features']} features, but {told} used or set aside"]
    if (code == 1) is not bool(answer["set_aside"]):
        return [f"ends with {code}, and {answer['set_aside']} are set aside"]
    counted = count_features(path) if "used" in answer else None
    if counted is None or counted == told:
        return []
    return [f"the file holds {counted} features, {told} are told"]


def _table_faults(path: Path) -> list[str]:
    """Read it as a table too; a refusal of ours is fine, and every filled row has its place."""
    try:
        table = read_cells(path, path.name)
    except JinanGeoError:
        return []
    except BaseException as error:  # noqa: BLE001 - whatever comes is the finding
        return [f"as a table: {error!r}"]
    filled = filled_rows(path, table.sheet, table.encoding)
    lost = sorted(_untold(table, filled)) if filled is not None else []
    return [f"as a table: rows {lost} are not told"] if lost else []


def _untold(table: Table, filled: set[int]) -> set[int]:
    """Rows that are neither records nor named, but for the headings: one row, or those merged."""
    named = {*table.lines, *table.totals, *table.aside}
    passed = [note.details["last"] for note in table.notes if note.type == "title-rows"]
    rest = {row for row in filled - named if row > max(passed, default=0)}
    if any(note.type == "no-headings" for note in table.notes):
        return rest
    grouped = any("/" in title for title in table.cells)
    headings = sorted(rest)[: ROWS_OF_HEADINGS if grouped else 1]
    return rest - {row for row in headings if row < min(named, default=row + 1)}
