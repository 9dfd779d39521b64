"""The offices' quarterly form goes in and comes out; nothing of its prose is taken unseen."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from jinan_geo.cells.prose import Proposal, clauses_of, propose, stands
from jinan_geo.cli.main import main
from jinan_geo.errors import InputError, UsageError
from jinan_geo.ledger.tasks import read_tasks
from jinan_geo.read.excel import read_sheet
from jinan_geo.read.forms import read_form
from jinan_geo.workbook.quarter import incoming as incoming_module
from jinan_geo.workbook.quarter.incoming import read_incoming_form, read_numbers
from jinan_geo.workbook.quarter.model import FormText
from jinan_geo.workbook.quarter.private import mask_private
from jinan_geo.workbook.quarter.recognise import read_quarter
from tests.tools.quarterly import KINDS, PHONE, bureau_rows, district_rows, make_form
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.workbook.quarter.model import Quarter
    from tests.tools.office import Office

ROWS = {"bureau": bureau_rows(), "district": district_rows()}
KEPT = {"bureau": 6, "district": 5}  # columns before those of oversight


def write_form(tmp_path: Path, form: str, kind: str, dated: str = "2025年第三季度") -> Path:
    path = tmp_path / f"form.{kind}"
    path.write_bytes(make_form(form, kind, ROWS[form], dated))
    return path


def texts_of(quarter: Quarter) -> list[Any]:
    """Every text of a form, with what is bold in it."""
    found: list[Any] = []
    for task in quarter.tasks:
        found += [task.seq.text, task.main.text]
        for node in task.nodes:
            found += [
                (name, text.text, text.leads) for name, text in node.texts.items() if text.text
            ]
    return found


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["ledger", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["bureau", "district"])
def test_both_layouts_are_read_from_each_kind_of_file(tmp_path: Path, form: str, kind: str) -> None:
    quarter = read_quarter(read_form(write_form(tmp_path, form, kind)))
    assert (quarter.form, quarter.quarter) == (form, "2025Q3")
    first = [row for row in ROWS[form] if row[0] is not None]
    assert [(task.seq.text, task.main.text) for task in quarter.tasks] == [
        (row[0], row[1]) for row in first
    ]
    told = " ".join(map(str, texts_of(quarter)))
    for row in ROWS[form]:
        for text in row[: KEPT[form]]:
            assert (text or "").replace("**", "") in told
    assert PHONE not in repr(quarter)
    assert {one.kind for one in quarter.remarks} == {"watch_dropped"}
    if form == "district":
        assert {task.nodes[0].texts["lead"].leads for task in quarter.tasks} == {("某区住建局",)}
    else:
        assert [len(task.nodes) for task in quarter.tasks[:4]] == [1, 1, 2, 1]


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    quarter = read_quarter(read_form(write_form(tmp_path, "bureau", "xlsx")))
    assert quarter.tasks[0].nodes[0].texts["progress"].at == "Sheet!D3"


def office_book(path: Path) -> None:
    """A form with what offices' workbooks have beside texts: dates, shares, hidden parts."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["某局2025年三季度落实情况"])
    sheet.append(["序号", "重点任务", "完成情况", "下一步计划", "责任单位", "监督电话"])
    sheet.append([1, "修路", dt.date(2025, 9, 30), 0.535, "甲局、乙局", "13812345678"])
    sheet.append([2, "种树", "=1+1", 12.7, "丙局", None])
    sheet["D3"].number_format = "0.0%"
    sheet["E4"].font = Font(bold=True)
    sheet["E3"] = CellRichText(TextBlock(InlineFont(b=True), "甲局"), "、乙局")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("旧表").sheet_state = "hidden"
    book.save(path)


def test_cells_of_a_book_read_as_the_sheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    office_book(path)
    quarter = read_quarter(read_form(path))
    first, second = (task.nodes[0].texts for task in quarter.tasks)
    assert (first["progress"].text, first["next"].text) == ("2025-09-30", "53.5%")
    assert (second["next"].text, quarter.tasks[0].seq.text) == ("12.7", "1")
    assert (first["lead"].leads, second["lead"].leads) == (("甲局",), ("丙局",))
    told = {one.kind: (one.at, one.about) for one in quarter.remarks}
    assert told["hidden_rows"] == ("Sheet", "4")
    assert told["hidden_columns"] == ("Sheet", "D")
    assert told["hidden_sheet"] == ("旧表", "")
    assert told["no_result"] == ("Sheet!C4", "=")


def test_both_readers_of_workbooks_agree(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    office_book(path)
    form = [[cell.text for cell in row] for row in read_form(path).rows]
    sheet = read_sheet(path, path.name, None)
    for row, column in sheet.percents:
        form[row][column] = sheet.rows[row][column]
    assert form == sheet.rows


def test_a_merged_range_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    office_book(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    far = b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="200000"):
        read_form(path)


@pytest.mark.parametrize("kind", KINDS)
def test_import_sends_a_quarterly_form_to_the_right_verb(tmp_path: Path, kind: str) -> None:
    path = write_form(tmp_path, "bureau", kind)
    code, output = call("import", path, "--workspace", write_city(tmp_path / "w"))
    assert code == 2
    assert "form-import" in output
    assert "--profile" not in output


def test_a_task_without_its_node_is_told(tmp_path: Path) -> None:
    rows = bureau_rows(3)
    rows[1][2] = ""
    path = tmp_path / "form.xlsx"
    path.write_bytes(make_form("bureau", "xlsx", rows))
    (told,) = [one for one in read_quarter(read_form(path)).remarks if one.is_fault]
    assert (told.kind, told.about) == ("no_node", rows[1][1])
    code, output = call("form-import", path, "--dry-run", "--workspace", write_city(tmp_path / "w"))
    assert code == 1
    assert "任务没有节点" in output


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_lines_over_all_columns_and_broken_lines_come_out_again(tmp_path: Path, kind: str) -> None:
    page = (
        "<table><tr><td colspan=6>某局2025年一季度落实情况 电话：81234567</td></tr>"
        "<tr><td>序号</td><td>重点任务</td><td>完成情况</td><td>下一步计划</td>"
        "<td>责任单位(加黑为牵头单位)</td><td>监督电话</td></tr>"
        "<tr><td colspan=6>一、城市建设 0531-81234567</td></tr>"
        "<tr><td>1</td><td>修路</td><td>一是开工；<br>二是=1+1</td><td></td><td><b>甲局</b></td>"
        "<td>13812345678</td></tr></table>"
    )
    path, city = tmp_path / "form.html", write_city(tmp_path / "w")
    path.write_text(page, encoding="utf-8")
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 0
    assert "81234567" not in (city / "tasks.csv").read_text(encoding="utf-8")
    out = tmp_path / f"out.{kind}"
    assert call("form", "--quarter", "2025Q1", "--out", out, "--workspace", city)[0] == 0
    (task,) = read_quarter(read_form(out)).tasks
    assert task.section == "一、城市建设 ［号码略］"
    assert task.nodes[0].texts["progress"].text == "一是开工；\n二是=1+1"
    assert task.nodes[0].texts["lead"].leads == ("甲局",)


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.html"
    path.write_text("<table><tr><td>名称</td></tr></table>", encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.html"):
        read_quarter(read_form(path))
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=r"other\.html"):
        read_form(path)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("请拨打0531-81234567。", "请拨打［号码略］。"),
        ("手机13812345678", "手机［号码略］"),
        ("电话：5286660", "电话：［号码略］"),
        ("联系人：张三，负责", "联系人：［姓名略］，负责"),
        ("完成投资81234567元", "完成投资81234567元"),
        ("责任人：市住建局", "责任人：市住建局"),
    ],
)
def test_numbers_and_names_of_persons_are_not_kept(text: str, kept: str) -> None:
    assert mask_private(FormText(text))[0].text == kept


def test_clauses_are_cut_where_they_are_numbered() -> None:
    text = "总体顺利。一是开工；二是完工，三是验收。"
    assert [one.text for one in clauses_of(text)] == [
        "总体顺利。", "一是开工；", "二是完工，", "三是验收。",
    ]  # fmt: skip
    assert all(text[one.start : one.end].strip() == one.text for one in clauses_of(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成投资12.7 亿元", [("figure", "1270000000", "元")]),
        ("约1,080余万平方米", [("figure", "10800000", "平方米")]),
        ("占比达97.2％", [("figure", "97.2", "%")]),
        ("超均衡进度1.8个百分点", [("figure", "1.8", "个百分点")]),
        ("2025年三季度完成", [("date", "2025-Q3", "")]),
        ("9月底前", [("date", "2025-09", "")]),
        ("年底前完工", [("date", "2025-12", "")]),
        ("于2024年3月5日", [("date", "2024-03-05", "")]),
        # What says something else, or leaves it open, is not proposed.
        ("1-9月", []),
        ("元至3月份", []),
        ("前三季度", []),
        ("30-50公里", []),
        ("世界500强、第3个、5号线、3个月", []),
        ("道路已通车，", []),
        ("2023年立项。3月开工", []),
    ],
)
def test_what_is_proposed_from_prose(text: str, found: list[tuple[str, str, str]]) -> None:
    proposals = propose(text, 2025)
    assert [(one.kind, one.value, one.unit) for one in proposals] == found
    assert all(stands(one, text, 2025) for one in proposals)


def test_a_figure_read_wrong_is_refused_in_the_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12.7 亿元 read as 127: shown beside its words, marked, and not to be taken."""
    right = incoming_module.propose_all

    def wrong(quarter: Quarter, year: int | None) -> list[Proposal]:
        read = right(quarter, year)
        return [replace(one, value="127") if "12.7亿" in one.words else one for one in read]

    monkeypatch.setattr(incoming_module, "propose_all", wrong)
    path, city = write_form(tmp_path, "bureau", "docx"), write_city(tmp_path / "w")
    code, output = call("form-import", path, "--dry-run", "--json", "--workspace", city)
    (bad,) = [one for one in json.loads(output)["proposals"] if one["refused"]]
    assert code == 1
    assert (bad["words"], bad["value"]) == ("12.7亿元", "127")
    taken = ("form-import", path, "--yes", "--take", bad["number"], "--workspace", city)
    code, output = call(*taken)
    assert code == 2
    assert "12.7亿元" in output
    assert not (city / "tasks.csv").exists()


@pytest.mark.slow
def test_only_figures_that_are_named_are_recorded(tmp_path: Path) -> None:
    path, city = write_form(tmp_path, "bureau", "xlsx"), write_city(tmp_path / "w")
    code, output = call("form-import", path, "--workspace", city)
    assert code == 2  # nobody is there to be asked
    assert not (city / "tasks.csv").exists()
    code, output = call("form-import", path, "--yes", "--take", "1-2", "--workspace", city)
    assert code == 0
    assert "1.7亿元" in output
    assert "不保留" in output
    rows = read_tasks(city)
    told = [json.loads(row["figures"]) for row in rows if row["figures"]]
    assert [[one["words"] for one in figures] for figures in told] == [["1.7亿元", "51%"]]
    text = rows[0]["progress"]
    assert [text[one["start"] : one["end"]] for one in told[0]] == ["1.7亿元", "51%"]
    assert PHONE not in (city / "tasks.csv").read_text(encoding="utf-8")
    before = (city / "tasks.csv").read_bytes()
    code, output = call("form-import", path, "--yes", "--workspace", city)
    assert code == 0
    assert (city / "tasks.csv").read_bytes() == before  # the same file twice


@pytest.mark.parametrize("said", ["0", "999", "1;2", "x"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, said: str) -> None:
    path = write_form(tmp_path, "bureau", "xlsx")
    incoming = read_incoming_form([], path, quarter=None, office=None)
    with pytest.raises(UsageError, match="--take"):
        incoming.take(read_numbers(said))


@pytest.mark.slow
def test_tasks_keep_their_ids_over_the_quarters(tmp_path: Path) -> None:
    city = write_city(tmp_path / "w")
    assert (
        call("form-import", write_form(tmp_path, "bureau", "xlsx"), "--yes", "--workspace", city)[0]
        == 0
    )
    first = read_tasks(city)
    rows = bureau_rows()
    gone = rows.pop(0)
    rows[0][3] = "已完工。"
    rows.append(["25", "新建城市书房", "建成1处", "已开工建设。", "", "", ""])
    path = tmp_path / "next.docx"
    path.write_bytes(make_form("bureau", "docx", rows, "2025年第四季度"))
    incoming = read_incoming_form(read_tasks(city), path, quarter=None, office=None)
    states = {match.main: (match.id, match.state) for match in incoming.matches}
    assert states[str(gone[1])] == ("q-1", "dropped")
    assert states[str(rows[0][1])] == ("q-2", "changed")
    assert states[str(rows[1][1])] == ("q-3", "same")
    assert states["新建城市书房"] == ("q-25", "new")
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 0
    assert read_tasks(city)[: len(first)] == first
    assert [row["main"] for row in read_tasks(city) if row["state"] == "dropped"] == [gone[1]]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("form", ["bureau", "district"])
def test_an_unedited_round_trip_keeps_every_text(tmp_path: Path, form: str, kind: str) -> None:
    path, city = write_form(tmp_path, form, "html"), write_city(tmp_path / "w")
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 0
    out = tmp_path / f"out.{kind}"
    code, output = call("form", "--quarter", "2025Q3", "--out", out, "--workspace", city)
    assert code == 0, output
    incoming = read_incoming_form(read_tasks(city), out, quarter=None, office=None)
    assert texts_of(incoming.quarter) == texts_of(read_quarter(read_form(path)))
    assert {match.state for match in incoming.matches} == {"same"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_next_quarter_is_to_be_filled_in(tmp_path: Path, kind: str) -> None:
    path, city = (
        write_form(tmp_path, "bureau", "xlsx", "2025年第四季度"),
        write_city(tmp_path / "w"),
    )
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 0
    out = tmp_path / f"next.{kind}"
    assert call("form", "--out", out, "--workspace", city)[0] == 0
    quarter = read_quarter(read_form(out))
    assert quarter.quarter == "2026Q1"
    assert len(quarter.tasks) == 24
    assert all(task.nodes[0].texts["node"].text for task in quarter.tasks)
    assert not any(task.nodes[0].texts["progress"].text for task in quarter.tasks)


def test_the_file_of_tasks_is_written_over_by_no_output(tmp_path: Path) -> None:
    path, city = write_form(tmp_path, "bureau", "xlsx"), write_city(tmp_path / "w")
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 0
    (city / "tasks.csv").write_text("a,b\n", encoding="utf-8")
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 2


@pytest.mark.office
@pytest.mark.slow
def test_the_written_forms_open_in_an_office(tmp_path: Path, office: Office) -> None:
    path, city = write_form(tmp_path, "district", "html"), write_city(tmp_path / "w")
    assert call("form-import", path, "--yes", "--workspace", city)[0] == 0
    forms = [tmp_path / "table.xlsx", tmp_path / "text.docx"]
    for out in forms:
        assert call("form", "--quarter", "2025Q3", "--out", out, "--workspace", city)[0] == 0
    for made in office.convert_all(forms, "pdf", tmp_path):
        assert made.stat().st_size > 10_000
