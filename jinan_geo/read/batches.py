"""GeoParquet of very many features, streamed in batches of rows: what each part says, others read.

The cells of a batch are those of the whole file. Whole numbers turn into decimals where a cell is
missing anywhere, so that is asked first of the whole file. What is not plain, or not to be read, is
left to whoever reads it at once, and says why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.coordinates.crs import require_database
from jinan_geo.errors import EnvironmentFault, InputError, show
from jinan_geo.read.database import is_database
from jinan_geo.read.features import cells_of_frame
from jinan_geo.read.sniff import sniff_kind
from jinan_geo.read.source import Source, frame_of
from jinan_geo.read.stated import plain_crs
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from jinan_geo.check.engine import Engine
    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["ArrowRows", "frame_of_rows", "read_batches", "stream_shapes"]

# Types of Arrow of which a cell is the same whatever the others are, but for whole numbers.
SIMPLE = ("string", "large_string", "boolean", "integer", "floating", "date", "timestamp", "null")


@dataclass(frozen=True)
class ArrowRows:
    """So many rows as Arrow writes them, and the columns whose whole numbers become decimals."""

    rows: bytes
    decimal: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class BatchCells:
    """What a batch says: cells by column, shapes, and the CRS as the file states it."""

    columns: dict[str, NDArray[np.object_]]
    shapes: NDArray[np.object_]
    crs: pyproj.CRS | None


def read_batches(folder: LayerFolder, engine: Engine) -> Source | None:
    """Have the engine read a layer's GeoParquet; None where it is to be read at once."""
    path, name = folder.features_path, folder.features_file
    if engine.rows is None or is_database(folder.manifest.features):
        return None
    require_database()
    if sniff_kind(path, name) != "GeoParquet":
        return None
    try:
        found = _read(path, engine)
    except (
        ImportError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        NotImplementedError,
    ):  # pyarrow's own are of these
        return None
    told = [one for one in found if one is not None]
    return _join(told) if told and len(told) == len(found) else None


def _read(path: Path, engine: Engine) -> list[BatchCells | None]:
    """Give what each batch says; nothing where the file is small or not plain."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for who needs it

    with pq.ParquetFile(path) as file:
        if not engine.cut(file.metadata.num_rows) or not _is_plain(file.schema_arrow):
            return []
        batches = _batches_of(file, engine.rows or 0, _with_gaps(file))
        return [*engine.run(_read_batch, batches)]


def _join(told: list[BatchCells]) -> Source:
    columns = {}
    for title in told[0].columns:
        columns[title] = np.concatenate([one.columns[title] for one in told])
    shapes = np.concatenate([one.shapes for one in told])
    crs = plain_crs(told[0].crs)
    return Source(frame_of(columns, shapes, [None] * len(shapes), crs), "GeoParquet")


def _is_plain(schema: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    """Tell whether a cell says by itself what it is: one shape a row, texts, numbers and days."""
    metadata = schema.metadata or {}
    shapes = json.loads(metadata.get(b"geo", b"{}")).get("columns", {})
    own = [one.get("numpy_type", "") for one in (schema.pandas_metadata or {}).get("columns", [])]
    if [one.get("encoding") for one in shapes.values()] != ["WKB"]:
        return False
    if len({*schema.names}) < len(schema.names) or any(map(_is_own_type, own)):
        return False
    return all(field.name in shapes or _is_simple(field.type) for field in schema)


def _is_own_type(name: str) -> bool:
    """Tell whether a type is pandas' own, which has whole numbers with gaps."""
    return name[:1].isupper() or "pyarrow" in name


def _is_simple(kind: Any) -> bool:  # noqa: ANN401 - as above
    from pyarrow import types  # noqa: PLC0415 - as above

    return any(getattr(types, f"is_{name}")(kind) for name in SIMPLE)


def _with_gaps(file: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    """Give the columns of whole numbers of which a cell is missing anywhere in the file."""
    from pyarrow import types  # noqa: PLC0415 - as above

    whole = [field.name for field in file.schema_arrow if types.is_integer(field.type)]
    gaps = dict.fromkeys(whole, 0)
    for batch in file.iter_batches(columns=whole) if whole else ():
        for title in whole:
            gaps[title] += batch.column(title).null_count
    return tuple(title for title, count in gaps.items() if count)


def _batches_of(file: Any, rows: int, decimal: tuple[str, ...]) -> Iterator[ArrowRows]:  # noqa: ANN401 - as above
    for batch in file.iter_batches(batch_size=rows):
        yield _rows_of(batch, file.schema_arrow, decimal)


def _rows_of(batch: Any, schema: Any, decimal: tuple[str, ...]) -> ArrowRows:  # noqa: ANN401 - as above
    import pyarrow as pa  # noqa: PLC0415 - as above

    into = pa.BufferOutputStream()
    with pa.ipc.new_stream(into, schema) as writer:
        writer.write_batch(batch.cast(schema))
    return ArrowRows(into.getvalue().to_pybytes(), decimal, batch.num_rows)


def _read_batch(batch: ArrowRows) -> BatchCells | None:
    """Give what some rows say; None where a shape of them is at fault."""
    frame = frame_of_rows(batch)
    columns, shapes, faults = cells_of_frame(frame)
    return None if any(faults) else BatchCells(columns, shapes, frame.crs)


def frame_of_rows(batch: ArrowRows) -> gpd.GeoDataFrame:
    """Read some rows as a file of their own."""
    import geopandas as gpd  # noqa: PLC0415 - as above
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    table = pa.ipc.open_stream(batch.rows).read_all()
    for title in batch.decimal:
        at = table.schema.get_field_index(title)
        table = table.set_column(at, title, table.column(at).cast(pa.float64(), safe=False))
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
                yield _rows_of(batch, _bare_schema(batch.schema, own), ())
    except (OSError, ValueError, KeyError, NotImplementedError) as error:
        said = show(str(error))
        raise InputError(
            say("read.errors.parquet", name=name, kind="GeoParquet", error=said)
        ) from None


def _bare_schema(schema: Any, own: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
    """Give the schema of shapes alone: what is said of other columns would be looked for."""
    title = own["primary_column"]
    column = {key: value for key, value in own["columns"][title].items() if key != "covering"}
    said = json.dumps({**own, "columns": {title: column}})
    return schema.with_metadata({b"geo": said.encode()})
