"""Everything that can be read in a folder of deliveries.

Each container opened, each block decoded.
"""

from __future__ import annotations

import gzip
import io
import re
import sqlite3
import unicodedata
import zipfile
from base64 import b64decode
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from pypdf import PdfReader

from jinan_geo.page.columns import read_block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["RADICALS", "printed", "readable_in", "texts_of"]

# Fonts map some characters of a PDF to radicals that look alike; those that NFKC does not know:
RADICALS = str.maketrans(
    "⺠⻩⻚⻓⻔⻢⻛⻋⻅⻝⻥⻦⻬⻰⻆⻉⺟⻘⻣⻤―", "民黄页长门马风车见食鱼鸟齐龙角贝母青骨鬼—"
)
BLOCK = re.compile(r"H4sI[A-Za-z0-9+/]{40,}={0,2}")  # base64 of gzip


def readable_in(folder: Path) -> str:
    """All text of all files of a folder, hidden ones too; there must be some."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert files
    return "\n".join(text for path in files for text in [path.name, *texts_of(path)])


def texts_of(path: Path) -> Iterator[str]:
    """The text of one file: as it is, and of everything packed in it."""
    data = path.read_bytes()
    yield from _unpack(data)
    if path.suffix == ".gpkg":
        with sqlite3.connect(path) as base:
            yield from base.iterdump()
    elif path.suffix == ".parquet":
        yield str(pq.read_table(path).to_pylist())
    elif path.suffix == ".pdf":
        yield printed(path)


def printed(path: Path) -> str:
    """The text of a PDF, with each radical as the character it stands for."""
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return re.sub(
        "[\u2e80-\u2fdf]", lambda one: unicodedata.normalize("NFKC", one[0]), text
    ).translate(RADICALS)


def _unpack(data: bytes) -> Iterator[str]:
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from _unpack(archive.read(name))
        return
    text = data.decode("utf-8", "replace")
    yield text
    for block in BLOCK.findall(text):
        try:
            raw = gzip.decompress(b64decode(block))
        except (OSError, ValueError, EOFError):
            continue
        yield raw.decode("utf-8", "replace")
        if raw[4:5] != b"{":  # the style and the program are packed too
            continue
        head, tables = read_block(block)
        yield str(head)
        yield str(tables)
