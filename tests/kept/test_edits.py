"""Whatever is edited, in whatever order, the pages have the bytes of a cold build."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.tools.tiny_city import FILES, SITES_LEDGER, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITES = "layers/sites"
STREETS = "layers/street-works"
# Rules between layers, so that one layer's issues follow from another's file.
RULES = """
[[expect]]
rule = "within"
layer = "sites"
tolerance_m = {metres}
"""
HARMED = 0.5
EVIDENCE = "id,about,as_of,published,publisher,title,tier,statement_zh\n"
STATED = "E-1,s-1,2025-03-{day:02},2025-03-{day:02},住建局,通报,{tier},在建\n"


def outputs(folder: Path) -> dict[str, bytes]:
    """Every page and table of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".toml"
    }


class Editor:
    """Changes one file of a workspace at a time, as people and accidents do."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = np.random.default_rng(seed)

    def edit(self) -> str:
        """Change something, and say what."""
        kinds: dict[str, Callable[[], object]] = {
            "record": self.record,
            "report of streets": self.streets,
            "correction": self.correct,
            "title": self.title,
            "target": self.target,
            "move": self.move,
            "name": self.rename,
            "rule": self.rule,
            "border": self.border,
            "evidence": self.evidence,
            "page gone": self.lose_page,
            "cache damaged": self.damage,
            "cache gone": self.lose_cache,
            "other options": self.other,
            "nothing": lambda: None,
        }
        kind = str(self.random.choice([*kinds]))
        kinds[kind]()
        return kind

    def number(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high))

    def day(self) -> str:
        return f"2025-{self.number(2, 5):02}-{self.number(1, 29):02}"

    def rewrite(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        with (self.root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def record(self) -> None:
        line = f"s-1,{self.day()},construction,{self.number(30, 90)},,,,,\n"
        self.add(f"{SITES}/progress.csv", line)

    def streets(self) -> None:
        line = f"w-{self.number(1, 5)},{self.day()},construction,{self.number(0, 101)}\n"
        self.add(f"{STREETS}/progress.csv", line)

    def correct(self) -> None:
        text = SITES_LEDGER.replace("进展顺利", f"进展{self.number(0, 9)}")
        self.rewrite(f"{SITES}/progress.csv", text)

    def title(self) -> None:
        name = "maps/city.toml"
        self.rewrite(name, FILES[name].replace("City map", f"City {self.number(0, 3)}"))

    def target(self) -> None:
        name = "targets.toml"
        self.rewrite(name, FILES[name].replace("value = 4", f"value = {self.number(1, 9)}"))

    def move(self) -> None:
        name = f"{SITES}/features.geojson"
        self.rewrite(name, FILES[name].replace("36.65", f"36.6{self.number(0, 60):02}", 1))

    def rename(self) -> None:
        name = f"{SITES}/layer.toml"
        self.rewrite(name, FILES[name].replace("Renewal sites", f"Sites {self.number(0, 3)}"))

    def rule(self) -> None:
        name = f"{STREETS}/layer.toml"
        rule = RULES.format(metres=self.number(1, 2000)) if self.number(0, 3) else ""
        self.rewrite(name, FILES[name] + rule)

    def border(self) -> None:
        name = "layers/districts/features.geojson"
        self.rewrite(name, FILES[name].replace("117.1", f"117.1{self.number(0, 4)}"))

    def evidence(self) -> None:
        name = str(self.random.choice(["evidence.csv", f"{STREETS}/evidence.csv"]))
        tier = str(self.random.choice(["official", "sample"]))
        self.rewrite(name, EVIDENCE + STATED.format(day=self.number(1, 29), tier=tier))

    def lose_page(self) -> None:
        (self.root / "maps/urban.html").unlink(missing_ok=True)

    def lose_cache(self) -> None:
        shutil.rmtree(self.root / ".jinan-geo/cache", ignore_errors=True)

    def damage(self) -> None:
        """Flip a byte of some files of the cache, and cut others."""
        harm = np.random.default_rng(self.number(0, 2**31))
        for file in sorted((self.root / ".jinan-geo/cache").glob("*-*")):
            data = bytearray(file.read_bytes())
            place, end, is_harmed = harm.random(), harm.random(), harm.random()
            if data and is_harmed < HARMED:
                data[int(place * len(data))] ^= 1
                file.write_bytes(data[: 1 + int(end * len(data))])

    def other(self) -> None:
        """Build something else into the same folder: its pages are not those of the next build."""
        options = [["--audience", "public"], ["--as-of", "2025-02-10"], ["--map", "city"]]
        chosen = options[self.number(0, len(options))]
        run("build", "--workspace", self.root, *chosen)


def after_edits(root: Path, seed: int, count: int) -> None:
    write_city(root)
    editor = Editor(root, seed)
    edited = []
    for _ in range(count):
        edited.append(editor.edit())
        warm = run("build", "--workspace", root)
        cold = root.parent / "cold"
        shutil.rmtree(cold, ignore_errors=True)
        shutil.copytree(root, cold, ignore=shutil.ignore_patterns(".jinan-geo", "*.html"))
        again = run("build", "--workspace", cold)
        found, given = outputs(cold / "maps"), outputs(root / "maps")
        different = {name for name in found | given if found.get(name) != given.get(name)}
        assert different == set(), edited
        assert warm.code == again.code, edited


@pytest.mark.slow
def test_after_any_edit_the_bytes_are_those_of_a_cold_build(tmp_path: Path) -> None:
    after_edits(tmp_path / "city", 1, 5)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_after_two_hundred_edits_too(tmp_path: Path, seed: int) -> None:
    after_edits(tmp_path / "city", 100 + seed, 20)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "name"), [("xlsx", "all.xlsx"), ("geojson", "")])
def test_exports_are_the_same_with_what_a_build_prepared(
    tmp_path: Path, kind: str, name: str
) -> None:
    root = write_city(tmp_path / "city")
    Editor(root, 3).streets()
    for out in ("plain", "known"):
        run("export", kind, "--workspace", root, "--out", tmp_path / out / name)
        run("build", "--workspace", root)
        assert (root / ".jinan-geo/cache").is_dir()
    assert outputs(tmp_path / "known") == outputs(tmp_path / "plain") != {}
