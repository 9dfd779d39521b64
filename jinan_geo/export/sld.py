"""A table's look as SLD 1.1 (OGC Symbology Encoding), for GeoServer and others.

Pixels, and points of one size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.export.look import CERTAINTIES, GROUND, PALE, PALE_EDGE, UNCERTAINTY
from jinan_geo.export.qml import DASHES, clean_xml

if TYPE_CHECKING:
    from jinan_geo.export.look import Legend, Look

__all__ = ["write_sld"]

SLD, SE, OGC = (
    "http://www.opengis.net/sld",
    "http://www.opengis.net/se",
    "http://www.opengis.net/ogc",
)
for prefix, space in (("sld", SLD), ("se", SE), ("ogc", OGC)):
    ET.register_namespace(prefix, space)
# No standard name says diamond; a square on its corner is one.
MARKS = {
    "triangle": ("triangle", "0"),
    "diamond": ("square", "45"),
    "circle": ("circle", "0"),
    "ring": ("circle", "0"),
}
HATCH = "shape://slash"
METRE = "http://www.opengeospatial.org/se/units/metre"
EDGE_M = "20"  # metres: the whole symbol has one unit


def write_sld(name: str, legend: Legend, kind: str) -> str:
    """Write the style of the table of this name, of points, lines or polygons."""
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.1.0")
    named = ET.SubElement(root, f"{{{SLD}}}NamedLayer")
    ET.SubElement(named, f"{{{SE}}}Name").text = name
    user = ET.SubElement(named, f"{{{SLD}}}UserStyle")
    if legend.unsure:
        _uncertainty(_add(user, "FeatureTypeStyle"), legend, kind)
    style = _add(user, "FeatureTypeStyle")
    for look in reversed(legend.looks):  # the first of the legend is drawn last, on top
        rule = _add(style, "Rule")
        _add(rule, "Name").text = look.name
        _add(_add(rule, "Description"), "Title").text = clean_xml(look.label.here)
        if legend.key is not None and look.value is not None:
            _filter(rule, legend.key, look)
        {"point": _point, "line": _line, "polygon": _polygon}[kind](rule, look)
    return ET.tostring(root, encoding="unicode")


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{SE}}}{tag}", attributes)


def _uncertainty(style: ET.Element, legend: Legend, kind: str) -> None:
    """Draw below everything, to scale, how far off a place may be, where it says so."""
    for look in {look.value: look for look in legend.looks}.values():
        rule = _add(style, "Rule")
        _add(rule, "Name").text = "-".join(("uncertainty", *([look.value] if look.value else [])))
        held = ET.SubElement(rule, f"{{{OGC}}}Filter")
        if legend.key is not None and look.value is not None:
            held = ET.SubElement(held, f"{{{OGC}}}And")
            _equals(held, legend.key, look.value)
        more = ET.SubElement(held, f"{{{OGC}}}PropertyIsGreaterThan")
        ET.SubElement(more, f"{{{OGC}}}PropertyName").text = UNCERTAINTY
        ET.SubElement(more, f"{{{OGC}}}Literal").text = "0"
        if kind == "point":
            _circle(rule, look.color)
        else:
            _band(rule, look.color)


def _circle(rule: ET.Element, color: str) -> None:
    graphic = _add(_add(rule, "PointSymbolizer", uom=METRE), "Graphic")
    mark = _add(graphic, "Mark")
    _add(mark, "WellKnownName").text = "circle"
    _parameters(mark, "Fill", {"fill": color, "fill-opacity": f"{PALE:g}"})
    edge = {"stroke": color, "stroke-opacity": f"{PALE_EDGE:g}", "stroke-width": EDGE_M}
    _parameters(mark, "Stroke", edge)
    _double(_add(graphic, "Size"))


def _band(rule: ET.Element, color: str) -> None:
    """Along a line; of a polygon along its border, which a symbol of lines draws."""
    stroke = _add(_add(rule, "LineSymbolizer", uom=METRE), "Stroke")
    values = {
        "stroke": color,
        "stroke-opacity": f"{PALE:g}",
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
    }
    for key, value in values.items():
        _add(stroke, "SvgParameter", name=key).text = value
    _double(_add(stroke, "SvgParameter", name="stroke-width"))


def _double(parent: ET.Element) -> None:
    """The width is twice the distance to either side."""
    times = ET.SubElement(parent, f"{{{OGC}}}Mul")
    ET.SubElement(times, f"{{{OGC}}}Literal").text = "2"
    ET.SubElement(times, f"{{{OGC}}}PropertyName").text = UNCERTAINTY


def _filter(rule: ET.Element, key: str, look: Look) -> None:
    held = ET.SubElement(rule, f"{{{OGC}}}Filter")
    if look.certainty is None:
        _equals(held, key, look.value or "")
        return
    both = ET.SubElement(held, f"{{{OGC}}}And")
    _equals(both, key, look.value or "")
    accuracies = {certainty: accuracy for accuracy, certainty in CERTAINTIES.items()}
    if look.certainty in accuracies:
        _equals(both, "accuracy", accuracies[look.certainty])
        return
    others = ET.SubElement(ET.SubElement(both, f"{{{OGC}}}Not"), f"{{{OGC}}}Or")
    for accuracy in CERTAINTIES:
        _equals(others, "accuracy", accuracy)


def _equals(parent: ET.Element, name: str, value: str) -> None:
    equal = ET.SubElement(parent, f"{{{OGC}}}PropertyIsEqualTo")
    ET.SubElement(equal, f"{{{OGC}}}PropertyName").text = name
    ET.SubElement(equal, f"{{{OGC}}}Literal").text = value


def _point(rule: ET.Element, look: Look) -> None:
    graphic = _add(_add(rule, "PointSymbolizer"), "Graphic")
    name, turned = MARKS[look.shape]
    mark = _add(graphic, "Mark")
    _add(mark, "WellKnownName").text = name
    is_ring = look.shape == "ring"
    alpha = {"dashed": 0.7, "hatched": 0.5}.get(look.certainty or "", 1.0)
    _parameters(
        mark, "Fill", {"fill": GROUND if is_ring else look.color, "fill-opacity": f"{alpha:g}"}
    )
    solid = not is_ring and look.certainty not in DASHES
    _stroke(mark, GROUND if solid else look.edge, 2.4 if is_ring else 1.2, look.certainty)
    _add(graphic, "Size").text = f"{2 * look.radius_px:g}"
    if turned != "0":
        _add(graphic, "Rotation").text = turned


def _line(rule: ET.Element, look: Look) -> None:
    _stroke(_add(rule, "LineSymbolizer"), look.color, look.line_px, look.certainty)


def _polygon(rule: ET.Element, look: Look) -> None:
    if look.certainty == "hatched":
        graphic = _add(
            _add(_add(_add(rule, "PolygonSymbolizer"), "Fill"), "GraphicFill"), "Graphic"
        )
        mark = _add(graphic, "Mark")
        _add(mark, "WellKnownName").text = HATCH
        _stroke(mark, look.color, 1, "solid")
        _add(graphic, "Size").text = "8"
    symbol = _add(rule, "PolygonSymbolizer")
    _parameters(symbol, "Fill", {"fill": look.color, "fill-opacity": f"{look.fill:g}"})
    _stroke(symbol, look.edge, look.edge_px, look.certainty)


def _stroke(parent: ET.Element, color: str, width: float, certainty: str | None) -> None:
    values = {"stroke": color, "stroke-width": f"{width:g}"}
    if certainty in DASHES:
        values["stroke-dasharray"] = " ".join(map(str, DASHES[certainty]))
    _parameters(parent, "Stroke", values)


def _parameters(parent: ET.Element, name: str, values: dict[str, str]) -> None:
    holder = _add(parent, name)
    for key, value in values.items():
        ET.SubElement(holder, f"{{{SE}}}SvgParameter", name=key).text = value
