"""Each format reads equal to its GeoJSON twin; hostile and broken files are refused by name, and nothing leaks."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any

import fiona
import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from jinan_geo.errors import InputError, JinanGeoError
from jinan_geo.read import Reading, read_features, read_layer, read_source
from tests.tiny_city import FILES, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.workspace import Workspace

NAMES = ["明府城停车楼", "洪家楼片区", "龘靐齉爩山庄", "NA", "007", None]
SHAPES = [box(117 + at / 10, 36.6, 117.05 + at / 10, 36.65) for at in range(6)]
SITES_LAYER = "layers/sites/layer.toml"


def write_twin(tmp_path: Path) -> tuple[Path, gpd.GeoDataFrame]:
    """The layer as GeoJSON and as a frame to write in other formats."""
    cells = {"id": [f"s-{at}" for at in range(6)], "label": NAMES, "n": [1, None, 3, 0, 2**40, -5], "x": [0.5] * 6}
    rows = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    path = tmp_path / "twin.geojson"
    features = [feature(shape, **row) for shape, row in zip(SHAPES, rows, strict=True)]
    path.write_text(collection(features), encoding="utf-8")
    frame = gpd.GeoDataFrame(cells, geometry=SHAPES, crs="EPSG:4326").astype({"n": "Int64"})
    return path, frame


def write_as(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: Any) -> Path:  # noqa: ANN401
    """Let OGR write the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path


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
    assert shapely.hausdorff_distance(source.frame.geometry.to_numpy(), expected.geometry.to_numpy()).max() < 1e-8
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
    with pytest.raises(InputError, match=r"broken.parquet: not readable as GeoParquet"):
        read_source(tmp_path / "broken.parquet", "broken.parquet")


def test_geoparquet_without_pyarrow_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise ImportError

    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(gpd, "read_parquet", refuse)
    with pytest.raises(
        JinanGeoError, match=r'a.parquet: GeoParquet needs pyarrow; install .*"jinan-geo\[parquet\]"'
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
    assert shapely.equals_exact(source.frame.geometry.normalize(), shapely.normalize(expected), tolerance=1e-5).all()


DXF = "  0\nSECTION\n  2\nHEADER\n  9\n$DWGCODEPAGE\n  3\nANSI_936\n  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n"
DXF_TEXT = "  0\nTEXT\n  8\n道路中线\n 10\n500000.0\n 20\n4050000.0\n 40\n2.5\n  1\n经十路龘\n  0\nENDSEC\n  0\nEOF\n"


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
    path = write_as(gpd.GeoDataFrame({"Layer": ["0", "0"]}, geometry=shapes), tmp_path / "a.dxf", "DXF")
    assert shapely.equals(read_features(path, "a.dxf").geometry.to_numpy(), shapes).all()


def test_a_layer_in_a_geopackage_is_the_layer_in_geojson(open_city: Callable[..., Workspace]) -> None:
    workspace = open_city(
        {SITES_LAYER: FILES[SITES_LAYER].replace("order = 10", 'features = "s.gpkg"\nlayer = "项目"')}
    )
    folder = workspace.layer("sites").folder
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
    with pytest.raises(InputError, match=r"a.gpkg: it has 2 layers: '甲', '乙'; name one with `layer`"):
        read_features(tmp_path / "a.gpkg", "a.gpkg")
    assert len(read_features(tmp_path / "a.gpkg", "a", Reading(layer="乙"))) == 6
    with pytest.raises(InputError, match="no layer '丙'"):
        read_features(tmp_path / "a.gpkg", "a", Reading(layer="丙"))


def test_a_file_that_states_no_crs_needs_one_in_the_manifest(open_city: Callable[..., Workspace]) -> None:
    layer = FILES[SITES_LAYER].replace("order = 10", 'features = "s.shp"')
    workspace = open_city({SITES_LAYER: layer})
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(117.05, 36.65)])
    write_as(frame, workspace.layer("sites").folder / "s.shp", "ESRI Shapefile")
    with pytest.raises(InputError, match=r"s.shp: the file states no CRS; find out"):
        read_layer(workspace.layer("sites"))
    stated = layer.replace('features = "s.shp"', 'features = "s.shp"\ncrs = "EPSG:4490"')
    read, _, _ = read_layer(open_city({SITES_LAYER: stated}).layer("sites"))
    assert read.crs.to_epsg() == 4490


def test_a_prj_in_esri_words_is_the_crs_it_means(open_city: Callable[..., Workspace]) -> None:
    layer = FILES[SITES_LAYER].replace("order = 10", 'features = "s.shp"\ncrs = "EPSG:4548"')
    workspace = open_city({SITES_LAYER: layer})
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(500000, 4050000)], crs="EPSG:4548")
    write_as(frame, workspace.layer("sites").folder / "s.shp", "ESRI Shapefile")
    assert len(read_layer(workspace.layer("sites"))[0]) == 1


def test_whole_numbers_beyond_doubles_stay_exact_beside_missing_ones(tmp_path: Path) -> None:
    exact = 2**53 + 1
    schema = {"geometry": "Point", "properties": {"n": "int64"}}
    with fiona.open(tmp_path / "a.gpkg", "w", driver="GPKG", schema=schema, crs="EPSG:4326") as file:
        file.writerecords({"properties": {"n": n}, "geometry": None} for n in (exact, None))
    assert read_features(tmp_path / "a.gpkg", "a")["n"].tolist() == [exact, None]


def test_inputs_are_left_as_they_were_and_nothing_appears_beside_them(tmp_path: Path) -> None:
    _, frame = write_twin(tmp_path)
    for driver, file in FORMATS.values():
        write_as(frame, tmp_path / file, driver, **({"encoding": "UTF-8"} if file == "a.shp" else {}))
    (tmp_path / "a.xsd").unlink()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for _, file in FORMATS.values():
        read_features(tmp_path / file, file)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


LEAKED = "id,name_zh,x,y\na,绝密,117,36\n"


def vrt_of(secret: Path) -> str:
    return (
        f'<?xml version="1.0"?>\n<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        '<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="x" y="y"/>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.mark.parametrize("suffix", ["geojson", "shp", "kml", "gpkg", "csv", "gml", "tab", "fgb", "dxf", "vrt"])
def test_Z6_a_vrt_under_any_name_is_refused(tmp_path: Path, suffix: str) -> None:  # noqa: N802 - the fault's number
    (tmp_path / "secret.csv").write_text(LEAKED, encoding="utf-8")
    path = tmp_path / f"a.{suffix}"
    path.write_text(vrt_of(tmp_path / "secret.csv"), encoding="utf-8")
    with pytest.raises(InputError, match="VRT") as caught:
        read_features(path, path.name)
    assert "绝密" not in str(caught.value)


def test_Z6_drivers_that_open_other_files_are_not_there() -> None:  # noqa: N802
    code = (
        "import jinan_geo, pyogrio, fiona, fiona.env\n"
        "with fiona.Env() as env: known = set(env.drivers()) & set(pyogrio.list_drivers())\n"
        "print(*sorted(known), sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    allowed = {"GPKG", "ESRI Shapefile", "KML", "LIBKML", "OpenFileGDB", "DXF", "FlatGeobuf", "GML", "MapInfo File"}
    assert set(done.stdout.strip().split("|")) <= allowed | {"GeoJSON", "GeoJSONSeq", "SQLite", "MEM"}
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.kml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><kml>&e;</kml>', "refused: .*entities"),
        ("a.gml", '<!DOCTYPE x><c xmlns:gml="http://www.opengis.net/gml"/>', "refused: .*entities"),
        ("a.geojson", "<html><body>404</body></html>", "an HTML page"),
        ("a.shp", "AC1032", "a DWG drawing; save it as DXF"),
        ("a.zip", "Rar!\x1a", "a RAR archive"),
        (
            "a.tab",
            '!table\n!version 300\nOpen Table "/tmp/x.tab"\nCreate View a As Select * From x\n',
            "a MapInfo table that points at other",
        ),
        ("a.geojson", "   \n", "the file is empty"),
        ("a.dbf", "\x03abc", "a part of a layer"),
    ],
)
def test_Z8_what_could_reach_elsewhere_or_is_no_layer_is_refused(  # noqa: N802
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"{re.escape(name)}: {message}"):
        read_features(tmp_path / name, name)


def test_Z8_a_network_link_is_never_fetched(tmp_path: Path) -> None:  # noqa: N802
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    place = "<Placemark><name>泉</name><Point><coordinates>117,36.6,5</coordinates></Point></Placemark>"
    path = tmp_path / "a.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}{place}</Document></kml>', "utf-8")
    frame = read_features(path, "a.kml")
    assert frame["Name"].tolist() == ["泉"]
    assert frame.geometry[0] == Point(117, 36.6)


def test_Z9_a_geopackage_cut_off_is_refused(tmp_path: Path) -> None:  # noqa: N802
    _, frame = write_twin(tmp_path)
    data = write_as(frame, tmp_path / "a.gpkg", "GPKG").read_bytes()
    for size in (100, 4096, 20_000, len(data) // 2):
        (tmp_path / "cut.gpkg").write_bytes(data[:size])
        with pytest.raises(InputError, match=r"cut.gpkg: not readable as GeoPackage"):
            read_features(tmp_path / "cut.gpkg", "cut.gpkg")


def test_Z9_tables_that_are_programs_are_refused_and_names_are_no_sql(tmp_path: Path) -> None:  # noqa: N802
    _, frame = write_twin(tmp_path)
    hostile = 'x"; DROP TABLE "y'
    path = write_as(frame, tmp_path / "a.gpkg", "GPKG", layer=hostile)
    assert len(read_features(path, "a.gpkg", Reading(layer=hostile))) == 6
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = ON")
    base.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING VirtualOGR(''/x'')')"
    )
    base.commit()
    base.close()
    with pytest.raises(InputError, match="refused: it holds a virtual table"):
        read_features(path, "a.gpkg")
    other = tmp_path / "plain.gpkg"
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE a (b)")
    base.commit()
    base.close()
    with pytest.raises(InputError, match="an SQLite database, but no GeoPackage"):
        read_features(other, "plain.gpkg")


@pytest.mark.parametrize(
    "stem",
    ["a b", "a'b\"c", "-rf", "😀", "长" * 60, "%s", "a\nb", "{{7*7}}", "a#b", "a?b=c", "a!b", "zip+x", "/vsicurl"],
)
def test_Z7_any_file_name_works(tmp_path: Path, stem: str) -> None:  # noqa: N802
    twin, frame = write_twin(tmp_path)
    stem = stem.strip("/")
    write_as(frame, tmp_path / "plain.gpkg", "GPKG").rename(tmp_path / f"{stem}.gpkg")
    twin.rename(tmp_path / f"{stem}.geojson")
    assert (
        len(read_features(tmp_path / f"{stem}.gpkg", "a")) == len(read_features(tmp_path / f"{stem}.geojson", "a")) == 6
    )


def test_G3_an_open_ring_is_named_and_not_closed(open_city: Callable[..., Workspace]) -> None:  # noqa: N802
    ring = [[117, 36.6], [117.1, 36.6], [117.1, 36.7], [117, 36.7]]
    features = [feature({"type": "Polygon", "coordinates": [ring]}, id="open")]
    _, issues, _ = read_layer(open_city({"layers/sites/features.geojson": collection(features)}).layer("sites"))
    assert [issue.type for issue in issues] == ["unusable-geometry"]
    assert "ring 1 is not closed" in issues[0].message().en


def test_G7_geometry_nested_deeply_is_refused_without_a_crash(tmp_path: Path) -> None:  # noqa: N802
    deep = '{"type":"GeometryCollection","geometries":[' * 5000 + "]}" * 5000
    (tmp_path / "a.geojson").write_text(f'{{"type":"Feature","properties":{{}},"geometry":{deep}}}')
    with pytest.raises(InputError, match=r"a.geojson: not readable as GeoJSON"):
        read_features(tmp_path / "a.geojson", "a.geojson")


def test_G9_heights_and_measures_are_left_out(tmp_path: Path) -> None:  # noqa: N802
    shape = shapely.from_wkt("POLYGON Z ((0 0 1, 1 0 2, 1 1 3, 0 0 1))")
    path = write_as(
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs="EPSG:4326"), tmp_path / "a.shp", "ESRI Shapefile"
    )
    read = read_features(path, "a.shp").geometry[0]
    assert not read.has_z
    assert read.equals(Polygon([(0, 0), (1, 0), (1, 1)]))


def test_G10_curves_come_as_lines(tmp_path: Path) -> None:  # noqa: N802
    text = (
        '<c:FeatureCollection xmlns:c="http://x" xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><c:f>'
        '<c:g><gml:Curve srsName="EPSG:4548"><gml:segments><gml:Arc><gml:posList>0 0 1 1 2 0</gml:posList></gml:Arc>'
        "</gml:segments></gml:Curve></c:g></c:f></gml:featureMember></c:FeatureCollection>"
    )
    (tmp_path / "a.gml").write_text(text)
    frame = read_features(tmp_path / "a.gml", "a.gml")
    assert len(frame) == 1
    shape, fault = frame.geometry[0], frame["geometry_fault"][0]
    assert fault or np.isclose(shape.length, np.pi, atol=0.01)


def test_A6_a_repeated_key_is_named_with_its_feature(open_city: Callable[..., Workspace]) -> None:  # noqa: N802
    text = collection([feature(None, id="a"), feature(None, id="b")]).replace('{"id": "b"}', '{"id": "x", "id": "b"}')
    frame, issues, _ = read_layer(open_city({"layers/sites/features.geojson": text}).layer("sites"))
    assert [(issue.type, issue.layer, issue.row, issue.value) for issue in issues] == [
        ("repeated-json-key", "sites", 2, "id")
    ]
    assert list(frame["id"]) == ["a", "b"]


def test_A7_numbers_beyond_all_measure_do_not_stop_the_reading(tmp_path: Path) -> None:  # noqa: N802
    digits = "9" * 5000
    text = (
        collection([feature(None, a=1, b=2, c=3)]).replace('"a": 1', f'"a": {digits}').replace('"b": 2', '"b": 1e-999')
    )
    (tmp_path / "a.geojson").write_text(text.replace('"c": 3', '"c": -0'))
    frame = read_features(tmp_path / "a.geojson", "a")
    assert frame.loc[0, ["a", "b", "c"]].tolist() == [digits, 0, 0]


def test_A8_fields_named_like_machinery_are_fields(tmp_path: Path) -> None:  # noqa: N802
    names = {"__proto__": "1", "constructor": "2", "id": "3", "": "4", "toString": "5"}
    (tmp_path / "a.geojson").write_text(collection([feature(None, **names)]))
    frame = read_features(tmp_path / "a.geojson", "a")
    assert {name: frame[name][0] for name in names} == names


def test_lines_of_json_name_the_line_that_is_wrong(tmp_path: Path) -> None:
    lines = [json.dumps(feature(Point(1, 2), id=str(at))) for at in range(3)]
    (tmp_path / "a.geojsonl").write_text("\x1e" + "\n\x1e".join(lines) + "\n")
    assert read_features(tmp_path / "a.geojsonl", "a")["id"].tolist() == ["0", "1", "2"]
    (tmp_path / "a.geojsonl").write_text("\n".join([*lines, "{"]))
    with pytest.raises(InputError, match="line 4"):
        read_features(tmp_path / "a.geojsonl", "a")
