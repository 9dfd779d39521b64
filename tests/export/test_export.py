"""Data out: what was exported reads back equal, looks like the map, withholds what it must, is the
same each time.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from shapely import LineString, Point, Polygon, box

from jinan_geo.cells.values import parse_values
from jinan_geo.cli.main import main
from jinan_geo.export.deliver import export_city
from jinan_geo.export.look import BASE_RADIUS, LARGEST_RADIUS, LIGHT_COLORS, SMALLEST_RADIUS
from jinan_geo.export.table import export_tables
from jinan_geo.manifest.labels import standard_columns
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.read import Reading, read_source
from tests.tools.tiny_city import (
    FILES,
    SITE_FEATURES,
    SITES_LAYER,
    YEAR,
    collection,
    feature,
    write_city,
)

if TYPE_CHECKING:
    from click.testing import Result

    from jinan_geo.city.city import City
    from jinan_geo.export.table import ExportTable

FORMATS = ("gpkg", "xlsx", "geojson", "parquet")
WEB = Path(__file__).resolve().parents[2] / "jinan_geo/web/src"
HOSTILE = '=HYPERLINK("http://x","点") <b>&\'"\u2028 _x0041_ {{7*7}}'
# A layer of every look: certainties, a formula for a name, a hole drawn clockwise, parts, fine
# coordinates.
ROUND = Polygon(
    box(117.021, 36.521, 117.04, 36.54).exterior.coords[::-1],
    [box(117.025, 36.525, 117.03, 36.53).exterior],
)
MORE = [
    feature(ROUND, id="007", name_zh=HOSTILE, accuracy="schematic", kind="housing", spaces=7,
            urgent=True, **YEAR),
    feature(
        Point(117.0512345678901, 36.65), id="s-7", name_zh="+1", accuracy="approximate",
        investment_wan="0.1",
        urgent=False, **YEAR
    ),
]  # fmt: skip
# Blank in all other features.
URGENT = (
    '[fields.urgent]\nname = { zh = "紧急", en = "Urgent" }\ntype = "boolean"\nbelow = "drop"\n'
)
LAYER = {"layers/sites/layer.toml": SITES_LAYER.replace("[kinds]", f"{URGENT}\n[kinds]")}


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {**LAYER, "layers/sites/features.geojson": collection([*SITE_FEATURES, *MORE])}
    return write_city(tmp_path / "w", files)


@pytest.fixture
def city(root: Path) -> City:
    return prepare_city(Workspace.open(root))


def tables_of(city: City, form: str) -> list[ExportTable]:
    tables = export_tables(publish(city, "internal"))
    return [part for table in tables for _, part in table.by_kind()] if form == "gpkg" else tables


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_what_was_exported_reads_back_equal(city: City, tmp_path: Path, form: str) -> None:
    export_city(publish(city, "internal"), form, tmp_path / "out")
    for table in tables_of(city, form):
        path = tmp_path / "out" / ("city.gpkg" if form == "gpkg" else f"{table.id}.{form}")
        frame = read_source(path, path.name, Reading(table.id if form == "gpkg" else None)).frame
        assert list(frame.columns.drop(["geometry", "geometry_fault"])) == [
            column.id for column in table.columns
        ]
        for column in table.columns:
            kind = {"points": "number"}.get(column.kind, column.kind)
            back = parse_values(frame[column.id], kind)
            assert not back.bad, column.id
            wanted = pd.Series(column.cells, dtype=object)
            for old, new in zip(wanted, back.cells, strict=True):
                if pd.isna(old):
                    assert pd.isna(new), column.id
                elif kind == "date":
                    assert pd.Timestamp(old) == new
                else:
                    assert (float(new) == old) if isinstance(old, float) else (new == old), (
                        column.id
                    )
        assert frame.crs.to_epsg() == 4326
        for old, new in zip(table.shapes, frame.geometry, strict=True):
            assert (old is None) == (new is None)
            if old is not None and form == "geojson":  # rounded to a centimetre, rings turned
                assert shapely.hausdorff_distance(old, new) <= 0.71e-7
            elif old is not None:
                assert new.equals(old)
                assert shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new)


def test_an_exported_layer_is_a_layer_again(city: City, tmp_path: Path) -> None:
    export_city(publish(city, "restricted"), "geojson", tmp_path / "out", only=["sites"])
    again = {
        "layers/sites/features.geojson": (tmp_path / "out/sites.geojson").read_text(
            encoding="utf-8"
        )
    }
    second = prepare_city(Workspace.open(write_city(tmp_path / "again", {**LAYER, **again})))
    assert {issue.type for issue in second.issues if issue.layer == "sites"} <= {
        "undeclared-field",
        "hidden-character",
    }
    first, then = (
        export_tables(publish(one, "restricted"), ["sites"])[0] for one in (city, second)
    )
    for old, new in zip(first.columns, then.columns, strict=True):
        assert old.id == new.id
        np.testing.assert_array_equal(old.cells, new.cells, err_msg=old.id)


def rows_of(path: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql, values).fetchall()


@pytest.fixture
def package(city: City, tmp_path: Path) -> Path:
    export_city(publish(city, "internal"), "gpkg", tmp_path / "city.gpkg")
    return tmp_path / "city.gpkg"


def test_a_layer_of_one_kind_is_a_table_and_of_several_a_table_for_each(package: Path) -> None:
    kinds = dict(
        rows_of(package, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns")
    )
    assert kinds == {
        "districts": "POLYGON", "sites_point": "MULTIPOINT", "sites_polygon": "POLYGON",
        "street-works": "LINESTRING",
    }  # fmt: skip
    # One without a place is no less a row.
    assert rows_of(package, "SELECT geom FROM sites_point WHERE id = 's-3'") == [(None,)]
    titles = dict(rows_of(package, "SELECT table_name, identifier FROM gpkg_contents"))
    assert titles["sites_point"] == "更新项目（点）"
    assert titles["street-works"] == "街巷整治"


def test_columns_have_chinese_names_and_codes_have_words(package: Path) -> None:
    names = dict(
        rows_of(
            package,
            "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'sites_point'",
        )
    )
    assert names["done_pct"] == "完成（%）"
    assert names["investment_wan"] == "计划投资（万元）"
    assert names["spaces"] == "车位数（个）"
    sql = """SELECT k.value, k.description FROM gpkg_data_columns c
        JOIN gpkg_data_column_constraints k
             USING (constraint_name) WHERE c.table_name = 'sites_point' AND c.column_name = ?"""
    assert dict(rows_of(package, sql, "light"))["red"] == "红"
    assert dict(rows_of(package, sql, "kind")) == {"parking": "停车", "housing": "危旧房"}
    columns = {
        name: kind for _, name, kind, *_ in rows_of(package, "PRAGMA table_info(sites_point)")
    }
    assert (columns["planned_start"], columns["spaces"], columns["sample"]) == (
        "DATE",
        "INTEGER",
        "BOOLEAN",
    )


def style(package: Path, table: str) -> tuple[ET.Element, ET.Element]:
    sql = (
        "SELECT styleQML, styleSLD, useAsDefault, f_geometry_column FROM layer_styles WHERE "
        "f_table_name = ?"
    )
    ((qml, sld, default, column),) = rows_of(package, sql, table)
    assert (default, column) == (1, "geom")
    return ET.fromstring(qml), ET.fromstring(sld)  # noqa: S314 - what we wrote


def options_of(symbol: ET.Element, kind: str) -> dict[str, str]:
    (layer,) = [layer for layer in symbol.findall("layer") if layer.get("class") == kind]
    return {
        str(option.get("name")): str(option.get("value"))
        for option in layer.findall("Option/Option")
    }


def color_of(text: str) -> str:
    return "#" + "".join(f"{int(part):02X}" for part in text.split(",")[:3])


def drawn_as(accuracy: str | None) -> str:
    return {"approximate": "dashed", "schematic": "hatched"}.get(accuracy or "", "solid")


@pytest.mark.parametrize(("table", "kind", "marker"), [
    ("sites_point", "0", "SimpleMarker"), ("sites_polygon", "2", "SimpleFill"),
    ("street-works", "1", "SimpleLine"),
])  # fmt: skip
def test_every_feature_has_the_symbol_of_its_light_and_certainty(
    package: Path, table: str, kind: str, marker: str
) -> None:
    qml, _ = style(package, table)
    assert qml.findtext("layerGeometryType") == kind
    categories = {str(one.get("value")): str(one.get("symbol")) for one in qml.iter("category")}
    symbols = {str(one.get("name")): one for one in qml.findall("renderer-v2/symbols/symbol")}
    for light, accuracy in rows_of(package, f'SELECT light, accuracy FROM "{table}"'):  # noqa: S608 - our own table
        symbol = symbols[categories[f"{light}-{drawn_as(accuracy)}"]]
        options = options_of(symbol, marker)
        own = {"SimpleMarker": "outline_color" if light == "grey" else "color",
               "SimpleFill": "outline_color",
               "SimpleLine": "line_color"}[marker]  # fmt: skip
        assert color_of(options[own]) == LIGHT_COLORS[light]
        if marker == "SimpleFill":
            assert (
                options["outline_style"]
                == {"solid": "solid", "dashed": "dash", "hatched": "dot"}[drawn_as(accuracy)]
            )
            hatched = [
                layer
                for layer in symbol.findall("layer")
                if layer.get("class") == "LinePatternFill"
            ]
            assert bool(hatched) == (drawn_as(accuracy) == "hatched")
    assert "" in categories  # what an editor adds later is drawn too


def test_the_expression_of_the_categories_gives_them(package: Path) -> None:
    """SQLite reads the expression as QGIS does: the same words, the same values."""
    for table in ("sites_point", "sites_polygon", "street-works"):
        qml, _ = style(package, table)
        renderer = qml.find("renderer-v2")
        assert renderer is not None
        sql = f'SELECT {renderer.get("attr")} FROM "{table}"'  # noqa: S608 - what we wrote
        found = {value for (value,) in rows_of(package, sql)}
        assert found == {one.get("value") for one in qml.iter("category")} - {""}


def test_fields_are_named_in_qgis_too(package: Path) -> None:
    qml, _ = style(package, "sites_point")
    assert {one.get("field"): one.get("name") for one in qml.iter("alias")}[
        "lead"
    ] == "超前或滞后（百分点）"
    (stage,) = [one for one in qml.iter("field") if one.get("name") == "stage"]
    words = {
        option.get("value"): option.get("name")
        for option in stage.iter("Option")
        if option.get("value")
    }
    assert words["construction"] == "在建"


def test_the_sld_has_a_rule_for_each_look(package: Path) -> None:
    space = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
    qml, sld = style(package, "sites_polygon")
    rules = [
        rule.findtext("se:Name", namespaces=space) for rule in sld.iter(f"{{{space['se']}}}Rule")
    ]
    assert set(rules) == {one.get("value") for one in qml.iter("category")} - {""}
    assert len(rules) == len(set(rules))
    (hatched,) = [
        rule for rule in sld.iter(f"{{{space['se']}}}Rule") if "hatched" in str(rule[0].text)
    ]
    literals = {literal.text for literal in hatched.iter(f"{{{space['ogc']}}}Literal")}
    assert "schematic" in literals
    assert hatched.find(".//se:GraphicFill", space) is not None


def test_points_are_sized_as_on_the_map_but_never_by_a_withheld_field(
    root: Path, tmp_path: Path
) -> None:
    export_city(
        publish(prepare_city(Workspace.open(root)), "internal"), "gpkg", tmp_path / "a.gpkg"
    )
    assert '"spaces"' in ET.tostring(
        style(tmp_path / "a.gpkg", "sites_point")[0], encoding="unicode"
    ).replace("&quot;", '"')
    hidden = SITES_LAYER.replace('size_by = "spaces"', 'size_by = "appraisal", below = "drop"')
    (root / "layers/sites/layer.toml").write_text(hidden, encoding="utf-8")
    export_city(
        publish(prepare_city(Workspace.open(root)), "internal"), "gpkg", tmp_path / "b.gpkg"
    )
    assert b"appraisal" not in (tmp_path / "b.gpkg").read_bytes()


def test_sizes_are_those_of_the_pages() -> None:
    looks = (WEB / "map/looks.ts").read_text(encoding="utf-8")
    for name, value in (
        ("BASE_RADIUS", BASE_RADIUS),
        ("SMALLEST", SMALLEST_RADIUS),
        ("LARGEST", LARGEST_RADIUS),
    ):
        assert f"const {name} = {value:g};" in looks


def test_a_workbook_has_typed_cells_and_no_formula(city: City, tmp_path: Path) -> None:
    export_city(publish(city, "internal"), "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["说明", "区县", "更新项目", "街巷整治"]
    (table,) = export_tables(publish(city, "internal"), ["sites"])
    page = book["更新项目"]
    heads = [cell.value for cell in page[1]]
    assert heads == [column.heading.zh for column in table.columns]
    assert {"完成（%）", "计划投资（万元）", "车位数（个）", "红黄绿灯"} <= set(heads)
    assert (page.freeze_panes, page.auto_filter.ref) == (
        "D2",
        f"A1:{page.cell(1, len(heads)).coordinate[:-1]}{table.rows + 1}",
    )
    for at, column in enumerate(table.columns, start=1):
        for number, (value, missing) in enumerate(
            zip(column.cells, column.missing, strict=True), start=2
        ):
            cell = page.cell(number, at)
            assert cell.data_type != "f"
            if missing:
                assert cell.value is None
            elif column.kind == "date":
                assert cell.value.date() == value.item()
            elif isinstance(value, float):
                assert cell.value == value
            else:
                assert cell.data_type == "s"
    names = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert names["007"][1].value == HOSTILE
    assert names["s-7"][1].value == "+1"
    assert names["007"][1].quotePrefix  # edited in Excel it stays a text
    assert names["s-1"][heads.index("阶段")].value == "在建"
    assert [names[key][heads.index("紧急")].value for key in ("007", "s-7", "s-1")] == [
        "是",
        "否",
        None,
    ]
    assert names["s-2"][heads.index("区县")].value == "历下区；历城区"
    cover = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    assert cover["数据截止日"] == dt.datetime(2025, 2, 28)  # noqa: DTZ001 - a day
    assert cover["审图"] == "未送审·仅供内部"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("[a]:b*c?d/e\\f", "_a__b_c_d_e_f"),
        ("很" * 40, "很" * 31),
        ("History", "History_2"),
        ("'", "Sheet"),
    ],
)
def test_sheets_have_names_that_excel_takes(tmp_path: Path, name: str, wanted: str) -> None:
    layer = FILES["layers/street-works/layer.toml"].replace("街巷整治", name.replace("\\", "\\\\"))
    root = write_city(tmp_path / "w", {"layers/street-works/layer.toml": layer})
    export_city(
        publish(prepare_city(Workspace.open(root)), "internal"), "xlsx", tmp_path / "a.xlsx"
    )
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[-1] == wanted


def test_geojson_is_of_rfc_7946(city: City, tmp_path: Path) -> None:
    export_city(publish(city, "internal"), "geojson", tmp_path, only=["sites"])
    text = (tmp_path / "sites.geojson").read_text(encoding="utf-8")
    data = json.loads(text)
    assert set(data) == {"type", "features"}
    places = "".join(re.findall(r'"coordinates":([^a-z]*)', text))
    decimals = [len(number.partition(".")[2]) for number in re.findall(r"\d+\.\d+", places)]
    assert max(decimals) == 7
    shapes = {one["id"]: one["geometry"] for one in data["features"]}
    assert shapes["s-3"] is None
    outer, inner = shapes["007"]["coordinates"]
    assert shapely.is_ccw(LineString(outer))
    assert not shapely.is_ccw(LineString(inner))
    properties = {one["id"]: one["properties"] for one in data["features"]}
    assert properties["s-1"]["planned_start"] == "2025-01-01"
    assert (properties["s-1"]["done_pct"], properties["s-3"]["investment_wan"]) == (30, None)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_withheld_never_leaves(root: Path, tmp_path: Path, form: str) -> None:
    for audience, secrets in (
        ("internal", ["8888", "评估价", "appraisal"]),
        ("public", ["张三", "contact", "花园路"]),
    ):
        out = tmp_path / audience
        assert (
            run("export", form, "--workspace", root, "--out", out, "--audience", audience).exit_code
            == 0
        )
        data = b"".join(path.read_bytes() for path in out.iterdir())
        for path in out.glob("*.xlsx"):
            with zipfile.ZipFile(path) as parts:
                data += b"".join(parts.read(name) for name in parts.namelist())
        assert "明府城".encode() in data
        for secret in secrets:
            assert secret.encode() not in data, secret


def test_a_withheld_layer_is_refused_by_name_and_otherwise_said(root: Path, tmp_path: Path) -> None:
    refused = run(
        "export", "gpkg", "--workspace", root, "--audience", "public", "--layer", "street-works"
    )
    assert refused.exit_code == 6
    told = run(
        "export",
        "gpkg",
        "--workspace",
        root,
        "--audience",
        "public",
        "--out",
        tmp_path,
        "--lang",
        "en",
    )
    assert "Left out, for fewer eyes: street-works" in told.output


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_give_the_same_bytes(
    root: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for zone in ("Pacific/Kiritimati", "America/St_Johns"):
        monkeypatch.setenv("TZ", zone)
        export_city(publish(prepare_city(Workspace.open(root)), "internal"), form, tmp_path / zone)
        made.append({path.name: path.read_bytes() for path in sorted((tmp_path / zone).iterdir())})
    assert made[0] == made[1]


def test_an_earlier_day_gives_the_state_of_that_day(root: Path, tmp_path: Path) -> None:
    assert (
        run(
            "export", "geojson", "--workspace", root, "--out", tmp_path, "--as-of", "2025-01-31"
        ).exit_code
        == 0
    )
    features = json.loads((tmp_path / "sites.geojson").read_text(encoding="utf-8"))["features"]
    cells = {one["id"]: one["properties"] for one in features}
    assert (cells["s-1"]["done_pct"], cells["s-1"]["as_of"]) == (8, "2025-01-31")
    assert (cells["s-5"]["light"], cells["s-5"]["reason"]) == ("grey", "no_record")


def test_places_of_files(root: Path, tmp_path: Path) -> None:
    assert run("export", "xlsx", "--workspace", root).exit_code == 0
    assert [path.name for path in (root / "export").iterdir()] == ["city.xlsx"]
    one = run(
        "export",
        "geojson",
        "--workspace",
        root,
        "--layer",
        "sites",
        "--out",
        tmp_path / "a.geojson",
    )
    assert one.exit_code == 0
    assert (tmp_path / "a.geojson").is_file()
    many = run("export", "geojson", "--workspace", root, "--out", tmp_path / "b.geojson")
    assert many.exit_code == 2
    assert run("export", "gpkg", "--workspace", root, "--layer", "site").exit_code == 2


def test_an_export_that_fails_keeps_the_old_file(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jinan_geo.export.geopackage._write_styles", fail)
    with pytest.raises(Exception, match="cannot be written"):
        export_city(publish(city, "internal"), "gpkg", path)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir() if one.name != "w"] == ["a.gpkg"]


def test_a_field_named_as_a_standard_column_stands_beside_it(tmp_path: Path) -> None:
    layer = (
        SITES_LAYER
        + '\n[fields.Light]\nname = { zh = "路灯" }\n\n[fields.fid]\nname = { zh = "旧号" }\n'
    )
    lit = feature(Point(117.05, 36.65), id="s-1", name_zh="灯", Light="亮", fid="9", **YEAR)
    files = {"layers/sites/layer.toml": layer, "layers/sites/features.geojson": collection([lit])}
    root = write_city(tmp_path / "w", files)
    export_city(
        publish(prepare_city(Workspace.open(root)), "internal"),
        "gpkg",
        tmp_path / "a.gpkg",
        only=["sites"],
    )
    assert rows_of(tmp_path / "a.gpkg", "SELECT light, f_Light, f_fid FROM sites_point") == [
        ("green", "亮", "9")
    ]


def test_the_guide_lists_every_column() -> None:
    text = (WEB.parents[2] / "docs/export.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| ([^|（]+)", text, re.MULTILINE)
    assert [(name, title.strip()) for name, title in listed] == [
        (one.id, one.name.zh.partition("（")[0]) for one in standard_columns()
    ]
