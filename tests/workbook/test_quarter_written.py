"""The quarterly form as written: whoever opens or prints it can read it."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from jinan_geo.workbook.quarter.model import FormText, Node, Task
from jinan_geo.workbook.quarter.write import draw_form_book, draw_form_document


def test_a_written_workbook_has_room_for_its_texts_and_prints_on_one_page_across() -> None:
    long = FormText("完成投资1.7亿元，占年度计划的51%。" * 12)
    tasks = (
        Task(FormText("1"), FormText("改造片区" * 20), (Node({"progress": long}, 3), Node({}, 4))),
    )
    book = openpyxl.load_workbook(io.BytesIO(draw_form_book("bureau", "标题", tasks)))
    sheet = book.worksheets[0]
    heights = [sheet.row_dimensions[at].height for at in (3, 4)]
    assert heights[0] > 8 * 15, "some 430 digits' widths in a column of 47"
    assert heights[1] < heights[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_written_document_shares_the_page_and_names_no_other_author() -> None:
    tasks = (Task(FormText("1"), FormText("改造片区"), (Node({}, 2),)),)
    document = docx.Document(io.BytesIO(draw_form_document("bureau", "标题", tasks)))
    widths = [column.width.cm for column in document.tables[0].columns]
    assert widths[0] < widths[1] < widths[3]
    assert sum(widths) == pytest.approx(26.7, abs=0.1)
    told = document.core_properties
    assert (told.title, told.author, told.comments) == ("标题", "jinan_geo", "")
