"""A city from an empty folder to page, brief and workbook, by the commands a newcomer types."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.cli.test_init import CITIES
from tests.tools.any_city import TABLES
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

MOST_COMMANDS, MOST_SECONDS = 10, 120
PROJECTS = ("--role", "projects")
# What only a person knows of a file, said as the refusal words it.
SAID = {
    "us": ((), ()),
    "britain": (("--crs", "EPSG:27700", *PROJECTS), ()),
    "japan": (PROJECTS, ()),
    "china": (("--crs", "GCJ-02", *PROJECTS), ("--columns", "2025年1月=done_pct")),
}
RECORDED = {"britain": [40, 55, 100]}


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.first_whole(1)
@pytest.mark.slow
def test_a_city_a_layer_a_table_and_all_that_is_made_of_them(tmp_path: Path, city: str) -> None:
    write, said, _, _ = CITIES[city]
    root = tmp_path / "city"
    for name, text in zip(("projects.csv", "progress.csv"), TABLES[city], strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    of_layer, of_table = SAID[city]
    where, lang = ("--workspace", root), said[said.index("--lang") :][:2]
    commands = [
        ("init", root, "--districts", write(tmp_path), *said),
        ("layer", "add", tmp_path / "projects.csv", "--id", "works", *of_layer, *where, *lang),
        ("ledger", "import", tmp_path / "progress.csv", "--layer", "works", *of_table, "--yes",
         *where, *lang),
        ("build", *where, *lang),
        ("pack", *where, *lang),
    ]  # fmt: skip
    assert len(commands) <= MOST_COMMANDS
    begun = time.process_time()
    for command in commands:
        ran = run(*command)
        assert ran.code == 0, (command, ran.text)
    assert time.process_time() - begun < MOST_SECONDS
    assert (root / "maps" / "city.html").exists()
    names = {path.name for path in (root / "packs").rglob("*")}
    assert {"map.html", "workbook.xlsx", "brief.docx"} <= names
    known = prepare_city(Workspace.open(root))
    (layer,) = [one for one in known.layers if one.id == "works"]
    assert sorted(layer.records["done_pct"]) == RECORDED.get(city, [10, 40, 55])
    assert not layer.records["stage"].isna().all() or city == "china"
