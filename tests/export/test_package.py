"""The GeoPackage: its tables, names and words, and styles that look as the map does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from jinan_geo.export.deliver import export_city
from jinan_geo.export.look import (
    BASE_RADIUS,
    LARGEST_RADIUS,
    LIGHT_COLORS,
    PALE,
    PALE_EDGE,
    SMALLEST_RADIUS,
    Legend,
    Look,
)
from jinan_geo.export.qml import write_qml
from jinan_geo.export.sld import write_sld
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.exported import rows_of
from tests.tools.tiny_city import SITES_LAYER

if TYPE_CHECKING:
    from jinan_geo.city.city import City


WEB = Path(__file__).resolve().parents[2] / "jinan_geo/web/src"


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
    assert (columns["planned_start"], columns["spaces"]) == ("DATE", "INTEGER")
    assert "sample" not in columns  # there is none in the city


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


@pytest.mark.slow
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


SE = "{http://www.opengis.net/se}"
OGC = "{http://www.opengis.net/ogc}"


@pytest.mark.parametrize(
    ("kind", "layer", "own", "sized"),
    [
        ("point", "SimpleMarker", "SimpleMarker", "size"),
        ("line", "SimpleLine", "SimpleLine", "outlineWidth"),
        ("polygon", "SimpleLine", "SimpleFill", "outlineWidth"),
    ],
)
def test_how_far_off_a_place_may_be_is_drawn_to_scale_below_its_symbol(
    kind: str, layer: str, own: str, sized: str
) -> None:
    red = Look("red", "dashed", Text(zh="红", en="Red"), "#aa0000", "#aa0000", "triangle", 0.14)
    legend = Legend([red], "light", by_accuracy=True, unsure=True)
    symbol = ET.fromstring(write_qml(legend, [], kind)).find(".//symbol")  # noqa: S314 - what we wrote
    assert symbol is not None
    first, *others = symbol.findall("layer")
    assert (first.get("class"), own in {one.get("class") for one in others}) == (layer, True)
    options = {one.get("name"): one.get("value") for one in first.findall("Option/Option")}
    assert "RenderMetersInMapUnits" in options.values()
    defined = first.find(f".//Option[@name='{sized}']/Option[@name='expression']")
    assert defined is not None
    assert defined.get("value") == '2 * coalesce("uncertainty_m", 0)'
    sld = ET.fromstring(write_sld("sites", legend, kind))  # noqa: S314 - what we wrote
    below, above = sld.iter(f"{SE}FeatureTypeStyle")
    symbolizer = below.find(f"{SE}Rule")[-1]  # type: ignore[index] - it has one
    assert symbolizer.get("uom") == "http://www.opengeospatial.org/se/units/metre"
    literal, column = symbolizer.find(f".//{OGC}Mul")  # type: ignore[misc] - it has two
    assert (literal.text, column.text) == ("2", "uncertainty_m")
    assert above.find(f".//{OGC}Mul") is None


def test_no_circle_is_drawn_where_no_place_says_how_far_off_it_is(package: Path) -> None:
    for table in ("sites_point", "sites_polygon", "street-works"):
        assert "RenderMetersInMapUnits" not in ET.tostring(style(package, table)[0], "unicode")


@pytest.mark.slow
def test_places_that_say_how_far_off_they_are_have_circles(root: Path, tmp_path: Path) -> None:
    features = root / "layers/sites/features.geojson"
    held = json.loads(features.read_text(encoding="utf-8"))
    held["features"][0]["properties"]["uncertainty_m"] = 1500
    features.write_text(json.dumps(held), encoding="utf-8")
    city = prepare_city(Workspace.open(root))
    export_city(publish(city, "internal"), "gpkg", tmp_path / "a.gpkg")
    drawn = {
        table: "RenderMetersInMapUnits"
        in ET.tostring(style(tmp_path / "a.gpkg", table)[0], "unicode")
        for table in ("sites_point", "sites_polygon")
    }
    assert sorted(drawn.values()) == [False, True]


def test_sizes_are_those_of_the_pages() -> None:
    looks = (WEB / "map/looks.ts").read_text(encoding="utf-8")
    for name, value in (
        ("BASE_RADIUS", BASE_RADIUS),
        ("SMALLEST", SMALLEST_RADIUS),
        ("LARGEST", LARGEST_RADIUS),
    ):
        assert f"const {name} = {value:g};" in looks
    drawn = (WEB / "map/uncertainty.ts").read_text(encoding="utf-8")
    assert f"const TINT = {PALE:g};" in drawn
    assert f"globalAlpha = {PALE_EDGE:g};" in drawn
