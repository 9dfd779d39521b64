"""Parquet, Feather and Arrow without geometries are tables; those that have some are features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest
from shapely import Point

from jinan_geo.errors import InputError, UsageError
from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read import Reading, read_cells, read_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = Point(117.0201, 36.6612)
ROWS = pd.DataFrame(
    {"id": ["P-01", "P-02"], "lon": [PLACE.x, None], "lat": [PLACE.y, None], "n": [0, 2**60]}
)
SHAPES = gpd.GeoDataFrame(ROWS[["id"]], geometry=[PLACE, None], crs=4490)


def _write_stream(frame: pd.DataFrame, path: Path) -> None:
    table = pa.Table.from_pandas(frame)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)


WAYS: dict[str, Callable[[Any, Path], object]] = {
    "Parquet": lambda frame, path: frame.to_parquet(path),
    "Feather": lambda frame, path: frame.to_feather(path),
    "a stream of Arrow": _write_stream,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_placed_by_its_columns_and_keeps_its_values(way: str, tmp_path: Path) -> None:
    WAYS[way](ROWS, tmp_path / "a.bin")
    source = read_source(tmp_path / "a.bin", "a.bin")
    assert source.frame.geometry.tolist() == [PLACE, None]
    assert source.frame["n"].tolist() == [0, 2**60]
    assert read_cells(tmp_path / "a.bin", "a.bin").cells["id"].tolist() == ["P-01", "P-02"]


def test_geometries_as_bytes_or_text_are_found_without_metadata(tmp_path: Path) -> None:
    for title, cells in (("geometry", SHAPES.geometry.to_wkb()), ("wkt", SHAPES.geometry.to_wkt())):
        pd.DataFrame({"id": ROWS["id"], title: cells}).to_parquet(tmp_path / "a.parquet")
        source = read_source(tmp_path / "a.parquet", "a.parquet")
        assert source.frame.geometry.tolist() == [PLACE, None]


def test_an_index_with_a_name_is_a_column(tmp_path: Path) -> None:
    ROWS.set_index("id").to_parquet(tmp_path / "a.parquet")
    assert "id" in read_source(tmp_path / "a.parquet", "a.parquet").frame


def test_a_feather_of_features_has_its_crs(tmp_path: Path) -> None:
    SHAPES.to_feather(tmp_path / "a.feather")
    source = read_source(tmp_path / "a.feather", "a.feather")
    assert source.format == "Arrow"
    assert source.frame.crs.to_epsg() == 4490


def test_what_is_cut_off_is_told_and_options_without_meaning_are_refused(tmp_path: Path) -> None:
    ROWS.to_parquet(tmp_path / "a.parquet")
    asked = Reading(table=TableSpec(skip_rows=1), asked=True)
    with pytest.raises(UsageError, match="--skip-rows"):
        read_source(tmp_path / "a.parquet", "a.parquet", asked)
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:100])
    with pytest.raises(InputError, match="not readable as Parquet"):
        read_source(tmp_path / "a.parquet", "a.parquet")
