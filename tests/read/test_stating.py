"""奥维 (OviMap) says of each place which datum it is of: it is obeyed in every verb, and said."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.coordinates.shifted import wgs84_to_bd09, wgs84_to_gcj02
from jinan_geo.read.source import Reading
from tests.read.test_several import folder, kml
from tests.tools.field import draw, kinds, middle, text
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

TRUE = (117.05, 36.65)
IN_GCJ = tuple(float(one.item()) for one in wgs84_to_gcj02(*TRUE))
IN_BD = tuple(float(one.item()) for one in wgs84_to_bd09(*TRUE))


def mark(name: str, stated: str | None, at: tuple[float, ...] = IN_GCJ) -> str:
    said = "" if stated is None else f"<OvCoordType>{stated}</OvCoordType>"
    icon = "<OvAttr><OvIcon>4</OvIcon></OvAttr>"
    spot = f"<Point><coordinates>{at[0]},{at[1]},0</coordinates></Point>"
    return f"<Placemark><name>{name}</name>{icon}{said}{spot}</Placemark>"


def told(line: list[object]) -> dict[str, Any]:
    result = CliRunner().invoke(main, [*map(str, line), "--json", "--lang", "en"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def add(path: Path, place: list[object]) -> None:
    result = CliRunner().invoke(main, ["layer", "add", str(path), "--id", "ovi", *map(str, place)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("stated", "at", "crs"),
    [
        ("GCJ-02", IN_GCJ, "GCJ-02"),
        ("GCJ02", IN_GCJ, "GCJ-02"),
        (" gcj02\n", IN_GCJ, "GCJ-02"),
        ("BD-09", IN_BD, "BD-09"),
        ("CGCS2000", TRUE, "EPSG:4490"),
        ("WGS84", TRUE, "EPSG:4326"),
        (None, TRUE, "EPSG:4326"),
    ],
)
def test_a_kml_of_one_datum_is_read_in_it(
    tmp_path: Path, stated: str | None, at: tuple[float, ...], crs: str
) -> None:
    path = text(tmp_path, kml(mark("甲", stated, at)), "a.ovkml")
    drawn = draw(path)
    assert (middle(drawn), drawn["crs"]) == (TRUE, crs)
    assert kinds(drawn) == ({"stated-datum"} if crs in {"GCJ-02", "BD-09"} else set())
    assert "OvCoordType" not in drawn["fields"]


def test_the_datum_of_a_folder_or_an_archive_holds_for_what_is_in_it(tmp_path: Path) -> None:
    around = "<OvCoordType>GCJ-02</OvCoordType>"
    inside = folder("A", mark("甲", None)).replace("</name>", f"</name>{around}", 1)
    inside += folder("B", mark("乙", "GCJ-02"))
    with zipfile.ZipFile(tmp_path / "a.ovkmz", "w") as archive:
        archive.writestr("doc.kml", kml(inside))
    drawn = draw(tmp_path / "a.ovkmz")
    assert (middle(drawn), drawn["crs"]) == (TRUE, "GCJ-02")


def test_places_of_two_datums_are_brought_together_and_told(tmp_path: Path) -> None:
    marks = [mark("甲", "GCJ-02"), mark("乙", "WGS84", TRUE), mark("丙", None, TRUE)]
    path = text(tmp_path, kml(*marks, mark("丁", "BD-09", IN_BD)), "a.ovkml")
    drawn = draw(path)
    assert (middle(drawn), drawn["on_map"], drawn["crs"]) == (TRUE, 4, "EPSG:4326")
    found = [one for one in drawn["issues"] if one["type"] == "stated-datum"]
    assert [one["value"] for one in found] == ["BD-09", "GCJ-02"]


def test_what_a_user_says_stands_above_the_file(tmp_path: Path) -> None:
    path = text(tmp_path, kml(mark("甲", "GCJ-02", TRUE)), "a.ovkml")
    assert middle(draw(path, crs="EPSG:4326")) == TRUE
    mixed = text(tmp_path, kml(mark("甲", "WGS84"), mark("乙", "GCJ-02")), "b.ovkml")
    assert middle(draw(mixed, crs="gcj02", features=Reading(crs="gcj02"))) == TRUE


def test_a_word_that_is_no_datum_is_named(tmp_path: Path) -> None:
    drawn = draw(text(tmp_path, kml(mark("甲", "地方坐标", TRUE)), "a.ovkml"))
    assert (middle(drawn), kinds(drawn)) == (TRUE, {"crs-not-understood"})


def test_every_verb_obeys_the_datum(tmp_path: Path) -> None:
    path = text(tmp_path, kml(*(mark(name, "GCJ-02") for name in "甲乙")), "a.ovkml")
    write_city(tmp_path / "city")
    place = ["--workspace", tmp_path / "city"]
    assert told(["doctor", path, *place])["declared"] == "GCJ-02"
    seen = {one["type"] for one in told(["check", path, *place])["issues"]}
    assert {"stated-datum", "degrees-assumed"} & seen == {"stated-datum"}
    add(path, place)
    manifest = tmp_path / "city" / "layers" / "ovi" / "layer.toml"
    assert 'crs = "GCJ-02"' in manifest.read_text("utf-8")


@pytest.mark.parametrize("line", ['crs = "EPSG:4490"\n', ""])
def test_a_layer_that_says_otherwise_is_told(tmp_path: Path, line: str) -> None:
    path = text(tmp_path, kml(mark("甲", "GCJ-02")), "a.ovkml")
    write_city(tmp_path / "city")
    place = ["--workspace", tmp_path / "city"]
    add(path, place)
    manifest = tmp_path / "city" / "layers" / "ovi" / "layer.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('crs = "GCJ-02"\n', line), "utf-8")
    result = CliRunner().invoke(main, ["check", *map(str, place), "--lang", "en"])
    assert "the file itself says GCJ-02" in result.output if line else "GCJ-02" in result.output


def ovjsn(*items: dict[str, Any]) -> str:
    return "\ufeff" + json.dumps({"Version": "V10.6.2", "Type": 1, "ObjItems": list(items)})


def item(kind: int, name: str, detail: dict[str, Any]) -> dict[str, Any]:
    return {"Type": kind, "ObjID": 7, "Object": {"Name": name, "Type": kind,
            "Comment": "", "ObjectDetail": detail | {"Obj3dView": {"Gcj02": 1}}}}  # fmt: skip


def test_the_json_of_ovi_is_read_latitude_first(tmp_path: Path) -> None:
    ring = [36.6, 117.0, 36.7, 117.0, 36.7, 117.1]
    items = [
        item(7, "点", {"Lat": TRUE[1], "Lng": TRUE[0], "Gcj02": 0}),
        item(8, "线", {"Latlng": ring, "Gcj02": 0}),
        item(13, "面", {"Latlng": ring, "Gcj02": 0}),
    ]
    drawn = draw(text(tmp_path, ovjsn(*items), "a.ovjsn"))
    assert (middle(drawn), drawn["on_map"], drawn["crs"]) == (TRUE, 3, "EPSG:4490")
    unknown = draw(text(tmp_path, ovjsn(*items, item(44, "圆", {"Latlng": ring})), "b.ovjsn"))
    assert (unknown["on_map"], "unusable-geometry" in kinds(unknown)) == (3, True)


def test_the_json_of_ovi_in_gcj02_is_brought_back(tmp_path: Path) -> None:
    lon, lat = IN_GCJ
    spot = item(7, "点", {"Lat": lat, "Lng": lon, "Gcj02": 1})
    drawn = draw(text(tmp_path, ovjsn(spot), "a.ovjsn"))
    assert (middle(drawn), drawn["crs"]) == (TRUE, "GCJ-02")
