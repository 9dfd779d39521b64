"""Texts that GDAL gave byte for byte, as Latin-1, in the encoding that they are in.

GDAL's own decoding hides what is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.text import decode_cut
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.read.source import Source
    from jinan_geo.read.untyped import Cell

__all__ = ["decode_source", "foreign_bytes", "keep_apart"]

AGAIN = "\x02"


def keep_apart(titles: Sequence[str]) -> list[str]:
    """Give a second field of one name a name of its own.

    The mark is taken for ``_2`` when names are decoded.
    """
    kept: list[str] = []
    for title in titles:
        while title in kept:
            title += AGAIN  # noqa: PLW2901 - the name grows until it is free
        kept.append(title)
    return kept


def decode_source(
    source: Source, name: str, encoding: str, label: str, notes: Sequence[Issue]
) -> Source:
    """Decode the names and cells of a frame; ``label`` is what the reader is told of.

    Raises
    ------
    InputError
        A text is not of that encoding.
    """
    notes = [*source.notes, *notes]
    titles: dict[str, str] = {}
    for column in source.frame.columns.drop(["geometry", "geometry_fault"]):
        stored = column.rstrip(AGAIN).encode("latin-1")
        title = _decode(stored, encoding, name)
        cut = title.encode(encoding, "replace") != stored
        while title in titles.values():
            title, cut = f"{title}_2", True
        notes += [Issue("cut-field-name", "", name, value=title)] if cut else []
        titles[column] = title
    frame = source.frame.rename(columns=titles)
    for title in titles.values():
        frame[title] = (
            frame[title].map(lambda cell: _decode_cell(cell, encoding, name)).astype(object)
        )
    return replace(source, frame=frame.where(frame.notna(), None), encoding=label, notes=notes)


def _decode_cell(cell: Cell, encoding: str, name: str) -> Cell:
    if not isinstance(cell, str) or cell.isascii():
        return cell
    return _decode(cell.encode("latin-1"), encoding, name)


def _decode(stored: bytes, encoding: str, name: str) -> str:
    try:
        return decode_cut(stored, encoding)
    except UnicodeDecodeError:
        text = show(stored.decode(encoding, "replace"))
        msg = say("read.errors.text_encoding", name=name, text=text, encoding=encoding)
        raise InputError(msg) from None


def foreign_bytes(frame: Any) -> list[bytes]:  # noqa: ANN401 - a frame
    """Give the bytes of all texts that are not ASCII, which were read as Latin-1."""
    columns = [frame[column] for column in frame.columns.drop("geometry")]
    texts = [cell for column in columns for cell in column if isinstance(cell, str)]
    return [text.encode("latin-1", "replace") for text in texts if not text.isascii()]
