"""What lies a long way from all others of its file is told; where that is usual, nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from jinan_geo.intake.mapped import WantedMap, map_files
from jinan_geo.read.lonely import note_lonely

if TYPE_CHECKING:
    from pathlib import Path

LON, LAT = 117.0 + np.arange(20) * 0.011, 36.6 + np.arange(20) * 0.007


def frame_of(lon: object, lat: object, crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapely.points(lon, lat), crs="EPSG:4326").to_crs(crs)


def found(frame: gpd.GeoDataFrame) -> list[tuple[int | None, object]]:
    lines = list(range(2, len(frame) + 2))
    return [(one.row, one.details["km"]) for one in note_lonely(frame, "a.csv", lines)]


@pytest.mark.parametrize(
    ("lon", "lat", "km"),
    [
        (17.0215, 36.66, "8,437"),  # the first digit is missing
        (117.03, 6.66, "3,335"),
        (11.702, 36.65, "8,818"),  # the point stands one digit too early
        (171.05, 36.65, "4,747"),  # two digits exchanged
        (-117.05, 36.65, "10,139"),
    ],
)
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_a_slip_of_the_pen_is_told_by_its_row(lon: float, lat: float, km: str, crs: str) -> None:
    told = found(frame_of([*LON, lon, np.nan], [*LAT, lat, np.nan], crs))
    assert [row for row, _ in told] == [22]
    away = [float(str(one).replace(",", "")) for _, one in told]
    assert away == [pytest.approx(float(km.replace(",", "")), abs=12)]  # another middle by one row


def test_what_is_spread_or_has_two_middles_or_few_places_is_left_alone() -> None:
    rng = np.random.default_rng(7)
    world = frame_of(rng.uniform(-180, 180, 300), rng.uniform(-60, 70, 300))
    country = frame_of(rng.uniform(75, 134, 300), rng.uniform(18, 53, 300))
    cities = frame_of([*LON, *(LON[:8] + 4.4)], [*LAT, *(LAT[:8] - 5.4)])  # and Shanghai
    near = frame_of([*LON, 120.3], [*LAT, 36.07])  # Qingdao, 290 km
    few = frame_of([117.0, 117.1, 117.2, 17.0], [36.6] * 4)
    for frame in (world, country, cities, near, few):
        assert found(frame) == []


def test_a_map_tells_it_and_still_draws_the_row(tmp_path: Path) -> None:
    rows = [
        f"园{at},{lon:.4f},{lat:.4f}" for at, (lon, lat) in enumerate(zip(LON, LAT, strict=True))
    ]
    path = tmp_path / "parks.csv"
    path.write_text("\n".join(["名称,经度,纬度", *rows, "丢一位,17.0215,36.66"]), "utf-8")
    told = map_files(path, None, WantedMap()).as_json()
    assert told["on_map"] == 21
    lonely = [one for one in told["issues"] if one["type"] == "lonely-place"]
    assert [(one["row"], one["value"]) for one in lonely] == [(22, "17.0215, 36.66")]
    assert "8,4" in lonely[0]["message"]
