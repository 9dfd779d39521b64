"""K4: every place is asked whether it is possible; none becomes an empty page that ends well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from shapely import Point, box

import jinan_geo
from jinan_geo.cli.main import main
from jinan_geo.errors import InputError
from jinan_geo.read.impossible import find_places
from tests.tools.browser import visit
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = [[117.02, 36.66], [117.05, 36.67], [117.08, 36.65]]
METRES = [[13026541, 4394000], [13029881, 4395000], [13033220, 4393000]]
TURNED = [[y, x] for x, y in HERE]
POLE = [[[-180, -90.00000000000003], [180, -90.00000000000003], [180, -80], [-180, -80],
         [-180, -90.00000000000003]]]  # fmt: skip


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(shapes: list[dict[str, Any] | None], crs: str | None = None) -> Path:
    features = [
        {"type": "Feature", "properties": {"id": f"p{at}"}, "geometry": shape}
        for at, shape in enumerate(shapes)
    ]
    data: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        data["crs"] = {"type": "name", "properties": {"name": crs}}
    Path("a.geojson").write_text(json.dumps(data), encoding="utf-8")
    Path("t.csv").write_text("id,v\n" + "".join(f"p{at},{at}\n" for at in range(5)))
    return Path("a.geojson")


def points(*places: list[float]) -> list[dict[str, Any] | None]:
    return [{"type": "Point", "coordinates": place} for place in places]


def run_map() -> tuple[int, str]:
    line = ["map", "a.geojson", "t.csv", "--key", "id", "--out", "a.html", "--lang", "en"]
    result = CliRunner().invoke(main, line)
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, " ".join(result.output.split())


def run_check(*options: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["check", "a.geojson", "--json", *options])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize(
    ("places", "crs", "said"),
    [
        (METRES, None, "EPSG:3857"),
        (METRES, "EPSG:4326", "EPSG:3857"),
        (METRES, "EPSG:4490", "as large as metres"),
        (TURNED, None, "exchange them in the file"),
        (TURNED, "EPSG:4490", "axes exchanged"),
        (HERE, "EPSG:4548", "as small as degrees"),
        (HERE, "EPSG:3857", "as small as degrees"),
        ([[1e5, 1e5], [2e5, 2e5], [3e5, 1e5]], None, "as large as metres"),
        ([[117.02, 361.0], [1e7, 36.0], [500, 500]], None, "metres"),
        ([[500000, 4056000], [510000, 4057000], [520000, 4058000]], None, "EPSG:4548"),
    ],
)
def test_K4_a_map_of_impossible_places_is_none_and_says_why(
    places: list[list[float]], crs: str | None, said: str
) -> None:
    write(points(*places), crs)
    code, output = run_map()
    assert code == 2
    assert said in output
    assert "places are impossible" in output
    assert not Path("a.html").exists()


@pytest.mark.parametrize("bad", [METRES[0], TURNED[0], [1e12, 0], [117, 361]])
def test_K4_one_impossible_place_is_set_aside_and_the_others_are_shown(bad: list[float]) -> None:
    write(points(*HERE, bad))
    code, output = run_map()
    assert code == 1
    assert "3 on the map, 2 not" in output
    assert "a.geojson #4" in output
    code, answer = run_check()
    assert code == 1
    assert (answer["used"], answer["set_aside"]) == (3, 1)
    assert [(row["type"], row["row"]) for row in answer["issues"]] == [("impossible-place", 4)]


def test_K4_what_becomes_infinite_on_the_way_is_set_aside() -> None:
    write(points([530000, 180000], [531000, 181000], [1e9, 1e9]), "EPSG:27700")
    code, output = run_map()
    assert code == 1
    assert "2 on the map, 3 not" in output
    text = Path("a.html").read_text(encoding="utf-8")
    assert "Infinity" not in text
    assert "NaN" not in text.split("<script", 1)[0]


@pytest.mark.slow
def test_K4_outside_its_area_is_doubtful_not_lost() -> None:
    write(points([500000, 4056000], [501000, 4057000], [500500, 1000000]), "EPSG:4548")
    code, answer = run_check()
    doubts = [row for row in answer["issues"] if row["type"] == "doubtful-place"]
    assert [(row["row"], row["severity"]) for row in doubts] == [(3, "warning")]
    assert (code, answer["set_aside"]) == (0, 0)


@pytest.mark.parametrize("workspace", [False, True])
def test_K4_a_file_of_the_whole_world_is_checked(tmp_path: Path, workspace: bool) -> None:
    whole = [
        box(-180, -90, 180, -60),
        box(-70, -30, -40, 5),
        box(110, 30, 120, 40),
        box(178, -47, 184, -34),
    ]
    write([shapely.geometry.mapping(shape) for shape in whole])
    options = ("--workspace", str(write_city(tmp_path / "city"))) if workspace else ()
    code, answer = run_check(*options)
    assert code == 0
    assert (answer["used"], answer["set_aside"]) == (4, 0)


XIAN = [[500000, 4056000], [501000, 4057000], [502000, 4058000]]


@pytest.mark.parametrize(
    ("name", "places"), [("EPSG:2384", XIAN), ("EPSG:2436", XIAN), ("EPSG:4610", HERE)]
)
@pytest.mark.slow
def test_K3_a_datum_that_is_only_approximate_is_a_warning_in_every_verb(
    name: str, places: list[list[float]]
) -> None:
    write(points(*places), name)
    code, answer = run_check()
    found = [row for row in answer["issues"] if row["type"] == "datum-approximate"]
    assert [row["severity"] for row in found] == ["warning"]
    assert (code, answer["set_aside"]) == (0, 0)
    assert run_check("--strict")[0] == 1
    code, output = run_map()
    assert code == 0
    assert "tens of metres" in output
    doctor = CliRunner().invoke(main, ["doctor", "a.geojson", "--lang", "en"])
    assert "tens of metres" in " ".join(doctor.output.split())
    frame = gpd.GeoDataFrame(
        {"id": list("abc")}, geometry=[Point(*place) for place in places], crs=name
    )
    with pytest.warns(UserWarning, match="tens of metres|几十米"):
        jinan_geo.map(frame, pd.DataFrame({"id": list("abc"), "v": range(3)}), key="id")


def test_K4_packed_degrees_are_doubted() -> None:
    rng = np.random.default_rng(4)
    packed = [
        [round(float(part), 4) for part in (117 + x / 100 + s / 10000, 36 + y / 100 + t / 10000)]
        for x, y, s, t in rng.integers(1, 59, (12, 4))
    ]
    write(points(*packed))
    code, answer = run_check()
    assert [row["type"] for row in answer["issues"]] == ["doubtful-place"]
    assert "度、分、秒" in answer["issues"][0]["message_zh"]
    assert code == 0
    _, output = run_map()
    assert "ddd.mmss" in output


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Point", "coordinates": [10, 89]},
        {"type": "Point", "coordinates": [10, 90]},
        {"type": "Point", "coordinates": [-170, -89.9]},
        {"type": "LineString", "coordinates": [[-179, 88], [179, 89]]},
        {"type": "Polygon", "coordinates": POLE},
    ],
)
def test_K4_the_poles_are_places(shape: dict[str, Any]) -> None:
    write([shape])
    code, answer = run_check()
    assert code == 0
    assert (answer["used"], answer["set_aside"]) == (1, 0)
    assert run_map()[0] == 0


def test_K4_a_notebook_lists_what_has_no_place_and_warns() -> None:
    shapes = [Point(*place) for place in HERE] + [Point(np.inf, np.inf)]
    frame = gpd.GeoDataFrame({"id": list("abcd")}, geometry=shapes, crs=4326)
    table = pd.DataFrame({"id": list("abcd"), "v": range(4)})
    with pytest.warns(UserWarning, match="4: .*no finite numbers"):
        made = jinan_geo.map(frame, table, key="id", lang="en")
    made.save("a.html")
    assert "Infinity" not in Path("a.html").read_text(encoding="utf-8")
    turned = frame.iloc[:3].set_geometry([Point(*place) for place in TURNED], crs=4326)
    with pytest.raises(InputError, match="3 of 3 places are impossible"):
        jinan_geo.map(turned, table, key="id")


def test_nothing_is_impossible_of_what_has_no_place() -> None:
    found = find_places(np.array([None, Point(), Point(117, 36)], dtype=object), None)
    assert found.located == 1
    assert not found.impossible
    assert not found.is_hopeless


@pytest.mark.browser
@pytest.mark.parametrize(
    ("shapes", "located"),
    [
        ([], 0),
        ([None, None], 0),
        (points(HERE[0]), 1),
        (points(*[HERE[0]] * 4), 4),
        ([{"type": "GeometryCollection", "geometries": [*points(HERE[0]), {
            "type": "Polygon", "coordinates": [[*HERE, HERE[0]]]}]}], 1),
        (points([117.02, 36.66], [117.02, 36.66, 5]), 2),
        (points([10, 89.5], [11, 90]), 2),
        ([{"type": "Polygon", "coordinates": POLE}], 1),
    ],
)  # fmt: skip
def test_K4_a_page_of_little_works(
    browser: Browser, shapes: list[dict[str, Any] | None], located: int
) -> None:
    write(shapes)
    assert run_map()[0] == 0
    with visit(browser, Path("a.html").resolve()) as opened:
        assert opened.complaints == []
        assert opened.evaluate("jinanGeo.state().totals.located") == located
        assert opened.evaluate("jinanGeo.state().counts.list") == 5
        seen = opened.evaluate("jinanGeo.map ? true : document.querySelector('canvas') !== null")
        assert seen


def test_boxes_that_cross_the_date_line_are_possible() -> None:
    found = find_places(
        np.array([box(179, 10, 181, 11), box(-181, 1, -179, 2)], dtype=object), None
    )
    assert not found.impossible
