"""Texts of survey offices: plots with their corners (勘测定界), points of a station (CASS)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text
from jinan_geo.read.faulty import Fault
from jinan_geo.read.rings import nest_rings
from jinan_geo.read.source import Reading, Source, frame_of, open_file
from jinan_geo.read.text import decode_text, encoding_notes
from jinan_geo.read.wkb import build_shapes
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["PLOTS", "POINTS", "is_plots", "is_points", "read_plots", "read_points"]

PLOTS = "勘测定界 TXT"
POINTS = "CASS DAT"
SECTIONS = ("[属性描述]", "[地块坐标]")
HEADS = tuple(part.encode(code) for part in SECTIONS for code in ("gb18030", "utf-8"))
POINT = re.compile(rb"[^,\r\n]*,[^,\r\n]*(?:,\s*-?\d+(?:\.\d+)?\s*){2,3},?")
ENDS = {"START", "END", "[END]"}  # around points, as some instruments write
FIELDS = ("地块编号", "地块名称", "记录图形属性", "图幅号", "地块用途", "地类编码")
WHOLE = 8  # digits before the point of an easting that begins with its zone
HECTARE = 10_000.0  # square metres
CLOSE = 0.01  # of an area: what is written has four decimals of a hectare
LINE_ENDS = 2
# First EPSG code of the zones with and without their number before the easting, by the name of the
# system.
SYSTEMS = {
    "2000": {"3": (25, 4513, 4534), "6": (13, 4491, 4502)},
    "80": {"3": (25, 2349, 2370), "6": (13, 2327, 2338)},
    "54": {"3": (25, 2401, 2422), "6": (13, 21413, 21453)},
}
ZONES = {"3": range(25, 46), "6": range(13, 24)}


@dataclass
class Plot:
    """A plot as written: its line in the file, its fields, and its corners by ring.

    Corners are east and north in metres.
    """

    line: int
    fields: list[str]
    rings: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    fault: str | None = None


def is_plots(head: bytes) -> bool:
    """Tell a text of plots by the name of one of its sections."""
    return any(one in head for one in HEADS)


def is_points(head: bytes) -> bool:
    """Tell points of a total station: no heading, and on each line the same five things.

    They are number, code, east, north and height.
    """
    lines = [line.strip() for line in head.splitlines()[:-1] or head.splitlines()]
    said = [line for line in lines if line and not _is_end(line.decode("latin-1"))]
    return bool(said) and all(POINT.fullmatch(line) for line in said)


def _is_end(line: str) -> bool:
    return line.strip(", \t").upper() in ENDS


def read_points(path: Path, name: str, reading: Reading) -> Source:
    """Read points of a total station; x is the east. The file states no CRS."""
    with open_file(path, name) as file:
        text, found = decode_text(file.read(), name, reading.encoding)
    lines = {
        at: line
        for at, line in enumerate(text.splitlines(), 1)
        if line.strip() and not _is_end(line)
    }
    rows = [line.split(",") for line in lines.values()]
    places = [_place(cells[2:4]) for cells in rows]
    faults = [_fault_of(cells, place) for cells, place in zip(rows, places, strict=True)]
    shapes, _ = build_shapes(np.array(list(map(_point, places)), dtype=object))
    titles = {"点号": 0, "编码": 1, "高程": 4}
    columns = {title: _column(rows, at) for title, at in titles.items()}
    frame = frame_of(columns, shapes, faults, None)
    return Source(frame, POINTS, found.label, encoding_notes(found, name), list(lines))


def _point(place: tuple[float, float] | None) -> bytes | None:
    return None if place is None else _wkb(shapely.Point(place))


def _fault_of(cells: Sequence[str], place: tuple[float, float] | None) -> str | None:
    if place is not None:
        return None
    return Fault(text("read.faults.no_point", value=show(",".join(cells))))


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str | None]:
    return [_cell(cells, at) for cells in rows]


def read_plots(path: Path, name: str, reading: Reading) -> Source:
    """Read plots as polygons, in the CRS that the text states by system, zones and zone number.

    A ring within another is a hole, whatever its number. An area that is not that of the corners is
    an issue.

    Raises
    ------
    InputError
        The text states a system of coordinates that is not known.
    """
    with open_file(path, name) as file:
        text, found = decode_text(file.read(), name, reading.encoding)
    stated, plots = _parse(text)
    crs = _crs_of(stated, plots, name)
    shapes, wrong = build_shapes(np.array(list(map(_shape, plots)), dtype=object))
    fields = [plot.fields for plot in plots]
    columns = {title: _column(fields, at) for at, title in enumerate(FIELDS, 2)}
    columns["面积"] = _column(fields, 1)
    said = [plot.fault or other for plot, other in zip(plots, wrong, strict=True)]
    notes = [*encoding_notes(found, name), *_area_notes(plots, shapes, name)]
    frame = frame_of(columns, shapes, said, crs)
    return Source(frame, PLOTS, found.label, notes, [plot.line for plot in plots])


def _cell(cells: Sequence[str], at: int) -> str | None:
    return cells[at].strip() or None if at < len(cells) else None


def _place(pair: Sequence[str]) -> tuple[float, float] | None:
    """Two numbers as they stand, or None."""
    try:
        one, other = (float(cell) for cell in pair)
    except ValueError:
        return None
    return (one, other) if np.isfinite((one, other)).all() else None


def _parse(text: str) -> tuple[dict[str, str], list[Plot]]:
    """What the head states, and the plots below."""
    stated: dict[str, str] = {}
    plots: list[Plot] = []
    for at, raw in enumerate(text.splitlines(), 1):
        line = raw.strip().replace("，", ",")  # typed in a Chinese office
        key, equals, value = line.partition("=")
        if not line or line.startswith("["):
            continue
        if line.endswith("@"):
            plots.append(Plot(at, line.removesuffix("@").split(",")))
        elif plots:
            _add_corner(plots[-1], line)
        elif equals:
            stated[key.strip()] = value.strip()
    return stated, plots


def _add_corner(plot: Plot, line: str) -> None:
    """A corner is its name, its ring, north and east."""
    cells = line.split(",")
    place = _place(cells[2:4])
    if place is None:
        plot.fault = plot.fault or Fault(text("read.faults.no_corner", value=show(line)))
        return
    north, east = place
    plot.rings.setdefault(cells[1].strip(), []).append((east, north))


def _shape(plot: Plot) -> bytes | None:
    rings = list(plot.rings.values())
    if plot.fault or not rings:
        return None
    kind = (_cell(plot.fields, 4) or "面")[0]
    if kind == "点":
        return _wkb(shapely.MultiPoint(list(itertools.chain.from_iterable(rings))))
    if kind == "线":
        lines = [ring for ring in rings if len(ring) >= LINE_ENDS]
        return _wkb(shapely.MultiLineString(lines))
    if min(len(set(ring)) for ring in rings) <= LINE_ENDS:
        plot.fault = Fault(text("read.faults.few_corners", plot=show(plot.fields[2])))
        return None
    return _wkb(_polygon(list(map(_closed, rings))))


def _polygon(rings: Sequence[list[tuple[float, float]]]) -> shapely.Geometry:
    nested = nest_rings([list(map(list, ring)) for ring in rings])
    shapes = [shapely.Polygon(outer, holes) for outer, *holes in nested]
    return shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)


def _closed(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _wkb(shape: shapely.Geometry) -> bytes:
    written: bytes = shapely.to_wkb(shape)
    return written


def _crs_of(stated: dict[str, str], plots: Sequence[Plot], name: str) -> pyproj.CRS | None:
    """The CRS of the head: None where it says too little for one."""
    system, width, zone = (stated.get(key, "") for key in ("坐标系", "几度分带", "带号"))
    known = next((codes for word, codes in SYSTEMS.items() if word in system), None)
    if system and known is None:
        raise InputError(say("read.errors.survey_system", name=name, system=show(system)))
    number = int(zone) if zone.isdigit() else 0
    if known is None or number not in ZONES.get(width[:1], ()):
        return None
    first, prefixed, plain = known[width[:1]]
    return pyproj.CRS.from_epsg((prefixed if _have_zones(plots) else plain) + number - first)


def _have_zones(plots: Sequence[Plot]) -> bool:
    """Tell whether all eastings begin with the number of their zone."""
    rings = itertools.chain.from_iterable(plot.rings.values() for plot in plots)
    digits = {len(str(int(x))) for x, _ in itertools.chain.from_iterable(rings)}
    return digits == {WHOLE}


def _area_notes(plots: Sequence[Plot], shapes: Iterable[Any], name: str) -> Iterator[Issue]:
    """Areas as written, in hectares or square metres, that are not those of the corners."""
    for plot, shape in zip(plots, shapes, strict=True):
        stated = _place([_cell(plot.fields, 1) or ""] * 2)
        area = 0.0 if shape is None else float(shape.area)
        if stated is None or not area or not stated[0]:
            continue
        ratios = (stated[0] * HECTARE / area, stated[0] / area)
        if min(abs(ratio - 1) for ratio in ratios) > CLOSE:
            details = {"area": f"{area:,.1f}"}
            yield Issue("plot-area", "", name, row=plot.line, value=stated[0], details=details)
