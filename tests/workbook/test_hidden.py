"""Rows and columns that are hidden in a returned sheet are read, and named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from tests.tools.returned import Book, send_out
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_hidden_rows_and_columns_are_named_and_read(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    path = send_out(root, tmp_path / "370102.xlsx")
    book = Book(path)
    row = book.cell("s-1", "done_pct").row
    book.page.row_dimensions[row].hidden = True
    book.page.column_dimensions["E"].hidden = True
    book.fill({("s-1", "done_pct"): 44})
    call = ["ledger", "import", str(path), "--workspace", str(root)]
    told = CliRunner().invoke(main, [*call, "--dry-run", "--lang", "en"])
    assert f"hidden in the sheet and read all the same: {row}, E" in told.output
    (sheet,) = [
        one
        for one in json.loads(CliRunner().invoke(main, [*call, "--yes", "--json"]).stdout)["sheets"]
        if one["layer"] == "sites"
    ]
    assert sheet["hidden"]["rows"] == [row]
    assert "E" in sheet["hidden"]["columns"]
    assert sheet["account"]["recorded"] == 1
