"""A plain dated table with a trap in it: read as it stands, or asked about, nothing guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.manifest.stagewords import progress_words
from jinan_geo.workbook.back.importing import read_incoming
from jinan_geo.workbook.plain.days import as_day, orders_of
from jinan_geo.workbook.plain.headings import FIELDS
from tests.tools.returned import TODAY
from tests.tools.tiny_city import write_city
from tests.workbook.test_plain import asked, brought, judged, known_city, taken

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.workbook.back.incoming import IncomingSheet

SPENT = "id,date,spent(万元)\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return known_city(write_city(tmp_path_factory.mktemp("traps") / "city"))


def done(sheet: IncomingSheet) -> list[tuple[str, float]]:
    return [(str(one["as_of"]), float(one["done_pct"])) for one in sheet.records]


PLAN_AND_ACTUAL = [
    ("Plan/2025-03,Actual/2025-03,Plan/2025-04,Actual/2025-04", ["Actual/2025-03=done_pct"]),
    ("计划/2025-03,实际/2025-03,计划/2025-04,实际/2025-04", ["实际/2025-04=done_pct"]),
    (
        "Plan % done/2025-03,Actual progress/2025-03,Plan % done/2025-04,Actual progress/2025-04",
        [],
    ),
    ("Plan (%)/Mar 2025,Progress (%)/Mar 2025,Plan (%)/Apr 2025,Progress (%)/Apr 2025", []),
    (
        "Forecast/2025-03,Actual/2025-03,Forecast/2025-04,Actual/2025-04",
        ["Actual/2025-03=done_pct", "Forecast/2025-03=-"],
    ),
]


@pytest.mark.parametrize(("months", "columns"), PLAN_AND_ACTUAL)
def test_months_of_a_plan_are_not_what_was_reached(
    city: City, tmp_path: Path, months: str, columns: list[str]
) -> None:
    sheet = brought(city, tmp_path, f"id,{months}\ns-2,90,45,95,55\n", *columns)
    assert done(sheet) == [("2025-03-31", 45), ("2025-04-30", 55)]
    assert [field for field in taken(sheet).values() if field is None] == [None, None]


def test_what_is_said_of_a_month_holds_under_its_own_heading_alone(
    city: City, tmp_path: Path
) -> None:
    text = "id,Cost/2025-03,Actual/2025-03,Cost/2025-04,Actual/2025-04\ns-2,90,45,95,55\n"
    told = asked(city, tmp_path, text, "Actual/2025-03=done_pct")
    assert "from 'Cost/2025-03' to 'Cost/2025-04' are days under 'Cost'" in told
    assert '--columns "Cost/2025-03=-"' in told
    assert "Actual/2025-03=invested_wan" not in told


def test_a_year_above_its_months_is_no_heading_of_their_own(city: City, tmp_path: Path) -> None:
    text = "id,2024年度/2024-12,2025年度/2025-01\ns-2,35,45\n"
    sheet = brought(city, tmp_path, text, "2025年度/2025-01=done_pct")
    assert done(sheet) == [("2024-12-31", 35), ("2025-01-31", 45)]


def test_a_month_is_left_out_by_itself(city: City, tmp_path: Path) -> None:
    text = "id,2025-03,2025-04,2025-05\ns-2,35,45,46\n"
    sheet = brought(city, tmp_path, text, "2025-03=done_pct", "2025-05=-")
    assert done(sheet) == [("2025-03-31", 35), ("2025-04-30", 45)]
    assert taken(sheet)["2025-05"] is None


def test_two_columns_of_one_month_are_asked_about(city: City, tmp_path: Path) -> None:
    text = "id,Mar 2025,2025-03,2025-04\ns-2,35,45,46\n"
    told = asked(city, tmp_path, text, "Mar 2025=done_pct")
    assert "columns 'Mar 2025' or '2025-03' are all done_pct of 2025-03-31" in told
    sheet = brought(city, tmp_path, text, "Mar 2025=done_pct", "2025-03=-")
    assert done(sheet) == [("2025-03-31", 35), ("2025-04-30", 46)]


def test_a_year_of_two_digits_may_stand_first(city: City, tmp_path: Path) -> None:
    head = "id,date,percent complete\n"
    assert done(brought(city, tmp_path, head + "s-2,25.03.31,45\n", "date=as_of:ymd")) == [
        ("2025-03-31", 45)
    ]
    told = asked(city, tmp_path, head + "s-2,25.03.31,45\n")
    assert '"date=as_of:dmy" (day first) or --columns "date=as_of:ymd" (year first)' in told
    assert "as_of:mdy" not in told


def test_the_orders_that_a_column_allows_are_three() -> None:
    assert orders_of(["26/12/31", "27/06/30"]) == ("dmy", "ymd")
    assert orders_of(["26/12/31", "1/6/27"]) == ("dmy",)
    assert orders_of(["25-3-1"]) == orders_of(["85/12/31"]) == ("ymd",)
    assert orders_of(["03/03/25"]) == ("mdy", "dmy", "ymd")
    assert orders_of(["03/03/03"]) == ("mdy",)
    assert as_day("26/12/31", "ymd") == "2026-12-31"
    assert as_day("26/12/31", "dmy") == "2031-12-26"


@pytest.mark.parametrize(
    "text",
    ["Decision 2025", "Junction 2024", "Marked 12 2025", "Decade 2025", "Maybe 2025", "Augé 2025"],
)
def test_a_word_that_begins_as_a_month_is_none(text: str) -> None:
    assert as_day(text) is None


@pytest.mark.parametrize("text", ["Sept 2025", "september 2025", "SEP. 2025", "30-Sep-25"])
def test_months_are_whole_or_in_their_usual_abbreviation(text: str) -> None:
    assert as_day(text) == "2025-09-30"


def test_numbers_of_a_workbook_keep_their_point_beside_texts(city: City, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["id", "date", "percent complete", "spent(万元)"],
        ["s-1", "2025-03-31", 45.125, 1412.125],
        ["s-2", "2025-03-31", "47,5", "147,5"],
        ["s-4", "2025-03-31", 3, 3],
    ):
        page.append(row)
    path = tmp_path / "report.xlsx"
    book.save(path)
    sheet = judged(city, path)
    read = [(float(one["done_pct"]), float(one["invested_wan"])) for one in sheet.records]
    assert read == [(45.125, 1412.125), (47.5, 147.5), (3, 3)]


def test_one_dot_before_three_digits_may_be_thousands_as_well(city: City, tmp_path: Path) -> None:
    rows = "s-1,2025-03-31,12.500\ns-2,2025-03-31,800\ns-4,2025-03-31,950\n"
    assert "12.500' may be thousands" in asked(city, tmp_path, SPENT + rows)
    read = brought(city, tmp_path, SPENT + rows, "spent(万元)=invested_wan:,").records
    assert [float(one["invested_wan"]) for one in read] == [12500, 800, 950]
    percent = "id,date,percent complete\ns-2,2025-03-31,33.333\n"
    assert done(brought(city, tmp_path, percent)) == [("2025-03-31", 33.333)]


@pytest.mark.parametrize(("unit", "amount"), [("亿元", 1.2), ("元", 120_000_000)])
def test_the_unit_above_the_table_is_that_of_its_money(
    city: City, tmp_path: Path, unit: str, amount: float
) -> None:
    heads = f"进度表,,,,\n,,,,单位：{unit}\nid,as_of,stage,done_pct,累计完成投资\n"
    row = f"s-1,2025-03-31,completed,100,{amount}\n"
    sheet = brought(city, tmp_path, heads + row, "累计完成投资=invested_wan")
    assert [record["invested_wan"] for record in sheet.records] == [12000]


def test_two_columns_cannot_be_said_to_be_one_field(city: City, tmp_path: Path) -> None:
    text = "id,date,A,B\ns-2,2025-03-31,35,45\n"
    told = asked(city, tmp_path, text, "A=done_pct", "B=done_pct")
    assert "columns 'A' or 'B' are all done_pct by --columns" in told
    told = asked(city, tmp_path, text, "A=done_pct", "A=remark")
    assert "'A' is both done_pct and remark by --columns" in told
    sheet = brought(city, tmp_path, text, "A=done_pct", "A=done_pct:100")
    assert done(sheet) == [("2025-03-31", 35)]


def test_what_is_said_of_a_heading_that_several_have_alike_is_refused(
    city: City, tmp_path: Path
) -> None:
    text = "id,date,A (old),A (new)\ns-2,2025-03-31,35,45\n"
    assert "no column 'A' in the table" in asked(city, tmp_path, text, "A=done_pct")


def test_no_heading_is_listed_twice() -> None:
    words = progress_words()
    lists = [words[field][kind] for field in FIELDS for kind in ("sure", "likely")]
    for listed in [*lists, words["words"]["not_reached"]]:
        assert len(listed) == len(set(listed)), listed


def test_a_comma_before_four_digits_may_be_ten_thousands(city: City, tmp_path: Path) -> None:
    text = SPENT + 's-2,2025-03-31,"1,2000"\n'
    assert "1,2000" in asked(city, tmp_path, text)
    sheet = brought(city, tmp_path, text, "spent(万元)=invested_wan:.")
    assert (sheet.records, sheet.account.set_aside) == ([], 1)


CHINESE_DAYS = {
    "二〇二六年十二月三十一日": "2026-12-31",
    "二零二六年十月": "2026-10-31",
    "2026年上半年": "2026-06-30",
    "2026年下半年": "2026-12-31",
    "2026年年底": "2026-12-31",
    "十二月底": None,
    "二〇二六": None,
}


def test_days_in_chinese_words() -> None:
    assert {text: as_day(text) for text in CHINESE_DAYS} == CHINESE_DAYS


def test_sheets_of_districts_alike_are_set_aside_whatever_says_the_day(
    city: City, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    rows = [["截至2025年3月底"], ["项目名称", "完成比例"]]
    for sheet, project in ((book.active, "洪家楼片区"), (book.create_sheet("b"), "雪山车库")):
        for row in [*rows, [project, 45]]:
            sheet.append(row)
    book.save(tmp_path / "a.xls")  # under the name of another kind of workbook, as portals have it
    came = read_incoming(city, tmp_path / "a.xls", today=TODAY, only="sites")
    assert [(one.sheet, one.rows, one.is_alike) for one in came.unread] == [("b", 1, True)]
    assert (came.set_aside, len(came.sheets[0].records)) == (1, 1)
