"""Tables as they are kept: titles, units, group names, page feet, headings again, ragged rows (K9,
K12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.errors import InputError
from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read import Reading, read_cells

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Table

HEADS = ["编号", "名称", "区县", "投资"]
ROWS = [["P-1", "明府城停车楼", "历下区", "1200"], ["P-2", "泺口浮桥", "天桥区", "300"]]


def read_text(folder: Path, text: str, name: str = "t.csv") -> Table:
    (folder / name).write_text(text, encoding="utf-8")
    return read_cells(folder / name, name)


def read_book(folder: Path, rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Table:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "t.xlsx")
    return read_cells(folder / "t.xlsx", "t.xlsx")


def as_rows(table: Table) -> list[list[str]]:
    return [list(map(str, row)) for row in table.cells.to_numpy().tolist()]


def kinds_of(table: Table) -> set[str]:
    return {note.type for note in table.notes}


def lines_of(sign: str, *rows: list[str]) -> str:
    return "".join(sign.join(row) + "\n" for row in rows)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "，", "；"])
def test_k12_any_usual_sign_parts_the_cells(tmp_path: Path, sign: str) -> None:
    table = read_text(tmp_path, lines_of(sign, HEADS, *ROWS))
    assert list(table.cells) == HEADS
    assert as_rows(table) == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n" + lines_of(";", HEADS, *ROWS),
        '"sep=;"\n' + lines_of(";", HEADS, *ROWS),
        "SEP=|\n" + lines_of("|", HEADS, *ROWS),
        "\ufeff" + lines_of(",", HEADS, *ROWS),
        "济南市停车设施清单\n" + lines_of(",", HEADS, *ROWS),
        "济南市停车设施清单,,,\n单位：万元,,,2025-10-31\n" + lines_of(",", HEADS, *ROWS),
        "济南市停车设施清单（2025年10月，单位：万元）\n\n" + lines_of(",", HEADS, *ROWS),
        lines_of(",", [*HEADS, ""], *([*row, ""] for row in ROWS)),
        lines_of(",", HEADS, *([*row, ""] for row in ROWS)),
        lines_of(",", ["", *HEADS], *(["", *row] for row in ROWS)),
        lines_of(
            ",",
            ["编\u200b号", "名 称".replace(" ", "\xa0").replace("\xa0", ""), "区县", "投资"],
            *ROWS,
        ),
        lines_of(",", HEADS, *ROWS).replace("\n", "\r\n"),
        lines_of(",", HEADS, *ROWS).replace("\n", "\r"),
        lines_of(",", HEADS, *ROWS) + "\n\n",
    ],
)
def test_k12_the_same_table_however_it_is_kept(tmp_path: Path, text: str) -> None:
    table = read_text(tmp_path, text)
    assert list(table.cells) == HEADS
    assert as_rows(table) == ROWS


def test_k12_a_decimal_comma_does_not_part_cells(tmp_path: Path) -> None:
    table = read_text(tmp_path, "id;lon;lat\nP-1;117,0201;36,6612\nP-2;117,0104;36,6705\n")
    assert as_rows(table) == [["P-1", "117,0201", "36,6612"], ["P-2", "117,0104", "36,6705"]]


def test_k12_a_ragged_row_is_set_aside_and_named_and_the_others_are_taken(tmp_path: Path) -> None:
    text = lines_of(",", HEADS, ROWS[0], ["P-9", "甲", "乙", "3", "多", "余"], ["P-2", "泺口浮桥"])
    table = read_text(tmp_path, text)
    assert as_rows(table) == [ROWS[0], ["P-2", "泺口浮桥", "", ""]]
    assert [(note.type, note.row) for note in table.notes] == [("ragged-row", 3)]
    assert table.aside == [3]


def test_k12_blank_and_repeated_headings_are_kept_apart(tmp_path: Path) -> None:
    text = "编号,备注,,备注,备注 (2)\nP-1,a,b,c,d\n"
    table = read_text(tmp_path, text)
    assert list(table.cells) == ["编号", "备注", "列C", "备注 (3)", "备注 (2)"]
    assert as_rows(table) == [["P-1", "a", "b", "c", "d"]]
    assert kinds_of(table) == {"blank-heading", "repeated-heading"}


def test_k12_a_stray_quote_takes_no_line_with_it(tmp_path: Path) -> None:
    text = '编号,名称\nP-1,5" 管\nP-2,"明府城\nP-3,泺口\n'
    table = read_text(tmp_path, text)
    assert as_rows(table) == [["P-1", '5" 管'], ["P-2", '"明府城'], ["P-3", "泺口"]]
    assert kinds_of(table) == {"stray-quote"}


def test_k12_a_line_end_within_a_cell_leaves_the_rows_where_they_stand(tmp_path: Path) -> None:
    table = read_text(tmp_path, '编号,名称\nP-1,"明府\n城"\nP-2,泺口\n')
    assert as_rows(table) == [["P-1", "明府\n城"], ["P-2", "泺口"]]
    assert table.lines == [3, 4]


TOTALS = ["合计", "本页小计", "全区合计", "全市合计", "共计", "总 计", "合计：6个项目", "累计", "Σ",
          "Total",
          "历下区小计", "合计（万元）", "小计:", "以上合计"]  # fmt: skip


@pytest.mark.parametrize("word", TOTALS)
@pytest.mark.parametrize("place", [0, 1])
def test_k9_totals_are_no_projects(tmp_path: Path, word: str, place: int) -> None:
    total = ["", "", "", "1500"]
    total[place] = word
    table = read_text(tmp_path, lines_of(",", HEADS, *ROWS, total))
    assert as_rows(table) == ROWS
    assert table.totals == [4]


@pytest.mark.parametrize(
    "name", ["小计河治理", "合计划项目", "共计划三期", "总计改造", "累计山公园"]
)
def test_k9_a_name_that_begins_like_a_total_is_a_project(tmp_path: Path, name: str) -> None:
    table = read_text(tmp_path, lines_of(",", HEADS, *ROWS, ["P-3", name, "历下区", "1"]))
    assert len(table.cells) == 3


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (["第1页", "", "", ""], "remark-row"), (["", "", "第 2 页 共 3 页", ""], "remark-row"),
        (["填报人：张", "", "审核人：李", ""], "remark-row"),
        (["注：本表由各区县填报", "", "", ""], "remark-row"),
        (["制表日期：2025-10-31", "", "", ""], "remark-row"),
        (["数据来源：各区县", "", "", ""], "remark-row"),
        (HEADS, "heading-again"), (["编号", "名称", "", "投资"], "heading-again"),
        (["一、历下区", "", "", ""], "group-row"), (["（二）天桥区", "", "", ""], "group-row"),
        (["1、停车设施", "", "", ""], "group-row"),
    ],
)  # fmt: skip
def test_k9_lines_that_are_no_rows_are_set_aside_and_said(
    tmp_path: Path, line: list[str], kind: str
) -> None:
    table = read_text(tmp_path, lines_of(",", HEADS, ROWS[0], line, ROWS[1]))
    assert as_rows(table) == ROWS
    assert [(note.type, note.row) for note in table.notes] == [(kind, 3)]


def test_k9_a_group_counted_otherwise_than_its_rows_is_no_project(tmp_path: Path) -> None:
    """A group may have its sum in its own line; what is counted 一, 二 throughout are projects."""
    heads = ["序号", "名称", "区县", "投资"]
    rows = [["1", "明府城", "历下区", "12"], ["2", "泉城路", "历下区", "30"]]
    table = read_text(tmp_path, lines_of(",", heads, ["一", "老城类", "", "42"], *rows))
    assert as_rows(table) == rows
    assert [(note.type, note.value) for note in table.notes] == [("group-row", "一 老城类")]
    counted = [["一", *rows[0][1:]], ["二", *rows[1][1:]]]
    assert as_rows(read_text(tmp_path, lines_of(",", heads, *counted))) == counted


@pytest.mark.parametrize(
    "line",
    [
        ["1", "2", "3", "4"],
        ["甲", "乙", "1", "2"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["甲", "乙", "丙", "丁"],
    ],
)
def test_k9_a_row_of_column_numbers_is_no_project(tmp_path: Path, line: list[str]) -> None:
    table = read_text(tmp_path, lines_of(",", HEADS, line, *ROWS))
    assert as_rows(table) == ROWS
    assert kinds_of(table) == {"number-row"}


def test_k9_numbers_among_numbers_are_a_row(tmp_path: Path) -> None:
    rows = [["1", "2", "3"], ["4", "5", "6"]]
    table = read_text(tmp_path, lines_of(",", ["a", "b", "c"], *rows))
    assert as_rows(table) == rows
    assert not kinds_of(table)


def test_k12_short_rows_of_data_above_are_rows_of_a_table_without_headings(tmp_path: Path) -> None:
    rows = [["1", "", ""], ["1", "2", ""], ["1", "2", "3"], ["7", "8", "9"]]
    table = read_text(tmp_path, lines_of(",", *rows))
    assert as_rows(table) == rows
    assert kinds_of(table) == {"no-headings"}


def test_k9_two_rows_of_headings_in_a_text_are_joined(tmp_path: Path) -> None:
    text = "编号,名称,投资（万元）,,完工\n,,计划,完成,\nP-1,明府城,1200,300,2025-12-31\n"
    table = read_text(tmp_path, text)
    assert list(table.cells) == ["编号", "名称", "投资（万元）/计划", "投资（万元）/完成", "完工"]
    assert as_rows(table) == [["P-1", "明府城", "1200", "300", "2025-12-31"]]


def test_k9_a_printed_register_gives_its_projects_alone(tmp_path: Path) -> None:
    page = [["本页小计", None, None, 1500], ["第1页", None, None, None], HEADS]
    rows = [
        ["济南市停车设施清单"],
        HEADS,
        *ROWS,
        *page,
        *ROWS,
        ["全区合计", None, None, 3000],
        ["填报人："],
    ]
    table = read_book(tmp_path, rows, ("A1:D1",))
    assert as_rows(table) == ROWS + ROWS
    assert (table.totals, table.aside) == ([5, 10], [6, 7, 11])


def test_k12_a_column_without_heading_and_an_empty_first_column_in_a_workbook(
    tmp_path: Path,
) -> None:
    rows = [[None, *HEADS, None], *([None, *row, "手写"] for row in ROWS)]
    table = read_book(tmp_path, rows)
    assert list(table.cells) == [*HEADS, "列F"]
    assert table.columns == [1, 2, 3, 4, 5]


def test_k12_signs_that_are_not_seen_are_no_part_of_a_heading(tmp_path: Path) -> None:
    rows = [
        ["项目编号\n", "总投资\n（万元）", "完成\u200b率", "区\xa0县"],
        ["P-1", 1200, "80%", "历下区"],
    ]
    assert list(read_book(tmp_path, rows).cells) == [
        "项目编号",
        "总投资（万元）",
        "完成率",
        "区 县",
    ]


def test_k8_hidden_rows_and_columns_are_read_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADS, *ROWS]:
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(tmp_path / "t.xlsx")
    table = read_cells(tmp_path / "t.xlsx", "t.xlsx")
    assert as_rows(table) == ROWS
    assert [note.value for note in table.notes if note.type == "hidden-cells"] == ["3, C"]


def test_k12_a_table_without_headings_loses_no_row(tmp_path: Path) -> None:
    table = read_text(tmp_path, "1,117.02,36.66\n2,117.01,36.67\n3,116.99,36.65\n")
    assert as_rows(table) == [
        ["1", "117.02", "36.66"],
        ["2", "117.01", "36.67"],
        ["3", "116.99", "36.65"],
    ]
    assert list(table.cells) == ["列A", "列B", "列C"]
    assert kinds_of(table) == {"no-headings"}


@pytest.mark.parametrize(
    ("above", "value"),
    [
        ("停车设施清单\n", "停车设施清单"),
        ("\n\n", "—"),
        ("停车设施清单,,,\n\n单位：万元,,,2025-10\n", "停车设施清单 / 单位：万元 2025-10"),
        ("1,2,3,4\n", "1 2 3 4"),
    ],
)
def test_k8_rows_above_the_headings_are_named(tmp_path: Path, above: str, value: str) -> None:
    table = read_text(tmp_path, above + lines_of(",", HEADS, *ROWS))
    assert as_rows(table) == ROWS
    told = [(note.row, note.value, note.details) for note in table.notes]
    last = above.count("\n")
    rows = "1" if last == 1 else f"1\N{EN DASH}{last}"
    assert told == [(1, value, {"last": last, "rows": rows, "count": last})]


def test_k8_rows_that_the_manifest_skips_need_no_word(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("清单\n" + lines_of(",", HEADS, *ROWS), encoding="utf-8")
    table = read_cells(tmp_path / "t.csv", "t.csv", Reading(table=TableSpec(skip_rows=1)))
    assert (as_rows(table), table.notes) == (ROWS, [])


def test_k8_words_below_data_are_no_headings(tmp_path: Path) -> None:
    rows = [["1", "117.02", "36.66"], ["2", "117.01", "36.67"], ["3", "待定", "待定"]]
    table = read_text(tmp_path, lines_of(",", *rows))
    assert as_rows(table) == rows
    assert kinds_of(table) == {"no-headings"}


@pytest.mark.parametrize("row", ["7,61.2%,4.8e+17,STAGE1", "7,-3,.5,a", "12%,1E5,x"])
def test_k12_percentages_and_powers_of_ten_are_data_and_no_headings(
    tmp_path: Path, row: str
) -> None:
    table = read_text(tmp_path, f"{row}\n")
    assert as_rows(table) == [row.split(",")]
    assert kinds_of(table) == {"no-headings"}


@pytest.mark.parametrize("text", ["", "\n", " \n\n", ",,\n"])
def test_a_table_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"t\.csv"):
        read_text(tmp_path, text)


def test_a_long_number_that_is_none_takes_no_time(tmp_path: Path) -> None:
    table = read_text(tmp_path, f"id,n\n{'9' * 1_000_000}x,1\n")  # quadratic, it would take a day
    assert len(table.cells) == 1
