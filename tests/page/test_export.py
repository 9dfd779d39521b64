"""The exports hold exactly what is listed, in its order, nothing that a spreadsheet would run."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from PIL import Image

from jinan_geo.export.table import export_tables
from jinan_geo.manifest.labels import labels_of
from tests.page.test_hostile import HOSTILE, hostile_pages
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.publish.published import PublishedCity
    from tests.tools.browser import Visit

__all__ = ["hostile_pages"]  # a fixture, used by name
RUNS = tuple("=+-@\t\r\n＝＋－＠")


def export(opened: Visit, kind: str) -> bytes:
    return base64.b64decode(opened.evaluate("kind => jinanGeo.export(kind)", kind))


def read_csv(opened: Visit) -> list[list[str]]:
    data = export(opened, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_sheet(data: bytes) -> tuple[list[list[Any]], dict[str, list[str]]]:
    """Give the rows of the first sheet and the names and values of the second."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    first, second = book.worksheets
    about: dict[str, list[str]] = {}
    for name, value in second.iter_rows(values_only=True):
        about.setdefault(str(name), []).append(str(value))
    return [[cell.value for cell in row] for row in first.iter_rows()], about


def cell_text(value: object) -> str:
    """A cell of the workbook as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    text = str(value)
    if isinstance(value, str) and text.startswith(RUNS):
        return f"'{text}"
    return text


def same(left: str, right: str) -> bool:
    try:
        return left == right or float(left) == pytest.approx(float(right))
    except ValueError:
        return left == right


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_workbook_and_csv_hold_the_same_rows(
    browser: Browser, sample_pages: Path, lang: str
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        state = opened.set(lang=lang, filters={"light": ["red", "yellow"]})
        rows = read_csv(opened)
        sheet, about = read_sheet(export(opened, "xlsx"))
        shown = opened.page.locator(".jg-list .jg-row-name").all_inner_texts()
    assert len(rows) - 1 == state["counts"]["list"] > 0
    assert len(sheet) == len(rows)
    for line, cells in zip(rows, sheet, strict=True):
        for left, right in zip(line, cells, strict=True):
            assert same(left, cell_text(right)), (line, cells)
    # The order is the list's: the rows in sight are the first ones.
    name = 1 if lang == "zh" else 2
    assert [line[name] or line[1] for line in rows[1 : len(shown) + 1]] == shown
    assert len(set(rows[0])) == len(rows[0])
    words = json.dumps(about, ensure_ascii=False)
    assert ("红、黄" if lang == "zh" else "Red, Yellow") in words
    assert ("2025-10-31") in words
    assert ("不得用作决策依据" if lang == "zh" else "not fit for decisions") in words
    assert ("未送审" if lang == "zh" else "Not reviewed") in words


STATED = ("最初计划完工", "计划完工", "预计完工", "实际完工")
FORETOLD = (
    "推算完工最早（八成把握）",
    "推算完工居中",
    "推算完工最晚（八成把握）",
    "无法推算的原因",
)
FINISHES = (
    "baseline_finish",
    "planned_finish",
    "est_finish",
    "actual_finish",
    "finish_early",
    "finish_expected",
    "finish_late",
)


def foretold_by_python(city: PublishedCity) -> dict[object, list[object]]:
    found: dict[object, list[object]] = {}
    for table in export_tables(city):
        if not table.layer.is_projects:
            continue
        own = {one.id: one.cells for one in table.columns}
        words = labels_of("finish_unsaid")
        for at, key in enumerate(own["id"]):
            days = [pd.Timestamp(own[name][at]) for name in FINISHES]
            why = own["finish_unsaid"][at]
            cells = [None if pd.isna(day) else day.to_pydatetime() for day in days]
            found[key] = [*cells, None if why is None else words[why].zh]
    return found


@pytest.mark.browser
def test_cells_have_the_type_of_their_values(
    browser: Browser, sample_pages: Path, sample_shown: PublishedCity
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        sheet, _ = read_sheet(export(opened, "xlsx"))
    columns = {str(name): at for at, name in enumerate(sheet[0])}
    for row in sheet[1:]:
        assert isinstance(row[columns["编号"]], str)
        for name in (
            "完成（%）",
            "应完成（%）",
            "超前（百分点）",
            "预计晚（天）",
            "计划投资（万元）",
            "车位数（个）",
        ):
            assert isinstance(row[columns[name]], int | float | None), name
        for name in ("计划开工", *STATED, *FORETOLD[:-1]):
            assert isinstance(row[columns[name]], dt.datetime | None), name
    assert any(isinstance(row[columns["计划完工"]], dt.datetime) for row in sheet[1:])
    done, planned, lead = (columns[name] for name in ("完成（%）", "应完成（%）", "超前（百分点）"))
    judged = [row for row in sheet[1:] if row[lead] is not None]
    assert judged
    assert all(row[lead] == pytest.approx(row[done] - row[planned], abs=0.011) for row in judged)
    # What the curves foretell is what Python's own files have, and four dates stand side by side.
    places = [columns[name] for name in ("编号", *STATED, *FORETOLD)]
    told = {row[places[0]]: [row[place] for place in places[1:]] for row in sheet[1:]}
    assert told == foretold_by_python(sample_shown)
    assert sum(row[4] is not None for row in told.values()) > 20
    done = [row for row in told.values() if row[3] is not None]
    assert len(done) > 200
    assert all(row[3] == row[2] and row[-1] is None for row in done)
    assert any(row[0] != row[1] for row in told.values()), "the plan of one was changed"


@pytest.mark.browser
def test_geojson_is_what_the_rules_say(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        rows = read_csv(opened)
        counts = opened.evaluate("jinanGeo.state().counts")
        found = json.loads(export(opened, "geojson"))
    assert "crs" not in found
    assert [item["properties"]["id"] for item in found["features"]] == [row[0] for row in rows[1:]]
    assert sum(item["geometry"] is None for item in found["features"]) == counts["drawer"]
    areas = 0
    for item in found["features"]:
        if item["geometry"] is None:
            continue
        shape = shapely.geometry.shape(item["geometry"])
        assert 115 < shape.bounds[0] < 119
        assert 35 < shape.bounds[1] < 39
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                areas += 1
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)
    assert areas > 0


@pytest.mark.browser
def test_picture_holds_the_map(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        picture = Image.open(io.BytesIO(export(opened, "png"))).convert("RGB")
        width, height = opened.evaluate(
            "[document.querySelector('.jg-map').clientWidth, innerHeight]"
        )
        assert opened.complaints == []
    assert picture.width == width * 2
    assert picture.height > height * 1.5
    colors = {color for _, color in picture.getcolors(maxcolors=1 << 24) or []}
    assert {(0xB3, 0x26, 0x1E), (0x2F, 0x7D, 0x4F), (0xFD, 0xBE, 0x85)} <= colors


@pytest.mark.browser
def test_picture_shows_the_project_chosen(browser: Browser, sample_pages: Path) -> None:
    """On the map and in the legend, which grows by what it must explain."""
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        opened.set(map={"zoom": 12, "lat": 36.8, "lon": 117.0})
        plain = Image.open(io.BytesIO(export(opened, "png"))).convert("RGB")
        opened.set(selection={"layer": "investment_projects", "id": "investment-sample-002"})
        chosen = Image.open(io.BytesIO(export(opened, "png"))).convert("RGB")
        legend = opened.page.evaluate("document.querySelector('.jg-map').clientHeight") * 2
    accent = (0x0F, 0x5C, 0x66)
    assert accent not in {color for _, color in plain.getcolors(maxcolors=1 << 24) or []}
    rows, _ = np.nonzero((np.asarray(chosen) == accent).all(axis=2))
    assert len(rows) > 100
    assert min(rows) < legend < max(rows)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "png"])
def test_menu_downloads(browser: Browser, sample_pages: Path, kind: str) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.click(".jg-export > button")
        words = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON", "png": "PNG"}
        with opened.page.expect_download() as waiting:
            opened.page.click(f".jg-menu button:has-text('{words[kind]}')")
        saved = waiting.value
        assert saved.suggested_filename.endswith(f"_2025-10-31.{kind}")
        assert len(saved.path().read_bytes()) > 1000
        opened.page.wait_for_selector(".jg-menu", state="detached")
        assert opened.complaints == []


@pytest.mark.browser
def test_hostile_text_stays_text(browser: Browser, hostile_pages: Path) -> None:
    with visit(browser, hostile_pages / "city.html") as opened:
        rows = read_csv(opened)
        data = export(opened, "xlsx")
        sheet, _ = read_sheet(data)
        found = json.loads(export(opened, "geojson"))
        assert export(opened, "png").startswith(b"\x89PNG")
        opened.page.click(".jg-export > button")
        with opened.page.expect_download() as waiting:
            opened.page.click(".jg-menu button >> nth=1")
        assert not set('<>:"/\\|?*{}') & set(waiting.value.suggested_filename)
        assert opened.dialogs == []
        assert opened.complaints == []
    for line in rows:
        for text in line:
            plain = text.lstrip("+-").replace(".", "", 1).isdigit()
            assert plain or not text.startswith(RUNS), text
    assert "'=cmd|' /C calc'!A0" in {text for line in rows for text in line}
    values = {value for row in sheet for value in row}
    names = {item["properties"]["name_zh"] for item in found["features"]}
    for text in HOSTILE:
        assert text in values
        assert text in names
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        for name in book.namelist():
            assert b"<f" not in book.read(name).replace(b"<fo", b"").replace(b"<fi", b"").replace(
                b"<fg", b""
            ), name


@pytest.mark.browser
def test_an_unknown_export_is_refused(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        said = opened.evaluate("jinanGeo.export('pdf').catch(error => error.message)")
    assert "csv" in said
