"""A seeded search for files that break what every verb promises, by reader (``make fuzz``).

Valid files are spoilt, and texts are put together from what their format knows. How many files are
tried is said by the variable FUZZ_FILES; what is found becomes a test of its own in this folder.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.tools.mutations import mutate, mutations
from tests.tools.prober import Prober
from tests.tools.promises import VERBS
from tests.tools.seeds import SEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.fuzz
FILES = int(os.environ.get("FUZZ_FILES", "60"))
SEARCH = settings(
    max_examples=FILES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# What states no CRS and whose numbers do not tell it.
SAID = {"dxf": ["--crs", "EPSG:4326"], "points": ["--crs", "EPSG:4548"]}


@pytest.fixture(scope="module")
def prober() -> Iterator[Prober]:
    """The process that reads the files."""
    found = Prober()
    yield found
    found.close()


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("kind", SEEDS)
def test_a_spoilt_file_is_read_whole_or_named(tmp_path: Path, prober: Prober, kind: str) -> None:
    seed = SEEDS[kind](tmp_path)

    @SEARCH
    @given(ways=mutations(), part=st.integers(0, 9), member=st.none() | st.integers(0, 30),
           verb=st.sampled_from(VERBS))  # fmt: skip
    def search(ways: Any, part: int, member: int | None, verb: str) -> None:
        with scratch() as folder:
            path = _copy(seed, folder)
            beside = sorted(one for one in folder.iterdir() if one.is_file())
            spoilt = beside[part % len(beside)]
            spoilt.write_bytes(mutate(spoilt.read_bytes(), ways, member=member))
            note(f"{spoilt.name}: {spoilt.read_bytes()[:2000]!r}")
            assert prober.faults_of(path, folder, [verb], *SAID.get(kind, [])) == []

    search()


def _copy(seed: Path, folder: Path) -> Path:
    """Copy a file with those that belong to it."""
    for one in seed.parent.glob(f"{seed.stem}.*"):
        if one.is_file():
            shutil.copy(one, folder)
    return folder / seed.name


WORDS = {
    "geojson": [
        "type", "features", "geometry", "geometries", "coordinates", "properties", "id", "crs",
        "name", "bbox", "Feature", "FeatureCollection", "Point", "MultiPoint", "LineString",
        "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
        "urn:ogc:def:crs:EPSG::4548", "__proto__", "", "名称",
    ],
    "esri": [
        "features", "attributes", "geometry", "geometryType", "spatialReference", "wkid",
        "latestWkid", "wkt", "fields", "name", "alias", "type", "esriFieldTypeDate",
        "esriFieldTypeOID", "esriGeometryPolygon", "x", "y", "rings", "paths", "points",
        "curveRings", "hasZ", "exceededTransferLimit", "objectIds", "error",
    ],
    "topojson": [
        "type", "Topology", "objects", "arcs", "transform", "scale", "translate", "geometries",
        "properties", "GeometryCollection", "Polygon", "MultiPolygon", "LineString", "Point",
        "coordinates", "id",
    ],
    "objects": [
        "lng", "lat", "经度", "纬度", "坐标", "wkt", "编号", "POINT(117 36)", "117,36", "data",
    ],
}  # fmt: skip
NUMBERS = st.one_of(
    st.sampled_from(
        [0, 1, -1, 117.02, 36.65, 501788.1, 4058779.8, 2**53 + 1, 10**400, 1e308, -0.0]
    ),
    st.integers(-3, 3),
    st.floats(),
)


def _values(words: list[str]) -> st.SearchStrategy[Any]:
    """JSON of any shape, whose keys and texts are the words of a format."""
    texts = st.sampled_from(words) | st.text(max_size=6)
    pairs = st.lists(st.sampled_from([117.02, 36.65, 117.1, 36.7]), min_size=2, max_size=3)
    leaves = st.none() | st.booleans() | NUMBERS | texts | pairs
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=6),
        max_leaves=30,
    )


def _rooted(kind: str, value: Any) -> Any:
    """Put it where the format begins, so that the search gets past the door."""
    if kind == "geojson":
        return {"type": "FeatureCollection", "features": value}
    if kind == "esri":
        return {"geometryType": "esriGeometryPolygon", "features": value}
    if kind == "topojson":
        return {"type": "Topology", "arcs": [[[0, 0], [1, 1]]], "objects": value}
    return value


@pytest.mark.parametrize("kind", WORDS)
def test_a_json_of_any_shape_is_read_whole_or_named(prober: Prober, kind: str) -> None:
    @SEARCH
    @given(value=_values(WORDS[kind]), rooted=st.booleans(), verb=st.sampled_from(VERBS))
    def search(value: Any, rooted: bool, verb: str) -> None:
        with scratch() as folder:
            path = folder / ("a.geojson" if kind == "geojson" else "a.json")
            text = json.dumps(_rooted(kind, value) if rooted else value, ensure_ascii=False)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            assert prober.faults_of(path, folder, [verb]) == []

    search()


CELLS = st.one_of(
    st.sampled_from([
        "经度", "纬度", "编号", "名称", "117.02", "36.65", "117.02,36.65", "117°01′12″", "合计",
        "注：", "1", "2", "POINT(117 36)", "4058779.8", "39501788.1", "2025-01-31", "1,5", "NA",
        "待定", "", " ", '"', "=1",
    ]),
    st.text(max_size=8),
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".dat"])
def test_a_table_of_any_cells_is_read_whole_or_named(prober: Prober, suffix: str) -> None:
    rows = st.lists(st.lists(CELLS, max_size=5), max_size=12)

    @SEARCH
    @given(
        rows=rows,
        sign=st.sampled_from(",;\t|，"),
        code=st.sampled_from(["utf-8", "gb18030", "utf-16"]),
        verb=st.sampled_from(VERBS),
    )
    def search(rows: list[list[str]], sign: str, code: str, verb: str) -> None:
        with scratch() as folder:
            path = folder / f"a{suffix}"
            text = "\n".join(map(sign.join, rows))
            path.write_bytes(text.encode(code, "replace"))
            assert prober.faults_of(path, folder, [verb]) == []

    search()


TAGS = [
    "kml", "Document", "Folder", "Placemark", "name", "Point", "LineString", "Polygon",
    "outerBoundaryIs", "innerBoundaryIs", "LinearRing", "coordinates", "MultiGeometry",
    "ExtendedData", "Data", "value", "NetworkLink", "description", "gx:Track", "table", "tr",
    "td", "th", "Workbook", "Worksheet", "Table", "Row", "Cell", "gpx", "wpt", "trk", "trkseg",
    "trkpt",
]  # fmt: skip
INSIDE = [
    "117,36",
    "117,36 117.1,36 117.1,36.1 117,36",
    "1e400,0",
    "x",
    "117",
    "117,36,nan",
    "编号",
]


def _trees() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(INSIDE) | st.text(max_size=5).map(
        lambda text: text.replace("<", "&lt;")
    )
    return st.recursive(
        leaves,
        lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(
            lambda pair: f'<{pair[0]} lat="36.6" lon="117">{"".join(pair[1])}</{pair[0]}>'
        ),
        max_leaves=25,
    )


ROOTS = {
    "a.kml": ('<kml xmlns="http://www.opengis.net/kml/2.2"><Document>', "</Document></kml>"),
    "a.gpx": ('<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">', "</gpx>"),
    "a.xls": ("<html><table>", "</table></html>"),
    "b.xls": ('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "</Workbook>"),
}


@pytest.mark.parametrize("name", ROOTS)
def test_markup_of_any_shape_is_read_whole_or_named(prober: Prober, name: str) -> None:
    @SEARCH
    @given(tree=st.lists(_trees(), max_size=4), verb=st.sampled_from(VERBS))
    def search(tree: list[str], verb: str) -> None:
        with scratch() as folder:
            start, end = ROOTS[name]
            path = folder / name
            path.write_text(f"{start}{''.join(tree)}{end}", encoding="utf-8")
            assert prober.faults_of(path, folder, [verb]) == []

    search()
