"""A table as GeoParquet, for analysis: typed columns, WKB, WGS84."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.errors import EnvironmentFault
from jinan_geo.export.geojson import plain_cells
from jinan_geo.words import say
from jinan_geo.write.files import write_made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.export.table import ExportColumn, ExportTable

__all__ = ["write_parquet", "write_plain_parquet"]


def write_parquet(path: Path, table: ExportTable) -> int:
    """Write a table; gives the number of bytes.

    The same table gives the same bytes with the same pyarrow.

    Raises
    ------
    EnvironmentFault
        pyarrow is not installed.
    """
    columns = _columns_of(path, table.columns)
    frame = gpd.GeoDataFrame(columns, geometry=list(table.shapes), crs=SHOWN)
    return write_made(path, frame.to_parquet)


def write_plain_parquet(path: Path, columns: Sequence[ExportColumn]) -> int:
    """Write columns without geometry; gives the number of bytes, and raises as above."""
    frame = pd.DataFrame(_columns_of(path, columns))
    return write_made(path, frame.to_parquet)


def _columns_of(path: Path, columns: Sequence[ExportColumn]) -> dict[str, pd.Series[Any]]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - large, and only for who asks for this format
    except ImportError:
        msg = say("export.errors.pyarrow", path=path)
        raise EnvironmentFault(msg) from None

    def cells(column: ExportColumn) -> pd.Series[Any]:
        kind = column.cells.dtype.kind
        if kind == "M":
            days = [
                None if pd.isna(day) else day
                for day in column.cells.astype("datetime64[D]").tolist()
            ]
            return pd.Series(days, dtype=pd.ArrowDtype(pa.date32()))
        if kind == "O" and column.kind == "boolean":
            return pd.Series(column.cells, dtype="boolean")
        if kind == "O":
            return pd.Series(plain_cells(column), dtype=pd.ArrowDtype(pa.string()))
        if kind == "f" and column.kind == "integer":
            whole = [None if np.isnan(number) else int(number) for number in column.cells.tolist()]
            return pd.Series(whole, dtype="Int64")
        return pd.Series(column.cells)

    return {column.id: cells(column) for column in columns}
