"""K16, neighbours: folders of KML at once, whoever wrote them, and places that are no numbers."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.read.test_several import HEAD, data, folder, gpx, kml, place
from tests.tools.field import draw, kinds, middle, text

if TYPE_CHECKING:
    from pathlib import Path

TWO = kml(folder("停车场", place("甲"), place("乙")), folder("公园", place("丙")))
TRACK = (
    '<Placemark><name>轨</name><gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2">'
    "<when>2025-01-01T00:00:00Z</when><when>2025-01-01T00:01:00Z</when>"
    "<gx:coord>117 36.6 0</gx:coord><gx:coord>117.1 36.6 0</gx:coord></gx:Track></Placemark>"
)
DOCUMENTS = (
    f"<Folder><Document><name>一</name>{place('甲')}{place('乙')}</Document>"
    f"<Document><name>二</name>{place('丙')}</Document></Folder></kml>"
)
WRITTEN = {
    "three deep, as 奥维 writes": kml(
        folder("收藏", folder("2024", folder("停车", place("甲"), place("乙"))), place("丙"))
    ),
    "folders without names": kml(
        f"<Folder>{place('甲')}</Folder><Folder>{place('乙')}{place('丙')}</Folder>"
    ),
    "names with signs": kml(
        folder(" A &amp; B\n", place("甲")), folder("<![CDATA[<b>]]>", place("乙"), place("丙"))
    ),
    "several documents": HEAD.replace("<Document>", DOCUMENTS),
    "no namespace": TWO.replace(' xmlns="http://www.opengis.net/kml/2.2"', ""),
    "the namespace of Google Earth": TWO.replace(
        "http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.1"
    ),
    "hidden": TWO.replace("<Folder>", "<Folder><visibility>0</visibility>", 1),
    "blanks behind commas": TWO.replace("117.051,36.651", "\n 117.051, 36.651, 0 \n"),
    "a track": kml(folder("A", TRACK), folder("B", place("乙"), place("丙"))),
    "other columns": kml(
        folder("A", place("甲", data(投资="1,200"))), folder("B", place("乙"), place("丙"))
    ),
}
NOWHERE = {
    "none": ("", None),
    "words": ("待定", "no-place-yet"),
    "letters": ("abc,def", "unusable-geometry"),
    "one number": ("117.05", "unusable-geometry"),
    "half of a pair": ("117.05,", "unusable-geometry"),
    "a blank between": ("117.05 36.6", "unusable-geometry"),
    "decimal commas": ("117,05;36,6", "unusable-geometry"),
    "NaN": ("NaN,NaN", "unusable-geometry"),
    "zero": ("0,0,0", "zero-place"),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_k16_folders_at_once(tmp_path: Path, case: str) -> None:
    drawn = draw(text(tmp_path, WRITTEN[case], "a.kml"))
    assert (drawn["features"], drawn["on_map"], "folder" in drawn["fields"]) == (3, 3, True)
    assert kinds(drawn) == {"parts-together"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5"])
def test_k16_encodings_that_gdal_does_not_know(tmp_path: Path, encoding: str) -> None:
    said = TWO.replace("UTF-8", "GB2312" if encoding == "gb18030" else encoding)
    said = said.replace("停车场", "停車場").replace("公园", "公園")
    drawn = draw(text(tmp_path, said, "a.kml", encoding))
    assert (drawn["on_map"], kinds(drawn)) == (3, {"parts-together"})


def test_k16_gbk_that_says_it_is_utf8_is_read_and_told(tmp_path: Path) -> None:
    places = [place(f"{at}号地下停车场项目") for at in range(9)]
    drawn = draw(text(tmp_path, kml(folder("停车场", *places)), "a.kml", "gb18030"))
    assert (drawn["on_map"], kinds(drawn)) == (9, {"encoding-contradiction"})


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("case", NOWHERE)
def test_k16_what_is_no_position_is_nowhere_and_told(tmp_path: Path, case: str) -> None:
    said, kind = NOWHERE[case]
    spoilt = place("甲").replace("117.051,36.651", said)
    drawn = draw(text(tmp_path, kml(folder("A", place("乙")), folder("B", spoilt)), "a.kml"))
    assert (drawn["on_map"], drawn["unlocated"], middle(drawn)) == (1, 1, (117.051, 36.651))
    assert kinds(drawn) == {"parts-together"} | ({kind} if kind else set())
    assert all(one["row"] == 2 for one in drawn["issues"] if one["type"] == kind)


def test_k16_a_corner_that_is_no_number_does_not_run_to_zero(tmp_path: Path) -> None:
    line = "<Placemark><name>x</name><LineString><coordinates>117,36.6 x,y 117.1,36.7{}"
    line = line.format("</coordinates></LineString></Placemark>")
    drawn = draw(text(tmp_path, kml(folder("A", line), folder("B", place("乙"))), "a.kml"))
    assert (drawn["on_map"], drawn["unlocated"]) == (1, 1)


@pytest.mark.parametrize(
    ("lat", "lon", "kind"),
    [
        ("", "", set()),
        ("x", "y", {"unusable-geometry"}),
        ("36,6", "117,0", {"unusable-geometry"}),
        ("0", "0", {"zero-place"}),
    ],
)
def test_k16_waypoints_without_numbers_are_kept(
    tmp_path: Path, lat: str, lon: str, kind: set[str]
) -> None:
    one = f'<wpt lat="{lat}" lon="{lon}"><name>二号</name></wpt>'
    drawn = draw(text(tmp_path, gpx().replace("<rte>", f"{one}<rte>"), "a.gpx"))
    assert (drawn["features"], drawn["on_map"], drawn["unlocated"]) == (4, 3, 1)
    assert kinds(drawn) - {"mixed-geometry", "parts-together"} == kind


def test_k16_two_kml_in_one_kmz_are_both_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("一.kml", TWO)
        archive.writestr("二.kml", TWO)
    error = draw(tmp_path / "a.kmz")["error"]
    assert "'一.kml', '二.kml'" in error
    assert "--layer" in error
