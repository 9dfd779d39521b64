"""KML and GPX in another encoding than GDAL knows: brought to UTF-8 before they are read."""

from __future__ import annotations

import codecs
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.read.source import open_file
from jinan_geo.read.text import check_encoding, decode_text, encoding_notes, utf16_by_zeros
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinan_geo.issues.issue import Issue

__all__ = ["in_utf8", "markup_in_utf8"]

DECLARED = re.compile(rb"(\s*<\?xml[^>]*?\bencoding\s*=\s*[\"'])([^\"'>]+)")
UTF8 = {"utf-8", "utf_8", "ascii"}
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # expat and GDAL read these


def in_utf8(data: bytes, name: str) -> tuple[bytes, list[Issue]]:
    """Give markup in UTF-8; a note where the encoding that it declares is not that of its bytes.

    What is UTF-8 or UTF-16 already comes back as it is.

    Raises
    ------
    InputError
        No encoding fits.
    """
    if data.startswith(WIDE) or utf16_by_zeros(data):
        return data, []
    declared = DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    said = declared[2].decode("latin-1") if declared else None
    stated = _known(said)
    if _is_utf8(data):
        return (data if said is None or stated in UTF8 else _redeclared(data.decode())), []
    text = _decoded(data, stated)
    if text is not None:
        return _redeclared(text), []
    text, found = decode_text(data, name)
    return _redeclared(text), encoding_notes(found, name, said)


def _known(said: str | None) -> str | None:
    try:
        return check_encoding(said, "") if said else None
    except InputError:
        return None


def _is_utf8(data: bytes) -> bool:
    return _decoded(data, "utf-8") is not None


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except UnicodeError:
        return None


def _redeclared(text: str) -> bytes:
    return DECLARED.sub(rb"\g<1>UTF-8", text.encode(), count=1)


@contextmanager
def markup_in_utf8(path: Path, name: str) -> Iterator[tuple[Path, list[Issue]]]:
    """Give a file that is in UTF-8: itself, or a copy of that name in a scratch folder.

    Raises
    ------
    InputError
        No encoding fits.
    """
    with open_file(path, name) as file:
        data = file.read()
    plain, notes = in_utf8(data, name)
    if plain == data:
        yield path, notes
        return
    with scratch_folder() as scratch:
        (scratch / path.name).write_bytes(plain)
        yield scratch / path.name, notes
