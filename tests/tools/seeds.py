"""A small valid file of every kind that is read, from which the search for broken promises starts.

Each is made by a function that takes a folder; what lies beside the file belongs to it.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
from shapely import LineString, Point, box

from tests.tools.old_workbook import write_xls
from tests.tools.tiny_city import collection, feature
from tests.tools.twin import write_as

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["SEEDS", "TEXTS"]

SHAPES = [
    box(117.01, 36.61, 117.02, 36.62),
    box(117.03, 36.63, 117.04, 36.64).difference(box(117.033, 36.633, 117.036, 36.636)),
    None,
]
NAMES = ["明府城停车楼", "Café \U0001f3d9", None]
ROWS: list[list[Any]] = [
    ["项目编号", "名称", "经度", "纬度", "投资（万元）", "日期"],
    ["P-1", "明府城停车楼", 117.02, 36.66, 1200.5, "2025-01-31"],
    ["P-2", "=1+1", 117.03, 36.67, None, "2025.3"],
    ["007", "洪家楼，片区", None, None, 3, None],
    ["合计", None, None, None, 1203.5, None],
]
RING = [[117.01, 36.61], [117.02, 36.61], [117.02, 36.62], [117.01, 36.62], [117.01, 36.61]]
MARKED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    "<Folder><name>一</name><Placemark><name>甲</name><description>&lt;b&gt;x&lt;/b&gt;</description>"
    '<ExtendedData><Data name="n"><value>1</value></Data></ExtendedData>'
    "<Point><coordinates>117.01,36.61,5</coordinates></Point></Placemark>"
    "<Placemark><name>乙</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
    "117,36 117.1,36 117.1,36.1 117,36</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    "</Placemark></Folder></Document></kml>"
)
TRACKED = (
    '<?xml version="1.0"?>\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
    '<wpt lat="36.61" lon="117.01"><name>甲</name><ele>23</ele></wpt>'
    '<trk><name>乙</name><trkseg><trkpt lat="36.6" lon="117.0"/><trkpt lat="36.7" lon="117.1"/>'
    "</trkseg></trk></gpx>"
)
DRAWN = (
    "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\nA\n10\n117.01\n20\n36.61\n0\nLINE\n8\nB\n10\n117.0\n20\n36.6\n"
    "11\n117.1\n21\n36.7\n0\nTEXT\n8\nA\n10\n117.0\n20\n36.6\n40\n1\n1\n\\U+6D4E\n0\nENDSEC\n0\nEOF\n"
)
PLOTTED = (
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=39\n[地块坐标]\n"
    "5,1.0000,1,地块一,面,,住宅用地,0701,@\n"
    "J1,1,4058779.845,39501788.129\nJ2,1,4058779.845,39501888.129\nJ3,1,4058879.845,39501888.129\n"
    "J4,1,4058879.845,39501788.129\nJ1,1,4058779.845,39501788.129\n"
)
MEASURED = "1,ROAD,501788.129,4058779.845,23.5\n2,,501888.129,4058779.845,23.6\n"


def frame() -> gpd.GeoDataFrame:
    """Two plots and a feature without a place."""
    cells = {"id": ["s-1", "s-2", "s-3"], "label": NAMES, "n": [1, 2**40, -5], "x": [0.5, 1e300, 0]}
    return gpd.GeoDataFrame(cells, geometry=SHAPES, crs="EPSG:4326")


def _text(name: str, text: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(text.encode(encoding))
        return folder / name

    return make


def _ogr(name: str, driver: str, **options: Any) -> Callable[[Path], Path]:
    return lambda folder: write_as(frame(), folder / name, driver, **options)


def _packed(name: str, make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Pack a file with all that lies beside it."""

    def pack(folder: Path) -> Path:
        inner = folder / "inner"
        inner.mkdir()
        make(inner)
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(inner.rglob("*")):
                archive.write(path, path.relative_to(inner))
        return folder / name

    return pack


def _parquet(folder: Path) -> Path:
    frame().to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def _package(folder: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return write_as(frame(), folder / "a.gpkg", "GPKG", layer="sites")


def _old_book(folder: Path) -> Path:
    rows = [["" if cell is None else cell for cell in row] for row in ROWS]
    write_xls(folder / "a.xls", rows)
    return folder / "a.xls"


def _book(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["济南市项目清单"])
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    book.active["E3"].number_format = "0.0%"
    book.create_sheet("二").append(["别的"])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def _open_book(folder: Path) -> Path:
    rows = "".join(f"<table:table-row>{_open_row(row)}</table:table-row>" for row in ROWS)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="一">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(folder / "a.ods", "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return folder / "a.ods"


def _open_row(row: Sequence[Any]) -> str:
    cells = []
    for cell in row:
        if isinstance(cell, int | float):
            cells.append(
                f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}'
                "</text:p></table:table-cell>"
            )
        else:
            cells.append(
                f'<table:table-cell office:value-type="string"><text:p>{cell or ""}</text:p>'
                "</table:table-cell>"
            )
    return "".join(cells)


def _lines(sign: str) -> str:
    return "".join(sign.join(map(_cell, row)) + "\n" for row in ROWS)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _html() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{_cell(one)}" for one in row) + "</tr>" for row in ROWS)
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'


def _xml_book() -> str:
    rows = "".join(f"<Row>{''.join(map(_xml_cell, row))}</Row>" for row in ROWS)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="一"><Table>{rows}'
        "</Table></Worksheet></Workbook>"
    )


def _xml_cell(value: object) -> str:
    kind = "Number" if isinstance(value, int | float) else "String"
    return f'<Cell><Data ss:Type="{kind}">{_cell(value)}</Data></Cell>'


FEATURES = [
    feature(SHAPES[0], id="s-1", name_zh="明府城", n=1),
    feature(LineString([(117.0, 36.6), (117.1, 36.7)]), id="s-2", name_zh="Café", n=None),
    feature(Point(117.02, 36.65), id="s-3", 清单={"a": [1, 2]}),
    feature(None, id="s-4"),
]
ESRI = {
    "geometryType": "esriGeometryPolygon",
    "spatialReference": {"wkid": 4326},
    "fields": [{"name": "XMBH", "type": "esriFieldTypeString", "alias": "编号"}],
    "features": [
        {"attributes": {"XMBH": "P-1", "时间": 1738281600000}, "geometry": {"rings": [RING]}},
        {"attributes": {"XMBH": "P-2"}, "geometry": None},
    ],
}
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.001, 0.001], "translate": [117, 36]},
    "arcs": [[[0, 0], [10, 0], [0, 10], [-10, -10]], [[5, 5], [1, 1]]],
    "objects": {
        "plots": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0]], "properties": {"id": "P-1"}},
                {"type": "LineString", "arcs": [~1], "id": "P-2"},
                {"type": None, "properties": {"id": "P-3"}},
            ],
        }
    },
}
LISTED = [{"编号": "P-1", "lng": 117.01, "lat": 36.61}, {"编号": "P-2", "lng": "", "lat": None}]
JSONS: dict[str, tuple[str, object]] = {
    "geojson": ("a.geojson", json.loads(collection(FEATURES))),
    "esri json": ("esri.json", ESRI),
    "topojson": ("a.topojson", TOPOLOGY),
    "objects": ("a.json", LISTED),
}
# Texts, of which also other encodings and tokens are tried.
TEXTS: dict[str, tuple[str, str]] = {
    **{kind: (name, json.dumps(data, ensure_ascii=False)) for kind, (name, data) in JSONS.items()},
    "geojsonl": ("a.geojsonl", "".join(json.dumps(one) + "\n" for one in FEATURES)),
    "kml": ("a.kml", MARKED),
    "gpx": ("a.gpx", TRACKED),
    "dxf": ("a.dxf", DRAWN),
    "csv": ("a.csv", _lines(",")),
    "tsv": ("a.tsv", _lines("\t")),
    "html": ("b.xls", _html()),
    "xml book": ("c.xls", _xml_book()),
    "plots": ("a.txt", PLOTTED),
    "points": ("a.dat", MEASURED),
}
SEEDS: dict[str, Callable[[Path], Path]] = {
    **{kind: _text(name, text) for kind, (name, text) in TEXTS.items()},
    "gml": _ogr("a.gml", "GML"),
    "shapefile": _ogr("a.shp", "ESRI Shapefile", encoding="UTF-8"),
    "geopackage": _package,
    "flatgeobuf": _ogr("a.fgb", "FlatGeobuf", SPATIAL_INDEX="NO"),
    "parquet": _parquet,
    "mapinfo tab": _ogr("a.tab", "MapInfo File"),
    "mapinfo mif": _ogr("a.mif", "MapInfo File"),
    "xlsx": _book,
    "xls": _old_book,
    "ods": _open_book,
    "kmz": _packed("a.kmz", _text("doc.kml", MARKED)),
    "zipped shapefile": _packed("b.zip", _ogr("a.shp", "ESRI Shapefile", encoding="UTF-8")),
    "zipped geodatabase": _packed("c.zip", _ogr("a.gdb", "OpenFileGDB")),
    "zipped geojson": _packed("a.zip", _text("a.geojson", collection(FEATURES))),
}
