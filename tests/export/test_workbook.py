"""Sheets as a workbook: they print as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from jinan_geo.export.workbook import Heading, Sheet, write_workbook

if TYPE_CHECKING:
    from pathlib import Path


def test_a_sheet_prints_on_landscape_paper_as_wide_as_the_page(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", [Sheet("问题", [Heading("说明")], [["长"]])], None)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["问题"]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) in {(None, 0), (1, 0)}
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
