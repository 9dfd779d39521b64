"""The texts of a MapInfo table whose charset says nothing, or says what English programs write.

``Neutral`` and ``WindowsLatin1`` stand on tables in any encoding, Chinese ones too.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.read.bytewise import decode_source, foreign_bytes
from jinan_geo.read.source import first_bytes
from jinan_geo.read.text import check_encoding, encoding_notes, find_encoding
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinan_geo.read.source import Source

__all__ = ["bytewise_mapinfo", "with_mapinfo_texts"]

CHARSET = re.compile(rb'(charset\s+"?)(\w+)', re.IGNORECASE)
NEUTRAL, LATIN = "neutral", "windowslatin1"


@contextmanager
def bytewise_mapinfo(path: Path, name: str) -> Iterator[tuple[Path, str | None]]:
    """Give a table to be read byte for byte, as Latin-1, and the charset that it states.

    The charset is None where it is to be believed, and the table as it was. Else its head is
    copied with ``Neutral`` in it to a scratch folder, which is gone afterwards; the other files
    are linked there.
    """
    head = first_bytes(path, name)
    said = CHARSET.search(head)
    charset = said[2].decode().lower() if said else NEUTRAL
    if charset != LATIN:
        yield path, charset if charset == NEUTRAL else None
        return
    with scratch_folder() as scratch:
        for part in path.parent.iterdir():
            if part.stem == path.stem and part != path:
                (scratch / f"data{part.suffix}").symlink_to(part.resolve())
        bare = scratch / f"data{path.suffix}"
        bare.write_bytes(CHARSET.sub(rb"\1Neutral", path.read_bytes()))
        yield bare, charset


def with_mapinfo_texts(source: Source, name: str, charset: str, said: str | None) -> Source:
    """Decode what was read byte for byte: as is ``said``, else as the bytes look like.

    Raises
    ------
    InputError
        They are of no encoding that is known, or not of the one that is said.
    """
    if said:
        return decode_source(source, name, check_encoding(said, name), said, [])
    titles = [str(title).encode("latin-1") for title in source.frame.columns]
    found = find_encoding([*foreign_bytes(source.frame), *titles])
    if found is None:
        raise InputError(say("read.errors.no_encoding", name=name))
    stated = "WindowsLatin1" if charset == LATIN else None
    is_as_stated = stated is not None and found.encoding == "cp1252"
    notes = [] if is_as_stated else encoding_notes(found, name, stated)
    return decode_source(source, name, found.encoding, found.label, notes)
