"""What is packed comes back exactly, and nothing in a packed value can run."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal
from shapely import LinearRing, LineString, Point, box

from jinan_geo.kept.packed import Unpackable, pack, unpack

if TYPE_CHECKING:
    from jinan_geo.city.city import City

SHAPES = [Point(117.1, 36.123456789012345), None, box(0, 0, 1, 1), LineString([(0, 0), (1, 2)])]
VALUES: list[Any] = [
    None,
    True,
    3,
    0.1,
    "济南 \ud800 \0",
    [1, (2, "x"), {"a": [None]}],
    Decimal("1.00"),
    dt.date(2025, 2, 28),
    pd.Timestamp("2025-02-28 12:00:00.000001"),
    np.float64(0.1),
    np.int64(7),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_with_its_type(value: object) -> None:
    found = unpack(pack(value))
    assert found == value
    assert type(found) is type(value)


def test_equal_cells_of_other_types_stay_apart() -> None:
    cells = [1, True, 1.0, Decimal(1), Decimal("1.0"), "1", None, float("nan"), pd.NaT]
    frame = pd.DataFrame({"one": pd.Series(cells, dtype=object)})
    found = unpack(pack(frame))["one"].tolist()
    assert [(type(cell), repr(cell)) for cell in found] == [
        (type(cell), repr(cell)) for cell in cells
    ]


def test_a_frame_comes_back_whole() -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Series(["a", None, "", "a"], dtype=object),
            "word": ["x", "y", None, "x"],
            "number": [0.1, np.nan, -0.0, np.inf],
            "count": np.array([1, 2, 3, 4], "int32"),
            "flag": [True, False, True, True],
            "day": pd.to_datetime(["2025-01-01", None, "2025-02-02", "1950-01-01"]),
        },
        index=[3, 1, 4, 1],
    )
    assert_frame_equal(unpack(pack(frame)), frame, check_exact=True)
    assert_frame_equal(unpack(pack(frame[:0])), frame[:0], check_exact=True)


def test_shapes_come_back_to_the_last_bit() -> None:
    frame = gpd.GeoDataFrame({"id": list("abcd")}, geometry=SHAPES, crs=4326)
    found = unpack(pack(frame))
    assert found.crs == frame.crs
    assert pack(found) == pack(frame)
    assert list(shapely.to_wkb(found.geometry)) == list(shapely.to_wkb(frame.geometry))
    aside = frame.geometry.set_axis([7, 2, 9, 4])
    back = unpack(pack(aside))
    assert list(back.index) == [7, 2, 9, 4]
    assert list(shapely.to_wkb(back)) == list(shapely.to_wkb(aside))


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1: "a key that is no text"},
        gpd.GeoSeries([LinearRing([(0, 0), (1, 0), (1, 1)])], crs=4326),
        gpd.GeoSeries([Point(0, 0)], crs=4548),
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pd.DataFrame({"a": pd.Series([1, None], dtype="Int64")}),
        pd.DataFrame({"a": [1]}, index=["x"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_come_back_exactly_is_refused(value: object) -> None:
    with pytest.raises(Unpackable):
        pack(value)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff" * 40, pickle.dumps(print), pack([1])[:-1], pack(["frame"])[:20]],
)
def test_other_bytes_are_no_value(data: bytes) -> None:
    with pytest.raises(ValueError, match="no packed value"):
        unpack(data)


@pytest.mark.parametrize("said", ['["__init__"]', '["take",1]', '["scalar","O","00"]', "7e"])
def test_a_header_of_another_kind_is_no_value(said: str) -> None:
    header = f'{{"value":{said},"sizes":[]}}'.encode()
    with pytest.raises(ValueError, match="no packed value"):
        unpack(len(header).to_bytes(8, "little") + header)


def test_a_layer_comes_back_as_it_was(city: City) -> None:
    for layer in city.layers:
        for frame in (layer.features, layer.shares, layer.records, layer.moves, layer.states):
            if frame is not None:
                found = unpack(pack(frame))
                assert pack(found) == pack(frame)
                assert found.dtypes.equals(frame.dtypes)
