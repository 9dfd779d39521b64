"""What a file is, by its first bytes; its name is believed only where the bytes leave a choice."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.parsers import expat

from jinan_geo.errors import InputError, RefusedError, show
from jinan_geo.read.companions import is_part, refuse_part, require_mapinfo
from jinan_geo.read.declared import in_utf8
from jinan_geo.read.jsontext import SCRIPT
from jinan_geo.read.markup import is_markup_table
from jinan_geo.read.source import first_bytes, open_file
from jinan_geo.read.survey import PLOTS, POINTS, is_plots, is_points
from jinan_geo.read.text import utf16_by_zeros
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["require_text", "sniff_kind"]

SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"SQLite format 3\0", "GPKG"),
    (b"\x00\x00\x27\x0a", "ESRI Shapefile"),
    (b"fgb\x03fgb", "FlatGeobuf"),
    (b"PAR1", "GeoParquet"),
    (b"ARROW1\0\0", "Arrow"),
    (b"\xff\xff\xff\xff", "Arrow"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
)
REFUSED = (
    (b"AutoCAD Binary DXF", "binary_dxf"),
    (b"AC10", "dwg"),
    (b"OviO", "ovobj"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "seven"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
)
# Texts that are no tables, by how they begin.
REFUSED_TEXTS = (
    (re.compile(rb"#\s*@VGMT"), "gmt"),
    (re.compile(rb"HeadBegin|DataMark\s*[:=]|[^\n]{0,80}CNSDTF"), "vct"),
    (re.compile(rb"\$(?:GP|GN|BD|GL|GA)[A-Z]{3},"), "nmea"),
    (re.compile(rb"OziExplorer Track"), "ozi"),
    (re.compile(rb"BEGIN:V(?:CALENDAR|CARD)"), "calendar"),
    (
        re.compile(
            rb"(?:--[^\n]*\n|/\*.{0,2000}?\*/|(?:SET|USE|BEGIN|START)\b[^\n]*\n|\s)*"
            rb"(?:CREATE\s+(?:TABLE|DATABASE|SCHEMA)|INSERT\s+INTO|DROP\s+TABLE|COPY\s+\S+\s*\()",
            re.IGNORECASE | re.DOTALL,
        ),
        "sql",
    ),
)
# What follows may not stand in data from others: an entity can hold a local file or a billion
# laughs.
ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ROOT = re.compile(rb"<(?!\?|!)\s*([\w.:-]+)([^>]*)>?")
DXF = re.compile(rb"\s*(?:999\s*\n[^\n]*\n\s*)*0\s*\r?\nSECTION")
INTERCHANGE = re.compile(rb"version\s+\d+\s", re.IGNORECASE)
SCRIPTED = re.compile(SCRIPT.encode(), re.DOTALL)
COLUMNS = re.compile(rb"\ncolumns\s", re.IGNORECASE)
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MOST_CONTROL = 0.02
XML_SUFFIXES = {".kml", ".gml", ".gpx"}
JSON_SUFFIXES = {".geojson", ".geojsonl", ".ndjson", ".json", ".topojson"}
# What is never a table of text, whatever is left of its bytes.
NEVER_TEXT = {
    ".zip", ".kmz", ".gpkg", ".shp", ".fgb", ".parquet", ".geoparquet", ".gdbtable", ".dwg", ".dxf",
    ".feather", ".arrow", ".mif", ".rar", ".7z", ".gz", ".pdf", ".sqlite", ".db",
}  # fmt: skip
# Tables of text are often called so; of a workbook that was cut off, one short word may be left.
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et"}
SEPARATORS = re.compile(rb"[,;\t|]")
LONGEST_XML = 2**30
LISTED = 8
LONGEST_END = 4096  # of a drawing, with blank lines behind it
ENCODING_FAULTS = {
    18,
    19,
}  # expat: unknown encoding, encoding specified in XML declaration is wrong
NO_TABLES = {"zip": "archive", "GPKG": "database"}
EXCEPTION = re.compile(rb"<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>([^<]+)<")
XML_KINDS = {
    b"exceptionreport": "exception",
    b"serviceexceptionreport": "exception",
    b"wfs_capabilities": "capabilities",
    b"wms_capabilities": "capabilities",
    b"wmt_ms_capabilities": "capabilities",
    b"capabilities": "capabilities",
    b"osm": "osm",
    b"trainingcenterdatabase": "tcx",
    b"rss": "feed",
    b"feed": "feed",
    b"qgis": "qgis",
    b"svg": "svg",
    b"mapml-": "mapml",
    b"mapml": "mapml",
}
ROOTS = {b"kml": "LIBKML", b"gpx": "GPX"}


def sniff_kind(path: Path, name: str) -> str:
    """Tell the kind of a file: a GDAL driver's name, or GeoJSON, GeoParquet, zip, Excel, CSV.

    Raises
    ------
    InputError
        Missing, empty, or of a kind that is not read; says which, and what to do.
    RefusedError
        It could make a reader open other files.
    """
    if path.is_dir():
        return _folder_kind(path, name)
    head = first_bytes(path, name)
    if not head.strip():
        raise InputError(say("read.errors.empty", name=name))
    kind = _signed_kind(head)
    if is_part(path) and (kind in {None, "ESRI Shapefile"}):
        refuse_part(path, name)
    if kind:
        return _zip_kind(path, name) if kind == "zip" else kind
    _refuse_known(head, name)
    return _survey_kind(path, head) or _text_kind(path, name, head)


def _folder_kind(path: Path, name: str) -> str:
    if any(entry.suffix == ".gdbtable" for entry in path.iterdir()):
        return "OpenFileGDB"
    listed = sorted(entry.name for entry in path.iterdir() if not is_part(entry))[:LISTED]
    raise InputError(say("read.errors.folder", name=name, listed=", ".join(listed) or "-"))


def _signed_kind(head: bytes) -> str | None:
    return next((kind for start, kind in SIGNATURES if head.startswith(start)), None)


def _refuse_known(head: bytes, name: str) -> None:
    """Refuse what is known and not read, and say what to do with it."""
    for start, what in REFUSED:
        if head.startswith(start):
            raise InputError(
                say("read.errors.refused", name=name, what=words_of("read.refused")[what])
            )


def _refuse_known_text(text: bytes, name: str) -> None:
    for start, what in REFUSED_TEXTS:
        if start.match(text):
            told = words_of("read.refused")[what]
            raise InputError(say("read.errors.refused", name=name, what=told))


def _survey_kind(path: Path, head: bytes) -> str | None:
    if is_plots(head):
        return PLOTS
    return POINTS if path.suffix.lower() == ".dat" and is_points(head) else None


def _zip_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        msg = say("read.errors.damaged", name=name, error=error)
        raise InputError(msg) from None
    return "Excel" if {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & names else "zip"


def _text_kind(path: Path, name: str, head: bytes) -> str:
    text = _start_of_text(head)
    suffix = path.suffix.lower()
    if text.startswith(b"<"):
        return _xml_kind(path, name, text)
    if text.startswith((b"{", b"[")) or suffix in JSON_SUFFIXES or SCRIPTED.match(text):
        return "GeoJSON"
    _refuse_known_text(text, name)
    if DXF.match(head):
        _require_end(path, name)
        return "DXF"
    if text[:6].lower() == b"!table":
        return _tab_kind(path, name)
    if INTERCHANGE.match(text) and COLUMNS.search(head):
        return "MapInfo File"
    if path.suffix.lower() in XML_SUFFIXES:  # no table: of this, nothing would be read
        _require_whole(head, name)
    require_text(path, name)
    return "CSV"


def _start_of_text(head: bytes) -> bytes:
    """Give the text from its first sign on, in ASCII where it is UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]:
        return head.replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")


def require_text(path: Path, name: str) -> None:
    """See to it that a table of text is text, and no archive or other binary file.

    Raises
    ------
    InputError
        It is something else; says what, where that is known.
    """
    head = first_bytes(path, name)
    kind = _signed_kind(head)
    if kind:
        known = words_of("read.tableless")
        said = known[NO_TABLES[kind]] if kind in NO_TABLES else say("read.kinds.other", kind=kind)
        msg = say("read.errors.no_table", name=name, said=said)
        raise InputError(msg)
    _refuse_known(head, name)
    suffix = path.suffix.lower()
    is_text = _is_text(head)
    if suffix in NEVER_TEXT or (suffix in WORKBOOKS and not (is_text and _has_cells(head))):
        raise InputError(say("read.errors.not_as_named", name=name, suffix=suffix))
    if not is_text:
        msg = say("read.errors.binary", name=name)
        raise InputError(msg)


def _has_cells(head: bytes) -> bool:
    """Tell a table of text from what is left of something else: it has a sign between cells."""
    return bool(SEPARATORS.search(head))


def _is_text(head: bytes) -> bool:
    """Tell text by its few control signs; in UTF-16 and UTF-32 the zeros are of the letters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or utf16_by_zeros(head):
        return True
    return head.count(b"\0") == 0 and len(CONTROL.findall(head)) <= len(head) * MOST_CONTROL


def _xml_kind(path: Path, name: str, text: bytes) -> str:
    root = ROOT.search(text)
    tag = root[1].rpartition(b":")[2].lower() if root else b""
    if tag == b"ogrvrtdatasource":
        msg = say("read.errors.vrt", name=name)
        raise RefusedError(msg)
    if b"<!entity" in text.lower():
        msg = say("read.errors.entities", name=name)
        raise RefusedError(msg)
    if is_markup_table(text):
        return "Excel"
    kind = _kind_of_root(tag, text[:8192] + (root[2] if root else b""))
    if not kind:
        raise InputError(_word_xml(name, tag, text))
    with open_file(path, name) as file:
        whole = file.read(LONGEST_XML)
    whole = in_utf8(whole, name)[0] if tag in ROOTS else whole
    _refuse_entities(whole, name)
    _require_whole(whole, name)
    return kind


def _word_xml(name: str, tag: bytes, text: bytes) -> str:
    """Say what XML is that is not read, and the way out where there is one."""
    told = words_of("read.xml").get(XML_KINDS.get(tag, ""))
    if told is None:
        root = show(tag.decode("ascii", "replace"))
        what = say("read.kinds.html") if tag == b"html" else say("read.kinds.xml", root=root)
        return say("read.errors.no_data", name=name, what=what)
    said = EXCEPTION.search(text)
    words = show(said[1].decode("utf-8", "replace").strip()) if said else ""
    return say("read.errors.refused", name=name, what=f"{told}{words}")


def _refuse_entities(whole: bytes, name: str) -> None:
    if ENTITIES.search(whole) or ENTITIES.search(whole.replace(b"\0", b"")):
        msg = say("read.errors.doctype", name=name)
        raise RefusedError(msg)


def _require_whole(text: bytes, name: str) -> None:
    """See to it that XML is well-formed: where it is not, readers stop without a word."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(text, True)  # noqa: FBT003 - that this is all; expat takes no keyword
    except expat.ExpatError as error:
        if error.code in ENCODING_FAULTS:  # GDAL knows more of them
            return
        msg = say("read.errors.xml", name=name, line=error.lineno, error=error)
        raise InputError(msg) from None
    except LookupError as error:  # a declared encoding of a name that nobody knows
        msg = say("read.errors.xml", name=name, line=1, error=error)
        raise InputError(msg) from None
    except ValueError:  # a declared encoding of several bytes
        return


def _require_end(path: Path, name: str) -> None:
    """See to it that a drawing was not cut off: GDAL goes round in circles behind its last line."""
    with open_file(path, name) as file:
        file.seek(max(0, path.stat().st_size - LONGEST_END))
        end = file.read()
    if not end.rstrip(b" \t\r\n\0\x1a").endswith(b"EOF"):
        msg = say("read.errors.drawing_cut", name=name)
        raise InputError(msg)


def _kind_of_root(tag: bytes, start: bytes) -> str:
    if tag in ROOTS:
        return ROOTS[tag]
    return "GML" if b"opengis.net/gml" in start else ""


def _tab_kind(path: Path, name: str) -> str:
    """Take a MapInfo table only if its data stand beside it.

    Views and seamless tables open other files.
    """
    with open_file(path, name) as file:
        text = file.read(1 << 20).lower()
    if (
        not re.search(rb"^\s*type\s+native", text, re.MULTILINE)
        or b"seamless" in text
        or b"create view" in text
    ):
        msg = say("read.errors.mapinfo", name=name)
        raise RefusedError(msg)
    require_mapinfo(path, name)
    return "MapInfo File"
