"""An output that forgets to publish does not pass the type checker."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from subprocess import run
from typing import TYPE_CHECKING

import pytest

import jinan_geo

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(jinan_geo.__file__).parent.parent
HEAD = """
from pathlib import Path

import datetime as dt
import pandas as pd

from jinan_geo.answers.changes import compare_editions
from jinan_geo.answers.reports import list_due
from jinan_geo.export.changes import write_changes
from jinan_geo.export.deliver import export_city
from jinan_geo.export.findings import collect_findings, collect_own, write_issue_workbook
from jinan_geo.export.issue_table import write_issues
from jinan_geo.export.provision import write_provision
from jinan_geo.export.table import export_tables
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pack.contents import Pack, gather_pack, list_projects
from jinan_geo.pack.picture import draw_plain
from jinan_geo.pack.tables import pack_sheets
from jinan_geo.payload.build import PageData, build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.render.changes import render_changes
from jinan_geo.render.index import render_index
from jinan_geo.workbook.out.contents import gather_workbook


def output(
    workspace: Workspace, out: Path, day: dt.date, table: pd.DataFrame, data: PageData, pack: Pack
) -> None:
    whole = prepare_city(workspace)
"""
CARELESS, CAREFUL = "    city = whole\n", '    city = publish(whole, "public")\n'
OUTPUTS = """
    build_pages(city)
    render_index(city, [])
    render_changes(city, day)
    compare_editions(city, day, day)
    write_changes(out, city, table, day, day, "zh")
    list_due(city)
    write_provision(out, city, "zh")
    export_tables(city)
    export_city(city, "gpkg", out)
    collect_findings(city)
    write_issues(out, city)
    gather_workbook(city, "370102")
    gather_pack(city, data, [], None)
    list_projects(city)
    pack_sheets(city, pack)
    draw_plain(city, pack)
"""
OWN = """
    write_issue_workbook(out, collect_own(whole), [])
    write_issues(out, collect_own(whole))
"""


def types_of(files: Sequence[Path]) -> str:
    # What `make lint` knows already is used, unless the checkout is read-only.
    cache = ROOT / ".mypy_cache" if os.access(ROOT, os.W_OK) else Path(os.devnull)
    told = run(
        [
            sys.executable,
            "-m",
            "mypy",
            f"--cache-dir={cache}",
            "--no-error-summary",
            *map(str, files),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not told.stderr, told.stderr
    return told.stdout


@pytest.mark.slow
def test_an_output_of_an_unpublished_city_does_not_pass(tmp_path: Path) -> None:
    careless, careful = tmp_path / "careless.py", tmp_path / "careful.py"
    careless.write_text(HEAD + CARELESS + OUTPUTS + OWN, encoding="utf-8")
    careful.write_text(HEAD + CAREFUL + OUTPUTS, encoding="utf-8")
    told = types_of([careless, careful])
    assert "careful.py" not in told, told
    calls = [at for at, line in enumerate(careless.read_text("utf-8").splitlines(), start=1)
             if re.match(r"    [a-z_]+\(", line)]  # fmt: skip
    refused = {int(at) for at in re.findall(r"careless\.py:(\d+): error: .*incompatible", told)}
    assert refused == set(calls), told


def test_only_publish_makes_a_published_city() -> None:
    makers = {
        path.name
        for path in (ROOT / "jinan_geo").glob("*/**/*.py")
        if "PublishedCity(" in path.read_text(encoding="utf-8")
    }
    assert makers == {"publish.py"}


def test_every_module_that_makes_output_asks_for_a_published_city() -> None:
    """Rooms that make what leaves the workspace know a whole city only to read what came back."""
    rooms = ("answers", "payload", "export", "render", "pack", "workbook")
    asking = {
        path.relative_to(ROOT / "jinan_geo").as_posix()
        for room in rooms
        for path in (ROOT / "jinan_geo" / room).rglob("*.py")
        if re.search(r"\bcity: City\b", path.read_text(encoding="utf-8"))
    }
    assert asking == {
        "export/findings.py",  # collect_own: for the terminal, and no file takes what it gives
        "export/snapshots.py",  # kept in the workspace, as the layer's own files are
        "workbook/back/importing.py",
        "workbook/back/projects.py",
        # What districts propose, as rows for who keeps the layers.
        "workbook/back/proposals.py",
        "workbook/back/ready.py",
        # What came back in a folder, and what its sender is answered: counts, and the file itself.
        "workbook/folder/batch.py",
        "workbook/folder/attached.py",
        "workbook/folder/owed.py",
        "workbook/folder/remind.py",
        "workbook/folder/reply.py",
        "workbook/folder/whose.py",
        "workbook/plain/table.py",
    }
