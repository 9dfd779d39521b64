"""Rows with days: each day an edition, a key's last row up to it, and nothing before its first."""

from __future__ import annotations

import datetime as dt
import warnings
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

import jinan_geo
from jinan_geo.errors import InputError
from jinan_geo.intake import dated
from jinan_geo.intake.dated import DatedRows, find_days
from jinan_geo.page.columns import read_block

KEYS = ["a", "b", "c"]
PLACES = gpd.GeoDataFrame(
    {"id": KEYS}, geometry=[Point(117 + at / 50, 36.6) for at in range(3)], crs=4326
)
ROWS = pd.DataFrame(
    [
        ("a", "2025-02-28", 20, "在建"),
        ("a", "2025-01-31", 10, "未开工"),
        ("b", "2025-03-31", 5, None),
    ],
    columns=["id", "日期", "done", "state"],
)


def draw(
    places: gpd.GeoDataFrame, rows: pd.DataFrame, **options: Any
) -> tuple[Any, dict[str, Any]]:
    """The page's head, and its states by the columns' own names."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        sealed = jinan_geo.map(places, rows, key="id", lang="en", **options)
    assert any("rows bear" in str(one.message) for one in told)
    sealed.figure.render()
    tables = read_block(sealed.figure.blocks["data"])[1]
    fields = {field.name.zh: field.id for field in sealed.figure.page.layers[0].fields}
    states = tables["states"]
    named = {title: states[at] for title, at in fields.items() if at in states}
    return sealed.figure.page, {**states, **named, "last": tables["features"][fields["done"]]}


def days(*texts: object) -> pd.DataFrame:
    return pd.DataFrame({"日期": texts, "n": range(len(texts))}, index=["k"] * len(texts))


def test_each_day_is_an_edition_and_the_last_row_holds() -> None:
    page, states = draw(PLACES, ROWS)
    assert page.editions == [dt.date(2025, 1, 31), dt.date(2025, 2, 28), dt.date(2025, 3, 31)]
    assert page.as_of == dt.date(2025, 3, 31)
    assert states["done"] == [10, None, None, 20, None, None, 20, 5, None]
    assert states["state"] == ["未开工", None, None, "在建", None, None, "在建", None, None]
    assert states["reported"] == [1, 0, 0, 1, 0, 0, 0, 1, 0]
    assert states["last"] == [20, 5, None]
    assert [totals.reported for totals in page.totals] == [1, 1, 1]
    assert "id" not in states


def test_a_later_row_without_a_value_does_not_keep_the_earlier_one() -> None:
    rows = pd.DataFrame(
        {"id": ["a", "a"], "日期": ["2025-01-31", "2025-02-28"], "done": [10, None]}
    )
    _, states = draw(PLACES, rows)
    assert states["done"] == [10, None, None, None, None, None]


def test_a_place_without_rows_keeps_what_its_own_file_says() -> None:
    _, states = draw(PLACES.assign(done=[1, 2, 3]), ROWS)
    assert states["done"] == [10, None, 3, 20, None, 3, 20, 5, 3]


def test_rows_of_unknown_places_have_their_course_too() -> None:
    rows = pd.concat([ROWS, ROWS.assign(id="z")[:2]], ignore_index=True)
    page, states = draw(PLACES, rows)
    assert page.totals[0].unlocated == 1
    assert states["done"][3::4] == [10, 20, 20]


def test_keys_that_are_folded_keep_their_days() -> None:
    page, states = draw(PLACES.assign(id=["A", "B", "C"]), ROWS, fold=True)
    assert states["done"] == [10, None, None, 20, None, None, 20, 5, None]
    assert page.layers[0].account.unmatched == 0


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        (("2025-01", "2025-02"), "2025-02-28"),
        (("2025年1月", "2025年2月份"), "2025-02-28"),
        (("202501", "202502"), "2025-02-28"),
        ((202501, 202502), "2025-02-28"),
        ((2024, 2025), "2025-12-31"),
        ((2024.0, 2025.0), "2025-12-31"),
        (("2024年", "2025年度"), "2025-12-31"),
        (("2025Q1", "2025Q2"), "2025-06-30"),
        (("2025年第一季度", "2025年二季度"), "2025-06-30"),
        (("2025/1/5", "２０２５年２月３日"), "2025-02-03"),
        ((20250105, 20250203), "2025-02-03"),
        ((dt.date(2025, 1, 5), dt.date(2025, 2, 3)), "2025-02-03"),
        (("2025-02-03 08:00", "2025-02-03 20:30"), "2025-02-03"),
    ],
)
def test_days_as_people_write_them(texts: tuple[object, ...], last: str) -> None:
    found = find_days(days(*texts))
    assert found is not None
    assert found.days.max().date().isoformat() == last
    assert found.last()["n"].tolist() == [1]


@pytest.mark.parametrize(
    "texts", [("甲", "乙"), ("2025-01-31", None), ("2025-01-31", "2025-01-31"), (13, 14)]
)
def test_what_tells_no_rows_apart_is_no_day(texts: tuple[object, ...]) -> None:
    assert find_days(days(*texts)) is None


def test_the_start_of_works_is_no_day_of_a_report() -> None:
    rows = ROWS.rename(columns={"日期": "开工日期"})
    with pytest.raises(InputError, match="more than once"):
        jinan_geo.map(PLACES, rows, key="id")


ENTRIES = st.lists(
    st.tuples(st.sampled_from(KEYS), st.integers(1, 9)), min_size=1, max_size=20, unique=True
)


@pytest.mark.slow
@given(entries=ENTRIES)
def test_no_value_is_invented_and_none_is_lost(entries: list[tuple[str, int]]) -> None:
    moments = pd.Series([pd.Timestamp(2025, 1, day) for _, day in entries])
    rows = pd.DataFrame({"n": range(len(entries))}, index=[key for key, _ in entries])
    moments.index = rows.index
    course = DatedRows(rows, moments, "日期").course(pd.Index(KEYS))
    assert course is not None
    told = course.cells("n").to_numpy().reshape(len(course.editions), len(KEYS))
    for at, edition in enumerate(course.editions):
        for place, key in enumerate(KEYS):
            before = [
                (day, n)
                for n, (one, day) in enumerate(entries)
                if one == key and day <= edition.day
            ]
            held = told[at, place]
            assert held == max(before)[1] if before else pd.isna(held)


def test_more_places_and_days_than_a_page_holds_are_said_and_only_the_last_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = len(ROWS["日期"].unique()) * len(PLACES)
    for most, moves in ((held, True), (held - 1, False)):
        monkeypatch.setattr(dated, "MOST_PLACES", most)
        with pytest.warns(UserWarning, match="rows bear") as told:
            page = jinan_geo.map(PLACES, ROWS, key="id", lang="en").figure.page
        (said,) = [str(one.message) for one in told if "rows bear" in str(one.message)]
        assert bool(page.editions) == moves
        assert ("moves through them" in said) == moves
        assert ("shows only the last row of each key" in said) != moves


def test_every_row_of_the_table_is_counted_and_components_are_one_place() -> None:
    twice = pd.concat([PLACES, PLACES.iloc[:1]], ignore_index=True)
    page, _ = draw(twice, ROWS)
    account = page.layers[0].account
    assert (account.rows, account.features) == (len(ROWS), len(PLACES))
    assert account.matched + account.unmatched == len(ROWS)
    assert account.reported == 2
