"""A map from any features and any table: every row is on it or in the list beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

import jinan_geo
from jinan_geo.errors import InputError
from jinan_geo.page.columns import read_block

if TYPE_CHECKING:
    from pathlib import Path

CODES = ["370102", "370112", "370103"]


def frame(**columns: object) -> gpd.GeoDataFrame:
    shapes = [box(117, 36.6, 117.1, 36.7), Point(117.15, 36.65), None]
    return gpd.GeoDataFrame({"code": CODES, **columns}, geometry=shapes, crs="EPSG:4326")


def decode(sealed: Any) -> tuple[Any, dict[str, Any]]:
    """The page's head and its features, by the columns' own names."""
    layer = sealed.figure.page.layers[0]
    sealed.figure.render()
    features = read_block(sealed.figure.blocks["data"])[1]["features"]
    return sealed.figure.page, {
        **features,
        **{field.name.zh: features[field.id] for field in layer.fields},
    }


def test_it_is_a_folium_map_and_saves_a_sealed_page(tmp_path: Path) -> None:
    sealed = jinan_geo.map(
        frame(), pd.DataFrame({"code": CODES, "n": [1, 2, 3]}), key="code", title="图"
    )
    assert isinstance(sealed, folium.Map)
    sealed.save(tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in text
    assert "<title>图</title>" in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


def test_every_row_of_both_sides_is_there() -> None:
    table = pd.DataFrame({"code": ["370102", "999999", "370103"], "n": [1, 2, 3]})
    page, features = decode(jinan_geo.map(frame(), table, key="code"))
    assert features["id"] == [*CODES, "999999"]
    assert features["location"] == [None, None, "unlocated", "unlocated"]
    assert features["n"] == [1, None, 3, 2]
    account = page.layers[0].account
    assert (account.rows, account.matched, account.unmatched, account.silent) == (3, 2, 1, 1)
    assert (page.totals[0].projects, page.totals[0].located, page.totals[0].unlocated) == (4, 2, 2)


def test_without_a_table_the_features_stand_alone() -> None:
    page, features = decode(jinan_geo.map(frame(name=["甲", None, "丙"]), key="code"))
    assert features["name_zh"] == ["甲", "370112", "丙"]
    assert page.layers[0].account.rows == 0


@pytest.mark.slow
def test_any_crs_is_shown_in_degrees() -> None:
    plain = decode(jinan_geo.map(frame(), key="code"))[1]
    for crs in ("EPSG:4548", "EPSG:3857"):
        moved = decode(jinan_geo.map(frame().to_crs(crs), key="code"))[1]
        assert moved["lon"][1] == pytest.approx(plain["lon"][1], abs=1e-6)
        assert moved["lat"][1] == pytest.approx(plain["lat"][1], abs=1e-6)


REFUSED = {
    "no CRS": (lambda: {"features": frame().set_crs(None, allow_override=True)},
               "no CRS; state it with"),
    "no column": (lambda: {"key": "cod"}, "the features: no column 'cod'; there are: code"),
    "no column in the table": (lambda: {"table": pd.DataFrame({"x": [1]})},
                               "the table: no column 'code'"),
    "repeated in the table": (
        lambda: {"table": pd.DataFrame({"code": ["370102", "370102"]})},
        r"the table: 'code' '370102' is there more than once \(rows 1, 2\), which would multiply",
    ),
    "empty": (
        lambda: {
            "features": frame().assign(code=["a", None, " "]),
            "table": pd.DataFrame({"code": ["a"]}),
        },
        "the features: 2 rows without 'code', the first is row 2",
    ),
    "nothing in common": (
        lambda: {"table": pd.DataFrame({"code": ["x"]})},
        "no key in common: code begins with '370102' in the features and 'x' in the table",
    ),
    "no such name": (lambda: {"name": "nome"}, "there is no column 'nome' for the names"),
    "repeated column": (
        lambda: {"table": pd.DataFrame([["370102", 1, 2]], columns=["code", "n", "n"])},
        "the column 'n' is there more than once",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_joined_is_refused_with_the_reason(case: str) -> None:
    make, message = REFUSED[case]
    arguments = {"features": frame(), "key": "code", **make()}
    with pytest.raises(InputError, match=message):
        jinan_geo.map(arguments.pop("features"), arguments.pop("table", None), **arguments)


NAMES = ["__proto__", "constructor", "geometry", "id", "</script>", "{{ 7*7 }}", "f_c0", "历", " "]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_of_any_name_is_shown_under_it(name: str) -> None:
    table = pd.DataFrame({"code": CODES, name: ["甲", "乙", "丙"]})
    page, features = decode(jinan_geo.map(frame(), table, key="code"))
    field = next(field for field in page.layers[0].fields if field.name.zh == name)
    assert features[field.id] == ["甲", "乙", "丙"]


def test_numbers_dates_and_codes_keep_what_they_mean() -> None:
    table = pd.DataFrame(
        {
            "code": CODES,
            "long": np.array([370102202501010001, 370102202501010002, 1], dtype=np.int64),
            "huge": [1e300, 2.0, None],
            "share": [0.25, None, 0.5],
            "day": pd.to_datetime(["2025-01-31", None, "2025-02-28"]),
            "whole": [1.0, None, 3.0],
            "yes": [True, False, True],
        }
    )
    _, features = decode(jinan_geo.map(frame(), table, key="code"))
    assert features["long"] == ["370102202501010001", "370102202501010002", "1"]
    assert features["huge"] == ["1e+300", "2.0", None]
    assert features["share"] == [0.25, None, 0.5]
    assert features["day"] == [20119, None, 20147]
    assert features["whole"] == [1, None, 3]
    assert features["yes"] == [1, 0, 1]


def test_keys_are_compared_as_text() -> None:
    page, _ = decode(
        jinan_geo.map(frame(), pd.DataFrame({"code": [370102, 370112], "n": [1, 2]}), key="code")
    )
    assert page.layers[0].account.matched == 2


def test_the_frames_given_are_not_changed() -> None:
    features, table = frame(), pd.DataFrame({"code": CODES, "n": [1, 2, 3]})
    before = features.copy(deep=True), table.copy(deep=True)
    jinan_geo.map(features, table, key="code")
    pd.testing.assert_frame_equal(pd.DataFrame(features), pd.DataFrame(before[0]))
    pd.testing.assert_frame_equal(table, before[1])


def test_features_without_any_geometry_still_make_a_page() -> None:
    nowhere = gpd.GeoDataFrame({"code": ["a"]}, geometry=[None], crs="EPSG:4326")
    page, _ = decode(jinan_geo.map(nowhere, key="code"))
    assert page.bounds == (-180.0, -60.0, 180.0, 75.0)


def test_what_the_files_say_of_samples_and_certainty_is_kept() -> None:
    sites = gpd.GeoDataFrame(
        {
            "id": ["a", "b"],
            "sample": [True, False],
            "accuracy": ["schematic", "nonsense"],
            "location": ["street", None],
        },
        geometry=[Point(117, 36.6), Point(117.1, 36.6)],
        crs=4326,
    )
    page, features = decode(jinan_geo.map(sites, key="id"))
    assert page.sample
    block = jinan_geo.map(sites, key="id")
    block.figure.render()
    tables = read_block(block.figure.blocks["data"])[1]["features"]
    assert tables["sample"] == [1, 0]
    assert tables["accuracy"] == ["schematic", None]
    assert tables["location"] == ["street", None]
    assert features["id"] == ["a", "b"]
