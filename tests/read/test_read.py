"""Reading a layer: every feature is used or set aside with an issue, and nothing is guessed."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from jinan_geo.coordinates.crs import to_shown
from jinan_geo.errors import InputError, RefusedError
from jinan_geo.read import read_cells, read_features, read_layer, read_table
from tests.tools.tiny_city import FILES, SITE_FEATURES, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.workspace import Workspace

SITES = "layers/sites/features.geojson"
SITES_LAYER = "layers/sites/layer.toml"


def read_sites(
    open_city: Callable[..., Workspace], features: list[dict[str, object]], **members: object
) -> tuple[Any, list[Issue], int]:
    """Read the layer of sites with these features."""
    return read_layer(open_city({SITES: collection(features, **members)}).layer("sites"))


def read_one(
    open_city: Callable[..., Workspace], shape: object, **properties: object
) -> tuple[list[str], Any]:
    """Read one feature; gives the types of its issues and the frame."""
    frame, issues, _ = read_sites(open_city, [feature(shape, id="a", **properties)])
    return [issue.type for issue in issues], frame


def test_the_tiny_city_is_read_without_an_issue(open_city: Callable[..., Workspace]) -> None:
    frame, issues, count = read_layer(open_city().layer("sites"))
    assert issues == []
    assert list(frame["id"]) == ["s-1", "s-2", "s-3", "s-4", "s-5"]
    assert count == len(frame) == 5
    assert frame["spaces"].tolist()[0] == 120
    assert frame.geometry.iloc[2] is None


def test_features_used_and_set_aside_make_the_whole_file(
    open_city: Callable[..., Workspace],
) -> None:
    features = [
        feature(Point(117.05, 36.65), id="a"),
        feature(Point(117.05, 36.65), name_zh="没有编号"),
        feature(Point(117.05, 36.65), id="  "),
        feature(Point(117.05, 36.65), id="a"),
        feature(LineString([(117, 36.6), (117.1, 36.6)]), id="line"),
        feature({"type": "Point", "coordinates": [math.nan, 36.65]}, id="nan"),
        feature(
            {"type": "Polygon", "coordinates": [[[117, 36.6], [117.1, 36.6], [117, 36.6]]]},
            id="short",
        ),
        feature(None, id="null"),
    ]
    frame, issues, count = read_sites(open_city, features)
    aside = [issue for issue in issues if issue.severity == "error"]
    assert count == len(features) == len(frame) + len(aside)
    assert list(frame["id"]) == ["a", "null"]
    assert Counter(issue.type for issue in issues) == {
        "missing-id": 2, "duplicate-id": 1, "wrong-geometry-type": 1, "unusable-geometry": 2,
    }  # fmt: skip
    assert [issue.row for issue in aside] == [2, 3, 4, 5, 6, 7]
    assert "已在第 1 个" in aside[2].message().zh


@pytest.mark.parametrize(
    "coordinates", [[math.inf, 36.65], [117.05, -math.inf], [math.nan, math.nan], [1e308 * 10, 36]]
)
def test_a_coordinate_that_is_no_number_sets_the_feature_aside(
    open_city: Callable[..., Workspace], coordinates: object
) -> None:
    types, frame = read_one(open_city, {"type": "Point", "coordinates": coordinates})
    assert types == ["unusable-geometry"]
    assert len(frame) == 0


def test_a_bow_tie_is_kept_and_said_and_not_repaired(open_city: Callable[..., Workspace]) -> None:
    bow_tie = Polygon([(117, 36.6), (117.1, 36.7), (117.1, 36.6), (117, 36.7)])
    types, frame = read_one(open_city, bow_tie)
    assert types == ["invalid-geometry"]
    assert frame.geometry.iloc[0].equals_exact(bow_tie)


def test_height_is_left_out_and_changes_nothing_in_plan(
    open_city: Callable[..., Workspace],
) -> None:
    for coordinates in ([117.05, 36.65, 23.5], [117.05, 36.65, 23.5, 7]):
        types, frame = read_one(open_city, {"type": "Point", "coordinates": coordinates})
        assert types == ["height-dropped"]
        assert not frame.geometry.iloc[0].has_z
        assert frame.geometry.iloc[0] == Point(117.05, 36.65)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["117", "36"]},
        {"type": "Point", "coordinates": [117]},
        {"type": "Point"},
        {"type": "LineString", "coordinates": [[117, 36.6]]},
        {"type": "LineString", "coordinates": None},
        {"type": "MultiPolygon", "coordinates": [[[[117, 36.6], [117.1, 36.6]]]]},
    ],
)
def test_a_geometry_of_wrong_make_sets_the_feature_aside(
    open_city: Callable[..., Workspace], geometry: object
) -> None:
    good = feature(Point(117.05, 36.65), id="good")
    frame, issues, count = read_sites(open_city, [feature(geometry, id="bad"), good])
    assert [(issue.type, issue.feature) for issue in issues] == [("unusable-geometry", "bad")]
    assert (list(frame["id"]), count) == (["good"], 2)


@pytest.mark.parametrize(
    "empty", [{"type": "Polygon", "coordinates": []}, {"type": "MultiPoint", "coordinates": []}]
)
def test_an_empty_geometry_is_a_feature_without_one(
    open_city: Callable[..., Workspace], empty: object
) -> None:
    types, frame = read_one(open_city, empty)
    assert types == ["empty-geometry"]
    assert frame.geometry.iloc[0] is None


def test_an_undeclared_field_is_listed_and_not_read(open_city: Callable[..., Workspace]) -> None:
    frame, issues, _ = read_sites(open_city, [feature(None, id="a", 密码="x")])
    assert [(issue.type, issue.value) for issue in issues] == [("undeclared-field", "密码")]
    assert "密码" not in frame


def test_a_bad_cell_is_named_and_the_feature_kept(open_city: Callable[..., Workspace]) -> None:
    frame, issues, _ = read_sites(
        open_city, [feature(None, id="a", spaces="许多", planned_start="2025-02-30")]
    )
    assert [
        (issue.type, issue.row, issue.feature, issue.field, issue.value) for issue in issues
    ] == [
        ("impossible-date", 1, "a", "planned_start", "2025-02-30"),
        ("bad-value", 1, "a", "spaces", "许多"),
    ]
    assert frame["spaces"].isna().all()


def test_ids_and_codes_written_as_numbers_stay_whole_beside_missing_ones(
    open_city: Callable[..., Workspace],
) -> None:
    frame, _, _ = read_sites(
        open_city, [feature(None, id=7, district=370102), feature(None, id="x"), feature(None)]
    )
    assert list(frame["id"]) == ["7", "x"]
    assert frame["district"].iloc[0] == "370102"
    frame, _, _ = read_sites(open_city, [feature(None, id=370102), feature(None, id=None)])
    assert list(frame["id"]) == ["370102"]


@pytest.mark.parametrize("word", ["NA", "null", "nan", "None", "True", "-", "007", "1E10"])
def test_words_that_look_missing_stay_words(
    open_city: Callable[..., Workspace], word: object
) -> None:
    frame, _, _ = read_sites(open_city, [feature(None, id=word, name_zh=word)])
    assert (frame["id"].iloc[0], frame["name_zh"].iloc[0]) == (word, word)


def test_standard_attributes_may_have_other_names_in_the_file(
    open_city: Callable[..., Workspace],
) -> None:
    layer = FILES[SITES_LAYER].replace(
        "order = 10", 'columns = { id = "编号", name_zh = "名称", spaces = "泊位" }'
    )
    files = {SITES_LAYER: layer, SITES: collection([feature(None, 编号="a", 名称="甲", 泊位=3)])}
    frame, issues, _ = read_layer(open_city(files).layer("sites"))
    assert issues == []
    assert frame[["id", "name_zh", "spaces"]].to_numpy().tolist() == [["a", "甲", 3]]


def test_text_is_what_the_file_says(open_city: Callable[..., Workspace]) -> None:
    words = [
        "2025/01/02",
        "2025-01-02T10:00:00Z",
        "01:02:03",
        "0.10",
        "lone \ud83d surrogate",
        "a\u2028b",
        "x" * 5000,
    ]
    text = collection([feature(None, id=str(at), name_zh=word) for at, word in enumerate(words)])
    frame, _, _ = read_layer(open_city({SITES: text.replace("\ud83d", "\\ud83d")}).layer("sites"))
    assert list(frame["name_zh"]) == [word.replace("\ud83d", "\ufffd") for word in words]


def test_a_number_too_long_for_a_page_is_a_bad_cell(open_city: Callable[..., Workspace]) -> None:
    text = collection([feature(None, id="a", spaces=0)]).replace(
        '"spaces": 0', '"spaces": ' + "9" * 400
    )
    frame, issues, _ = read_layer(open_city({SITES: text}).layer("sites"))
    assert [(issue.type, issue.field) for issue in issues] == [("bad-value", "spaces")]
    assert len(issues[0].message().zh) < 200
    assert frame["spaces"].isna().all()


def test_an_empty_layer_is_empty(open_city: Callable[..., Workspace]) -> None:
    frame, issues, count = read_sites(open_city, [])
    assert (len(frame), issues, count) == (0, [], 0)


@pytest.mark.slow
def test_a_layer_stored_in_metres_lands_where_the_degrees_do(
    open_city: Callable[..., Workspace],
) -> None:
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4548", always_xy=True)
    moved = []
    for item in SITE_FEATURES:
        shape = None if item["geometry"] is None else shapely.geometry.shape(item["geometry"])
        shape = shapely.transform(shape, lambda xy: np.column_stack(to_metres.transform(*xy.T)))
        moved.append(feature(shape, **item["properties"]))
    layer = FILES[SITES_LAYER].replace("order = 10", 'crs = "EPSG:4548"')
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}}
    degrees, _, _ = read_layer(open_city().layer("sites"))
    for members in ({}, named):
        files = {SITES_LAYER: layer, SITES: collection(moved, **members)}
        metres, issues, _ = read_layer(open_city(files).layer("sites"))
        assert [issue.type for issue in issues] == ["converted-crs"]
        for one, other in zip(to_shown(metres).geometry, degrees.geometry, strict=True):
            assert (one is None) == (other is None)
            assert one is None or one.equals_exact(other, tolerance=1e-7)


def test_metres_under_a_crs_of_degrees_are_refused_with_the_next_step(
    open_city: Callable[..., Workspace],
) -> None:
    with pytest.raises(
        InputError,
        match=r"coordinates reach 4050000 but EPSG:4326 .* for example crs = \"EPSG:4548\"",
    ):
        read_sites(open_city, [feature(Point(500_000, 4_050_000), id="a")])


def test_a_file_that_names_another_crs_is_a_contradiction(
    open_city: Callable[..., Workspace],
) -> None:
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}
    with pytest.raises(
        InputError, match=r"the file says .*Pseudo-Mercator.*layer.toml says EPSG:4326"
    ):
        read_sites(open_city, [feature(Point(13_000_000, 4_300_000), id="a")], **named)


@pytest.mark.slow
def test_an_unknown_crs_is_refused(open_city: Callable[..., Workspace]) -> None:
    files = {SITES_LAYER: FILES[SITES_LAYER].replace("order = 10", 'crs = "济南2000"')}
    with pytest.raises(InputError, match=r"layers/sites/layer.toml: crs = '济南2000' is not known"):
        read_layer(open_city(files).layer("sites"))


def test_a_vrt_named_geojson_is_refused_and_leaks_nothing(
    open_city: Callable[..., Workspace], tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("id,name_zh,x,y\na,绝密,117,36\n", encoding="utf-8")
    vrt = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        '<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="x" '
        'y="y"/>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    workspace = open_city({SITES: vrt})
    with pytest.raises(RefusedError, match="not readable as GeoJSON") as caught:
        read_layer(workspace.layer("sites"))
    assert "绝密" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "{", "<kml/>", "id,x\n1,2\n", '{"type":"FeatureCollection","features":[', "[" * 100_000],
)
def test_what_is_no_geojson_is_refused_by_name(
    open_city: Callable[..., Workspace], text: str
) -> None:
    with pytest.raises(InputError, match=r"layers/sites/features.geojson: "):
        read_layer(open_city({SITES: text}).layer("sites"))


def test_a_missing_features_file_is_named(open_city: Callable[..., Workspace]) -> None:
    with pytest.raises(InputError, match=r"layers/sites/features.geojson: the file is missing"):
        read_layer(open_city({SITES: None}).layer("sites"))


def test_nested_properties_become_text(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps(json.loads(collection([feature(None, tags={"甲": [1]})]))), encoding="utf-8"
    )
    assert read_features(path, "a")["tags"].iloc[0] == '{"甲": [1]}'


def test_a_property_named_geometry_does_not_replace_it(open_city: Callable[..., Workspace]) -> None:
    types, frame = read_one(
        open_city, box(117, 36.6, 117.1, 36.7), geometry="x", geometry_fault="y"
    )
    assert types == []
    assert frame.geometry.iloc[0].area > 0


def write(tmp_path: Path, data: str | bytes) -> Path:
    """A table on disk, as text or bytes."""
    path = tmp_path / "t.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_table_cells_are_text_and_know_their_lines(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, '\ufeffid,x\r\n007,NA\r\n\r\n"a\nb",1\r\n'), "t.csv")
    assert table.cells.to_numpy().tolist() == [["007", "NA"], ["a\nb", "1"]]
    assert table.lines == [2, 5]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("id,x\n1\n", r"t.csv line 2: 1 cell under 2 headings"),
        ("id,x\n1,2,3\n", r"t.csv line 2: 3 cells under 2 headings"),
        ("id,id\n1,2\n", r"t.csv line 1: headings are missing or repeated: 'id,id'"),
        ("", r"t.csv line 1: headings are missing"),
        ('id\n"a"b\n', r"t.csv line 2: .*check the quotes"),
        ('id\n"a\n', r"t.csv line 2: .*check the quotes"),
        ("id\n历下".encode("gbk"), r"t.csv: not UTF-8 at byte 3; save it as CSV UTF-8"),
        ("id\n1\n".encode("utf-16"), r"t.csv: not UTF-8 at byte 0"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, data: object, message: object
) -> None:
    with pytest.raises(InputError, match=message):
        read_table(write(tmp_path, data), "t.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_of_unknown_make_is_read(
    tmp_path: Path, delimiter: object, encoding: object
) -> None:
    text = "编号,数,金额,码\n甲,1,2.5,007\n乙,,-3,NA\n".replace(",", delimiter)
    frame = read_cells(write(tmp_path, text.encode(encoding)), "t.csv").cells
    assert frame.to_numpy().tolist() == [["甲", "1", "2.5", "007"], ["乙", "", "-3", "NA"]]


def test_a_folder_in_place_of_a_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"progress\.csv: cannot be opened"):
        read_table(tmp_path, "progress.csv")


def test_a_cell_of_a_million_characters_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("id,remark\na," + "字" * 1_000_000 + "\n", encoding="utf-8")
    assert len(read_table(path, "long.csv").cells["remark"][0]) == 1_000_000
