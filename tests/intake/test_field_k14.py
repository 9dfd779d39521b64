"""K14, neighbours: shapes that somebody drew and gave no ids, drawn and added all the same."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from shapely import box

from tests.read.test_several import kml, place
from tests.tools.field import draw, text
from tests.tools.tiny_city import write_city
from tests.tools.twin import write_as
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SHAPES = [box(117 + at / 100, 36.6, 117.005 + at / 100, 36.605) for at in range(4)]
TWICE = [SHAPES[0], SHAPES[0], *SHAPES[1:3]]
WAYPOINTS = "".join(f'<wpt lat="36.6" lon="117.{at}"><name>WP</name></wpt>' for at in range(4))
GPX = (
    '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
)


def geojson(cells: Sequence[dict[str, Any]], shapes: Sequence[Any] = SHAPES) -> str:
    made = [
        {"type": "Feature", "properties": one, "geometry": json.loads(shapely.to_geojson(shape))}
        for one, shape in zip(cells, shapes, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": made})


def drawn_in(driver: str, name: str, **cells: list[Any]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        frame = gpd.GeoDataFrame(cells, geometry=SHAPES, crs="EPSG:4326")
        return write_as(frame, folder / name, driver, encoding="UTF-8")

    return make


def written(content: str, name: str) -> Callable[[Path], Path]:
    return lambda folder: text(folder, content, name)


NO_IDS = {
    "the Id of ArcMap, all 0": drawn_in("ESRI Shapefile", "a.shp", Id=[0, 0, 0, 0]),
    "an id that is blank": drawn_in("ESRI Shapefile", "a.shp", id=[None] * 4, NAME=[*"甲甲乙乙"]),
    "row numbers and areas": drawn_in(
        "ESRI Shapefile", "a.shp", FID_1=[0, 1, 2, 3], Shape_Area=[1.5, 2.5, 3.5, 4.5]
    ),
    "the fid of QGIS": drawn_in("GPKG", "a.gpkg", fid=[1, 2, 3, 4], 备注=[None] * 4),
    "geojson.io": written(geojson([{}] * 4), "a.geojson"),
    "geojson.io with a style": written(
        geojson([{"stroke": "#555", "fill-opacity": 0.5}] * 4), "a.geojson"
    ),
    "ids of some only": written(
        geojson([{"id": "A"}, {"id": "B"}, {"id": None}, {"id": ""}]), "a.geojson"
    ),
    "an id twice": written(geojson([{"编号": one} for one in "1223"]), "a.geojson"),
    "one shape twice": written(geojson([{}] * 4, TWICE), "a.geojson"),
    "names of Google Earth": written(
        kml(*(place("无标题多边形", lon=117.1 + at / 10) for at in range(4))), "a.kml"
    ),
    "no names": written(
        kml(*(place("", lon=117.1 + at / 10) for at in range(4))), "a.kml"
    ),
    "waypoints of one name": written(f"{GPX}{WAYPOINTS}</gpx>", "a.gpx"),
    "numbers that begin again": written(
        "序号,名称,经度,纬度\n1,甲,117.1,36.6\n2,甲,117.2,36.6\n1,乙,117.3,36.6\n2,丙,117.4,36.6\n",
        "a.csv",
    ),
    "nothing but places": written(
        "经度,纬度\n117.1,36.6\n117.2,36.6\n117.3,36.6\n117.4,36.6\n", "a.csv"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_IDS)
def test_k14_shapes_without_ids_are_drawn_and_numbered(tmp_path: Path, case: str) -> None:
    drawn = draw(NO_IDS[case](tmp_path))
    assert (drawn["features"], drawn["on_map"]) == (4, 4)
    assert [one["type"] for one in drawn["issues"]].count("no-key-column") == 1


@pytest.mark.slow
@pytest.mark.parametrize("case", NO_IDS)
@pytest.mark.first_whole(7)
def test_k14_shapes_without_ids_become_a_layer(tmp_path: Path, case: str) -> None:
    city = write_city(tmp_path / "city")
    ran = run(
        *("layer", "add", NO_IDS[case](tmp_path), "--id", "drawn", "--workspace", city),
        *("--lang", "en"),
    )
    assert ran.code == 0, ran.text
    manifest = tomllib.loads((city / "layers/drawn/layer.toml").read_text("utf-8"))
    assert manifest["columns"]["id"] == "#"
    checked = run("check", "--workspace", city, "--lang", "en")
    assert "there is no column of ids" in checked.text


def test_k14_an_object_id_is_one_where_there_is_nothing_else(tmp_path: Path) -> None:
    make = drawn_in("ESRI Shapefile", "a.shp", OBJECTID=[1, 2, 3, 4], NAME=[*"甲甲乙乙"])
    assert "no-key-column" not in {one["type"] for one in draw(make(tmp_path))["issues"]}
