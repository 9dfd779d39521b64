"""Texts of survey offices: plots with their corners, points of a total station (K13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj
import pytest
import shapely

from jinan_geo.errors import InputError
from jinan_geo.read import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

HEAD = {
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "39",
}
EAST, NORTH = 39_501_788.129, 4_058_779.845
OUTER = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
HOLE = [(30, 30), (30, 70), (70, 70), (70, 30), (30, 30)]


def corners(ring: str, offsets: list[tuple[float, float]], east: float = EAST) -> str:
    return "".join(
        f"J{at},{ring},{NORTH + y:.3f},{east + x:.3f}\n" for at, (x, y) in enumerate(offsets, 1)
    )


def write(folder: Path, plots: str, encoding: str = "gb18030", **head: str) -> Source:
    said = "".join(f"{key}={value}\n" for key, value in {**HEAD, **head}.items())
    path = folder / "报批坐标.txt"
    path.write_bytes(f"[属性描述]\n{said}[地块坐标]\n{plots}".encode(encoding))
    return read_source(path, path.name)


def plot(number: int, area: str, *rings: str, kind: str = "面") -> str:
    return f"5,{area},{number},地块{number},{kind},,住宅用地,0701,@\n{''.join(rings)}"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_k13_plots_are_polygons_with_their_holes(tmp_path: Path, encoding: str) -> None:
    text = plot(1, "0.8400", corners("1", OUTER), corners("2", HOLE)) + plot(
        2, "1.0000", corners("1", OUTER)
    )
    found = write(tmp_path, text, encoding)
    assert found.frame.geometry.area.round(2).tolist() == [8400, 10000]
    assert found.frame.crs == "EPSG:4527"
    assert found.frame["地块名称"].tolist() == ["地块1", "地块2"]
    assert found.frame["地类编码"].tolist() == ["0701", "0701"]
    assert [note.type for note in found.notes if note.severity != "info"] == []


def test_k13_full_width_commas_part_the_cells_too(tmp_path: Path) -> None:
    text = plot(1, "0.8400", corners("1", OUTER), corners("2", HOLE)).replace(",", "，")
    found = write(tmp_path, text)
    assert found.frame.geometry.area.round(2).tolist() == [8400]
    assert found.frame["地块名称"].tolist() == ["地块1"]


@pytest.mark.parametrize(
    ("head", "east", "code"),
    [
        ({}, EAST, 4527),
        ({}, EAST - 39_000_000, 4548),
        ({"带号": "40"}, EAST + 1_000_000, 4528),
        ({"几度分带": "6", "带号": "20"}, 20_501_788.0, 4498),
        ({"几度分带": "6", "带号": "20"}, 501_788.0, 4509),
        ({"坐标系": "1980西安坐标系"}, EAST, 2363),
        ({"坐标系": "80国家大地坐标系"}, EAST - 39_000_000, 2384),
        ({"坐标系": "北京54坐标系"}, EAST, 2415),
        ({"几度分带": "3度"}, EAST, 4527),
    ],
)
def test_k13_the_crs_is_as_the_head_states(
    tmp_path: Path, head: dict[str, str], east: float, code: int
) -> None:
    found = write(tmp_path, plot(1, "1.0", corners("1", OUTER, east)), **head)
    assert found.frame.crs.to_epsg() == code
    crs = pyproj.CRS.from_epsg(code)
    width, zone = ({**HEAD, **head}[key] for key in ("几度分带", "带号"))
    meridian = int(zone) * 3 if width[0] == "3" else int(zone) * 6 - 3
    params = {one.name: one.value for one in crs.coordinate_operation.params}
    assert params["Longitude of natural origin"] == meridian
    assert params["False easting"] == (500_000 if east < 1e6 else int(zone) * 1_000_000 + 500_000)


def test_k13_a_head_that_says_too_little_states_no_crs(tmp_path: Path) -> None:
    for head in ({"带号": ""}, {"几度分带": ""}, {"带号": "99"}, {"坐标系": ""}):
        assert write(tmp_path, plot(1, "1.0", corners("1", OUTER)), **head).frame.crs is None


def test_k13_a_system_that_is_not_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"济南独立坐标系.*--crs"):
        write(tmp_path, plot(1, "1.0", corners("1", OUTER)), 坐标系="济南独立坐标系")


def test_k13_an_area_that_is_not_that_of_the_corners_is_told(tmp_path: Path) -> None:
    text = plot(1, "1.5", corners("1", OUTER)) + plot(2, "10000", corners("1", OUTER))
    found = write(tmp_path, text)
    assert [(note.type, note.value) for note in found.notes if note.type == "plot-area"] == [
        ("plot-area", 1.5)
    ]


def test_k13_a_ring_left_open_is_closed_and_a_bad_corner_is_named(tmp_path: Path) -> None:
    text = (
        plot(1, "1.0", corners("1", OUTER[:-1]))
        + plot(2, "1.0", "J1,1,abc,3\n")
        + plot(3, "1.0", corners("1", OUTER[:2]))
    )
    found = write(tmp_path, text)
    assert found.frame.geometry.notna().tolist() == [True, False, False]
    assert found.frame["geometry_fault"].notna().tolist() == [False, True, True]
    assert "no corner" in found.frame["geometry_fault"][1]


def test_k13_points_and_lines_stay_what_they_are(tmp_path: Path) -> None:
    text = plot(1, "", corners("1", OUTER[:2]), kind="点") + plot(
        2, "", corners("1", OUTER[:3]), kind="线"
    )
    assert write(tmp_path, text).frame.geom_type.tolist() == ["MultiPoint", "MultiLineString"]


POINTS = "1,,39502000.1,4058000.2,25.3\n2,K1,39502010.1,4058010.2,26\n3,,39502020.1,4058020.2,\n"


@pytest.mark.parametrize(
    "text",
    [
        POINTS,
        POINTS.replace("\n", "\r\n"),
        POINTS.rstrip(),
        POINTS.replace(",25.3", ""),
        "\n" + POINTS,
    ],
)
def test_k13_points_of_a_total_station_have_east_before_north(tmp_path: Path, text: str) -> None:
    path = tmp_path / "展点.dat"
    path.write_text(text, encoding="utf-8", newline="")
    found = read_source(path, path.name)
    numbers = shapely.get_coordinates(found.frame.geometry.to_numpy())
    assert numbers[0].tolist() == [39502000.1, 4058000.2]
    assert found.frame["编码"].tolist() == [None, "K1", None]
    assert len(found.frame) == 3


def test_k13_the_part_of_a_mapinfo_table_is_still_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes(b"\x03dBase\0\0\x01")
    with pytest.raises(InputError):
        read_source(path, path.name)
