"""Coordinates as written: each form with the value worked by hand, and what is no coordinate."""

from __future__ import annotations

import pytest

from jinan_geo.cells.degrees import (
    find_decimal_comma,
    is_no_place,
    read_ordinate,
    read_pair,
)

# 117 + 1/60 + 12.36/3600 = 117.0201; 36 + 39/60 + 40.32/3600 = 36.6612
LON, LAT = 117.0201, 36.6612

K6_LONGITUDES = [
    "117.0201", " 117.0201 ", "+117.0201", "1.170201e2", "117.0201°", "117.0201°E", "E117.0201",
    "e 117.0201",
    "东经117.0201", "东经117.0201度", "经度：117.0201", "lng=117.0201", "１１７．０２０１",
    "１１７．０２０１°", "117.0201\u00a0",
    "117°1′12.36″", "117°01'12.36\"", "117° 01' 12.36''", "117º01´12.36¨", "117°01’12.36”E",
    "E117°01′12.36″",
    "117度01分12.36秒", "东经117度1分12.36秒", "117 01 12.36", "117-01-12.36", "117:01:12.36",
    "117d01m12.36s",
    "117°01.206′", "117°01.206′E", "１１７°０１′１２．３６″", "117°01′12,36″", "117 01 12.36 E",
    "117–01–12.36",
]  # fmt: skip


@pytest.mark.parametrize("text", K6_LONGITUDES)
def test_k6_a_longitude_in_every_usual_writing(text: str) -> None:
    assert read_ordinate(text).value == pytest.approx(LON, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["E117.0201", "东经117度1分12.36秒", "117°01′12.36″E", "经度:117.0201"]
)
def test_k6_the_text_says_which_axis_it_is(text: str) -> None:
    assert read_ordinate(text).axis == "x"
    assert read_ordinate("N36°39′40.32″").axis == "y"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("S33°52′10″", -(33 + 52 / 60 + 10 / 3600)),
        ("西经73.5", -73.5),
        ("-73 30 36", -73.51),
        ("0°7′39.9″W", -(7 / 60 + 39.9 / 3600)),
        ("36°39′", 36.65),
        ("4,058,000.2", 4058000.2),
        ("39,502,000", 39502000.0),
        ("4 058 000,2", 4058000.2),
        ("39502000.1", 39502000.1),
    ],
)
def test_k6_signs_sides_and_thousands(text: str, value: float) -> None:
    assert read_ordinate(text).value == pytest.approx(value, abs=1e-9)


def test_k6_a_decimal_comma_is_told_by_the_column() -> None:
    assert find_decimal_comma(["117,0201", "117,018"]) is True
    assert find_decimal_comma(["117.0201", "x"]) is False
    assert find_decimal_comma(["4,058,000", "503,120"]) is False
    assert find_decimal_comma(["503,120", "503,121"]) is None
    assert read_ordinate("117,0201", decimal_comma=True).value == LON
    assert read_ordinate("503,120", decimal_comma=False).value == 503120
    with pytest.raises(ValueError, match="503,120"):
        read_ordinate("503,120", decimal_comma=None)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "117°60′00″", "117°01′60″", "117 01", "117°01.5′30″", "-117W", "inf", "nan", "1/2",
     "117..2", "12月3日",
     "2025-03-01", "3-2", "117.02 36.66", "约117.02", "117°01′12.36″X"],
)  # fmt: skip
def test_k6_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself, whatever it is
        read_ordinate(text)


@pytest.mark.parametrize(
    "text",
    ["117.0201,36.6612", "117.0201, 36.6612", "(117.0201,36.6612)", "[117.0201, 36.6612]",
     "117.0201 36.6612",
     "117.0201;36.6612", "117.0201，36.6612", "117.0201、36.6612", "117.0201/36.6612",
     "117.0201|36.6612",
     "E117.0201 N36.6612", "东经117.0201，北纬36.6612", "东经117度1分12.36秒北纬36度39分40.32秒",
     "117°01′12.36″E 36°39′40.32″N", "117°01′12.36″,36°39′40.32″", "117 01 12.36 36 39 40.32",
     "117.0201,36.6612,25.3",
     "117,0201;36,6612", "经度117.0201,纬度36.6612", "E117°01′12.36″N36°39′40.32″"],
)  # fmt: skip
def test_k6_two_coordinates_in_one_cell(text: str) -> None:
    first, second = read_pair(text)
    assert (first.value, second.value) == pytest.approx((LON, LAT), abs=1e-9)


def test_k6_a_pair_says_which_is_which_where_it_has_letters() -> None:
    first, second = read_pair("36°39′40.32″N, 117°01′12.36″E")
    assert (first.axis, second.axis) == ("y", "x")
    with pytest.raises(ValueError, match="117"):
        read_pair("E117.02 E36.66")


@pytest.mark.parametrize("text", ["117.0201", "济南市", "", "117.02,abc", "2025-03-01"])
def test_k6_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself
        read_pair(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "待定", "（待定）", "暂无", "-", "—", "——", "/", "N/A", "null", "NaN", "无"]
)
def test_k15_a_cell_that_says_there_is_no_place_yet(text: str) -> None:
    assert is_no_place(text)
    assert not is_no_place("117.02")
    assert not is_no_place("0")


ONE_MORE = {
    "4,058,913.012": 4058913.012,
    "4.058.913,012": 4058913.012,
    "501.797,041": 501797.041,
    "4058913.012米": 4058913.012,
    "4058913.012 m": 4058913.012,
    "117。0201": 117.0201,
    "117.01.12.36": 117.0201,
}


@pytest.mark.parametrize("text", ONE_MORE)
def test_thousands_units_and_dotted_angles_are_read(text: str) -> None:
    assert read_ordinate(text, decimal_comma=True).value == pytest.approx(ONE_MORE[text])


TWO_MORE = [
    "X：117.0201 Y：36.6612", "lng=117.0201&lat=36.6612", '{"lng": 117.0201, "lat": 36.6612}',
    "经十路1号\n(36, 117)\n(117.0201, 36.6612)",
]  # fmt: skip


@pytest.mark.parametrize("text", TWO_MORE)
def test_pairs_with_names_and_behind_an_address_are_read(text: str) -> None:
    assert [part.value for part in read_pair(text)] == [117.0201, 36.6612]
