"""Large tables without quotes, read by Arrow into columns that are coded already.

What it cannot read as the csv module does is not read at all: whoever asks then goes row by row,
which also says what is wrong, and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.kept.coded import Coded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

__all__ = ["read_plain"]

LARGE = 1_000_000  # bytes; below, row by row is as quick
BLOCK = 1_000_000  # bytes; Arrow takes no line of several of them
MARK = b"\xef\xbb\xbf"
ODD = (b'"', b"\0", b"\n\n", b"\n\r")  # quotes, and rows that are blank


def read_plain(path: Path, large: int = LARGE) -> tuple[list[str], list[Coded]] | None:
    """Give the headings and the columns of a CSV file in UTF-8, each row on a line of its own.

    None where it is of less than ``large`` bytes or not as plain as that, where its rows differ in
    length, and without pyarrow.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    if path.stat().st_size < large:
        return None
    try:
        import pyarrow as pa  # noqa: PLC0415 - only where it is installed
        from pyarrow import csv  # noqa: PLC0415 - as above
    except ImportError:
        return None
    first, _, rest = path.read_bytes().removeprefix(MARK).partition(b"\n")
    if not _is_plain(first, rest):
        return None
    try:
        heading = first.removesuffix(b"\r").decode("utf-8").split(",")
        if len(set(heading)) != len(heading):
            return None
        coded = dict.fromkeys(heading, pa.dictionary(pa.int32(), pa.string()))
        table = csv.read_csv(
            pa.BufferReader(rest),
            csv.ReadOptions(use_threads=False, column_names=heading, block_size=BLOCK),
            csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=coded, strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    is_whole = table.num_rows == rest.count(b"\n") + (not rest.endswith(b"\n"))
    columns = table.unify_dictionaries().columns
    return (heading, [_coded(one.chunks) for one in columns]) if is_whole else None


def _is_plain(first: bytes, rest: bytes) -> bool:
    """Tell whether lines are rows, and nothing in them means more than it says."""
    if not first.strip() or not rest or rest.startswith((b"\n", b"\r")):
        return False
    if any(sign in part for sign in ODD for part in (first, rest)):
        return False
    breaks = first.endswith(b"\r") + rest.count(b"\r\n")
    return first.count(b"\r") + rest.count(b"\r") == breaks


def _coded(chunks: Sequence[Any]) -> Coded:
    """The codes of a column whose chunks share one dictionary: texts by their first cells."""
    codes = [np.asarray(chunk.indices, dtype=np.int32) for chunk in chunks]
    texts = chunks[-1].dictionary.to_pylist()
    return Coded(np.concatenate(codes), np.array(texts, dtype=object))
