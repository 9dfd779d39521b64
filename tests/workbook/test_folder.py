"""A folder of workbooks as chat and mail leave it: one table, each file once, nothing unseen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from tests.tools.returned import Book, send_out
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

DAY = "2025-03-31"
LEDGERS = ("layers/sites/progress.csv", "layers/street-works/progress.csv")


def call(root: Path, *words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(root)])


def bring(root: Path, folder: Path, *words: str, code: int = 0) -> dict[str, Any]:
    ran = call(root, "ledger", "import", folder, "--json", *words)
    assert ran.exit_code == code, ran.output
    told: dict[str, Any] = json.loads(ran.stdout)
    assert told["exit_code"] == code == bool(told["set_aside"])
    return told


def states(told: dict[str, Any]) -> dict[str, str]:
    return {one["file"]: one["state"] for one in told["files"]}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three districts' forms as they go out."""
    root = write_city(tmp_path_factory.mktemp("out") / "city")
    for code in ("370102", "370103", "370112"):
        send_out(root, root / f"{code}.xlsx", code)
    return root


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "微信 11月"
    folder.mkdir()
    return folder


def fill(forms: Path, code: str, path: Path, cells: dict[tuple[str, str], object]) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    return Book(forms / f"{code}.xlsx").fill(cells, path)


@pytest.fixture
def mixed(forms: Path, box: Path) -> Path:
    """One whole form, one with a bad cell, copies of the first, and what else lies about."""
    first = fill(forms, "370102", box / "历下（终）.xlsx", {("s-1", "done_pct"): 45})
    fill(forms, "370112", box / "mail/新建 XLSX 工作表.xlsx", {("s-4", "done_pct"): 140})
    shutil.copy(first, box / "历下（终）(1).xlsx")
    again = openpyxl.load_workbook(first)
    again.active.sheet_view.zoomScale = 80
    again.save(box / "历下（终） - 副本.xlsx")
    (box / "~$历下（终）.xlsx").write_bytes(b"\x05who")
    (box / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0x")
    with zipfile.ZipFile(box / "历下.zip", "w") as archive:
        archive.write(first, "a/历下（终）.xlsx")
    return box


def ledgers(root: Path) -> list[bytes]:
    return [(root / name).read_bytes() for name in LEDGERS]


@pytest.mark.slow
def test_it_is_known_whose_each_file_is_and_nothing_is_written(city: Path, mixed: Path) -> None:
    before = {path: path.read_bytes() for path in city.rglob("*") if path.is_file()}
    told = bring(city, mixed, code=1)
    assert {path: path.read_bytes() for path in city.rglob("*") if path.is_file()} == before
    assert states(told) == {
        "历下（终）.xlsx": "taken",
        "mail/新建 XLSX 工作表.xlsx": "taken",
        "历下（终）(1).xlsx": "copy",
        "历下（终） - 副本.xlsx": "copy",
        "~$历下（终）.xlsx": "noise",
        "Thumbs.db": "noise",
        "历下.zip": "copy",
    }
    assert {one["file"]: one["of"] for one in told["duplicates"]} == dict.fromkeys(
        ["历下（终）(1).xlsx", "历下（终） - 副本.xlsx", "历下.zip"], "历下（终）.xlsx"
    )
    values = {(one["project"], one["field"], one["after"]) for one in told["recorded"]}
    assert values == {("s-1", "as_of", DAY), ("s-1", "done_pct", "45"), ("s-1", "remark", "")}
    (bad,) = told["set_aside"]
    place = Book(mixed / "mail/新建 XLSX 工作表.xlsx").cell("s-4", "done_pct").coordinate
    assert (bad["file"], bad["sheet"], bad["cell"]) == (
        "mail/新建 XLSX 工作表.xlsx",
        "更新项目",
        place,
    )
    assert bad["type"] == "percent-range"
    (missing,) = told["missing"]
    assert (missing["district"], missing["name_zh"], missing["file"]) == ("370103", "市中区", None)
    assert told["written"] is False


@pytest.mark.slow
def test_one_undo_takes_a_file_back_even_if_others_came_after_it(
    city: Path, forms: Path, mixed: Path
) -> None:
    fill(forms, "370103", mixed / "市中.xlsx", {("s-5", "remark"): "已移交"})
    book = Book(mixed / "历下（终）.xlsx")
    book.page = book.book["街巷整治"]
    book.fill({("w-1", "done_pct"): 33})
    before = ledgers(city)
    bring(city, mixed, "--yes", code=1)
    both = ledgers(city)
    assert f"s-1,{DAY}".encode() in both[0]
    # Not the newest import of its ledger: what came later of other projects stays.
    assert call(city, "ledger", "undo", "--file", "历下（终）.xlsx").exit_code == 0
    left = (city / LEDGERS[0]).read_text(encoding="utf-8")
    assert (f"s-1,{DAY}" in left, "已移交" in left) == (False, True)
    assert ledgers(city)[1] == before[1]
    # As its help says, in every layer that it was taken from.
    assert call(city, "ledger", "redo").exit_code == 0
    assert ledgers(city) == both
    assert call(city, "ledger", "undo", "--file", "历下（终）.xlsx").exit_code == 0
    assert call(city, "ledger", "undo", "--file", "市中.xlsx").exit_code == 0
    assert (city / LEDGERS[1]).read_bytes() == before[1]
    assert "已移交" not in (city / LEDGERS[0]).read_text(encoding="utf-8")
    told = bring(city, mixed, "--yes", code=1)
    assert {one["project"] for one in told["recorded"]} == {"s-1", "s-5", "w-1"}


@pytest.mark.slow
def test_a_file_on_which_a_later_one_was_built_is_not_undone(
    city: Path, forms: Path, box: Path
) -> None:
    fill(forms, "370102", box / "a.xlsx", {("s-1", "done_pct"): 45})
    bring(city, box, "--yes")
    fill(forms, "370102", box / "a.xlsx", {("s-1", "invested_wan"): 400})
    shutil.move(box / "a.xlsx", box / "b.xlsx")
    bring(city, box, "--yes")
    before = ledgers(city)
    refused = call(city, "ledger", "undo", "--file", "a.xlsx", "--lang", "zh")
    assert refused.exit_code == 2
    assert "b.xlsx" in refused.output
    assert ledgers(city) == before


@pytest.mark.slow
def test_a_second_run_records_nothing_twice(city: Path, mixed: Path) -> None:
    bring(city, mixed, "--yes", code=1)
    before = ledgers(city)
    told = bring(city, mixed, "--yes", code=1)  # the bad cell is still open
    assert ledgers(city) == before
    assert states(told)["历下（终）.xlsx"] == "again"
    assert not told["recorded"]


@pytest.mark.slow
def test_files_that_contradict_each_other_are_conflicts_and_none_is_taken(
    city: Path, forms: Path, box: Path
) -> None:
    one = {("s-1", "done_pct"): 45, ("s-1", "invested_wan"): 400, ("s-3", "remark"): "同"}
    fill(forms, "370102", box / "历下.xlsx", {**one, ("s-2", "done_pct"): 12})
    fill(forms, "370102", box / "历下(1).xlsx", {**one, ("s-1", "done_pct"): 50})
    fill(forms, "370112", box / "历城.xlsx", {("s-2", "done_pct"): 13})
    told = bring(city, box, "--yes", code=1)
    found = {(one["file"], one["field"], one["value"], one["theirs"]) for one in told["conflicts"]}
    assert found == {
        ("历下.xlsx", "done_pct", "45", "50"),
        ("历下(1).xlsx", "done_pct", "50", "45"),
        ("历下.xlsx", "done_pct", "12", "13"),
        ("历城.xlsx", "done_pct", "13", "12"),
    }
    assert {one["type"] for one in told["set_aside"]} == {"copies-differ"}
    assert {one["project"] for one in told["recorded"]} == {"s-3"}
    text = (city / LEDGERS[0]).read_text(encoding="utf-8")
    assert [text.count(f"{key},{DAY}") for key in ("s-1", "s-2", "s-3")] == [0, 0, 1]


@pytest.mark.slow
def test_what_is_no_workbook_says_what_to_do(city: Path, box: Path) -> None:
    (box / "a.csv").write_text("项目编号,本期完成比例（%）\ns-1,50\n", encoding="gbk")
    (box / "b.docx").write_bytes(b"PK\x03\x04")
    (box / "c.jpg").write_bytes(b"\xff\xd8\xff")
    (box / "d.xlsx").write_bytes(b"")
    (box / "e.xlsx").write_bytes(b"PK\x03\x04cut")
    with zipfile.ZipFile(box / "f.zip", "w") as archive:
        archive.writestr("g.xlsx", "x")
    book = openpyxl.Workbook()
    for row in (["项目", "完成"], ["明府城停车楼", 3], ["洪家楼片区", 4], ["未定点停车场", 5]):
        book.active.append(row)
    book.save(box / "h.xlsx")
    told = bring(city, box, "--yes", code=1)
    why = {one["file"]: one["message"] for one in told["set_aside"]}
    assert why.keys() == {f"{name}" for name in ("a.csv", "b.docx", "c.jpg", "d.xlsx", "e.xlsx",
        "f.zip", "h.xlsx")}  # fmt: skip
    assert "另存为 xlsx" in why["a.csv"]
    assert "解压" in why["f.zip"]
    assert "下载" in why["d.xlsx"]
    assert "历下区" in why["h.xlsx"]
    assert "3 个" in why["h.xlsx"]
    assert states(told).keys() == why.keys()
    english = call(city, "ledger", "import", box, "--json", "--lang", "en").stdout
    assert "save it as xlsx" in english
    assert "Lixia" in english or "历下区" in english


@pytest.mark.slow
def test_a_form_with_nothing_filled_in_is_missing_all_the_same(
    city: Path, forms: Path, box: Path
) -> None:
    shutil.copy(forms / "370102.xlsx", box / "历下.xlsx")
    told = bring(city, box, "--yes")
    assert states(told) == {"历下.xlsx": "blank"}
    assert {one["district"]: one["file"] for one in told["missing"]} == {
        "370102": "历下.xlsx",
        "370103": None,
        "370112": None,
    }
    shown = call(city, "ledger", "import", box)
    assert shown.exit_code == 0
    for word in ("一格未填", "市中区", "未记录", "--yes"):
        assert word in shown.output


def test_options_of_one_file_are_refused_with_a_folder(city: Path, box: Path) -> None:
    assert call(city, "ledger", "import", box, "--layer", "sites").exit_code == 2
    assert call(city, "ledger", "import", city).exit_code == 2


@pytest.mark.slow
def test_two_people_at_once_wait_for_each_other_and_nothing_is_recorded_twice(
    city: Path, mixed: Path
) -> None:
    words = ["ledger", "import", str(mixed), "--yes", "--json", "--workspace", str(city)]
    command = [sys.executable, "-m", "jinan_geo", *words]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(one.communicate()[0]) for one in running]
    assert {one.returncode for one in running} == {1}
    assert sorted(states(one)["历下（终）.xlsx"] for one in told) == ["again", "taken"]
    assert sorted(bool(one["recorded"]) for one in told) == [False, True]
    assert (city / LEDGERS[0]).read_text(encoding="utf-8").count(f"s-1,{DAY}") == 1
