"""A table's look as QML, the style of QGIS.

Categorised symbols, Chinese names of fields and of coded values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.export.look import (
    CERTAINTIES,
    GROUND,
    LARGEST_RADIUS,
    PALE,
    PALE_EDGE,
    SMALLEST_RADIUS,
    UNCERTAINTY,
)
from jinan_geo.manifest.palette import color
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.export.look import Legend, Look, Sizing
    from jinan_geo.export.table import ExportColumn

__all__ = ["clean_xml", "write_qml"]

MM = 25.4 / 96  # of a pixel
GEOMETRY = {"point": ("0", "marker"), "line": ("1", "line"), "polygon": ("2", "fill")}
PEN = {None: "solid", "solid": "solid", "dashed": "dash", "hatched": "dot"}
DASHES = {"dashed": (6, 4), "hatched": (1, 4)}
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
EXPRESSION = "3"  # QGIS numbers so a property that an expression defines
METRES = "RenderMetersInMapUnits"  # of the ground, whatever the map's CRS


def clean_xml(text: str) -> str:
    """Replace what XML cannot hold."""
    return UNFIT.sub("\ufffd", text)


def write_qml(legend: Legend, columns: Sequence[ExportColumn], kind: str) -> str:
    """Write the style of a table of points, lines or polygons with these columns."""
    root = ET.Element("qgis", version="3.28.0", labelsEnabled=str(int(legend.labelled)))
    root.set("styleCategories", "Symbology|Labeling|Fields|Forms")
    if legend.key is None:
        renderer = ET.SubElement(
            root, "renderer-v2", type="singleSymbol", forceraster="0", symbollevels="0"
        )
        _symbol(ET.SubElement(renderer, "symbols"), "0", kind, legend.looks[0], legend)
    else:
        _categories(root, kind, legend)
    if legend.labelled:
        _labels(root)
    _fields(root, columns)
    ET.SubElement(root, "layerGeometryType").text = GEOMETRY[kind][0]
    return ET.tostring(root, encoding="unicode")


def _categories(root: ET.Element, kind: str, legend: Legend) -> None:
    """A category for each look, and one for whatever an editor brings later.

    Nothing goes unseen.
    """
    expression = f'"{legend.key}"'
    if legend.by_accuracy:
        cases = " ".join(
            f"WHEN '{accuracy}' THEN '{drawn}'" for accuracy, drawn in CERTAINTIES.items()
        )
        expression += f" || '-' || CASE \"accuracy\" {cases} ELSE 'solid' END"
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=expression,
        enableorderby="1", forceraster="0", symbollevels="0",
    )  # fmt: skip
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    entries = [(look, look.name, look.label.here) for look in legend.looks]
    entries += [(look, "", say("export.qml.rest")) for look in legend.looks[-1:]]
    for at, (look, value, label) in enumerate(entries):
        ET.SubElement(
            categories,
            "category",
            render="true",
            type="string",
            symbol=str(at),
            value=value,
            label=label,
        )
        _symbol(symbols, str(at), kind, look, legend)
    order = ET.SubElement(renderer, "orderby")
    drawn = dict.fromkeys(look.value for look in legend.looks)
    values = ", ".join(f"'{value}'" for value in reversed(drawn))
    clause = ET.SubElement(order, "orderByClause", asc="1", nullsFirst="1")
    # the first of the legend is drawn last, on top
    clause.text = f'array_find(array({values}), "{legend.key}")'


def _symbol(symbols: ET.Element, name: str, kind: str, look: Look, legend: Legend) -> None:
    symbol = ET.SubElement(
        symbols,
        "symbol",
        name=name,
        type=GEOMETRY[kind][1],
        alpha="1",
        clip_to_extent="1",
        force_rhr="0",
    )
    if legend.unsure:
        _uncertainty(symbol, kind, look)
    if kind == "point":
        _marker(symbol, look, legend.sizing)
    elif kind == "line":
        _line(symbol, look)
    else:
        _fill(symbol, look)


def _marker(symbol: ET.Element, look: Look, sizing: Sizing | None) -> None:
    """The surer the place, the fuller the shape; the ring of grey is empty."""
    is_ring = look.shape == "ring"
    alpha = {"dashed": 0.7, "hatched": 0.5}.get(look.certainty or "", 1.0)
    options = {
        "name": "circle" if is_ring else look.shape,
        "color": _color(GROUND) if is_ring else _color(look.color, alpha),
        "outline_color": _color(look.edge if is_ring or look.certainty in DASHES else GROUND),
        "outline_style": PEN[look.certainty],
        "outline_width": _mm(2.4 if is_ring else 1.2),
        "outline_width_unit": "MM",
        "size": _mm(2 * look.radius_px),
        "size_unit": "MM",
        "scale_method": "diameter",
    }
    layer = _layer(symbol, "SimpleMarker", options)
    if sizing is not None:
        share = (
            f'sqrt(max(0, coalesce("{sizing.column.replace(chr(34), chr(34) * 2)}", 0)) / '
            f"{sizing.largest!r})"
        )
        size = f"{2 * MM:.4f} * max({SMALLEST_RADIUS}, {LARGEST_RADIUS} * {share})"
        _data_defined(layer, {"size": size})


def _uncertainty(symbol: ET.Element, kind: str, look: Look) -> None:
    """Draw to scale how far off a place may be, below its symbol; nothing where none is stated."""
    width = f'2 * coalesce("{UNCERTAINTY}", 0)'
    is_stated = f'coalesce("{UNCERTAINTY}", 0) > 0'
    if kind == "point":
        options = {
            "name": "circle",
            "color": _color(look.color, PALE),
            "outline_color": _color(look.color, PALE_EDGE),
            "outline_style": "dash",
            "outline_width": _mm(0.8),
            "outline_width_unit": "MM",
            "size": "0",
            "size_unit": METRES,
            "scale_method": "diameter",
        }
        layer = _layer(symbol, "SimpleMarker", options)
        _data_defined(layer, {"size": width, "enabled": is_stated})
        return
    options = {
        "line_color": _color(look.color, PALE),
        "line_width": "0",
        "line_width_unit": METRES,
        "line_style": "solid",
        "capstyle": "round",
        "joinstyle": "round",
    }
    layer = _layer(symbol, "SimpleLine", options)
    _data_defined(layer, {"outlineWidth": width, "enabled": is_stated})


def _data_defined(layer: ET.Element, expressions: dict[str, str]) -> None:
    top = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    properties = ET.SubElement(top, "Option", name="properties", type="Map")
    for name, expression in expressions.items():
        one = ET.SubElement(properties, "Option", name=name, type="Map")
        ET.SubElement(one, "Option", name="active", value="true", type="bool")
        ET.SubElement(one, "Option", name="expression", value=clean_xml(expression), type="QString")
        ET.SubElement(one, "Option", name="type", value=EXPRESSION, type="int")
    ET.SubElement(top, "Option", name="type", value="collection", type="QString")


def _line(symbol: ET.Element, look: Look) -> None:
    options = {
        "line_color": _color(look.color),
        "line_width": _mm(look.line_px),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat" if look.certainty in DASHES else "round",
        "joinstyle": "round",
    }
    if look.certainty in DASHES:
        dash, gap = DASHES[look.certainty]
        options |= {
            "use_custom_dash": "1",
            "customdash": f"{_mm(dash)};{_mm(gap)}",
            "customdash_unit": "MM",
        }
    _layer(symbol, "SimpleLine", options)


def _fill(symbol: ET.Element, look: Look) -> None:
    options = {
        "color": _color(look.color, look.fill),
        "style": "solid",
        "outline_color": _color(look.edge),
        "outline_style": PEN[look.certainty],
        "outline_width": _mm(look.edge_px),
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
    _layer(symbol, "SimpleFill", options)
    if look.certainty == "hatched":
        pattern = {
            "angle": "45",
            "distance": "2",
            "distance_unit": "MM",
            "color": _color(look.color),
        }
        hatch = _layer(symbol, "LinePatternFill", pattern)
        line = ET.SubElement(
            hatch, "symbol", name=f"@{symbol.get('name')}@1", type="line", alpha="1"
        )
        _layer(
            line,
            "SimpleLine",
            {"line_color": _color(look.color), "line_width": _mm(1), "line_width_unit": "MM"},
        )


def _layer(symbol: ET.Element, name: str, options: dict[str, str]) -> ET.Element:
    layer = ET.SubElement(
        symbol, "layer", {"class": name, "enabled": "1", "locked": "0", "pass": "0"}
    )
    held = ET.SubElement(layer, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(held, "Option", name=key, value=value, type="QString")
    return layer


def _labels(root: ET.Element) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName="name_zh",
        isExpression="0",
        fontSize="9",
        fontSizeUnit="Point",
    )
    text.set("textColor", _color(color("label")))
    ET.SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_color(GROUND),
    )
    ET.SubElement(settings, "placement", placement="0")


def _fields(root: ET.Element, columns: Sequence[ExportColumn]) -> None:
    """Chinese names, and lists of values that show a code's word."""
    configured = ET.SubElement(root, "fieldConfiguration")
    aliases = ET.SubElement(root, "aliases")
    for at, column in enumerate(columns):
        name = clean_xml(column.id)
        # Index 0 is the table's own number.
        ET.SubElement(
            aliases, "alias", field=name, index=str(at + 1), name=clean_xml(column.heading.here)
        )
        if not column.labels or column.id == "district":
            continue
        field = ET.SubElement(configured, "field", name=name)
        config = ET.SubElement(ET.SubElement(field, "editWidget", type="ValueMap"), "config")
        known = ET.SubElement(
            ET.SubElement(config, "Option", type="Map"), "Option", name="map", type="List"
        )
        for value, label in column.labels.items():
            one = ET.SubElement(known, "Option", type="Map")
            ET.SubElement(
                one, "Option", name=clean_xml(label.here), value=clean_xml(value), type="QString"
            )


def _color(color: str, alpha: float = 1.0) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(alpha * 255)}"


def _mm(pixels: float) -> str:
    return f"{pixels * MM:.2f}"
