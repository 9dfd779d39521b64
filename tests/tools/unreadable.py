"""Files with one thing wrong, as the planted faults of reading need them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import openpyxl
from shapely import Point

from tests.read.test_encoding import write_shapefile
from tests.read.test_photos import png
from tests.read.test_several import folder, gpx, kml, place
from tests.tools.planted import (
    FEATURES,
    LAYER,
    LEDGER,
    PLACE,
    TOML,
)
from tests.tools.tiny_city import FILES, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


SPOT = Point(117.051, 36.651)
TEXTS = ["历下区明府城停车楼及配套改造"]
SHAPES = "layers/sites/s.shp"
SHAPED = PLACE.replace(
    "order = 10", 'order = 10\nfeatures = "s.shp"\ncolumns = { name_zh = "名称" }'
)
TABLE = "layers/sites/s.csv"
TABLED = PLACE.replace("order = 10", 'order = 10\ncrs = "EPSG:4490"\nfeatures = "s.csv"')
KEPT = TABLE
UNDECLARED = frozenset({"undeclared-field"})
XY = '\n[coordinates]\nx = "经度"\ny = "纬度"\n'
BOOK = "layers/sites/progress.xlsx"
BOOKED = LAYER.replace("order = 10", 'order = 10\nprogress = "progress.xlsx"')
HEAD = ["id", "as_of", "stage", "done_pct", "remark"]
JAN = dt.date(2025, 1, 31)
ROWS: list[list[Any]] = [["s-1", JAN, "construction", 8, ""], ["s-2", JAN, "construction", 5, ""]]
LATER = ["s-4", JAN, "construction", 3, ""]


def shapefile(encoding: str, cpg: str | None) -> dict[str, Any]:
    """A site in a shapefile whose encoding is stated so, or not at all."""
    return {
        TOML: SHAPED,
        SHAPES: lambda path: write_shapefile(path, encoding, cpg, TEXTS),
    }


def placed(first: str, *, heads: str = "经度,纬度", declared: bool = True) -> dict[str, Any]:
    """Two sites in a table of coordinates: the first as given, the second in the city."""
    rows = f"id,name_zh,{heads}\ns-1,明府城,{first}\ns-2,泉城路,117.052,36.652\n"
    return {TOML: TABLED + (XY if declared else ""), TABLE: rows}


def kept_as(rows: str, *, heads: str = "id,name_zh,note_zh") -> dict[str, Any]:
    """Sites in a table as it is kept, whose headings and rows are these, each row with a place."""
    placed_rows = "".join(
        f"117.05,36.65,{row}\n" if row[0] == "s" else f"{row}\n" for row in rows.split("|")
    )
    return {TOML: TABLED + XY, KEPT: f"经度,纬度,{heads}\n{placed_rows}"}


def titled() -> dict[str, Any]:
    """The same with a title, a blank line and a unit above the headings."""
    files = kept_as("s-1,明府城,旧")
    return {**files, KEPT: f"停车设施清单\n\n单位：万元\n{files[KEPT]}"}


def cut_name(path: Path) -> None:
    """A shapefile with a field name cut in the middle of a character."""
    write_shapefile(path, "GB18030", "GBK", TEXTS)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("名称\0".encode("gbk"), "名称一".encode("gbk")[:5]))


def answered(**members: object) -> dict[str, Any]:
    """A site as an ArcGIS service answers."""
    feature = {"attributes": {"id": "s-1"}, "geometry": {"x": SPOT.x, "y": SPOT.y}}
    answer = {"spatialReference": {"wkid": 4326}, "features": [feature], **members}
    return {FEATURES: json.dumps(answer)}


def mapped(**members: object) -> dict[str, Any]:
    """A site as Overpass answers."""
    node = {"type": "node", "id": 1, "lon": SPOT.x, "lat": SPOT.y}
    toml = PLACE.replace("order = 10", 'order = 10\ncolumns = { id = "@id" }')
    return {TOML: toml, FEATURES: json.dumps({"elements": [node], **members})}


def marked(*folders: str) -> dict[str, Any]:
    """Sites in folders of a KML."""
    columns = '\ncolumns = { id = "Name", name_zh = "Name" }'
    return {TOML: PLACE.replace("order = 10", f"order = 10{columns}"), FEATURES: kml(*folders)}


def ovi(stated: str, crs: str) -> dict[str, Any]:
    """A place of a KML that states its datum as 奥维 does, in a layer of a CRS."""
    spot = place("s-1", f"<OvCoordType>{stated}</OvCoordType>")
    files = marked(folder("A", spot))
    return files | {TOML: files[TOML].replace("order = 10", f'order = 10\ncrs = "{crs}"')}


def tracked(more: str) -> dict[str, Any]:
    """A track of a GPX, with more parts of it or none."""
    columns = '\nlayer = "tracks"\ncolumns = { id = "name", name_zh = "name" }'
    return {TOML: PLACE.replace("order = 10", f"order = 10{columns}"), FEATURES: gpx(more)}


DESCRIBED = (
    "<description><![CDATA[<table><tr><td>用途</td><td>绿地</td></tr></table>]]></description>"
)


def without(part: str) -> Callable[[Path], object]:
    """A shapefile that came without one of its parts."""

    def write(path: Path) -> None:
        write_shapefile(path, "UTF-8", "UTF-8", TEXTS)
        path.with_suffix(part).unlink()

    return write


def book(
    *rows: list[Any],
    merged: str = "",
    hidden: bool = True,
    fill: str = "",
    away: int = 0,
    alike: bool = False,
) -> dict[str, Any]:
    """A ledger in a workbook of two sheets, the second one hidden unless it is to be seen."""

    def save(path: Path) -> None:
        made = openpyxl.Workbook()
        made.active.title = "进度"
        second = made.create_sheet("旧")
        second.sheet_state = "hidden" if hidden and not alike else "visible"
        for row in [HEAD, *rows] if alike else []:
            second.append(row)
        for row in [HEAD, *rows]:
            made.active.append(row)
        if merged:
            made.active.merge_cells(merged)
        if away:
            made.active.row_dimensions[away].hidden = True
        made.save(path)

    table = f"{BOOKED}\n[progress_table]\nfill = {fill}\n" if fill else BOOKED
    return {TOML: table, FEATURES: FILES[FEATURES], BOOK: save}


def ledger_of(count: int) -> dict[str, Any]:
    return {
        TOML: LAYER,
        FEATURES: FILES[FEATURES],
        LEDGER: "id,as_of\n" + "s-1,2025-01-31\n" * count,
    }


PHOTO = {"layers/sites/a.png": lambda path: path.write_bytes(png())}


def polish(encoding: str) -> dict[str, bytes]:
    """One letter beyond ASCII, which is another one in the west of Europe."""
    text = collection([feature(SPOT, id="bad-1", name_zh="ra\u010dun")])
    return {FEATURES: json.dumps(json.loads(text), ensure_ascii=False).encode(encoding)}


TWICE = collection([feature(SPOT, id="bad-1")]).replace(
    '"id": "bad-1"', '"id": "bad-0", "id": "bad-1"'
)
SHIFTED = PLACE.replace("order = 10", 'order = 10\ncrs = "GCJ-02"')
KEYED = """
[[basemaps]]
id = "sky"
name = { zh = "影像" }
url = "https://tiles.example/{z}/{x}/{y}?tk={key}"
key_env = "JINAN_GEO_NO_SUCH_KEY"
attribution = { zh = "测试" }
"""
