"""The open edition on every screen: index, pages, provision; all with the same numbers."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.closing.acts import open_edition
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.render.index import render_index
from tests.tools.returned import Book, send_out
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path


def cells_of(text: str) -> list[list[str]]:
    table = text.partition('<table id="jg-open">')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [re.findall(r"<td>(\d+)</td>", row) for row in rows]


@pytest.mark.slow
def test_index_pages_and_provision_tell_the_same_numbers(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    sent = send_out(root, tmp_path / "form.xlsx")
    filled = Book(sent).fill({("s-1", "done_pct"): 33, ("s-2", "done_pct"): "很多"})
    march = dt.date(2025, 3, 31)
    open_edition(Workspace.open(root), [dt.date(2025, 2, 28)], march, due=march)
    assert run("ledger", "import", filled, "--yes", "--workspace", root).code == 1
    (found,) = [json.loads(run("provision", "--json", "--workspace", root).text)["open"]]
    assert (found["date"], found["reported"], found["of"]) == ("2025-03-31", 1, 7)
    assert (found["late"], found["set_aside"]) == (1, 1)  # recorded today, long after it was due
    (day,) = found["days"]
    assert day["reported"] == 1
    by_code = {row["district"]: row for row in found["districts"]}
    assert by_code["all"] == {
        "district": "all", "due": 7, "reported": 1, "late": 1, "awaited": 6, "set_aside": 1,
    }  # fmt: skip

    city = publish(prepare_city(Workspace.open(root)), "internal")
    pages = [(data.path, data.page) for data in build_pages(city)]
    for path, page in pages:
        code = page.district or "all"
        assert page.open is not None
        assert page.open.date == march
        if page.kind != "theme":
            told = (page.open.reported, page.open.of)
            row = by_code[code]
            assert told == (row["reported"], row["due"]), path
    text = render_index(city, pages)
    keys = ("due", "reported", "late", "awaited", "set_aside")
    assert cells_of(text) == [[str(row[key]) for key in keys] for row in found["districts"]]
    assert "尚无一项报送" in text
    assert cells_of(render_index(publish(prepare_city(Workspace.open(root)), "public"), [])) == []


@pytest.mark.slow
def test_a_folder_provision_and_the_open_edition_count_alike(tmp_path: Path) -> None:
    root, box = write_city(tmp_path / "city"), tmp_path / "box"
    box.mkdir()
    sent = send_out(root, tmp_path / "form.xlsx")
    march = dt.date(2025, 3, 31)
    open_edition(Workspace.open(root), [dt.date(2025, 2, 28)], march)
    Book(sent).fill({("s-1", "done_pct"): 33, ("s-2", "done_pct"): "很多"}, box / "历下.xlsx")
    told = json.loads(run("ledger", "import", box, "--yes", "--json", "--workspace", root).text)
    folder = {one["district"]: (one["due"], one["reported"]) for one in told["reminders"]}
    found = json.loads(run("provision", "--json", "--workspace", root).text)["open"]
    rows = {row["district"]: row for row in found["districts"]}
    asked = {code: (row["due"], row["reported"]) for code, row in rows.items() if code.isdigit()}
    assert folder == asked
    missing = {one["district"]: one["due"] for one in told["missing"]}
    assert missing == {code: due for code, (due, came) in asked.items() if not came}
    listed = json.loads(run("edition", "list", "--json", "--workspace", root).text)["editions"]
    assert (listed[-1]["reported"], listed[-1]["of"]) == (found["reported"], found["of"])

    file = tmp_path / "provision.xlsx"
    assert run("provision", "--out", file, "--workspace", root).code == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[0].endswith("2025-03-31")
    table = [[*row] for row in book[book.sheetnames[0]].values if isinstance(row[1], int)]
    keys = ("due", "reported", "late", "awaited", "set_aside")
    assert [row[1:] for row in table] == [[row[key] for key in keys] for row in found["districts"]]
