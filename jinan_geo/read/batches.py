"""The shapes of GeoParquet of very many features, streamed in batches of rows as Arrow has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.coordinates.crs import require_database
from jinan_geo.errors import EnvironmentFault, InputError, show
from jinan_geo.read.sniff import sniff_kind
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

__all__ = ["ArrowRows", "frame_of_rows", "stream_shapes"]


@dataclass(frozen=True)
class ArrowRows:
    """So many rows as Arrow writes them."""

    rows: bytes
    count: int


def frame_of_rows(batch: ArrowRows) -> gpd.GeoDataFrame:
    """Read some rows as a file of their own."""
    import geopandas as gpd  # noqa: PLC0415 - only for who needs it
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    table = pa.ipc.open_stream(batch.rows).read_all()
    into = pa.BufferOutputStream()
    pq.write_table(table, into, compression="none")
    return gpd.read_parquet(pa.BufferReader(into.getvalue()))


def stream_shapes(path: Path, name: str, rows: int) -> Iterator[ArrowRows]:
    """Give the shapes of a GeoParquet alone, so many rows at a time, in the order of the file.

    Raises
    ------
    InputError
        It is no GeoParquet that can be read, or its places are not written as WKB.
    """
    require_database()
    if sniff_kind(path, name) != "GeoParquet":
        raise InputError(say("read.errors.no_stream", name=name))
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 - as above
    except ImportError:
        raise EnvironmentFault(say("read.errors.parquet_pyarrow", name=name)) from None
    try:
        with pq.ParquetFile(path) as file:
            own = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
            title = own.get("primary_column", "")
            if own.get("columns", {}).get(title, {}).get("encoding") != "WKB":
                raise InputError(say("read.errors.no_stream", name=name))
            for batch in file.iter_batches(batch_size=rows, columns=[title]):
                yield _rows_of(batch, _bare_schema(batch.schema, own))
    except (OSError, ValueError, KeyError, NotImplementedError) as error:
        said = show(str(error))
        raise InputError(
            say("read.errors.parquet", name=name, kind="GeoParquet", error=said)
        ) from None


def _rows_of(batch: Any, schema: Any) -> ArrowRows:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa  # noqa: PLC0415 - as above

    into = pa.BufferOutputStream()
    with pa.ipc.new_stream(into, schema) as writer:
        writer.write_batch(batch.cast(schema))
    return ArrowRows(into.getvalue().to_pybytes(), batch.num_rows)


def _bare_schema(schema: Any, own: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
    """Give the schema of shapes alone: what is said of other columns would be looked for."""
    title = own["primary_column"]
    column = {key: value for key, value in own["columns"][title].items() if key != "covering"}
    said = json.dumps({**own, "columns": {title: column}})
    return schema.with_metadata({b"geo": said.encode()})
