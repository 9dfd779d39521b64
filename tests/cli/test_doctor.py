"""``jinan-geo doctor`` as a person and a program meet it.

The contract's object, exit codes, both languages.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from click.testing import CliRunner
from shapely import Point

from jinan_geo.cli.main import main
from jinan_geo.coordinates.shifted import FROM_WGS84
from tests.tools.tiny_city import SITE_FEATURES, collection, feature
from tests.tools.tiny_city import write_city as write_plain_city

if TYPE_CHECKING:
    from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_CITY = ROOT / "examples" / "sample-city"
KEYS = [
    *("file", "format", "encoding", "features", "set_aside", "declared", "found"),
    *("swapped", "mixed", "confidence", "evidence", "toml"),
    *("exit_code", "why"),
]


def write_city(root: Path) -> Path:
    """The tiny city with its layers declared digitised: only then are they anchors."""
    write_plain_city(root)
    for manifest in root.glob("layers/*/layer.toml"):
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(f'accuracy = "digitised"\n{text}', encoding="utf-8")
    return root


def doctor(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["doctor", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write_file(
    tmp_path: Path,
    convert: Any = None,
    parts: slice = slice(None),
    **members: object,
) -> Path:
    """The tiny city's sites as somebody else's file, with some of them converted."""
    features = []
    for at, item in enumerate(SITE_FEATURES):
        shape = None if item["geometry"] is None else shapely.geometry.shape(item["geometry"])
        if convert is not None and at in range(len(SITE_FEATURES))[parts]:
            shape = shapely.transform(shape, lambda at: np.stack(convert(*at.T), axis=1))
        features.append(feature(shape, XMBH=item["properties"]["id"]))
    path = tmp_path / "收到.geojson"
    path.write_text(collection(features, **members), encoding="utf-8")
    return path


def answer(tmp_path: Path, file: Path, code: int, *options: str) -> dict[str, Any]:
    """Ask strictly: 1 where the file is not what it states."""
    where = ("--workspace", write_city(tmp_path / "city"), "--json", "--strict")
    result = doctor(file, *where, *options)
    assert result.exit_code == code, result.output
    found = json.loads(result.output)
    assert list(found) == KEYS
    assert (found["exit_code"], bool(found["why"])) == (code, True)
    return dict(found)


def project(name: str) -> Any:
    return pyproj.Transformer.from_crs("EPSG:4326", name, always_xy=True).transform


def test_a_clean_file_is_as_it_says_and_exits_0(tmp_path: Path) -> None:
    found = answer(tmp_path, write_file(tmp_path), 0)
    assert {key: found[key] for key in KEYS[:9]} == {
        "file": "收到.geojson", "format": "GeoJSON", "encoding": "UTF-8", "features": 5,
        "set_aside": 0,
        "declared": "EPSG:4326",
        "found": "EPSG:4490", "swapped": False, "mixed": [],
    }  # fmt: skip
    assert 0.9 < found["confidence"] <= 1
    assert found["toml"] == 'crs = "EPSG:4490"'


def test_it_ends_with_1_if_and_only_if_features_are_set_aside_or_it_is_strict(
    tmp_path: Path,
) -> None:
    city = write_city(tmp_path / "city")
    shifted = write_file(tmp_path, FROM_WGS84["GCJ-02"])
    for options, code in ([], 0), (["--strict"], 1):
        result = doctor(shifted, "--workspace", city, "--json", *options)
        said = json.loads(result.output)
        assert (result.exit_code, said["exit_code"], said["set_aside"]) == (code, code, 0)
        assert said["why"] == "GCJ-02"
    bad = feature({"type": "Point", "coordinates": ["a", 1]}, XMBH="x-1")
    one = json.loads(shifted.read_text(encoding="utf-8"))["features"][0]
    shifted.write_text(collection([one, bad]), encoding="utf-8")
    result = doctor(shifted, "--json", "--lang", "en")
    said = json.loads(result.output)
    assert (result.exit_code, said["exit_code"], said["set_aside"]) == (1, 1, 1)
    assert "set aside" in said["why"]


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
def test_c4_shifted_data_are_said_with_exit_1(tmp_path: Path, name: str) -> None:
    found = answer(tmp_path, write_file(tmp_path, FROM_WGS84[name]), 1, "--lang", "en")
    assert (found["found"], found["swapped"], found["toml"]) == (name, False, f'crs = "{name}"')
    assert f"{name} there is" in " ".join(found["evidence"])


@pytest.mark.parametrize("name", ["EPSG:4527", "EPSG:4548", "EPSG:4498", "EPSG:3857"])
def test_c2_c5_metres_under_a_label_of_degrees_are_named(tmp_path: Path, name: str) -> None:
    found = answer(tmp_path, write_file(tmp_path, project(name)), 1)
    assert (found["found"], found["toml"]) == (name, f'crs = "{name}"')


@pytest.mark.slow
def test_c6_a_file_that_names_its_crs_rightly_exits_0(tmp_path: Path) -> None:
    label = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}}
    found = answer(tmp_path, write_file(tmp_path, project("EPSG:4548"), **label), 0)
    assert (found["declared"], found["found"]) == ("EPSG:4548", "EPSG:4548")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("name", ["EPSG:4326", "EPSG:4527"])
def test_c1_a_shapefile_without_prj_is_told_with_its_evidence(tmp_path: Path, name: str) -> None:
    frame = gpd.read_file(write_file(tmp_path)).to_crs(name).iloc[[0]]
    frame = gpd.GeoDataFrame({"XMBH": list("abc")}, geometry=[frame.geometry.iloc[0]] * 3)
    frame.to_file(tmp_path / "收到.shp", encoding="GBK")
    (tmp_path / "收到.cpg").unlink()
    found = answer(tmp_path, tmp_path / "收到.shp", 1)
    assert (found["format"], found["declared"]) == ("Shapefile", None)
    assert found["found"] == (None if name == "EPSG:4326" else name)
    assert found["evidence"]


@pytest.mark.slow
def test_a_file_of_several_layers_is_asked_for_one(tmp_path: Path) -> None:
    for layer in ("a", "b"):
        gpd.read_file(write_file(tmp_path)).to_crs("EPSG:4548").to_file(
            tmp_path / "x.gpkg", layer=layer
        )
    assert answer(tmp_path, tmp_path / "x.gpkg", 0, "--layer", "b")["found"] == "EPSG:4548"
    assert doctor(tmp_path / "x.gpkg", "--workspace", tmp_path / "city").exit_code == 2


def test_c3_latitude_first_is_said_and_not_corrected_in_silence(tmp_path: Path) -> None:
    found = answer(tmp_path, write_file(tmp_path, lambda x, y: (y, x)), 1)
    assert (found["found"], found["swapped"]) == ("EPSG:4490", True)
    assert found["toml"] == 'crs = "EPSG:4490"\nswapped = true'


def test_a_mixture_is_listed_with_shares(tmp_path: Path) -> None:
    found = answer(tmp_path, write_file(tmp_path, project("EPSG:4548"), slice(0, 4)), 1)
    assert (found["found"], found["toml"]) == ("mixed", None)
    assert found["mixed"] == [
        {"crs": "EPSG:4548", "share": 0.75},
        {"crs": "EPSG:4490", "share": 0.25},
    ]


def test_rows_outside_their_district_are_listed(tmp_path: Path) -> None:
    places = [Point(117.01 + at / 200, 36.61 + at / 200) for at in range(12)]
    places[4] = Point(117.102, 36.65)
    file = tmp_path / "点位.geojson"
    file.write_text(collection([feature(one, 区县="历下区") for one in places]), encoding="utf-8")
    said = " ".join(answer(tmp_path, file, 1)["evidence"])
    assert "有 1 个要素不在所写区县内（第 5 行）；其中按 GCJ-02 解读有 1 个在内，按 BD-09" in said


def test_single_rows_in_metres_are_set_aside_as_every_verb_does(tmp_path: Path) -> None:
    found = answer(tmp_path, write_file(tmp_path, project("EPSG:4548"), slice(0, 1)), 1)
    assert (found["found"], found["set_aside"], found["mixed"]) == ("EPSG:4490", 1, [])


@pytest.mark.slow
def test_what_was_found_is_what_the_manifest_takes(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    layer = root / "layers" / "sites" / "layer.toml"
    for name in FROM_WGS84:
        file = write_file(tmp_path, FROM_WGS84[name])
        line = answer(tmp_path, file, 1)["toml"]
        text = file.read_text(encoding="utf-8").replace("XMBH", "id")
        (layer.parent / "features.geojson").write_text(text, encoding="utf-8")
        before = layer.read_text(encoding="utf-8")
        layer.write_text(f"{line}\n{before}", encoding="utf-8")
        result = CliRunner().invoke(
            main, ["check", "sites", "--workspace", str(root), "--lang", "en"]
        )
        assert result.exit_code == 0
        assert name in result.output
        assert "outside" not in result.output
        write_city(root)


def test_the_anchor_can_be_named_and_is_looked_up(tmp_path: Path) -> None:
    file = write_file(tmp_path)
    assert answer(tmp_path, file, 0, "--anchor", "sites")["found"] == "EPSG:4490"
    assert answer(tmp_path, file, 1, "--anchor", "street-works")["found"] is None
    wrong = doctor(file, "--workspace", tmp_path / "city", "--anchor", "site")
    assert wrong.exit_code == 2
    assert "did you mean 'sites'?" in wrong.output


def test_layers_of_unknown_accuracy_are_no_anchors_unless_they_are_named(tmp_path: Path) -> None:
    root, file = write_plain_city(tmp_path / "city"), write_file(tmp_path, FROM_WGS84["GCJ-02"])
    plain = doctor(file, "--workspace", root, "--json")
    named = doctor(file, "--workspace", root, "--json", "--anchor", "sites")
    assert json.loads(plain.output)["found"] is None
    assert json.loads(named.output)["found"] == "GCJ-02"


def test_a_layer_is_no_anchor_of_itself(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    result = doctor(root / "layers" / "sites" / "features.geojson", "--workspace", root, "--json")
    found = json.loads(result.output)
    assert (result.exit_code, found["found"]) == (0, None)


def test_outside_any_workspace_the_numbers_alone_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctor(write_file(tmp_path, project("EPSG:4527")), "--json")
    assert json.loads(result.output)["found"] == "EPSG:4527"
    degrees = doctor(write_file(tmp_path))
    assert degrees.exit_code == 0
    assert "无法判断" in degrees.output


def test_the_workspace_around_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_city(tmp_path / "city") / "maps")
    assert doctor(write_file(tmp_path), "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["实际", "依据", "方位角", "写入 layer.toml"]),
        ("en", ["found", "evidence", "azimuth", "for layer.toml"]),
    ],
)
def test_people_read_the_answer_the_reasons_and_the_line(
    tmp_path: Path, lang: str, words: list[str]
) -> None:
    file = write_file(tmp_path, FROM_WGS84["GCJ-02"])
    result = doctor(file, "--workspace", write_city(tmp_path / "city"), "--lang", lang)
    assert [word for word in [*words, 'crs = "GCJ-02"'] if word not in result.output] == []


def test_unusable_geometries_are_counted(tmp_path: Path) -> None:
    broken = [feature({"type": "Point", "coordinates": ["x", 1]}, id="a"), feature(None, id="b")]
    path = tmp_path / "a.geojson"
    path.write_text(
        collection([*broken, feature(Point(39_500_000, 4_060_000), id="c")]), encoding="utf-8"
    )
    result = doctor(path, "--workspace", write_city(tmp_path / "city"), "--lang", "en")
    assert "3, 1 of them with unusable geometry" in result.output
    assert "EPSG:4527" in result.output


@pytest.mark.parametrize("text", ["", "<x/>", '{"type": "FeatureCollection"'])
def test_what_cannot_be_read_exits_2(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")
    for file in (path, tmp_path / "none.geojson"):
        result = doctor(file, "--workspace", write_city(tmp_path / "city"))
        assert result.exit_code == 2
        assert file.name in result.output


def test_an_empty_file_is_an_answer_too(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(collection([]), encoding="utf-8")
    result = doctor(path, "--workspace", write_city(tmp_path / "city"), "--json")
    assert (result.exit_code, json.loads(result.output)["found"]) == (0, None)


def test_a_hostile_name_does_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m[red].geojson"
    path.write_text(collection([feature(Point(117, 36.6), id="\x1b")]), encoding="utf-8")
    output = doctor(path, "--workspace", write_city(tmp_path / "city")).output
    assert "\x1b" not in output
    assert "[red]" in output


@pytest.mark.slow
def test_the_example_of_the_document_is_what_is_printed(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    parking = json.loads(
        (SAMPLE_CITY / "layers/parking_sites/features.geojson").read_text(encoding="utf-8")
    )
    features = []
    for item in parking["features"]:
        shape = item["geometry"] and shapely.geometry.shape(item["geometry"])
        moved = shape and shapely.transform(
            shape, lambda at: np.stack(FROM_WGS84["GCJ-02"](*at.T), axis=1)
        )
        features.append(feature(moved, id=item["properties"]["id"]))
    path = tmp_path / "收到的文件.geojson"
    path.write_text(collection(features), encoding="utf-8")
    output = doctor(path, "--workspace", SAMPLE_CITY, "--anchor", "parking_sites").output
    assert "".join(shown[1].split()) == "".join(output.split())
