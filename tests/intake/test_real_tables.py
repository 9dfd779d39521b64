"""Tables out of the test data of published packages become maps, unaided or after one advice.

What "map" means here: the page is written (exit code 0 or 1), and every line on which two readers
see something is a feature of it, on the map or not, a heading, or told by an issue.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from tests.tools.foreign_files import fetch_package
from tests.tools.real_tables import fetch_readers, tables_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tools.real_tables import RealTable

# The five of the promise, and others that ship tables; those of openpyxl and pandas ship none now.
PACKAGES = (
    "python-calamine", "openpyxl", "xlsx2csv", "pandas", "pyexcel-xls",
    "agate-excel", "csvkit", "pyexcel", "pyexcel-xlsx", "pyexcel-ods3", "tablib",
)  # fmt: skip
ASIDE = {"total-row", "remark-row", "heading-again", "number-row", "group-row", "ragged-row"}
HEADINGS = 3  # rows of headings that a table may have
DONE = {0, 1}
UNAIDED, AIDED = 0.75, 0.9
ADVICE = re.compile(r"--[a-z][a-z-]+")
PLACES = {"type": "Point", "coordinates": [117.0, 36.6]}


@dataclass(frozen=True)
class Tried:
    """How a table went: ``unaided``, ``aided``, or why not."""

    how: str
    said: str = ""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[RealTable]:
    folder = tmp_path_factory.mktemp("packages")
    if not fetch_readers(folder / "readers"):
        pytest.skip("the second readers of .xls and .ods cannot be fetched")
    found: list[RealTable] = []
    for package in PACKAGES:
        found += tables_in(fetch_package(package, folder))
    return found


@pytest.mark.fuzz
def test_real_tables_are_maps(tables: list[RealTable], tmp_path: Path) -> None:
    held(tables, [alone(table, tmp_path) for table in tables])


@pytest.mark.fuzz
def test_real_tables_join_by_auto(tables: list[RealTable], tmp_path: Path) -> None:
    keyed = [table for table in tables if table.best_key()]
    held(keyed, [joined(table, tmp_path) for table in keyed])


def held(tables: list[RealTable], tried: list[Tried]) -> None:
    """Hold the two shares; else tell which tables went how."""
    ways = [one.how for one in tried]
    pairs = zip(tables, tried, strict=True)
    told = "\n".join(f"{table.path.name}: {one.how} {one.said}" for table, one in pairs)
    assert len(tables) > 30, "too few to say anything"
    assert ways.count("unaided") >= UNAIDED * len(ways), told
    assert ways.count("unaided") + ways.count("aided") >= AIDED * len(ways), told


def alone(table: RealTable, scratch: Path) -> Tried:
    """Draw a table by itself; where that is refused, as the refusal says."""
    out = ["--out", str(scratch / "page.html"), "--json"]
    code, answer = run(["map", str(table.path), *out])
    if code in DONE:
        lost = lost_lines(table, answer)
        return Tried(f"loses {lost}") if lost else Tried("unaided")
    options = advice_of(answer["why"], table)
    code, second = run(["map", str(table.path), *options, *out])
    return Tried("aided" if options and code in DONE else "refused", f"{options} {second['why']}")


def joined(table: RealTable, scratch: Path) -> Tried:
    """Draw features that bear the table's keys, and the table with them."""
    title, keys = table.best_key() or ("", [])
    made = [{"type": "Feature", "properties": {"fid": key}, "geometry": PLACES} for key in keys]
    features = scratch / "features.geojson"
    features.write_text(json.dumps({"type": "FeatureCollection", "features": made}), "utf-8")
    line = ["map", str(features), str(table.path), "--out", str(scratch / "page.html"), "--json"]
    code, answer = run([*line, "--key", "auto"])
    if code in DONE:
        return Tried("unaided" if answer["on_map"] else "drawn in no place")
    options = ["--key", f"fid={title}"] if "--key A=B" in answer["why"] else []
    code, second = run([*line, *options])
    return Tried("aided" if options and code in DONE else "refused", answer["why"] + second["why"])


def run(line: list[str]) -> tuple[int, dict[str, Any]]:
    """Run a verb within this process; what it lets through is code -1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = CliRunner().invoke(main, line)
    if not isinstance(result.exception, SystemExit | None):
        return -1, {"why": repr(result.exception)}
    return result.exit_code, json.loads(result.stdout.strip().splitlines()[-1])


def lost_lines(table: RealTable, answer: dict[str, Any]) -> int:
    """Count the lines that are neither features nor headings, and that nothing told."""
    issues = answer["issues"]
    told = sum(issue["type"] in ASIDE for issue in issues)
    bare = any(issue["type"] == "no-headings" for issue in issues)
    above = sum(issue["type"] == "title-rows" for issue in issues)
    left = len(table.rows) - answer["features"] - told
    if bare or 1 <= left <= HEADINGS:
        return left * bare
    return 0 if above and left > 0 else left


def advice_of(why: str, table: RealTable) -> list[str]:
    """Make options of a refusal as a reader would: the first columns that it names, a plain CRS."""
    named = re.findall(r"'([^']+)' and '([^']+)'", why)
    wanted = set(ADVICE.findall(why))
    if {"--x", "--y"} <= wanted and named:
        return ["--x", named[0][0], "--y", named[0][1]]
    if "--sheet" in wanted:
        return ["--sheet", table.path.stem]
    return ["--crs", "EPSG:4548"] if "--crs" in wanted else []
