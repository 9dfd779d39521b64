"""The district's guide is run through.

Its sheets and headings exist, its examples come out as it says.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.issues.issue import catalogue
from jinan_geo.words import say, speaking, words_of
from jinan_geo.workbook.out.form import boxes_of
from tests.tools.returned import Book, copy_sample_city

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "district.zh.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
EXAMPLES = [tuple(cell.strip() for cell in row) for row in ROW.findall(TEXT)]
COMMANDS = re.findall(r"^(jinan-geo [^#\n]+)", TEXT, re.MULTILINE)
GUIDE_SHEET, TODO_SHEET = say("workbook.guide.sheet", "zh"), say("workbook.todo.sheet", "zh")
PROPOSAL_SHEET = say("workbook.proposals.sheet", "zh")
PROPOSAL_TITLES = words_of("workbook.proposals.columns", "zh")
with speaking("zh"):
    KEYS = {box.title: box.key for box in boxes_of(shared=True)}
TAKEN = "记入"
NEW = re.findall(r"^\| ([^|`\n]+?) \| ([^|\n]*?) *\| (已提出|必填项空白) \|$", TEXT, re.MULTILINE)


def run(root: Path, command: str, *more: str) -> Any:
    words = [*command.split()[1:], *more, "--workspace", str(root)]
    ran = CliRunner().invoke(main, words)
    assert ran.exit_code in {0, 1}, ran.output
    return ran


@pytest.fixture
def jinan(tmp_path: Path) -> Path:
    return copy_sample_city(tmp_path / "jinan")


@pytest.mark.slow
def test_its_commands_and_examples_come_out_as_it_says(jinan: Path, tmp_path: Path) -> None:
    template, look, record, undo, build = COMMANDS
    path = tmp_path / "370102.xlsx"
    run(jinan, template, "--out", str(path))
    book = Book(path, "城市更新项目")
    assert [name for name in book.book.sheetnames if not name.startswith("_")] == [
        GUIDE_SHEET, "城市更新项目", PROPOSAL_SHEET, TODO_SHEET,
    ]  # fmt: skip
    assert len(EXAMPLES) == 8
    for project, heading, text, _ in EXAMPLES:
        book.cell(project, KEYS[heading]).value = float(text) if text.isdecimal() else text
    for at, (name, place, _) in enumerate(NEW, start=4):
        for column, text in enumerate((name, place), start=1):
            book.book[PROPOSAL_SHEET].cell(at, column).value = text or None
    book.save()
    files = {path: path.read_bytes() for path in jinan.rglob("*.csv")}
    run(jinan, look.replace("370102.xlsx", str(path)))
    assert {path: path.read_bytes() for path in files} == files
    told = json.loads(run(jinan, record.replace("370102.xlsx", str(path)), "--json").stdout)
    (sheet,) = told["sheets"]
    proposed = {one["name"]: "已提出" for one in told["proposals"]}
    proposed |= {
        issue["project"]: issue["name_zh"]
        for issue in sheet["set_aside"]
        if str(issue["cell"]).startswith(f"{PROPOSAL_SHEET}!")
    }
    assert proposed == {name: result for name, _, result in NEW}
    reasons = {
        issue["project"]: issue["name_zh"]
        for issue in sheet["set_aside"]
        if issue["project"] not in proposed
    }
    taken = {change["project"] for change in sheet["changes"]}
    found = {project: TAKEN if project in taken else reasons[project] for project, *_ in EXAMPLES}
    assert found == {project: result for project, *_, result in EXAMPLES}

    run(jinan, template, "--out", str(path))
    todo = {row[1] for row in Book(path, "城市更新项目").book[TODO_SHEET].values}
    assert set(reasons.values()) <= todo
    run(jinan, build + " --map districts")
    assert (jinan / "maps" / "districts" / "370102.html").stat().st_size > 100_000
    run(jinan, undo)
    assert {path: path.read_bytes() for path in files} == files


def test_the_words_of_the_guide_are_those_of_the_workbook() -> None:
    titles = {
        title
        for title in re.findall(r"本[期区][^，。：；”“*|（\n]+(?:（[^）]+）)?", TEXT)
        if title in KEYS
    }
    assert {title for title in KEYS if title.startswith("本")} == titles
    assert GUIDE_SHEET in TEXT
    assert f"“{TODO_SHEET}”" in TEXT
    assert all(f"**{title}**" in TEXT for title in PROPOSAL_TITLES.values())
    names = {kind.name_zh for kind in catalogue().values()}
    assert {result for *_, result in EXAMPLES} - {TAKEN} <= names


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    assert len(pictures) == 4
    for picture in pictures:
        size = (ROOT / "docs" / picture).stat().st_size
        assert 5_000 < size < 200_000
