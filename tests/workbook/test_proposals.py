"""New projects that districts propose: never added, never lost, told to who keeps the layer."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.returned import Book, send_out
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SHEET = "新项目"
COLUMNS = ("name", "place", "unit", "planned_start", "planned_finish", "layer", "remark")
PARK = ("千佛山口袋公园", "经十路与舜耕路路口西北", "区园林局", "2025-06-01", "2025-12-31")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city", {"targets.toml": "source = { zh = '无' }\ntargets = []\n"})


def propose(sent: Path, to: Path, *rows: Sequence[str], layer: str = "更新项目") -> Path:
    """Write proposals into a workbook that went out; dates as a clerk types them."""
    book: Any = openpyxl.load_workbook(sent)
    page = book[SHEET]
    for at, row in enumerate(rows, start=4):
        for column, text in enumerate((*row, "", "", "", "")[:5], start=1):
            page.cell(at, column).value = text or None
        page.cell(at, 6).value = layer
    book.save(to)
    return to


def take(root: Path, *said: Any) -> tuple[int, dict[str, Any]]:
    ran = run("ledger", "import", *said, "--json", "--workspace", root)
    return ran.code, json.loads(ran.text)


def waiting(root: Path) -> list[Any]:
    city = prepare_city(Workspace.open(root))
    return [issue for issue in city.issues if issue.type == "project-proposed"]


@pytest.mark.slow
def test_a_proposal_becomes_a_row_for_who_keeps_the_layer_and_leaves_when_it_is_there(
    root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "收表"
    folder.mkdir()
    sent = send_out(root, tmp_path / "370102.xlsx")
    again = (PARK[0].replace("口袋", "口 袋"), *PARK[1:])  # the same name, as people write it
    propose(sent, folder / "a.xlsx", PARK, again)
    code, told = take(root, folder)
    assert (code, told["written"]) == (0, False)
    assert waiting(root) == []
    (one,) = told["proposals"]
    assert (one["name"], one["layer"], one["id"]) == (PARK[0], "sites", "s-6")
    assert (one["district"], one["cell"], one["new"]) == ("370102", "A4", True)
    assert [file["state"] for file in told["files"]] == ["taken"]

    code, told = take(root, folder, "--yes", "--by", "李明")
    assert code == 0
    (issue,) = waiting(root)
    assert issue.severity == "info"
    assert "千佛山口袋公园" in issue.message().zh
    assert "s-6,千佛山口袋公园,370102," in issue.message().zh
    text = (root / "workbooks/returns/新项目_sites.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row == one["row"]
    assert (row["id"], row["note_zh"], row["planned_finish"]) == ("s-6", PARK[1], PARK[4])

    # The next month's form is without it: it stands until the layer has it.
    later = send_out(root, folder / "b.xlsx")
    propose(later, folder / "b.xlsx", ("泉城广场停车楼", "泺源大街"))
    code, told = take(root, folder, "--yes")
    assert [(one["name"], one["id"], one["new"]) for one in told["proposals"]] == [
        (PARK[0], "s-6", False), ("泉城广场停车楼", "s-7", True),
    ]  # fmt: skip
    assert len(waiting(root)) == 2

    features = json.loads(FILES["layers/sites/features.geojson"])
    own = {"id": "s-6", "name_zh": PARK[0], "district": "370102"}
    features["features"].append({"type": "Feature", "properties": own, "geometry": None})
    path = root / "layers/sites/features.geojson"
    path.write_text(json.dumps(features, ensure_ascii=False), encoding="utf-8")
    assert [(one.value, one.details["id"]) for one in waiting(root)] == [("泉城广场停车楼", "s-7")]
    toml = root / "layers/sites/layer.toml"
    told_no = 'declined = { "泉城广场 停车楼" = "与地铁口冲突" }\n'
    toml.write_text(told_no + toml.read_text(encoding="utf-8"), encoding="utf-8")
    assert waiting(root) == []
    path = propose(later, folder / "b.xlsx", ("泉城广场停车楼", "泺源大街", "区城管局"))
    code, told = take(root, path, "--dry-run")
    (fault,) = [one for sheet in told["sheets"] for one in sheet["set_aside"]]
    assert (code, fault["type"]) == (1, "proposal-declined")
    assert "与地铁口冲突" in fault["message_zh"]


@pytest.mark.slow
def test_undoing_an_import_takes_its_proposals_back(root: Path, tmp_path: Path) -> None:
    sent = send_out(root, tmp_path / "370102.xlsx")
    Book(sent).fill({("s-1", "done_pct"): 40})
    path = propose(sent, tmp_path / "a.xlsx", PARK)
    assert take(root, path, "--yes")[0] == 0
    assert len(waiting(root)) == 1
    assert run("ledger", "undo", "--file", "a.xlsx", "--workspace", root).code == 0
    assert waiting(root) == []


@pytest.mark.slow
def test_what_is_no_new_project_or_cannot_be_read_comes_back_marked(
    root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "收表"
    folder.mkdir()
    sent = send_out(root, tmp_path / "370102.xlsx")
    rows = (
        ("明府城停车楼", "明府城"),  # s-1, in this district
        ("七里山旧改", "七里山"),  # s-5 lies in another: it may be another project
        ("没有位置", ""),
        ("日期不对", "某处", "", "明年"),
        PARK,
    )
    path = propose(sent, folder / "a.xlsx", *rows)
    code, told = take(root, folder, "--yes")
    assert code == 1
    assert [(one["type"], one["cell"]) for one in told["set_aside"]] == [
        ("proposal-exists", "A4"), ("missing-value", "B6"), ("bad-value", "D7"),
    ]  # fmt: skip
    assert [(one["name"], one["alike"]) for one in told["proposals"]] == [
        ("七里山旧改", "s-5"), (PARK[0], ""),
    ]  # fmt: skip
    (slip,) = told["returns"]
    book: Any = openpyxl.load_workbook(slip["path"])
    marked = [cell.coordinate for row in book[SHEET].iter_rows() for cell in row if cell.comment]
    assert marked == ["A4", "B6", "D7"]
    taken = {cell.value for row in book["退改单"].iter_rows() for cell in row}
    assert {PARK[0], PARK[1], "新项目"} <= taken

    answer = run("ledger", "import", path, "--dry-run", "--lang", "zh", "--workspace", root)
    assert "千佛山口袋公园" in answer.text
    assert "s-7" in answer.text


def test_a_proposal_for_a_layer_that_is_gone_is_named_and_hinders_no_other(
    root: Path, tmp_path: Path
) -> None:
    sent = send_out(root, tmp_path / "370102.xlsx")
    path = propose(sent, tmp_path / "a.xlsx", PARK, layer="街巷整治")
    (root / "layers/street-works").rename(root / "layers/streets")
    ran = run("ledger", "import", path, "--dry-run", "--workspace", root)
    assert (ran.code, "street-works" in ran.text, "streets" in ran.text) == (2, True, True)
    code, told = take(root, path, "--dry-run", "--layer", "sites")
    assert (code, told["proposals"]) == (0, [])

    # The sheet of a layer that is there was taken out: the proposal is told, and not lost.
    (root / "layers/streets").rename(root / "layers/street-works")
    book: Any = openpyxl.load_workbook(path)
    del book["街巷整治"]
    book.save(path)
    code, told = take(root, path, "--dry-run")
    (fault,) = [one for sheet in told["sheets"] for one in sheet["set_aside"]]
    assert (code, fault["type"], fault["cell"]) == (1, "unlisted-value", "新项目!F4")


@pytest.mark.slow
def test_of_two_sheets_one_is_chosen_and_older_forms_have_none(root: Path, tmp_path: Path) -> None:
    sent = send_out(root, tmp_path / "370102.xlsx")
    code, told = take(root, propose(sent, tmp_path / "a.xlsx", PARK, layer=""), "--dry-run")
    (fault,) = [one for sheet in told["sheets"] for one in sheet["set_aside"]]
    assert (code, fault["type"], fault["cell"]) == (1, "unlisted-value", "新项目!F4")
    code, told = take(root, propose(sent, tmp_path / "b.xlsx", PARK, layer="街巷整治"), "--dry-run")
    assert [(one["layer"], one["id"]) for one in told["proposals"]] == [("street-works", "w-4")]
    book: Any = openpyxl.load_workbook(sent)
    del book[SHEET]
    book.save(tmp_path / "old.xlsx")
    code, told = take(root, tmp_path / "old.xlsx", "--dry-run")
    assert (code, told["proposals"]) == (0, [])
