"""What reading finds: each planted in a real file and found there.

Every kind of the catalogue has such a case.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from jinan_geo.issues.issue import catalogue
from jinan_geo.read import layout, table
from tests.check import (
    test_cells,
    test_editions,
    test_evidence,
    test_expected,
    test_forms,
    test_progress,
    test_relations,
    test_shapes,
)
from tests.read.test_several import LONE, folder, place
from tests.tools.planted import (
    BASE,
    FEATURES,
    LEDGER,
    PLACE,
    SOUND,
    TOML,
    Planted,
    find,
    proofs_of,
    sites,
)
from tests.tools.tiny_city import FILES, SITES_LAYER, collection
from tests.tools.unreadable import (
    BOOK,
    DESCRIBED,
    JAN,
    KEPT,
    KEYED,
    LATER,
    PHOTO,
    ROWS,
    SHAPED,
    SHAPES,
    SHIFTED,
    SPOT,
    TABLE,
    TABLED,
    TWICE,
    UNDECLARED,
    XY,
    answered,
    book,
    cut_name,
    kept_as,
    ledger_of,
    mapped,
    marked,
    ovi,
    placed,
    polish,
    shapefile,
    titled,
    tracked,
    without,
)

if TYPE_CHECKING:
    from pathlib import Path

CASES = [
    Planted(
        "layer-left-out",
        {FEATURES: "{"},
        {},
        {"layer": "sites", "file": "layers/sites", "value": "sites"},
    ),
    Planted("encoding-found", shapefile("GB18030", None), shapefile("GB18030", "GBK"),
            {"file": SHAPES}),
    Planted("encoding-doubtful", polish("cp1250"), polish("utf-8"), {"file": FEATURES}),
    Planted(
        "encoding-contradiction", shapefile("GB18030", "UTF-8"), shapefile("UTF-8", "UTF-8"),
        {"file": SHAPES, "value": "GB18030"},
    ),
    Planted(
        "cut-field-name", {TOML: SHAPED, SHAPES: cut_name}, shapefile("GB18030", "GBK"),
        {"file": SHAPES},
    ),
    Planted(
        "crs-not-understood",
        marked(folder("A", place("s-1", "<OvCoordType>地方坐标</OvCoordType>"))),
        ovi("地方坐标", "EPSG:4490"), {"file": FEATURES, "value": "地方坐标"},
    ),
    Planted(
        "index-rebuilt", {TOML: SHAPED, SHAPES: without(".shx")}, shapefile("UTF-8", "UTF-8"),
        {"file": SHAPES},
    ),
    Planted(
        "attributes-missing", {TOML: SHAPED, SHAPES: without(".dbf")}, shapefile("UTF-8", "UTF-8"),
        {"file": SHAPES}, also=frozenset({"missing-id"}),
    ),
    Planted(
        "impossible-place", sites(SPOT, Point(13025000, 4394000)), sites(SPOT),
        {"file": FEATURES, "row": 3},
    ),
    Planted(
        "answer-cut-short", answered(exceededTransferLimit=True), answered(), {"file": FEATURES},
    ),
    Planted(
        "answer-broken-off", mapped(remark="timed out"), mapped(), {"file": FEATURES},
    ),
    Planted(
        "objects-listed",
        {TOML: PLACE.replace("order = 10", 'order = 10\ncrs = "EPSG:4490"'),
         FEATURES: '[{"id": "s-1", "lng": 117.051, "lat": 36.651}]'},
        sites(SPOT), {"file": FEATURES}, also=frozenset({"coordinates-found"}),
    ),
    Planted("parts-together",
            marked(folder("A", place("s-1")), folder("B", place("s-2", lon=117.052))),
            marked(folder("A", place("s-1"), place("s-2", lon=117.052))),
            {"file": FEATURES, "field": "folder"}, also=UNDECLARED),
    Planted("html-attributes", marked(folder("A", place("s-1", DESCRIBED))),
            marked(folder("A", place("s-1"))), {"file": FEATURES, "value": 1}, also=UNDECLARED),
    Planted("stated-datum", ovi("GCJ-02", "GCJ-02"), ovi("CGCS2000", "EPSG:4490"),
            {"file": FEATURES, "field": "OvCoordType", "value": "GCJ-02"},
            also=frozenset({"converted-crs"})),
    Planted("made-ids", {TOML: PLACE.replace("order = 10", 'order = 10\ncolumns = { id = "#" }')},
            {}, {"file": FEATURES, "value": 1}, also=UNDECLARED),
    Planted("short-parts", tracked(LONE), tracked(""), {"file": FEATURES, "row": 1, "value": 1}),
    Planted(
        "odd-geojson", sites({"type": "Point", "coordinates": [117.051, 36.651, "x"]}), sites(SPOT),
        {"file": FEATURES, "row": 2}, also=frozenset({"height-dropped"}),
    ),
    Planted("repeated-json-key", {FEATURES: TWICE}, sites(SPOT),
            {"file": FEATURES, "row": 1, "value": "id"}),
    Planted("converted-crs", {**sites(SPOT), TOML: SHIFTED}, sites(SPOT),
            {"file": FEATURES, "value": "GCJ-02"}),
    Planted(
        "datum-approximate",
        {**sites(SPOT), TOML: PLACE.replace("order = 10", 'order = 10\ncrs = "EPSG:4610"')},
        {**sites(SPOT), TOML: PLACE.replace("order = 10", 'order = 10\ncrs = "EPSG:4490"')},
        {"file": FEATURES, "value": "Xian 1980"},
    ),
    Planted(
        "coordinates-found", placed("117.051,36.651", declared=False), placed("117.051,36.651"),
        {"file": TABLE, "value": "经度, 纬度"},
    ),
    Planted(
        "sexagesimal-coordinates", placed("117°03′03.6″,36.651"), placed("117.051,36.651"),
        {"field": "经度", "value": "经度"},
    ),
    Planted(
        "comma-coordinates", placed('"117,0511",36.651'), placed("117.0511,36.651"),
        {"field": "经度"},
    ),
    Planted(
        "columns-swapped",
        {TOML: TABLED + XY, TABLE: "id,纬度,经度\ns-1,117.051,36.651\ns-2,117.052,36.652\n"},
        placed("117.051,36.651"), {"file": TABLE, "value": "经度, 纬度"},
    ),
    Planted("stray-quote", kept_as('s-1,"明府城,旧'), kept_as("s-1,明府城,旧"), {"file": KEPT}),
    Planted("blank-heading", kept_as("s-1,明府城,旧,注", heads="id,name_zh,note_zh,"),
            kept_as("s-1,明府城,旧"), {"field": "列F", "value": "F"}, also=UNDECLARED),
    Planted("repeated-heading", kept_as("s-1,明府城,旧", heads="id,name_zh,name_zh"),
            kept_as("s-1,明府城,旧"), {"field": "name_zh", "value": "name_zh"}, also=UNDECLARED),
    Planted("heading-again", kept_as("s-1,明府城,旧|经度,纬度,id,name_zh,note_zh"),
            kept_as("s-1,明府城,旧"), {"file": KEPT, "row": 3}),
    Planted("number-row", kept_as("1,2,3,4,5|s-1,明府城,旧"), kept_as("s-1,明府城,旧"),
            {"file": KEPT, "row": 2}),
    Planted("group-row", kept_as("一、历下区,,,,|s-1,明府城,旧"), kept_as("s-1,明府城,旧"),
            {"file": KEPT, "row": 2}),
    Planted("ragged-row", kept_as("s-1,明府城,旧,新|s-2,泉城路,旧"), kept_as("s-2,泉城路,旧"),
            {"file": KEPT, "row": 2}),
    Planted("title-rows", titled(), kept_as("s-1,明府城,旧"),
            {"file": KEPT, "row": 1, "value": "停车设施清单 / 单位：万元"}),
    Planted("hidden-cells", book(*ROWS, away=3), book(*ROWS), {"file": BOOK, "value": "3"}),
    Planted("zero-place", placed("0,0"), placed("117.051,36.651"), {"file": TABLE, "row": 2}),
    Planted("half-place", placed("117.051,待定"), placed("117.051,36.651"),
            {"file": TABLE, "row": 2}),
    Planted("no-place-yet", placed("待定,"), placed("117.051,36.651"),
            {"file": TABLE, "row": 2, "value": "待定"}),
    Planted(
        "empty-geometry", sites({"type": "Polygon", "coordinates": []}), sites(None),
        {"file": FEATURES, "row": 2},
    ),
    Planted(
        "height-dropped", sites({"type": "Point", "coordinates": [117.051, 36.651, 23.5]}),
        sites(SPOT),
        {"file": FEATURES, "value": 1},
    ),
    Planted("total-row", book(*ROWS, ["合计", None, None, 13]), book(*ROWS),
            {"file": BOOK, "row": 4}),
    Planted("remark-row", book(*ROWS, ["注：本表按月填报"]), book(*ROWS), {"file": BOOK, "row": 4}),
    Planted(
        "error-cell", book(*ROWS, [*LATER[:4], "=1/0"]), book(*ROWS, LATER),
        {"file": BOOK, "field": "进度!E4"},
    ),
    Planted(
        "merged-cells", book(*ROWS, ["s-4", JAN, "construction", 3, "同上"], merged="E3:E4"),
        book(*ROWS, LATER),
        {"file": BOOK, "row": 3, "field": "进度!E3:E4"},
    ),
    Planted(
        "filled-cells", book(*ROWS, ["s-4", None, "construction", 3], fill='["as_of"]'),
        book(*ROWS, LATER),
        {"file": BOOK, "row": 4, "field": "as_of"},
    ),
    Planted("sheet-chosen", book(*ROWS, hidden=False), book(*ROWS),
            {"file": BOOK, "value": "进度"}),
    Planted("sheet-alike", book(*ROWS, alike=True), book(*ROWS),
            {"file": BOOK, "sheet": "旧"}, frozenset({"sheet-chosen"})),
    Planted(
        "number-as-text", book(*ROWS, ["s-4", JAN, "construction", "3"]), book(*ROWS, LATER),
        {"file": BOOK, "field": "进度!D4", "value": "3"},
    ),
    Planted(
        "doubtful-date", book(*ROWS, [*LATER[:4], dt.date(1900, 1, 5)]),
        book(*ROWS, [*LATER[:4], JAN]),
        {"file": BOOK, "field": "进度!E4"},
    ),
    Planted(
        "row-limit", ledger_of(8), ledger_of(1), {"file": LEDGER},
        also=frozenset({"repeated-record"}),
    ),
    Planted(
        "unusable-photo", {**sites(SPOT, photos="a.png;b.png"), **PHOTO},
        {**sites(SPOT, photos="a.png"), **PHOTO},
        {"file": FEATURES, "feature": "bad-1", "value": "b.png"},
    ),
    Planted(
        "withheld-field", {TOML: SITES_LAYER.replace("order = 10", 'order = 10\nrole = "context"')},
        {},
        {"file": TOML, "field": "appraisal"},
    ),
    Planted(
        "coarsened",
        {TOML: SITES_LAYER.replace("order = 10", 'order = 10\nrole = "context"').replace(
            'below = "drop"\n\n[kinds]', 'below = "coarsen"\ncoarsen = 1000\n\n[kinds]'
        )},
        {}, {"file": TOML, "field": "appraisal"},
    ),
    Planted(
        "basemap-without-key", {"workspace.toml": FILES["workspace.toml"] + KEYED}, {},
        {"file": "workspace.toml", "value": "JINAN_GEO_NO_SUCH_KEY"},
    ),
    Planted(
        "ground-left-out", {"workspace.toml": FILES["workspace.toml"] + "\n[ground]\n"}, {},
        {"file": "workspace.toml", "field": "ground"},
    ),
]  # fmt: skip
# Only a file by itself has them: layer.toml says what a layer's key and CRS are. Planted in
# test_single.py.
OF_FILES = {
    "crs-contradiction", "crs-found", "degrees-assumed", "doubtful-place", "mixed-crs",
    "no-features",
    "no-key-column", "money-unit", "drawing-labels",
    "dated-rows", "plot-area", "web-boundary", "no-headings", "no-places", "keys-folded",
    "keys-nearly-alike", "keys-numbered", "lonely-place", "mixed-column", "odd-cell",
    "links-not-read", "parts-of-places", "system-named", "name-differs",
}  # fmt: skip
# Only a workbook on its way into the ledger has them. Planted in test_workbook_import.py and
# test_workbook_foreign.py.
OF_WORKBOOKS = {
    "closed-edition", "copies-differ", "date-ahead", "district-comment", "edit-conflict",
    "not-leading", "project-proposed", "proposal-declined", "proposal-exists",
    "other-district", "percent-scale", "same-name",
}  # fmt: skip
# Only where editions are declared. Planted in tests/closing/test_archive.py.
OF_EDITIONS = {"corrected-edition"}
# Only where a database is asked. Planted in tests/read/test_rows.py.
OF_DATABASES = {"rows-asked"}
ROOMS = [
    test_cells,
    test_editions,
    test_evidence,
    test_expected,
    test_forms,
    test_progress,
    test_relations,
    test_shapes,
]


@pytest.fixture(autouse=True)
def nine_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a sheet held nine rows and no more."""
    for module in (layout, table):
        monkeypatch.setattr(module, "SHEET_ROWS", (9, 9))


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


def test_every_kind_of_the_catalogue_has_a_planted_fault_and_a_clean_twin() -> None:
    planted = [*CASES, *(case for room in ROOMS for case in room.CASES)]
    elsewhere = OF_FILES | OF_WORKBOOKS | OF_EDITIONS | OF_DATABASES
    assert {case.kind for case in planted} == set(catalogue()) - elsewhere
    assert len(catalogue()) >= 60
    assert all(case.fault != case.clean for case in planted)
    assert all({"file", "field"} & set(case.at) for case in planted), (
        "a case says where its fault is found"
    )


def test_the_base_of_all_cases_is_clean(tmp_path: Path) -> None:
    assert BASE[FEATURES] == collection([SOUND])
    assert find(tmp_path, {}) == []
