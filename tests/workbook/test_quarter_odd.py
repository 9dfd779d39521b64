"""Forms as offices write them: odd shapes lose nothing, nor do several forms of one office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from docx import Document

from jinan_geo.cli.main import main
from jinan_geo.ledger.tasks import read_tasks
from tests.tools.quarterly import HEADS, PHONE, bureau_rows, district_rows, make_form
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

NESTED = "甲小区1288户"
OTHER_LINE = "三是持续推进。"


def call(city: Path, *arguments: object) -> tuple[int, str]:
    said = ["ledger", *map(str, arguments), "--workspace", str(city), "--lang", "zh"]
    result = CliRunner().invoke(main, said)
    return result.exit_code, result.output


def write_odd(path: Path, count: int = 24) -> None:
    """A title of two lines; cells of several paragraphs, one with a table; lead units bold."""
    document = Document()
    document.add_paragraph("某市住房和城乡建设局")
    document.add_paragraph("2025年第三季度《政府工作报告》重点任务落实情况")
    table = document.add_table(rows=1, cols=7)
    for cell, heading in zip(table.rows[0].cells, HEADS["district"], strict=True):
        cell.text = heading
    for number in range(1, count + 1):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = str(number), f"改造第{number}批老旧小区"
        cells[2].text = "一是完成投资12.7亿元。"
        cells[2].add_paragraph(OTHER_LINE)
        cells[3].text = "年底前全部完成。"
        cells[4].paragraphs[0].add_run("某区住建局").bold = True
        cells[4].add_paragraph("第一街道")
        cells[5].text, cells[6].text = "某科", PHONE
    cells[2].add_table(rows=1, cols=1).cell(0, 0).text = NESTED
    document.save(str(path))


@pytest.mark.slow
def test_paragraphs_and_tables_within_cells_come_out_again(tmp_path: Path) -> None:
    city, odd, out = write_city(tmp_path / "w"), tmp_path / "odd.docx", tmp_path / "out.docx"
    write_odd(odd)
    code, told = call(city, "form-import", odd, "--yes")
    assert code == 0, told
    assert "12.7亿元" in told
    assert "1270000000 元" in told
    rows = read_tasks(city)
    assert len({row["task"] for row in rows}) == 24
    assert all(OTHER_LINE in row["progress"] for row in rows)
    assert NESTED in rows[-1]["progress"]
    assert PHONE not in (city / "tasks.csv").read_text(encoding="utf-8")
    assert call(city, "form", "--quarter", "2025Q3", "--out", out)[0] == 0
    written = [cell.text for row in Document(str(out)).tables[0].rows for cell in row.cells]
    assert sum(OTHER_LINE in text for text in written) == 24
    assert any(NESTED in text for text in written)


@pytest.mark.slow
def test_an_office_may_have_forms_of_both_layouts(tmp_path: Path) -> None:
    city, out = write_city(tmp_path / "w"), tmp_path / "out.xlsx"
    for form, rows in (("bureau", bureau_rows(3)), ("district", district_rows(3))):
        path = tmp_path / f"{form}.xlsx"
        path.write_bytes(make_form(form, "xlsx", rows))
        code, told = call(city, "form-import", path, "--yes")
        assert code == 0
        assert "不再列入 0 项" in told
    code, told = call(city, "form", "--quarter", "2025Q3", "--out", out)
    assert code == 2
    assert "--layout bureau" in told
    assert "--layout district" in told
    for layout in ("bureau", "district"):
        asked = ("form", "--quarter", "2025Q3", "--layout", layout, "--out", out)
        code, told = call(city, *asked)
        assert code == 0, told
        out.unlink()


@pytest.mark.slow
def test_a_form_that_would_hold_instead_of_another_says_so(tmp_path: Path) -> None:
    city = write_city(tmp_path / "w")
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    first.write_bytes(make_form("bureau", "xlsx", bureau_rows(6)))
    second.write_bytes(make_form("bureau", "xlsx", bureau_rows(3)))
    assert "以本表为准" not in call(city, "form-import", first, "--yes")[1]
    before = len(read_tasks(city))
    told = call(city, "form-import", second, "--dry-run")[1]
    assert "（first.xlsx）：确认后以本表为准" in told
    assert "不再列入 3 项" in told
    code, told = call(city, "form-import", second, "--yes", "--office", "某市某局（二）")
    assert code == 0
    assert "以本表为准" not in told
    assert len(read_tasks(city)) > before, "both are kept, under their names"
