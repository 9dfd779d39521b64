"""The workbook that goes out to a district.

What it holds, whom it leaves out, how another program opens it.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from jinan_geo.cli.ledger_workbook import template
from jinan_geo.errors import RefusedError, UsageError
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.words import say, speaking
from jinan_geo.workbook.out.contents import gather_workbook, period_end
from jinan_geo.workbook.out.form import META_SHEET
from jinan_geo.workbook.out.template import HEADING_ROW, draw_workbook
from tests.tools.tiny_city import SITES_LAYER, WORKSPACE, collection, feature, write_city

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.tools.office import Office

GUIDE_SHEET, TODO_SHEET = "填报说明", "待改问题"
PROPOSAL_SHEET = say("workbook.proposals.sheet", "zh")
REPORTING = """
[reporting]
every = "month"
by = { zh = "区住建局" }
to = { zh = "市更新办，邮箱见通知" }
grace_days = 5
"""


def drawn(
    root: Path,
    code: str = "370102",
    only: str | None = "sites",
    files: Mapping[str, str | None] | None = None,
) -> bytes:
    city = prepare_city(Workspace.open(write_city(root, files)))
    return draw_workbook(gather_workbook(publish(city, "internal"), code, only))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def table_of(page: Any) -> list[dict[str, Any]]:
    """The rows under the heading, by title without its line breaks."""
    rows = list(page.iter_rows(min_row=HEADING_ROW, values_only=True))
    titles = [title.replace("\n", "") for title in rows[0]]
    return [dict(zip(titles, row, strict=True)) for row in rows[1:]]


def test_it_holds_the_district_s_projects_and_what_they_last_reported(tmp_path: Path) -> None:
    book = opened(drawn(tmp_path))
    assert book.sheetnames == [GUIDE_SHEET, "更新项目", PROPOSAL_SHEET, TODO_SHEET, META_SHEET]
    assert book[META_SHEET].sheet_state == "veryHidden"
    rows = {row["项目编号"]: row for row in table_of(book["更新项目"])}
    assert list(rows) == ["s-1", "s-2", "s-3"]  # two of them lie in another district too
    first = rows["s-1"]
    assert (first["上期完成比例（%）"], first["上期累计投资（万元）"], first["上期阶段"]) == (
        30,
        300.5,
        "在建",
    )
    assert first["上期截止日"] == dt.datetime(2025, 2, 28)  # noqa: DTZ001 - a day
    assert first["本期截止日"] == dt.datetime(2025, 3, 31)  # noqa: DTZ001 - a day
    filled = [title for title, value in first.items() if value is not None and "本期" in title]
    assert filled == ["本期截止日"]
    assert first["本区份额（%）"] == 100
    assert rows["s-2"]["本区份额（%）"] == pytest.approx(50, abs=0.1)


def test_the_share_stands_only_where_a_project_is_shared(tmp_path: Path) -> None:
    apart = collection([feature(None, id="s-1", name_zh="一", district="370102")])
    empty = "id,as_of,stage,done_pct\ns-1,2025-02-28,construction,5\n"
    files = {"layers/sites/features.geojson": apart, "layers/sites/progress.csv": empty}
    assert "本区份额（%）" not in table_of(opened(drawn(tmp_path, files=files))["更新项目"])[0]


@pytest.mark.slow
def test_only_the_cells_to_fill_are_open_and_each_has_its_rule(tmp_path: Path) -> None:
    page = opened(drawn(tmp_path))["更新项目"]
    titles = {cell.column_letter: cell.value.replace("\n", "") for cell in page[HEADING_ROW]}
    open_ = {
        titles[cell.column_letter] for cell in page[HEADING_ROW + 1] if not cell.protection.locked
    }
    fill = {
        "本期截止日",
        "本期阶段",
        "本期完成比例（%）",
        "本期累计投资（万元）",
        "本期预计完工",
        "备注",
        "填报单位",
    }
    assert open_ == fill
    assert page.protection.sheet
    rules = {titles[str(rule.sqref)[0]]: rule for rule in page.data_validations.dataValidation}
    assert set(rules) == fill
    assert {rule.type for rule in rules.values()} == {"date", "list", "decimal", "textLength"}
    assert all(
        rule.prompt and rule.error and rule.showInputMessage and rule.showErrorMessage
        for rule in rules.values()
    )
    listed = opened(drawn(tmp_path))[META_SHEET][
        rules["本期阶段"].formula1.split("!")[1].replace("$", "")
    ]
    assert [cell.value for (cell,) in listed] == [
        "策划", "立项", "开工", "在建", "完工", "验收", "停工", "暂缓",
    ]  # fmt: skip


def test_a_proposal_may_go_to_any_of_many_layers_also_one_with_a_comma(tmp_path: Path) -> None:
    with speaking("zh"):
        city = prepare_city(Workspace.open(write_city(tmp_path)))
        workbook = gather_workbook(publish(city, "internal"), "370102", None)
        (first, *_) = workbook.forms
        names = [f"沿黄地区第{at}批更新, 含配套" for at in range(40)]
        forms = [replace(first, layer=f"l-{at}", name=Text(zh=one)) for at, one in enumerate(names)]
        book = opened(draw_workbook(replace(workbook, forms=forms)))
    rules = book[PROPOSAL_SHEET].data_validations.dataValidation
    (rule,) = [one for one in rules if one.type == "list"]
    assert rule.prompt
    listed = book[META_SHEET][rule.formula1.split("!")[1].replace("$", "")]
    assert [cell.value for (cell,) in listed] == names


def test_it_says_what_is_due_and_to_whom_it_goes(tmp_path: Path) -> None:
    book = opened(drawn(tmp_path, files={"workspace.toml": WORKSPACE + REPORTING}))
    rows = {row["项目编号"]: row["应报"] for row in table_of(book["更新项目"])}
    assert rows["s-1"] == "2025-03"
    guide = "\n".join(str(cell) for row in book[GUIDE_SHEET].values for cell in row if cell)
    assert all(
        text in guide
        for text in ("市更新办，邮箱见通知", "区住建局", "历下区（370102）", "2025-03-31", "5 天")
    )


@pytest.mark.slow
def test_overdue_periods_are_named(tmp_path: Path) -> None:
    late = "id,as_of,stage,done_pct\ns-1,2025-01-31,construction,5\ns-2,2025-04-30,started,2\n"
    files = {
        "workspace.toml": WORKSPACE + REPORTING.replace("5", "0"),
        "layers/sites/progress.csv": late,
    }
    rows = {
        row["项目编号"]: row["应报"]
        for row in table_of(opened(drawn(tmp_path, files=files))["更新项目"])
    }
    assert rows["s-1"] == "2025-05；欠报 2025-02、2025-03、2025-04"
    assert rows["s-3"] == "2025-05；欠报 2025-02、2025-03、2025-04 等 4 期"


def test_open_issues_lead_to_their_cells(tmp_path: Path) -> None:
    fell = (
        "id,as_of,stage,done_pct\ns-1,2025-01-31,construction,50\ns-1,2025-02-28,construction,40\n"
    )
    book = opened(drawn(tmp_path, files={"layers/sites/progress.csv": fell}))
    row = list(book[TODO_SHEET].values)[1]
    assert row[:2] == ("明府城停车楼", "进度倒退")
    link = book[TODO_SHEET]["F2"].hyperlink
    assert link.location == f"'更新项目'!{row[5].split()[1]}"
    cell = book["更新项目"][row[5].split()[1]]
    assert (book["更新项目"].cell(HEADING_ROW, cell.column).value.replace("\n", ""), cell.row) == (
        "本期完成比例（%）", HEADING_ROW + 1,
    )  # fmt: skip


HOSTILE = '=cmd|"/c calc"!A1'


def test_no_cell_made_of_data_is_a_formula(tmp_path: Path) -> None:
    files = {
        "layers/sites/features.geojson": collection(
            [feature(None, id="=1+1", name_zh=HOSTILE, district="370102")]
        ),
        "layers/sites/progress.csv": (
            f'id,as_of,remark,reported_by\n=1+1,2025-02-28,"@SUM(A1)",{HOSTILE!r}\n'
        ),
    }
    book = opened(drawn(tmp_path, files=files))
    assert not [
        cell.coordinate
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert table_of(book["更新项目"])[0]["项目名称"] == HOSTILE


@pytest.mark.slow
def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    assert drawn(tmp_path / "a", only=None) == drawn(tmp_path / "b", only=None)


@pytest.mark.slow
def test_all_layers_of_a_district_stand_in_one_workbook(tmp_path: Path) -> None:
    names = opened(drawn(tmp_path, only=None)).sheetnames
    assert names == [
        GUIDE_SHEET, "更新项目", "街巷整治", PROPOSAL_SHEET, TODO_SHEET, META_SHEET,
    ]  # fmt: skip


def test_no_project_of_another_district_is_in_it(tmp_path: Path) -> None:
    data = drawn(tmp_path, only=None)
    texts = {
        str(cell)
        for page in opened(data)
        for row in page.values
        for cell in row
        if cell is not None
    }
    assert "s-1" in texts
    assert not [
        text
        for text in texts
        for other in ("s-4", "s-5", "雪山", "七里山", "w-2", "舜耕")
        if other in text
    ]


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    root = write_city(
        tmp_path, {"layers/sites/layer.toml": SITES_LAYER.replace('audience = "public"', "", 1)}
    )
    city = prepare_city(Workspace.open(root))
    with pytest.raises(RefusedError, match="sites is internal"):
        gather_workbook(publish(city, "public"), "370102", "sites")
    with pytest.raises(UsageError, match="370103 Shizhong"):
        gather_workbook(publish(city, "internal"), "370199")
    with pytest.raises(UsageError, match="no projects"):
        gather_workbook(publish(city, "internal"), "370102", "districts")
    with pytest.raises(UsageError, match="did you mean"):
        gather_workbook(publish(city, "internal"), "370102", "site")


def test_the_end_of_a_period() -> None:
    assert period_end(dt.date(2025, 2, 3), "month") == dt.date(2025, 2, 28)
    assert period_end(dt.date(2025, 12, 31), "month", after=True) == dt.date(2026, 1, 31)
    assert period_end(dt.date(2025, 4, 1), "quarter", after=True) == dt.date(2025, 6, 30)
    assert period_end(dt.date(2024, 12, 31), "quarter", after=True) == dt.date(2025, 3, 31)


def test_the_verb_writes_the_file_and_says_what_is_in_it(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    ran = CliRunner().invoke(
        template, ["--layer", "sites", "--district", "370102", "--workspace", str(root)]
    )
    assert ran.exit_code == 0, ran.output
    assert "更新项目：3 个项目" in ran.output
    assert opened((root / "workbooks" / "370102_sites_2025-03-31.xlsx").read_bytes())


def test_libreoffice_opens_it_and_prints_every_project(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(drawn(tmp_path / "city", only=None))
    pages = PdfReader(office.convert(path, "pdf", tmp_path)).pages
    assert (
        len(pages) == 5
    )  # guide, two layers, new projects, issues; the hidden sheet is not printed
    text = "".join(page.extract_text() for page in pages)
    assert all(name in text for name in ("明府城停车楼", "花园路", "填报说明"[:2], "本期阶段"))
    assert "_jinan_geo" not in text
