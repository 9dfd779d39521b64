"""Killed at any call to the disk: each file is whole, old or new, the next run leaves no stray."""

from __future__ import annotations

import random
import shutil
import signal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.tools.killer import killer
from tests.tools.tiny_city import collection, feature, write_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROFILE = """
layer = "sites"
as_of = 2025-03-31
[columns]
id = "编号"
done_pct = "完成比例"
"""
LEDGER = "layers/sites/progress.csv"
# A verb, its arguments, and the folder or file that it writes, below the city.
VERBS: dict[str, tuple[list[str], str]] = {
    "build": (["build", "--workspace", "CITY"], "maps"),
    "map": (
        ["map", "CITY/a.geojson", "CITY/t.csv", "--key", "id", "--out", "CITY/out/a.html"],
        "out",
    ),
    "gpkg": (["export", "gpkg", "--workspace", "CITY"], "export"),
    "xlsx": (["export", "xlsx", "--workspace", "CITY"], "export"),
    "parquet": (["export", "parquet", "--workspace", "CITY"], "export"),
    "pack": (["pack", "--workspace", "CITY"], "packs"),
    "check": (["check", "--workspace", "CITY", "--out", "CITY/out"], "out"),
    "import": (
        ["ledger", "import", "CITY/a.xlsx", "--profile", "p", "--yes", "--workspace", "CITY"],
        LEDGER,
    ),
}


def write_inputs(city: Path) -> Path:
    write_city(city, {"profiles/p.toml": PROFILE})
    (city / "a.geojson").write_text(collection([feature(None, id="1")]), encoding="utf-8")
    (city / "t.csv").write_text("id,n\n1,2\n", encoding="utf-8")
    book = openpyxl.Workbook()
    for row in (["编号", "完成比例"], ["s-1", 44], ["s-2", 33]):
        book.active.append(row)
    book.save(city / "a.xlsx")
    return city


def content(place: Path) -> dict[str, bytes]:
    """Every whole file of an output; parts on their way do not count."""
    if place.is_file():
        return {place.name: place.read_bytes()}
    paths = [path for path in place.rglob("*") if path.is_file()]
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in paths
        if ".part" not in path.relative_to(place).as_posix()
    }


def _begin_again(city: Path, fresh: Path, below: str, names: Sequence[str]) -> None:
    """Lay the inputs anew, with an older file under each name that the verb will write."""
    shutil.rmtree(city)
    shutil.copytree(fresh, city)
    for name in names:
        (city / below / name).parent.mkdir(parents=True, exist_ok=True)
        (city / below / name).write_bytes(b"old")


def sweep_kills(tmp_path: Path, verb: str, chance: random.Random, instants: int) -> int:
    """Kill a verb at some of its calls; gives at how many."""
    arguments, below = VERBS[verb]
    fresh = write_inputs(tmp_path / "fresh")
    city = tmp_path / "city"
    said = [one.replace("CITY", str(city)) for one in arguments]
    with killer(city) as process:
        shutil.copytree(fresh, city)
        assert process.run(*said)[0] in {0, 1}
        new = content(city / below)
        names = [] if verb == "import" else [name for name in new if not name.endswith(".toml")]
        _begin_again(city, fresh, below, names)
        _, calls = process.run(*said)
        chosen: Sequence[int] = range(1, calls + 1)
        for at in sorted(chance.sample(chosen, min(instants, calls))):
            _begin_again(city, fresh, below, names)
            old = content(city / below)
            assert process.run(*said, kill_at=at)[0] == -signal.SIGKILL
            left = content(city / below)
            for name, data in left.items():
                assert data in {old[name], new[name]}, (verb, at, name)
            assert left.keys() == old.keys()
            assert process.run(*said)[0] in {0, 1}
            assert content(city / below) == new, (verb, at)
            assert [path.name for path in city.rglob("*.part")] == [], (verb, at)
    return min(instants, calls)


@pytest.mark.parametrize("verb", ["map", "check", "gpkg", "import"])
@pytest.mark.slow
def test_killed_at_some_calls(tmp_path: Path, verb: str) -> None:
    assert sweep_kills(tmp_path, verb, random.Random(5), 1) == 1  # noqa: S311 - nothing secret


@pytest.mark.deep
@pytest.mark.parametrize("verb", VERBS)
def test_killed_at_many_calls(tmp_path: Path, verb: str) -> None:
    # Every call of the small verbs, 60 of the others: more than 200 in all.
    assert sweep_kills(tmp_path, verb, random.Random(6), 60) > 5  # noqa: S311 - nothing secret
