"""Days and numbers of the inputs in the form that the workspace declares, wherever they come in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from jinan_geo.cells.inputs import plain_day, plain_number
from jinan_geo.cells.values import parse_values
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.words import Speech, spoken_apart, spoken_as
from jinan_geo.workbook.back.cells import Unfit, Written, read_amount, read_day, read_percent
from jinan_geo.workbook.back.importing import read_incoming
from tests.tools.returned import TODAY
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinan_geo.city.city import City

US, FRENCH = Speech(dates="mdy", decimal="."), Speech(dates="dmy", decimal=",")
CHINESE_DAY = "2025年3月4日"


@pytest.fixture(autouse=True)
def _apart() -> Iterator[None]:
    with spoken_apart():
        yield


@pytest.mark.parametrize(
    ("text", "decimal", "plain"),
    [
        ("1.234", ",", "1234"),
        ("1.234,5", ",", "1234.5"),
        ("1 234,5", ",", "1234.5"),
        ("1\u202f234\u202f567,5 %", ",", "1234567.5%"),
        ("-7,5", ",", "-7.5"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1'234.5", ".", "1234.5"),
        ("1,234,567", ".", "1234567"),
        # What has not that form stays for its reader to refuse, or to read as it always did.
        ("1.23.456", ",", "1.23.456"),
        ("1,23,456", ".", "1,23,456"),
        ("12.5", ",", "12.5"),
        ("7,5", ".", "7,5"),
        ("1.234", None, "1.234"),
        ("P-1", ",", "P-1"),
    ],
)
def test_a_number_is_read_as_declared(text: str, decimal: str | None, plain: str) -> None:
    assert plain_number(text, decimal) == plain


def test_what_a_program_wrote_has_points() -> None:
    assert plain_number("1.234", ",", is_point=True) == "1.234"
    assert plain_number("1.234,5", ",", is_point=True) == "1234.5"


@pytest.mark.parametrize(
    ("text", "how", "day"),
    [
        ("6/30/2019", US, "2019-06-30"),
        ("3/4/2025", US, "2025-03-04"),
        ("3/4/2025", FRENCH, "2025-04-03"),
        ("03.04.25", FRENCH, "2025-04-03"),
        ("26/12/31", Speech(dates="ymd"), "2026-12-31"),
        ("2025-03-04", FRENCH, "2025-03-04"),
        (CHINESE_DAY, US, CHINESE_DAY),
        ("3/4/2025", Speech(), "3/4/2025"),
    ],
)
def test_a_day_is_read_as_declared(text: str, how: Speech, day: str) -> None:
    with spoken_as(how):
        assert plain_day(text) == day


def test_a_day_that_is_none_in_the_declared_order_is_refused() -> None:
    with spoken_as(US):
        assert parse_values(["6/30/2019", "30/6/2019"], "date").bad == [(1, "30/6/2019")]
        with pytest.raises(Unfit) as told:
            read_day(Written("30/6/2019"), ())
    assert told.value.kind == "impossible-date"


def test_cells_of_a_form_are_read_as_declared() -> None:
    with spoken_as(FRENCH):
        assert read_day(Written("30/6/2019"), ()) == dt.date(2019, 6, 30)
        assert read_amount(Written("1.234,5"), 0) == Decimal("1234.5")
        assert read_amount(Written("1.234"), 0) == Decimal(1234)
        assert read_amount(Written("1.234", is_typed=True), 0) == Decimal("1.234")
        assert read_percent(Written("62,5 %"), None, shares=False) == Decimal("62.5")


def city_of(root: Path, locale: str, sites: str, layer: str) -> City:
    files = {
        "workspace.toml": f"{FILES['workspace.toml']}\n[locale]\n{locale}\n",
        "layers/sites/layer.toml": layer,
        "layers/sites/sites.csv": sites,
        "layers/sites/features.geojson": None,
        "layers/sites/progress.csv": "id,as_of,stage,done_pct,invested_wan\n"
        "A,2025-01-31,started,12.125,1.125\nB,31/1/2025,started,10,\n",
    }
    return prepare_city(Workspace.open(write_city(root, files)))


LAYER = """
name = { en = "Works" }
order = 10
geometry = ["point"]
provision = "none"
features = "sites.csv"
coordinates = { x = "lon", y = "lat" }
crs = "EPSG:4326"
source = { en = "test" }
[columns]
name_zh = "name"
[fields.spaces]
name = { en = "Spaces" }
type = "number"
"""
SITES = """id;name;lon;lat;planned_start;planned_finish;investment_wan;spaces
A;Bains;117.05;36.65;1/2/2025;31/12/2025;1.234,5;1.234
B;Halle;117.15;36.65;1/2/2025;3/4/2026;7,25;12,5
"""


def test_a_layer_and_its_ledger_are_read_as_declared(tmp_path: Path) -> None:
    locale = 'dates = "dmy"\ndecimal = ","\ncurrency = "EUR"\nlanguage = "en"'
    city = city_of(tmp_path, locale, SITES, LAYER)
    (layer,) = [one for one in city.layers if one.id == "sites"]
    features = layer.features.set_index("id")
    assert [*features["planned_finish"].dt.date] == [dt.date(2025, 12, 31), dt.date(2026, 4, 3)]
    assert [*features["investment_wan"]] == [Decimal("1234.5"), Decimal("7.25")]
    assert [*features["spaces"]] == [1234.0, 12.5]
    # The ledger is the program's own: a dot in it is a point.
    assert [*layer.records["done_pct"]] == [12.125, 10.0]
    assert layer.records["invested_wan"].iloc[0] == Decimal("1.125")
    assert [issue for issue in city.issues if issue.type in {"bad-value", "ambiguous-date"}] == []


def test_numbers_of_a_workbook_keep_their_points(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name", "lon", "lat", "spaces"], ["A", "Bains", 117.05, 36.65, 1.234],
                ["B", "Halle", 117.15, 36.65, "1.234"]):  # fmt: skip
        sheet.append(row)
    layer = LAYER.replace("sites.csv", "sites.xlsx")
    write_city(tmp_path)
    book.save(tmp_path / "layers" / "sites" / "sites.xlsx")
    city = city_of(tmp_path, 'decimal = ","', SITES, layer)
    (found,) = [one for one in city.layers if one.id == "sites"]
    assert [*found.features["spaces"]] == [1.234, 1234.0]


def test_a_plain_table_needs_no_answer_where_the_workspace_has_it(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = 'A,3/4/2025,40,1.234\nB,5/4/2025,50,"1,234"'
    table.write_text(f"id,date,percent,spent\n{rows}\n", encoding="utf-8")
    locale = 'dates = "dmy"\ndecimal = ","\ncurrency = "EUR"\nlanguage = "en"'
    city = city_of(tmp_path / "city", locale, SITES, LAYER)
    options = {"today": TODAY, "only": "sites", "columns": ("spent=invested_wan:own",)}
    (sheet,) = read_incoming(city, table, **options).sheets
    records = pd.DataFrame(sheet.records)
    assert [*records["as_of"]] == [dt.date(2025, 4, 3), dt.date(2025, 4, 5)]
    assert [*records["invested_wan"]] == [Decimal(1234), Decimal("1.234")]
