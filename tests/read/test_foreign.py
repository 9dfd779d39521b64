"""Files of published packages go through every verb that takes a file.

There is no traceback, and nothing is lost in silence.
"""

from __future__ import annotations

import csv
import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.errors import JinanGeoError
from jinan_geo.read import read_cells
from tests.tools.foreign_files import SDISTS, TARBALLS, fetch_package, files_to_read

if TYPE_CHECKING:
    from pathlib import Path

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
    counted = count_of(path)
    if counted is None or counted == told:
        return []
    return [f"holds {counted} features, {told} are told"]


def count_of(path: Path) -> int | None:
    """Count a file's features without our readers; None where that cannot be done."""
    if path.suffix.lower() in {".geojson", ".json"}:
        data = json.loads(path.read_bytes())
        kind = data.get("type") if isinstance(data, dict) else None
        return len(data["features"]) if kind == "FeatureCollection" else 1 if kind else len(data)
    if path.suffix.lower() in {".shp", ".gpkg", ".fgb", ".parquet"}:
        import pyogrio  # noqa: PLC0415 - only where such a file is

        layers = pyogrio.list_layers(path) if path.suffix.lower() != ".parquet" else []
        return (
            int(pyogrio.read_info(path, force_feature_count=True)["features"])
            if len(layers) == 1
            else None
        )
    return None


def table_faults(path: Path) -> list[str]:
    """Read it as a table too; a refusal of ours is fine, and a CSV has all its rows."""
    try:
        table = read_cells(path, path.name)
    except JinanGeoError:
        return []
    except BaseException as error:  # noqa: BLE001 - whatever comes is the finding
        return [f"as a table: {error!r}"]
    if path.suffix.lower() != ".csv":
        return []
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    told = len(table.cells) + len(table.totals) + len(table.aside) + 1
    return (
        [] if told >= len(rows) or table.encoding != "UTF-8" else [f"{len(rows)} rows, {told} told"]
    )
