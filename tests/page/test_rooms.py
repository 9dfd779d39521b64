"""The rooms of the page's program.

Each uses only those below it, for types too, and no two files go in a circle.
"""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import jinan_geo

SOURCE = Path(jinan_geo.__file__).parent / "web/src"
# From the ground up.
FLOORS = [
    "words",
    "data",
    "look",
    "state",
    "map",
    "panel",
    "card",
    "out",
    "bars",
    "app",
    "index",
    "settlement",
    "added",
]
DOORS = {"main.ts", "boot.ts", "css.d.ts"}
FILES = sorted(file for file in SOURCE.rglob("*.*") if file.suffix in {".ts", ".tsx", ".css"})
IMPORTED = re.compile(r"(?:from|import|@import)\s*\(?\s*[\"'](\.[^\"']+)[\"']")


def name_of(file: Path) -> str:
    return file.relative_to(SOURCE).as_posix()


def used_by(file: Path) -> set[str]:
    """Files that a file imports, for types too, by their names under ``web/src``."""
    found = set()
    for said in IMPORTED.findall(file.read_text(encoding="utf-8")):
        wanted = (file.parent / said).resolve()
        ends = ("", ".ts", ".tsx", ".d.ts")
        there = [wanted.with_name(wanted.name + end) for end in ends]
        found |= {name_of(one) for one in there if one.is_file()}
    return found


def wrong_rooms(name: str, used: set[str]) -> set[str]:
    """What a file imports from above its room."""
    floor = FLOORS.index(name.partition("/")[0])
    return {one for one in used if one.partition("/")[0] not in FLOORS[: floor + 1]}


def test_every_file_lies_in_a_room() -> None:
    assert {name_of(file).partition("/")[0] for file in FILES} == {*FLOORS, *DOORS}
    assert len(list(SOURCE.iterdir())) <= 16


def test_a_room_uses_only_what_lies_below_it() -> None:
    inside = [file for file in FILES if file.parent != SOURCE]
    wrong = {name_of(file): wrong_rooms(name_of(file), used_by(file)) for file in inside}
    assert {name: used for name, used in wrong.items() if used} == {}


def test_the_program_that_unpacks_the_page_is_small() -> None:
    rooms = {name.partition("/")[0] for name in used_by(SOURCE / "boot.ts")}
    assert rooms <= {"words", "data"}


def test_no_files_import_each_other_in_a_circle() -> None:
    TopologicalSorter({name_of(file): used_by(file) for file in FILES}).prepare()


def test_a_wrong_import_would_be_found() -> None:
    assert wrong_rooms("data/sort.ts", {"state/store.ts", "data/layer.ts"}) == {"state/store.ts"}
    assert "data/layer.ts" in used_by(SOURCE / "data/sort.ts")
    assert "look/common.css" in used_by(SOURCE / "app/page.css")
    with pytest.raises(CycleError):
        TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()
