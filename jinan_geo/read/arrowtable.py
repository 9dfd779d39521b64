"""Parquet and Arrow files (Feather too) that say nothing of geometry: tables, as a CSV is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import EnvironmentFault, InputError, show
from jinan_geo.read.lists import plain_list
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = [
    "ARROW",
    "PARQUET",
    "arrow_kind",
    "has_shapes",
    "plain_frame",
    "read_arrow_cells",
    "with_arrow",
]

PARQUET = "Parquet"
ARROW = "Arrow"
PLACED = b"geo"  # the key under which both say which columns are geometries
STARTS = {b"PAR1": PARQUET, b"ARROW1\0\0": ARROW, b"\xff\xff\xff\xff": ARROW}
OWN = {"geometry", "geometry_fault"}  # columns of every frame of features
WHOLE = b"ARROW1"  # of a file; a stream of Arrow has no end that can be looked up


def arrow_kind(head: bytes) -> str | None:
    """Tell Parquet and Arrow by the first bytes of a file; None for others."""
    return next((kind for start, kind in STARTS.items() if head.startswith(start)), None)


def with_arrow(name: str, kind: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - what it reads
    """Read something with pyarrow; what hinders is worded with the file's name.

    Raises
    ------
    EnvironmentFault
        pyarrow is not installed.
    InputError
        The file is damaged.
    """
    try:
        return read()
    except ImportError:
        raise EnvironmentFault(say("read.errors.parquet_pyarrow", name=name)) from None
    except Exception as error:  # noqa: BLE001 - pyarrow raises many kinds, all of them about this file
        msg = say("read.errors.parquet", name=name, kind=kind, error=show(str(error)))
        raise InputError(msg) from None


def has_shapes(path: Path, kind: str) -> bool:
    """Tell whether the file says which of its columns hold geometries."""
    schema = _schema(path, kind)
    return PLACED in (schema.metadata or {})


def plain_frame(path: Path, kind: str) -> pd.DataFrame:
    """Give the rows; an index that has a name is a column too."""
    frame: pd.DataFrame = _table(path, kind).to_pandas()
    named = [title for title in frame.index.names if title is not None and title not in frame]
    frame = frame.reset_index(level=named) if named else frame
    frame.columns = [f"{title}_" if title in OWN else title for title in map(str, frame)]
    return frame.reset_index(drop=True)


def read_arrow_cells(path: Path, name: str, kind: str) -> pd.DataFrame:
    """Give the cells as texts, None where there is none.

    Raises
    ------
    EnvironmentFault
        pyarrow is not installed.
    InputError
        The file is damaged.
    """
    frame = with_arrow(name, kind, lambda: plain_frame(path, kind))
    cells = {str(title): list(map(_text, frame[title])) for title in frame}
    return pd.DataFrame(cells, dtype=object)


def _schema(path: Path, kind: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for who needs it

    if kind == PARQUET:
        return pq.read_schema(path)
    with _opened(path) as file:
        return file.schema


def _table(path: Path, kind: str) -> Any:  # noqa: ANN401 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    if kind == PARQUET:
        return pq.read_table(path)
    with _opened(path) as file:
        return file.read_all()


def _opened(path: Path) -> Any:  # noqa: ANN401 - as above
    """Open the file form or the stream form."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    with path.open("rb") as file:
        whole = file.read()
    is_file = whole.startswith(WHOLE)
    return pa.ipc.open_file(whole) if is_file else pa.ipc.open_stream(whole)


def _text(value: Any) -> str | None:  # noqa: ANN401 - a cell of any type
    value = plain_list(value)
    if value is None or pd.isna(value):
        return None
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
