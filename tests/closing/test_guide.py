"""The coordinator's guide is run through: its commands in their order, on a city, with files."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tools.returned import LAYER, Book
from tests.tools.tiny_city import FILES as CITY
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from tests.tools.verbs import Ran

TEXT = (Path(__file__).resolve().parents[2] / "docs/coordinator.zh.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(jinan-geo [^#\n]+)", TEXT, re.MULTILINE)
FILES = ("收表", "补报.xlsx", "新项目库.geojson", "新目标.xlsx")


def city_with_the_layer(root: Path) -> Path:
    """A small city whose layer has the name that the guide gives it."""
    own = {name.replace("/sites/", f"/{LAYER}/"): CITY[name] for name in CITY if "/sites/" in name}
    targets = CITY["targets.toml"].replace('"sites"', f'"{LAYER}"')
    gone = {name: None for name in CITY if "/sites/" in name}
    return write_city(root, {**gone, **own, "targets.toml": targets})


def follow(root: Path, desk: Path, command: str) -> Ran:
    """Run a command of the guide as it stands, with the files that it names on the desk."""
    words = [f"{desk / word}" if word in FILES else word for word in shlex.split(command)[1:]]
    return run(*words, "--workspace", root)


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_a_month_and_a_year_go_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, desk = city_with_the_layer(tmp_path / "city"), tmp_path / "desk"
    (desk / "收表").mkdir(parents=True)
    monkeypatch.chdir(desk)
    shutil.copy(root / f"layers/{LAYER}/features.geojson", desk / "新项目库.geojson")
    codes = []
    for at, command in enumerate(COMMANDS):
        ran = follow(root, desk, command)
        codes.append(ran.code)
        if command.startswith("jinan-geo pack"):
            fill_in(desk)
        if "--yes --by" in command:
            returned = {path.name for path in (root / "workbooks/returns").iterdir()}
            assert returned == {"历城_退改单.xlsx", "提醒.txt", "汇总.txt"}
        if command.startswith("jinan-geo edition close"):
            refused = follow(root, desk, "jinan-geo ledger import 补报.xlsx --yes")
            assert refused.code == 6
            assert "--correct" in refused.text
        assert ran.code in {0, 1}, (at, command, ran.text)
    assert codes[2:4] == [1, 1]  # one cell is sent back
    assert (root / "archive/2025-11-30/SHA256SUMS").is_file()
    assert '# id = "T-1-2026"' in (root / "targets.toml").read_text(encoding="utf-8")
    for name in ("兑现清单.xlsx", "结转清单.xlsx", "新目标.xlsx"):
        assert (desk / name).stat().st_size > 4000


def fill_in(desk: Path) -> None:
    """Have one district report well, one with a wrong cell, and one too late."""
    for name, code, done in (
        ("收表/历下区11月.xlsx", "370102", 100),
        ("收表/历城.xlsx", "370112", 130),
        ("补报.xlsx", "370103", 100),
    ):
        (form,) = desk.glob(f"发出/{code}_*/form.xlsx")
        book = Book(form)
        first = next(row[0].value for row in book.page.iter_rows(min_row=4) if row[0].value)
        book.fill({(first, "done_pct"): done}, desk / name)
