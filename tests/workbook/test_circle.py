"""The district's circle through the command line.

Template out, workbook in, corrected, in again, and on the page.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.ledger import open_ledger
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.foreign_sheets import SHEETS
from tests.tools.leaks import readable_in
from tests.tools.returned import LAYER, Book, copy_sample_city
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from click.testing import Result

RIGHT: dict[tuple[str, str], object] = {
    ("renewal-sample-021", "remark"): "已核对",
    ("renewal-sample-023", "done_pct"): "71.5%",
    ("renewal-sample-024", "stage"): "完工",
    ("renewal-sample-002", "remark"): "移交管养",
    ("renewal-sample-003", "invested_wan"): 80000,
    ("renewal-sample-004", "est_finish"): dt.date(2025, 7, 31),
    ("renewal-sample-005", "stage"): "验收",
    ("renewal-sample-006", "reported_by"): "历下区住建局",
}
WRONG: dict[tuple[str, str], object] = {
    ("renewal-sample-007", "done_pct"): 120,
    ("renewal-sample-008", "invested_wan"): "约1亿",
    ("renewal-sample-009", "as_of"): "2025-13-01",
    ("renewal-sample-010", "stage"): "快好了",
}
CORRECTED: dict[tuple[str, str], object] = {
    ("renewal-sample-007", "done_pct"): 100,
    ("renewal-sample-008", "invested_wan"): 10000,
    ("renewal-sample-009", "as_of"): dt.date(2025, 11, 30),
    ("renewal-sample-010", "stage"): "验收",
}
FAULTS = {
    ("renewal-sample-007", "percent-range"),
    ("renewal-sample-008", "approximate-number"),
    ("renewal-sample-009", "impossible-date"),
    ("renewal-sample-010", "unlisted-value"),
}


def call(root: Path, *words: object, said: str | None = None) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(root)], input=said)


def bring(root: Path, path: Path, *words: str, code: int = 0) -> dict[str, Any]:
    ran = call(root, "ledger", "import", path, "--json", *words)
    assert ran.exit_code == code, ran.output
    (sheet,) = json.loads(ran.stdout)["sheets"]
    return sheet


@pytest.fixture
def jinan(tmp_path: Path) -> Path:
    return copy_sample_city(tmp_path / "jinan")


def open_of(root: Path) -> set[tuple[str, str]]:
    """The remembered issues that the city's page shows, by project and type."""
    city = prepare_city(Workspace.open(root))
    page = next(data.page for data in build_pages(publish(city, "internal"), "city"))
    return {(str(issue.feature), issue.type) for issue in page.issues if issue.age}


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_the_circle(jinan: Path, tmp_path: Path) -> None:
    path = tmp_path / "370102.xlsx"
    assert (
        call(
            jinan, "ledger", "template", "--layer", LAYER, "--district", "370102", "--out", path
        ).exit_code
        == 0
    )
    assert bring(jinan, path, "--dry-run")["account"]["recorded"] == 0

    book = Book(path, "城市更新项目")
    places = {project: book.cell(project, key).coordinate for project, key in WRONG}
    notes = {(project, "remark"): "已核" for project, _ in WRONG}
    book.fill({**RIGHT, **notes, **WRONG})
    first = bring(jinan, path, "--yes", "--by", "李明", code=1)
    assert first["account"] == {
        "rows": 23,
        "recorded": 8,
        "unchanged": 11,
        "set_aside": 4,
        "excluded": 0,
    }
    assert {(one["project"], one["type"]) for one in first["set_aside"]} == FAULTS
    assert {one["project"]: one["cell"] for one in first["set_aside"]} == {
        project: f"城市更新项目!{cell}" for project, cell in places.items()
    }
    assert first["issues"] == {"imported": 1, "opened": 4}
    assert open_of(jinan) == FAULTS

    partly = dict(list(CORRECTED.items())[:3])
    book.fill(partly, tmp_path / "second.xlsx")
    second = bring(jinan, tmp_path / "second.xlsx", "--yes", code=1)
    assert second["account"]["recorded"] == 3
    assert second["issues"] == {"imported": 1, "seen": 1, "fixed": 3}
    assert open_of(jinan) == {("renewal-sample-010", "unlisted-value")}

    book.fill(CORRECTED, tmp_path / "third.xlsx")
    third = bring(jinan, tmp_path / "third.xlsx", "--yes")
    assert third["account"]["recorded"] == 1
    assert third["issues"] == {"imported": 1, "fixed": 1}
    assert open_of(jinan) == set()

    city = prepare_city(Workspace.open(jinan))
    assert city.editions[-1] == dt.date(2025, 11, 30)
    data = next(data for data in build_pages(publish(city, "internal"), "city"))
    _, tables = read_block(data.blocks[LAYER])
    at, count = tables["features"]["id"].index("renewal-sample-023"), len(tables["features"]["id"])
    done = [tables["states"]["done_pct"][edition * count + at] for edition in (-2, -1)]
    assert done == pytest.approx([69, 71.5])

    built = call(jinan, "build", "--out", tmp_path / "maps")
    assert built.exit_code == 0, built.output
    assert all(
        name in readable_in(tmp_path / "maps" / "districts") for name in ("已核", "历下区住建局")
    )
    compared = json.loads(
        call(jinan, "compare", "--from", "2025-10-31", "--layer", LAYER, "--json").stdout
    )
    changed = {
        (row["id"], row["field"]): (row["before"], row["after"]) for row in compared["changes"]
    }
    assert changed["renewal-sample-023", "done"] == (69, 71.5)
    assert changed["renewal-sample-024", "stage"][1] == "completed"
    assert call(jinan, "pack", "--district", "370102", "--out", tmp_path / "packs").exit_code == 0
    (folder,) = (tmp_path / "packs").iterdir()
    pack = openpyxl.load_workbook(folder / "workbook.xlsx")
    rows = {row[1]: row for row in pack["项目"].iter_rows(values_only=True)}
    assert (rows["renewal-sample-023"][6], rows["renewal-sample-010"][3]) == (71.5, "验收")
    assert ("renewal-sample-023", "69.0", "71.5") in {
        (row[0], row[3], row[4]) for row in pack["变化"].iter_rows(values_only=True)
    }
    assert not {row[2] for row in pack["问题"].iter_rows(values_only=True)} & {
        key for key, _ in FAULTS
    }

    assert (
        call(jinan, "ledger", "undo", "--layer", LAYER).exit_code == 0
    )  # the third import never happened
    assert open_of(jinan) == {("renewal-sample-010", "unlisted-value")}


@pytest.mark.slow
def test_the_template_lists_the_issues_that_are_open(jinan: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    order = ("ledger", "template", "--layer", LAYER, "--district", "370102", "--out", path)
    call(jinan, *order)
    Book(path, "城市更新项目").fill({("renewal-sample-007", "done_pct"): 120})
    bring(jinan, path, "--yes", code=1)
    call(jinan, *order)
    book = Book(path, "城市更新项目")
    rows = list(book.book["待改问题"].values)[1:]
    assert [(row[1], row[4], row[6]) for row in rows] == [("百分比超出范围", "120", "本期新增")]
    assert rows[0][5] == f"城市更新项目 {book.cell('renewal-sample-007', 'done_pct').coordinate}"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city")


@pytest.fixture
def filled(city: Path, tmp_path: Path) -> Path:
    path = tmp_path / "w.xlsx"
    assert (
        call(
            city, "ledger", "template", "--layer", "sites", "--district", "370102", "--out", path
        ).exit_code
        == 0
    )
    return Book(path).fill({("s-1", "done_pct"): 45})


def files_of(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_a_dry_run_writes_nothing(city: Path, filled: Path) -> None:
    before = files_of(city)
    ran = call(city, "ledger", "import", filled, "--dry-run")
    assert ran.exit_code == 0
    assert all(
        text in ran.output
        for text in ("明府城停车楼", "完成比例", "30", "45", "3 行 = 记录 1 + 未变 2", "未记录")
    )
    assert {
        name: data for name, data in files_of(city).items() if not name.endswith(".lock")
    } == before


@pytest.mark.slow
def test_a_preview_names_stages_and_rows_that_are_gone(city: Path, filled: Path) -> None:
    book = Book(filled)
    book.fill({("s-1", "stage"): "完工"})
    book.page.delete_rows(book.cell("s-2", "id").row)
    ran = call(city, "ledger", "import", book.save(), "--dry-run")
    assert all(text in ran.output for text in ("在建", "完工", "s-2 洪家楼片区"))
    assert not any(text in ran.output for text in ("construction", "completed"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["import", "{csv}"], "请用 --layer 编号"),
        (["import"], "缺少 FILE"),
        (["import", "{csv}", "--lang", "zh", "--nope"], "没有选项 --nope"),
        (["template"], "缺少 --district"),
        (["template", "--district", "370199"], "没有区县"),
        (["undo", "--file", "没有.xlsx"], "没有可"),
    ],
)
def test_a_clerk_is_told_in_chinese_what_is_wrong(
    city: Path, tmp_path: Path, words: list[str], text: str
) -> None:
    (tmp_path / "a.csv").write_text("项目编号\ns-1\n", encoding="gbk")
    ran = call(city, "ledger", *(word.format(csv=tmp_path / "a.csv") for word in words))
    assert ran.exit_code == 2
    assert text in ran.output


@pytest.mark.slow
def test_the_same_file_twice_is_noticed(city: Path, filled: Path) -> None:
    assert bring(city, filled, "--yes")["entry"] is not None
    before = files_of(city)
    ran = call(city, "ledger", "import", filled, "--yes")
    assert ran.exit_code == 0
    assert "这份文件已导入过" in ran.output
    assert files_of(city) == before
    ledger = (city / "layers/sites/progress.csv").read_text(encoding="utf-8")
    assert ledger.count("2025-03-31") == 1


@pytest.mark.slow
def test_after_undo_the_file_may_come_again(city: Path, filled: Path) -> None:
    bring(city, filled, "--yes")
    assert call(city, "ledger", "undo", "--layer", "sites").exit_code == 0
    again = bring(city, filled, "--yes")
    assert (again["again"], again["account"]["recorded"]) == (False, 1)


def test_nobody_to_ask_is_told(city: Path, filled: Path) -> None:
    ran = call(city, "ledger", "import", filled)
    assert ran.exit_code == 2
    assert "--yes" in ran.output


@pytest.mark.slow
def test_lower_numbers_wait_for_somebody_to_accept_them(city: Path, filled: Path) -> None:
    Book(filled).fill({("s-1", "done_pct"): 10})
    assert bring(city, filled, "--yes", code=1)["set_aside"][0]["type"] == "progress-regression"
    path = Book(filled).fill({("s-2", "remark"): "另报"})
    taken = bring(city, path, "--yes", "--accept-regressions")
    assert taken["account"]["recorded"] == 2
    assert taken["issues"]["fixed"] == 1


def test_a_foreign_sheet_comes_in_by_its_profile(city: Path, tmp_path: Path) -> None:
    foreign = next(one for one in SHEETS if one.name == "total and remark below")
    columns = "".join(f'{key} = "{title}"\n' for key, title in foreign.columns.items())
    (city / "profiles").mkdir()
    (city / "profiles" / "city.toml").write_text(
        f'layer = "sites"\n[columns]\n{columns}', encoding="utf-8"
    )
    path = foreign.write(tmp_path)
    assert call(city, "ledger", "import", path, "--yes").exit_code == 2
    sheet = bring(city, path, "--profile", "city", "--yes")
    assert sheet["account"] == {
        "rows": 5,
        "recorded": 3,
        "unchanged": 0,
        "set_aside": 0,
        "excluded": 2,
    }
    assert sheet["totals"] == [{"row": 5, "stated": "470.75", "found": "470.75", "equal": True}]
    workspace = Workspace.open(city)
    history = open_ledger(workspace.layer("sites"), workspace).history("s-4")
    assert [float(value) for value in history["invested_wan"]] == [0, 20.25]


@pytest.mark.parametrize("words", [("--lang", "en"), ("--lang", "zh")])
def test_what_is_set_aside_is_printed(city: Path, filled: Path, words: Sequence[str]) -> None:
    ran = call(
        city, "ledger", "import", Book(filled).fill({("s-1", "done_pct"): 145}), "--dry-run", *words
    )
    assert ran.exit_code == 1
    assert "更新项目!" in ran.output.replace("\n", "")
    assert "145" in ran.output


@pytest.mark.slow
def test_what_a_stop_between_ledger_and_register_left_out_is_made_up_for(
    city: Path, filled: Path
) -> None:
    path = Book(filled).fill({("s-2", "done_pct"): 120})
    bring(city, path, "--yes", code=1)
    ledger = (city / "layers/sites/progress.csv").read_bytes()
    (city / "layers/sites/issues.jsonl").unlink()
    again = bring(city, path, "--yes", code=1)
    assert (again["again"], again["issues"]) == (True, {"imported": 1, "opened": 1})
    assert open_of(city) == {("s-2", "percent-range")}
    assert (city / "layers/sites/progress.csv").read_bytes() == ledger


@pytest.mark.slow
def test_importers_at_once_record_a_file_once(city: Path, filled: Path) -> None:
    path = Book(filled).fill({("s-2", "done_pct"): 120})
    words = [
        sys.executable,
        "-m",
        "jinan_geo",
        "ledger",
        "import",
        str(path),
        "--yes",
        "--workspace",
        str(city),
    ]
    running = [
        subprocess.Popen([*words, "--json"], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [json.loads(one.communicate()[0])["sheets"][0] for one in running]
    assert {one.returncode for one in running} == {1}
    assert sorted(sheet["again"] for sheet in said) == [False, True, True, True]
    assert (city / "layers/sites/progress.csv").read_text(encoding="utf-8").count("2025-03-31") == 1
    events = (city / "layers/sites/issues.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in events] == ["imported", "opened"]
