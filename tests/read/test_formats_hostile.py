"""Hostile and broken vector files are refused by name, and nothing leaks."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, Polygon

from jinan_geo.errors import InputError, RefusedError
from jinan_geo.read import Reading, read_features, read_layer, read_source
from tests.tools.tiny_city import collection, feature
from tests.tools.twin import write_as, write_twin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

LEAKED = "id,name_zh,x,y\na,绝密,117,36\n"


def vrt_of(secret: Path) -> str:
    return (
        '<?xml version="1.0"?>\n<OGRVRTDataSource><OGRVRTLayer '
        f'name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        '<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="x" '
        'y="y"/>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.mark.parametrize(
    "suffix", ["geojson", "shp", "kml", "gpkg", "csv", "gml", "tab", "fgb", "dxf", "vrt"]
)
def test_Z6_a_vrt_under_any_name_is_refused(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "secret.csv").write_text(LEAKED, encoding="utf-8")
    path = tmp_path / f"a.{suffix}"
    path.write_text(vrt_of(tmp_path / "secret.csv"), encoding="utf-8")
    with pytest.raises(RefusedError, match="VRT") as caught:
        read_features(path, path.name)
    assert "绝密" not in str(caught.value)


@pytest.mark.slow
def test_Z6_drivers_that_open_other_files_are_not_there() -> None:
    code = (
        "import jinan_geo, pyogrio, fiona, fiona.env\n"
        "with fiona.Env() as env: known = set(env.drivers()) & set(pyogrio.list_drivers())\n"
        "print(*sorted(known), sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    allowed = {
        "GPKG",
        "ESRI Shapefile",
        "KML",
        "LIBKML",
        "OpenFileGDB",
        "DXF",
        "FlatGeobuf",
        "GML",
        "GPX",
        "MapInfo File",
        "OSM",
    }
    assert set(done.stdout.strip().split("|")) <= allowed | {
        "GeoJSON",
        "GeoJSONSeq",
        "SQLite",
        "MEM",
    }
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "a.kml",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><kml>&e;</kml>',
            "refused: .*entities",
        ),
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
        ("a.dbf", "\x03abc", "a part of a layer whose .shp is not beside it; copy"),
        ("a.prj", 'GEOGCS["WGS 84"]', "a part of a layer whose .shp is not beside it; copy"),
        ("a.mid", '"a",1', "a part of a layer whose .tab / .mif is not beside it"),
    ],
)
def test_Z8_what_could_reach_elsewhere_or_is_no_layer_is_refused(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises((InputError, RefusedError), match=f"{re.escape(name)}: {message}") as caught:
        read_features(tmp_path / name, name)
    reaches = "refused" in message or "points at other" in message
    assert caught.value.exit_code == (6 if reaches else 2)


def test_Z8_a_network_link_is_never_fetched(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    place = (
        "<Placemark><name>泉</name><Point><coordinates>117,36.6,5</coordinates></Point></Placemark>"
    )
    path = tmp_path / "a.kml"
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}{place}</Document></kml>',
        "utf-8",
    )
    frame = read_features(path, "a.kml")
    assert frame["Name"].tolist() == ["泉"]
    assert frame.geometry[0] == Point(117, 36.6)


def test_Z9_a_geopackage_cut_off_is_refused(tmp_path: Path) -> None:
    _, frame = write_twin(tmp_path)
    data = write_as(frame, tmp_path / "a.gpkg", "GPKG").read_bytes()
    for size in (100, 4096, 20_000, len(data) // 2):
        (tmp_path / "cut.gpkg").write_bytes(data[:size])
        with pytest.raises(InputError, match=r"cut.gpkg: not readable as GeoPackage"):
            read_features(tmp_path / "cut.gpkg", "cut.gpkg")


def test_Z9_tables_that_are_programs_are_refused_and_names_are_no_sql(tmp_path: Path) -> None:
    _, frame = write_twin(tmp_path)
    hostile = 'x"; DROP TABLE "y'
    path = write_as(frame, tmp_path / "a.gpkg", "GPKG", layer=hostile)
    assert len(read_features(path, "a.gpkg", Reading(layer=hostile))) == 6
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = ON")
    base.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING "
        "VirtualOGR(''/x'')')"
    )
    base.commit()
    base.close()
    with pytest.raises(RefusedError, match="refused: it holds a virtual table"):
        read_features(path, "a.gpkg")
    other = tmp_path / "plain.gpkg"
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE a (b)")
    base.commit()
    base.close()
    with pytest.raises(InputError, match="an SQLite database, but no GeoPackage"):
        read_features(other, "plain.gpkg")
    spatial = write_as(frame, tmp_path / "a.sqlite", "SQLite", SPATIALITE="YES")
    assert read_source(spatial, "a.sqlite").format == "SQLite"  # its own virtual tables are known
    assert len(read_features(spatial, "a.sqlite")) == 6


@pytest.mark.parametrize(
    "stem",
    [
        "a b",
        "a'b\"c",
        "-rf",
        "😀",
        "长" * 60,
        "%s",
        "a\nb",
        "{{7*7}}",
        "a#b",
        "a?b=c",
        "a!b",
        "zip+x",
        "/vsicurl",
    ],
)
def test_Z7_any_file_name_works(tmp_path: Path, stem: str) -> None:
    twin, frame = write_twin(tmp_path)
    stem = stem.strip("/")
    write_as(frame, tmp_path / "plain.gpkg", "GPKG").rename(tmp_path / f"{stem}.gpkg")
    twin.rename(tmp_path / f"{stem}.geojson")
    assert (
        len(read_features(tmp_path / f"{stem}.gpkg", "a"))
        == len(read_features(tmp_path / f"{stem}.geojson", "a"))
        == 6
    )


def test_G3_an_open_ring_is_named_and_not_closed(open_city: Callable[..., Workspace]) -> None:
    ring = [[117, 36.6], [117.1, 36.6], [117.1, 36.7], [117, 36.7]]
    features = [feature({"type": "Polygon", "coordinates": [ring]}, id="open")]
    _, issues, _ = read_layer(
        open_city({"layers/sites/features.geojson": collection(features)}).layer("sites")
    )
    assert [issue.type for issue in issues] == ["unusable-geometry"]
    assert "ring 1 is not closed" in issues[0].message().en


def test_G7_geometry_nested_deeply_is_refused_without_a_crash(tmp_path: Path) -> None:
    deep = '{"type":"GeometryCollection","geometries":[' * 5000 + "]}" * 5000
    (tmp_path / "a.geojson").write_text(f'{{"type":"Feature","properties":{{}},"geometry":{deep}}}')
    with pytest.raises(InputError, match=r"a.geojson: nested too deep"):
        read_features(tmp_path / "a.geojson", "a.geojson")


def test_G9_heights_and_measures_are_left_out(tmp_path: Path) -> None:
    shape = shapely.from_wkt("POLYGON Z ((0 0 1, 1 0 2, 1 1 3, 0 0 1))")
    path = write_as(
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs="EPSG:4326"),
        tmp_path / "a.shp",
        "ESRI Shapefile",
    )
    read = read_features(path, "a.shp").geometry[0]
    assert not read.has_z
    assert read.equals(Polygon([(0, 0), (1, 0), (1, 1)]))


def test_G10_curves_come_as_lines(tmp_path: Path) -> None:
    text = (
        '<c:FeatureCollection xmlns:c="http://x" '
        'xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><c:f>'
        '<c:g><gml:Curve srsName="EPSG:4548"><gml:segments><gml:Arc><gml:posList>0 0 1 1 2 '
        "0</gml:posList></gml:Arc>"
        "</gml:segments></gml:Curve></c:g></c:f></gml:featureMember></c:FeatureCollection>"
    )
    (tmp_path / "a.gml").write_text(text)
    frame = read_features(tmp_path / "a.gml", "a.gml")
    assert len(frame) == 1
    shape, fault = frame.geometry[0], frame["geometry_fault"][0]
    assert fault or np.isclose(shape.length, np.pi, atol=0.01)


def test_A6_a_repeated_key_is_named_with_its_feature(open_city: Callable[..., Workspace]) -> None:
    text = collection([feature(None, id="a"), feature(None, id="b")]).replace(
        '{"id": "b"}', '{"id": "x", "id": "b"}'
    )
    frame, issues, _ = read_layer(open_city({"layers/sites/features.geojson": text}).layer("sites"))
    assert [(issue.type, issue.layer, issue.row, issue.value) for issue in issues] == [
        ("repeated-json-key", "sites", 2, "id")
    ]
    assert list(frame["id"]) == ["a", "b"]


def test_A7_numbers_beyond_all_measure_do_not_stop_the_reading(tmp_path: Path) -> None:
    digits = "9" * 5000
    text = (
        collection([feature(None, a=1, b=2, c=3)])
        .replace('"a": 1', f'"a": {digits}')
        .replace('"b": 2', '"b": 1e-999')
    )
    (tmp_path / "a.geojson").write_text(text.replace('"c": 3', '"c": -0'))
    frame = read_features(tmp_path / "a.geojson", "a")
    assert frame.loc[0, ["a", "b", "c"]].tolist() == [digits, 0, 0]


def test_A8_fields_named_like_machinery_are_fields(tmp_path: Path) -> None:
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
