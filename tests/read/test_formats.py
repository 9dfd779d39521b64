"""Each format reads equal to its GeoJSON twin, and what a file cannot say is asked for by name."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import fiona
import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from jinan_geo.errors import InputError, JinanGeoError
from jinan_geo.read import Reading, read_features, read_layer, read_source
from tests.tools.tiny_city import FILES
from tests.tools.twin import NAMES, SITES_LAYER, write_as, write_twin
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace


def rows_of(frame: gpd.GeoDataFrame) -> list[list[Any]]:
    cells = frame[["id", "label", "n", "x"]].astype(object)
    return cells.where(cells.notna(), None).to_numpy().tolist()


FORMATS = {
    "GeoPackage": ("GPKG", "a.gpkg"),
    "Shapefile": ("ESRI Shapefile", "a.shp"),
    "FlatGeobuf": ("FlatGeobuf", "a.fgb"),
    "File Geodatabase": ("OpenFileGDB", "a.gdb"),
    "GML": ("GML", "a.gml"),
    "GeoJSON": ("GeoJSONSeq", "a.ndjson"),
}


@pytest.mark.parametrize("title", FORMATS)
def test_a_format_reads_equal_to_its_geojson_twin(tmp_path: Path, title: str) -> None:
    twin, frame = write_twin(tmp_path)
    driver, file = FORMATS[title]
    options = {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}
    if driver == "ESRI Shapefile":
        options = {"encoding": "UTF-8"}
    source = read_source(write_as(frame, tmp_path / file, driver, **options), file)
    expected = read_features(twin, "twin.geojson")
    assert source.format == title
    assert rows_of(source.frame) == rows_of(expected)
    assert source.frame["geometry_fault"].isna().all()
    assert (
        shapely.hausdorff_distance(
            source.frame.geometry.to_numpy(), expected.geometry.to_numpy()
        ).max()
        < 1e-8
    )
    assert source.frame.crs is not None
    assert source.frame.crs.to_2d().equals(expected.crs, ignore_axis_order=True)


def test_geoparquet_reads_equal_to_its_geojson_twin(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    twin, frame = write_twin(tmp_path)
    frame.to_parquet(tmp_path / "a.parquet")
    source = read_source(tmp_path / "a.parquet", "a.parquet")
    expected = read_features(twin, "twin")
    assert rows_of(source.frame) == rows_of(expected)
    assert shapely.equals(source.frame.geometry.to_numpy(), expected.geometry.to_numpy()).all()
    assert source.frame.crs == "EPSG:4326"
    (tmp_path / "broken.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:100])
    with pytest.raises(InputError, match=r"broken.parquet: not readable as Parquet"):
        read_source(tmp_path / "broken.parquet", "broken.parquet")


def test_lists_and_structs_of_geoparquet_are_json(tmp_path: Path) -> None:
    # As Overture Maps has them.
    _, frame = write_twin(tmp_path)
    rest = [None] * (len(frame) - 1)
    nested = frame.assign(
        names=[{"primary": "大明湖", "common": {"en": "Daming Lake"}}, *rest],
        sources=[[{"dataset": "a", "confidence": 0.5, "day": date(2025, 1, 31)}], *rest],
        codes=[np.array([1, 2]), *rest],
        seen=[{"raw": b"\x01\xff", "many": np.array([0.5])}, *rest],
    )
    nested.to_parquet(tmp_path / "a.parquet")
    cells = read_source(tmp_path / "a.parquet", "a.parquet").frame
    assert cells["names"][0] == '{"primary": "大明湖", "common": {"en": "Daming Lake"}}'
    assert cells["sources"][0] == '[{"dataset": "a", "confidence": 0.5, "day": "2025-01-31"}]'
    assert cells["codes"].tolist() == ["[1, 2]", *rest]
    assert cells["seen"][0] == '{"raw": "01ff", "many": [0.5]}'
    assert run("map", tmp_path / "a.parquet", "--out", tmp_path / "a.html").code == 0


def test_geoparquet_without_pyarrow_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(
        JinanGeoError,
        match=r'a.parquet: Parquet and Arrow need pyarrow; install .*"jinan-geo\[parquet\]"',
    ) as e:
        read_source(tmp_path / "a.parquet", "a.parquet")
    assert e.value.exit_code == 3


@pytest.mark.parametrize("file", ["a.kml", "a.kmz"])
def test_kml_and_kmz_read_equal_to_their_twin(tmp_path: Path, file: str) -> None:
    twin, frame = write_twin(tmp_path)
    frame = frame.rename(columns={"id": "key"})
    source = read_source(write_as(frame, tmp_path / file, "LIBKML"), file)
    assert source.format == "KML"
    assert source.frame["label"].tolist() == NAMES
    assert source.frame["key"].tolist() == frame["key"].tolist()
    expected = read_features(twin, "twin").geometry.to_numpy()
    assert shapely.equals_exact(source.frame.geometry.to_numpy(), expected, tolerance=1e-9).all()
    assert set(source.frame) == {"key", "label", "n", "x", "geometry", "geometry_fault"}


@pytest.mark.parametrize("file", ["a.tab", "a.mif"])
def test_mapinfo_reads_equal_to_its_twin(tmp_path: Path, file: str) -> None:
    twin, frame = write_twin(tmp_path)
    frame = frame.assign(n=frame["n"].astype(float), label=["路"] * 6)
    source = read_source(write_as(frame, tmp_path / file, "MapInfo File", encoding="GB18030"), file)
    assert source.format == "MapInfo"
    assert source.frame["id"].tolist() == frame["id"].tolist()
    expected = read_features(twin, "twin").geometry.to_numpy()
    assert shapely.equals_exact(
        source.frame.geometry.normalize(), shapely.normalize(expected), tolerance=1e-5
    ).all()


DXF = (
    "  0\nSECTION\n  2\nHEADER\n  9\n$DWGCODEPAGE\n  3\nANSI_936\n  0\nENDSEC\n  0\nSECTION\n  "
    "2\nENTITIES\n"
)
DXF_TEXT = (
    "  0\nTEXT\n  8\n道路中线\n 10\n500000.0\n 20\n4050000.0\n 40\n2.5\n  1\n经十路龘\n  "
    "0\nENDSEC\n  0\nEOF\n"
)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_drawing_keeps_its_chinese_texts(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.dxf"
    path.write_bytes((DXF + DXF_TEXT).encode(encoding))
    source = read_source(path, "a.dxf")
    assert source.frame[["Layer", "Text"]].to_numpy().tolist() == [["道路中线", "经十路龘"]]
    assert source.frame.geometry[0] == Point(500000, 4050000)
    assert source.frame.crs is None


def test_lines_and_points_of_a_drawing_written_by_ogr(tmp_path: Path) -> None:
    shapes = [LineString([(0, 0), (100, 50)]), Point(3, 4)]
    path = write_as(
        gpd.GeoDataFrame({"Layer": ["0", "0"]}, geometry=shapes), tmp_path / "a.dxf", "DXF"
    )
    assert shapely.equals(read_features(path, "a.dxf").geometry.to_numpy(), shapes).all()


def test_a_layer_in_a_geopackage_is_the_layer_in_geojson(
    open_city: Callable[..., Workspace],
) -> None:
    workspace = open_city(
        {
            SITES_LAYER: FILES[SITES_LAYER].replace(
                "order = 10", 'features = "s.gpkg"\nlayer = "项目"'
            )
        }
    )
    folder = workspace.layer("sites").path
    plain = read_features(folder / "features.geojson", "x").drop(columns="geometry_fault")
    write_as(plain, folder / "s.gpkg", "GPKG", layer="项目")
    write_as(plain.head(1), folder / "s.gpkg", "GPKG", layer="别的", append=True)
    frame, issues, count = read_layer(workspace.layer("sites"))
    expected, _, _ = read_layer(open_city({SITES_LAYER: FILES[SITES_LAYER]}).layer("sites"))
    assert (issues, count) == ([], 5)
    assert frame.drop(columns="geometry").equals(expected.drop(columns="geometry"))
    assert [str(shape) for shape in frame.geometry] == [str(shape) for shape in expected.geometry]


def test_several_layers_are_listed_and_one_must_be_named(tmp_path: Path) -> None:
    _, frame = write_twin(tmp_path)
    for layer in ("甲", "乙"):
        write_as(frame, tmp_path / "a.gpkg", "GPKG", layer=layer, append=layer == "乙")
    with pytest.raises(
        InputError, match=r"a.gpkg: it has 2 layers: '甲', '乙'; name one with --layer"
    ):
        read_features(tmp_path / "a.gpkg", "a.gpkg")
    assert len(read_features(tmp_path / "a.gpkg", "a", Reading(layer="乙"))) == 6
    with pytest.raises(InputError, match="no layer '丙'"):
        read_features(tmp_path / "a.gpkg", "a", Reading(layer="丙"))


def test_a_file_that_states_no_crs_needs_one_in_the_manifest(
    open_city: Callable[..., Workspace],
) -> None:
    layer = FILES[SITES_LAYER].replace("order = 10", 'features = "s.shp"')
    workspace = open_city({SITES_LAYER: layer})
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(117.05, 36.65)])
    write_as(frame, workspace.layer("sites").path / "s.shp", "ESRI Shapefile")
    with pytest.raises(InputError, match=r"s.shp: the file states no CRS; find out"):
        read_layer(workspace.layer("sites"))
    stated = layer.replace('features = "s.shp"', 'features = "s.shp"\ncrs = "EPSG:4490"')
    read, _, _ = read_layer(open_city({SITES_LAYER: stated}).layer("sites"))
    assert read.crs.to_epsg() == 4490


def test_a_prj_in_esri_words_is_the_crs_it_means(open_city: Callable[..., Workspace]) -> None:
    layer = FILES[SITES_LAYER].replace("order = 10", 'features = "s.shp"\ncrs = "EPSG:4548"')
    workspace = open_city({SITES_LAYER: layer})
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(500000, 4050000)], crs="EPSG:4548")
    write_as(frame, workspace.layer("sites").path / "s.shp", "ESRI Shapefile")
    assert len(read_layer(workspace.layer("sites"))[0]) == 1


def test_whole_numbers_beyond_doubles_stay_exact_beside_missing_ones(tmp_path: Path) -> None:
    exact = 2**53 + 1
    schema = {"geometry": "Point", "properties": {"n": "int64"}}
    with fiona.open(
        tmp_path / "a.gpkg", "w", driver="GPKG", schema=schema, crs="EPSG:4326"
    ) as file:
        file.writerecords({"properties": {"n": n}, "geometry": None} for n in (exact, None))
    assert read_features(tmp_path / "a.gpkg", "a")["n"].tolist() == [exact, None]


def test_inputs_are_left_as_they_were_and_nothing_appears_beside_them(tmp_path: Path) -> None:
    _, frame = write_twin(tmp_path)
    for driver, file in FORMATS.values():
        write_as(
            frame, tmp_path / file, driver, **({"encoding": "UTF-8"} if file == "a.shp" else {})
        )
    (tmp_path / "a.xsd").unlink()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for _, file in FORMATS.values():
        read_features(tmp_path / file, file)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
