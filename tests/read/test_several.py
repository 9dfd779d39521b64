"""Folders of KML and kinds of GPX are read at once, or one alone; none is lost unsaid."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely

from jinan_geo.errors import InputError
from jinan_geo.read import Reading, folders, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

GX = "http://www.google.com/kml/ext/2.2"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
)
GPX = (
    '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
)
VISIT = (
    '<wpt lat="36.651" lon="117.051"><ele>23.5</ele><time>2025-05-01T02:03:04Z</time>'
    "<name>一号</name></wpt>"
    '<rte><name>R</name><rtept lat="36.651" lon="117.051"/>'
    '<rtept lat="36.652" lon="117.052"/></rte>'
    '<trk><name>T</name><trkseg><trkpt lat="36.651" lon="117.051"><ele>1</ele></trkpt>'
    '<trkpt lat="36.652" lon="117.052"/></trkseg>{more}</trk>'
)
LONE = '<trkseg><trkpt lat="36.8" lon="117.2"/></trkseg>'


def place(name: str, more: str = "", lon: float = 117.051) -> str:
    spot = f"<Point><coordinates>{lon},36.651</coordinates></Point>"
    return f"<Placemark><name>{name}</name>{more}{spot}</Placemark>"


def folder(name: str, *places: str) -> str:
    return f"<Folder><name>{name}</name>{''.join(places)}</Folder>"


def kml(*parts: str) -> str:
    return f"{HEAD}{''.join(parts)}</Document></kml>"


def gpx(more: str = "") -> str:
    return f"{GPX}{VISIT.format(more=more)}</gpx>"


def read(path: Path, text: str, layer: str | None = None) -> Source:
    path.write_text(text, encoding="utf-8")
    return read_source(path, path.name, Reading(layer=layer))


def kinds(source: Source) -> list[str]:
    return [note.type for note in source.notes]


TWO = kml(folder("停车场", place("甲"), place("乙")), folder("公园", place("丙")))


def test_folders_of_kml_are_read_at_once(tmp_path: Path) -> None:
    source = read(tmp_path / "a.kml", TWO)
    assert source.frame["folder"].tolist() == ["停车场", "停车场", "公园"]
    assert source.frame["Name"].tolist() == ["甲", "乙", "丙"]
    note = next(note for note in source.notes if note.type == "parts-together")
    assert "'停车场' (2), '公园' (1)" in note.message().en


def test_one_folder_alone(tmp_path: Path) -> None:
    source = read(tmp_path / "a.kml", TWO, "公园")
    assert source.frame["Name"].tolist() == ["丙"]
    assert "folder" not in source.frame
    with pytest.raises(InputError, match="no layer '公厕'; it has 2 layers: '停车场', '公园'"):
        read(tmp_path / "a.kml", TWO, "公厕")


def test_folders_of_a_kmz_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", TWO)
    source = read_source(tmp_path / "a.kmz", "a.kmz", Reading())
    assert source.frame["folder"].tolist() == ["停车场", "停车场", "公园"]
    alone = read_source(tmp_path / "a.kmz", "a.kmz", Reading(layer="停车场"))
    assert len(alone.frame) == 2


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([folder("A", place("1"), folder("B", place("2")))], {"1": "A", "2": "B"}),
        ([place("0"), folder("A", place("1")), place("9")], {"1": "A"}),
        ([folder("A", place("1")), folder("A", place("2"))], {"1": "A"}),
        ([folder("A", place("1")), folder("B"), folder("C", place("2"))], {"2": "C"}),
    ],
    ids=["nested", "loose beside", "of one name", "empty"],
)
def test_no_place_of_any_folder_is_lost(
    tmp_path: Path, parts: list[str], expected: dict[str, str]
) -> None:
    text = kml(*parts)
    frame = read(tmp_path / "visits.kml", text).frame
    assert len(frame) == text.count("<Placemark>")
    found = dict(zip(frame["Name"], frame["folder"], strict=True))
    assert found | expected == found


def test_a_column_of_that_name_is_kept(tmp_path: Path) -> None:
    own = '<ExtendedData><Data name="folder"><value>x</value></Data></ExtendedData>'
    frame = read(
        tmp_path / "a.kml", kml(folder("A", place("1", own)), folder("B", place("2")))
    ).frame
    assert frame["folder"].tolist() == ["x", None]
    assert frame["folder_2"].tolist() == ["A", "B"]


def test_fields_of_different_folders_stay_apart(tmp_path: Path) -> None:
    own = '<ExtendedData><Data name="{0}"><value>{0}</value></Data></ExtendedData>'
    text = kml(folder("A", place("1", own.format("p"))), folder("B", place("2", own.format("q"))))
    frame = read(tmp_path / "a.kml", text).frame
    assert frame["p"].tolist() == ["p", None]
    assert frame["q"].tolist() == [None, "q"]


def test_waypoints_routes_and_tracks_are_read_at_once(tmp_path: Path) -> None:
    source = read(tmp_path / "a.gpx", gpx())
    assert source.format == "GPX"
    assert source.frame["layer"].tolist() == ["waypoints", "routes", "tracks"]
    assert source.frame["name"].tolist() == ["一号", "R", "T"]
    assert source.frame["ele"].tolist() == [23.5, None, None]
    assert source.frame["time"].tolist()[0].startswith("2025-05-01T02:03:04")
    assert source.frame.crs == "EPSG:4326"
    assert [shape.geom_type for shape in source.frame.geometry] == [
        "Point", "LineString", "MultiLineString",
    ]  # fmt: skip
    assert "hdop" not in source.frame  # nothing says it


def test_waypoints_alone_have_no_column_more(tmp_path: Path) -> None:
    text = f'{GPX}<wpt lat="36.651" lon="117.051"><name>一号</name></wpt></gpx>'
    source = read(tmp_path / "a.gpx", text)
    assert [*source.frame.columns] == ["name", "geometry_fault", "geometry"]
    assert not source.notes


def test_points_of_a_track_where_they_are_asked_for(tmp_path: Path) -> None:
    frame = read(tmp_path / "a.gpx", gpx(LONE), "track_points").frame
    assert len(frame) == 3
    assert frame["ele"].tolist() == [1, None, None]
    with pytest.raises(InputError, match="no layer 'trails'; it has 5 layers: 'waypoints', "):
        read(tmp_path / "a.gpx", gpx(), "trails")


def test_a_part_of_a_single_point_does_not_lose_the_track(tmp_path: Path) -> None:
    source = read(tmp_path / "a.gpx", gpx(LONE), "tracks")
    assert source.frame["geometry_fault"].isna().all()
    assert shapely.get_num_coordinates(source.frame.geometry[0]) == 2
    note = next(note for note in source.notes if note.type == "short-parts")
    assert (note.row, note.value) == (1, 1)
    assert "short-parts" not in kinds(read(tmp_path / "a.gpx", gpx(), "tracks"))


def test_a_track_of_single_points_only_is_named(tmp_path: Path) -> None:
    text = f"{GPX}<trk><name>T</name>{LONE}</trk></gpx>"
    source = read(tmp_path / "a.gpx", text)
    assert source.frame["geometry_fault"].notna().all()


def data(**values: str) -> str:
    cells = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>' for name, value in values.items()
    )
    return f"<ExtendedData>{cells}</ExtendedData>"


def test_data_of_placemarks_keep_their_chinese_names(tmp_path: Path) -> None:
    text = kml(place("1", data(用途="公园", 类型="甲")), place("2", data(用途="停车", 面积="3")))
    frame = read(tmp_path / "a.kml", text).frame
    assert frame["用途"].tolist() == ["公园", "停车"]
    assert frame["类型"].tolist() == ["甲", None]
    assert frame["面积"].tolist() == [None, "3"]
    assert not [title for title in frame if title.startswith("_")]


def test_data_beside_a_schema_are_not_lost(tmp_path: Path) -> None:
    schema = '<Schema name="S" id="S"><SimpleField type="int" name="投资"/></Schema>'
    typed = (
        '<ExtendedData><SchemaData schemaUrl="#S"><SimpleData name="投资">5</SimpleData>'
        "</SchemaData></ExtendedData>"
    )
    text = kml(schema, place("1", typed), place("2", data(用途="停车")))
    frame = read(tmp_path / "a.kml", text).frame
    assert frame["投资"].tolist() == [5, None]
    assert frame["用途"].tolist() == [None, "停车"]


def test_overlays_do_not_shift_the_data(tmp_path: Path) -> None:
    sides = {"north": 36.1, "south": 36, "east": 117.1, "west": 117}
    box = "".join(f"<{side}>{value}</{side}>" for side, value in sides.items())
    text = kml(
        f"<GroundOverlay><name>图</name><LatLonBox>{box}</LatLonBox></GroundOverlay>",
        place("1", data(用途="停车")),
    )
    frame = read(tmp_path / "a.kml", text).frame
    assert frame["用途"].tolist() == [None, "停车"]


ROOT = '<kml xmlns="http://www.opengis.net/kml/2.2">'
STOP, GREEN = place("1", data(用途="停车")), place("2", data(用途="绿地"), 117.052)
LOOSE = {
    "beside each other in no document": f"{ROOT}{STOP}{GREEN}</kml>",
    "in a file within the file": kml(folder("x"), f"<kml>{STOP}{GREEN}</kml>"),
    "in that alone": kml(f"<kml>{STOP}{GREEN}</kml>"),
    "in what is no folder": kml(STOP, f"<table>{GREEN}</table>"),
}


@pytest.mark.parametrize("where", LOOSE)
def test_placemarks_that_gdal_passes_over_are_read(tmp_path: Path, where: str) -> None:
    frame = read(tmp_path / "a.kml", LOOSE[where]).frame
    assert [*frame["Name"]] == ["1", "2"]
    assert [*frame["用途"]] == ["停车", "绿地"]
    assert [*frame.geometry.x] == [117.051, 117.052]


def test_one_folder_of_a_file_with_loose_placemarks_is_not_told(tmp_path: Path) -> None:
    text = kml(folder("A", STOP), f"<table>{GREEN}</table>")
    with pytest.raises(InputError, match="without --layer"):
        read(tmp_path / "a.kml", text, "A")


@pytest.mark.parametrize("inner", ["", "<name>x</name>", "<!-- nothing -->"])
def test_a_file_without_places_is_named(tmp_path: Path, inner: str) -> None:
    alone = HEAD.replace("<Document>", f"<Folder>{inner}</Folder></kml>")
    with pytest.raises(InputError, match="holds no places"):
        read(tmp_path / "a.kml", alone)


def test_many_folders_are_read_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = (
        '<Schema name="s" id="s"><SimpleField name="n" type="int"/></Schema>'
        '<Style id="x"><LineStyle><width>2</width></LineStyle></Style>'
    )
    typed = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="n">{}</SimpleData>'
        "</SchemaData></ExtendedData>"
    )
    track = "<gx:Track><gx:coord>117 36.6 1</gx:coord><gx:coord>117.1 36.6 1</gx:coord></gx:Track>"
    places = [place(f"p{at}", typed.format(at), 117 + at / 100) for at in range(12)]
    places[3] = f"<Placemark><name>t</name><visibility>1</visibility>{track}</Placemark>"
    places[4] = "<Placemark><name>nowhere</name><Point><coordinates/></Point></Placemark>"
    parts = [folder(f"F{at % 9}", one) for at, one in enumerate(places)]
    parts[5] = folder("outer", parts[5], folder("empty"))
    said = kml(schema, *parts).replace("<kml ", f'<kml xmlns:gx="{GX}" ')
    (tmp_path / "a.kml").write_text(said, "utf-8")
    at_once = read_source(tmp_path / "a.kml", "a.kml", Reading())
    monkeypatch.setattr(folders, "FEW", 99)
    one_by_one = read_source(tmp_path / "a.kml", "a.kml", Reading())
    assert len(at_once.frame) == len(places)
    pd.testing.assert_frame_equal(pd.DataFrame(at_once.frame), pd.DataFrame(one_by_one.frame))
    assert sorted(map(str, at_once.notes)) == sorted(map(str, one_by_one.notes))


LINK = "<NetworkLink><Link><href>http://10.1.1.1/a.kml</href></Link></NetworkLink>"


def test_links_are_told_and_a_file_of_links_alone_is_refused_as_such(tmp_path: Path) -> None:
    source = read(tmp_path / "a.kml", kml(LINK, place("一")))
    assert "links-not-read" in kinds(source)
    for text in (kml(LINK), f"{HEAD.removesuffix('<Document>')}{LINK}</kml>"):
        with pytest.raises(InputError, match=r"links to others \('http://10.1.1.1/a.kml'\)"):
            read(tmp_path / "a.kml", text)


def test_a_shape_that_cannot_be_built_is_told_in_plain_words(tmp_path: Path) -> None:
    ring = "<LinearRing><coordinates>117,36 118,36 118,37{}</coordinates></LinearRing>"
    area = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    line = "<LineString><coordinates>117,36</coordinates></LineString>"
    shapes = [area.format(""), line, ring.format(" 117,36"), area.format(" 117,36")]
    marks = [f"<Placemark><name>a</name>{shape}</Placemark>" for shape in shapes]
    faults = read(tmp_path / "a.kml", kml(*marks)).frame["geometry_fault"].tolist()
    assert faults[:2] == [
        "a ring is not closed, or has fewer than 4 positions", "a line of a single point",
    ]  # fmt: skip
    assert "a LinearRing by itself" in faults[2]
    assert faults[3] is None
