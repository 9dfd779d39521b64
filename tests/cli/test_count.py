"""``count``: points by district and cell as a stranger asks for them, none of them lost."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from jinan_geo.coordinates.crs import SHOWN
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Point

# Two in the first district, one on no land of the city, one without a place.
PLACES = [*shapely.points([[117.02, 36.62], [117.021, 36.621], [2, 48]]), None]


def write_points(folder: Path, crs: str | None = SHOWN, places: list[Point] | None = None) -> Path:
    frame = gpd.GeoDataFrame(
        {"n": range(len(places or PLACES))}, geometry=places or PLACES, crs=crs
    )
    frame.to_parquet(folder / "points.parquet")
    return folder / "points.parquet"


def test_districts_and_what_is_in_none_add_up_to_the_file(tmp_path: Path) -> None:
    city, points = write_city(tmp_path / "city"), write_points(tmp_path)
    out = tmp_path / "counts.csv"
    ran = run("count", points, "--workspace", city, "--out", out, "--lang", "en")
    assert ran.code == 1  # one has no place
    assert "outside every district" in ran.text
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["district"]: int(row["points"]) for row in csv.DictReader(file)}
    assert sum(rows.values()) == len(PLACES)
    assert (rows["outside"], rows["placeless"]) == (1, 1)
    said = json.loads(run("count", points, "--workspace", city, "--json").text)
    assert said["districts"] == {code: rows[code] for code in said["districts"]}
    assert (said["points"], said["outside"], said["placeless"]) == (4, 1, 1)


def test_cells_are_squares_that_hold_the_points_in_the_city(tmp_path: Path) -> None:
    city, points = write_city(tmp_path / "city"), write_points(tmp_path)
    out = tmp_path / "cells.geojson"
    run("count", points, "--workspace", city, "--out", out, "--cell", "500")
    cells = gpd.read_file(out)
    assert cells["points"].sum() == 2
    held = shapely.intersects(cells.geometry.to_numpy()[:, None], PLACES[:2])
    assert (held.sum(axis=1) == cells["points"]).all()
    metres = cells.to_crs("EPSG:4548").geometry
    assert metres.area.between(249_500, 250_500).all()
    assert not (cells[["east_m", "north_m"]] % 500).to_numpy().any()


def test_points_of_a_shifted_crs_are_counted_where_they_are(tmp_path: Path) -> None:
    city = write_city(tmp_path / "city")
    # GCJ-02 of a place in the city, which lies out of it where the numbers are taken for WGS84.
    frame = gpd.read_file(city / "layers/districts/features.geojson")
    west, south, *_ = frame.total_bounds
    points = write_points(tmp_path, places=[shapely.Point(west + 0.003, south + 0.01)])
    call = ["count", points, "--workspace", city, "--json"]
    assert json.loads(run(*call).text)["outside"] == 0
    assert json.loads(run(*call, "--crs", "gcj02").text)["outside"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "does not say of which CRS its points are; say it with --crs"),
        (["--crs", "EPSG:9999999"], "EPSG:9999999"),
        (["--out", "counts.xlsx"], "counts are written as .csv"),
        (["--jobs", "2"], "add --engine dask"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(
    tmp_path: Path, words: list[str], said: str
) -> None:
    city, points = write_city(tmp_path / "city"), write_points(tmp_path, crs=None)
    ran = run("count", points, "--workspace", city, "--lang", "en", *words)
    assert ran.code == 2
    assert said in ran.text


def test_an_empty_file_has_no_points(tmp_path: Path) -> None:
    city = write_city(tmp_path / "city")
    file = tmp_path / "points.parquet"
    gpd.GeoDataFrame({"n": []}, geometry=[], crs=SHOWN).to_parquet(file)
    ran = run("count", file, "--workspace", city, "--out", tmp_path / "a.geojson")
    assert ran.code == 0, ran.text
    assert json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"] == []
