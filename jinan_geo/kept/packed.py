"""Values as bytes and back again, exactly: frames, shapes, arrays, and what cells hold.

A form of our own that can say nothing but values: reading it runs no code, whoever wrote it. It is
``u64 header length | header JSON | buffers``; what is no plain JSON is a list with its kind first.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from jinan_geo.kept.coded import Coded, code_of, from_codes, once
from jinan_geo.kept.rings import Laid, build_shapes, lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

Buffer = bytes | memoryview

__all__ = ["Unpackable", "pack", "pack_parts", "unpack"]

LENGTH = struct.Struct("<Q")
PLAIN = {bool, int, float, str, type(None)}
FIXED = "biufMm"  # numpy's kinds of fixed width
DEGREES = 4326
RING = 2  # as GEOS counts types; WKB has no rings of their own
# What bytes that are none of ours raise.
FAULTS = (
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError),
    *(struct.error, shapely.errors.ShapelyError),
)
TEXTS = "str"  # pandas' dtype of texts, beside columns of objects


class Unpackable(ValueError):  # noqa: N818 - no fault: what cannot be packed is made anew each time
    """A value is of a kind that is not packed."""


def pack(value: object) -> bytes:
    """Give a value as bytes; see ``pack_parts``."""
    return b"".join(pack_parts(value))


def pack_parts(value: object) -> list[Buffer]:
    """Give a value as bytes, in parts to be written one after another.

    Parts may be what lies in the value's own arrays, so write them before these change.

    Raises
    ------
    Unpackable
        It, or something in it, is of no kind that can be read back exactly.
    """
    writer = _Writer()
    said = {"value": writer.say(value), "sizes": writer.sizes}
    header = json.dumps(said, separators=(",", ":")).encode("ascii")
    return [LENGTH.pack(len(header)), header, *writer.buffers]


def unpack(data: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Give the value that ``pack`` was given.

    Raises
    ------
    ValueError
        The bytes are none of ``pack``.
    """
    try:
        (length,) = LENGTH.unpack_from(data)
        start = LENGTH.size + length
        header = json.loads(data[LENGTH.size : start])
        reader = _Reader(memoryview(data)[start:], header["sizes"])
        return reader.take(header["value"])
    except FAULTS as error:
        msg = "no packed value"
        raise ValueError(msg) from error


@dataclass
class _Writer:
    """Says values in JSON, and lays beside it what is of fixed width."""

    buffers: list[Buffer] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def say(self, value: Any) -> Any:  # noqa: ANN401 - of any kind
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is dict:
            return ["dict", self._dict(value)]
        if kind in {list, tuple}:
            return [kind.__name__, [self.say(one) for one in value]]
        if kind in SAID:
            return SAID[kind](value)
        if isinstance(value, np.generic) and value.dtype.kind in FIXED:
            return ["scalar", value.dtype.str, value.tobytes().hex()]
        return self._say_many(value)

    def _dict(self, value: dict[Any, Any]) -> dict[str, Any]:
        if set(map(type, value)) - {str}:
            raise Unpackable(dict)
        return {key: self.say(one) for key, one in value.items()}

    def _say_many(self, value: Any) -> Any:  # noqa: ANN401 - of any kind
        if isinstance(value, gpd.GeoDataFrame):
            name = value.geometry.name
            return ["map", name, _crs_of(value), self._frame(value)]
        if isinstance(value, pd.DataFrame):
            return ["frame", self._frame(value)]
        if isinstance(value, gpd.GeoSeries):
            return ["shapes", _crs_of(value), self._index(value.index), self._wkb(value.to_numpy())]
        if isinstance(value, np.ndarray) and value.ndim == 1:
            return self._array(value)
        raise Unpackable(type(value))

    def _frame(self, frame: pd.DataFrame) -> list[Any]:
        names = list(frame.columns)
        if len(set(names)) != len(names) or not all(type(name) is str for name in names):
            raise Unpackable(names)
        columns = [self._column(frame[name]) for name in names]
        return [self._index(frame.index), len(frame), names, columns]

    def _index(self, index: pd.Index[Any]) -> Any:  # noqa: ANN401 - JSON
        """None for positions, else whole numbers."""
        if isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1:
            return None
        if index.dtype.kind not in "iu" or index.name is not None:
            raise Unpackable(index.dtype)
        return self._array(index.to_numpy())

    def _column(self, column: pd.Series[Any]) -> Any:  # noqa: ANN401 - JSON
        if column.dtype == "geometry":
            return ["wkb", self._wkb(column.to_numpy())]
        if isinstance(column.dtype, np.dtype):
            return self._array(column.to_numpy())
        if str(column.dtype) == TEXTS:
            codes, texts = pd.factorize(column)
            distinct = np.array(texts.tolist(), dtype=object)
            return [TEXTS, self._codes(Coded(codes.astype(np.int32), distinct))]
        raise Unpackable(column.dtype)

    def _array(self, values: NDArray[Any]) -> Any:  # noqa: ANN401 - JSON
        if values.dtype.kind in FIXED:
            return ["array", values.dtype.str, self._add_numbers(values)]
        if values.dtype != object:
            raise Unpackable(values.dtype)
        if len(values) and isinstance(values[0], shapely.Geometry):
            return ["wkb", self._wkb(values)]
        return ["cells", self._cells(values)]

    def _cells(self, cells: NDArray[np.object_]) -> list[Any]:
        """Distinct values, each said once, and a code for each cell."""
        coded = code_of(cells)
        if coded is not None:
            return self._codes(coded)
        # Of other kinds equal is not the same: True and 1, 1.0 and 1.00.
        places: dict[tuple[type, str], int] = {}
        said: list[Any] = []
        objects, own = once(cells)
        found = np.zeros(len(own), dtype="<i4")
        is_used = np.zeros(len(own), dtype=bool)
        is_used[objects] = True
        for number in np.flatnonzero(is_used).tolist():
            cell = own[number]
            at = places.setdefault((type(cell), repr(cell)), len(places))
            if at == len(said):
                said.append(self.say(cell))
            found[number] = at
        return [said, "<i4", self._add_numbers(found[objects])]

    def _codes(self, coded: Coded) -> list[Any]:
        kind = np.min_scalar_type(-1 - len(coded.texts))
        codes = coded.codes.astype(kind.newbyteorder("<"))
        return [coded.texts.tolist(), codes.dtype.str, self._add_numbers(codes)]

    def _wkb(self, shapes: Any) -> list[int]:  # noqa: ANN401 - an array of shapes
        shapes = np.asarray(shapes, dtype=object)
        if (shapely.get_type_id(shapes) == RING).any():
            raise Unpackable(shapely.LinearRing)
        laid = lay_out(shapes)
        parts = [part or b"" for part in laid.wkb]
        lengths = np.array([len(part) for part in parts], dtype="<i8")
        whole = [one.astype("<i8", copy=False) for one in (laid.rest, laid.ends)]
        said = (*whole, laid.corners.astype("<f8", copy=False), lengths)
        return [self._add_numbers(one) for one in said] + [self._add(b"".join(parts))]

    def _add_numbers(self, values: NDArray[Any]) -> int:
        """Add what an array of fixed width holds, as it lies there: of many shapes it is much."""
        own = np.ascontiguousarray(values).reshape(-1)
        return self._add(own.view(np.uint8).data)

    def _add(self, data: Buffer) -> int:
        self.buffers.append(data)
        self.sizes.append(len(data))
        return len(self.buffers) - 1


def _crs_of(frame: Any) -> int | None:  # noqa: ANN401 - a frame or series with shapes
    """None, or WGS84: layers are kept in it."""
    if frame.crs is None:
        return None
    if frame.crs.to_epsg() != DEGREES:
        raise Unpackable(frame.crs)
    return DEGREES


SAID: dict[type, Callable[[Any], list[Any]]] = {
    Decimal: lambda one: ["decimal", str(one)],
    dt.date: lambda one: ["date", one.isoformat()],
    pd.Timestamp: lambda one: ["time", one.isoformat(), one.unit],
    type(pd.NaT): lambda _: ["nat"],
}
HEARD: dict[str, Callable[..., Any]] = {
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "time": lambda text, unit: pd.Timestamp(text).as_unit(unit),
    "nat": lambda: pd.NaT,
    "scalar": lambda kind, text: np.frombuffer(bytes.fromhex(text), np.dtype(kind))[0],
}


class _Reader:
    """Hears what ``_Writer`` says."""

    def __init__(self, data: memoryview, sizes: Sequence[int]) -> None:
        self.data = data
        self.at = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])

    def take(self, said: Any) -> Any:  # noqa: ANN401 - of any kind
        if type(said) in PLAIN:
            return said
        kind, *rest = said
        if kind in HEARD:
            return HEARD[kind](*rest)
        return getattr(self, f"_take_{kind}")(*rest)

    def _take_dict(self, said: dict[str, Any]) -> dict[str, Any]:
        return {key: self.take(one) for key, one in said.items()}

    def _take_list(self, said: list[Any]) -> list[Any]:
        return [self.take(one) for one in said]

    def _take_tuple(self, said: list[Any]) -> tuple[Any, ...]:
        return tuple(self.take(one) for one in said)

    def _take_array(self, kind: str, place: int) -> NDArray[Any]:
        return np.frombuffer(self._buffer(place), np.dtype(kind)).copy()

    def _take_cells(self, said: list[Any]) -> NDArray[np.object_]:
        values, kind, place = said
        codes = np.frombuffer(self._buffer(place), np.dtype(kind))
        distinct = np.empty(len(values), dtype=object)
        distinct[:] = [self.take(one) for one in values]
        if {*map(type, values)} <= {str}:
            return from_codes(Coded(codes.astype(np.int32), distinct))
        return np.asarray(distinct[codes], dtype=object)

    def _take_str(self, said: list[Any]) -> Any:  # noqa: ANN401 - pandas' array of texts
        return pd.Series(self._take_cells(said), dtype=TEXTS).array

    def _take_wkb(self, places: list[int]) -> NDArray[np.object_]:
        kinds = ("<i8", "<i8", "<f8", "<i8")
        said = zip(kinds, places, strict=False)
        rest, rings, corners, lengths = (
            np.frombuffer(self._buffer(place), kind) for kind, place in said
        )
        if np.any(np.diff(rings, prepend=0) < 0) or rings[-1:].sum() * 2 != len(corners):
            raise ValueError(rings)
        ends = np.cumsum(lengths)
        whole = bytes(self._buffer(places[-1]))
        bounds = zip((ends - lengths).tolist(), ends.tolist(), strict=True)
        parts = [whole[start:end] or None for start, end in bounds]
        return build_shapes(Laid(rest, rings, corners.reshape(-1, 2), parts))

    def _take_frame(self, said: list[Any]) -> pd.DataFrame:
        index, count, names, columns = said
        rows = pd.RangeIndex(count) if index is None else pd.Index(self.take(index))
        # Objects say so: left to itself, a frame makes texts of them.
        cells = [
            pd.Series(one, index=rows, dtype=object) if one.dtype == object else one
            for one in map(self.take, columns)
        ]
        return pd.DataFrame(dict(zip(names, cells, strict=True)), index=rows, columns=names)

    def _take_map(self, name: str, crs: int | None, said: list[Any]) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(self._take_frame(said), geometry=name, crs=crs)

    def _take_shapes(self, crs: int | None, index: Any, places: list[int]) -> gpd.GeoSeries:  # noqa: ANN401 - JSON
        rows = None if index is None else pd.Index(self.take(index))
        return gpd.GeoSeries(self._take_wkb(places), index=rows, crs=crs)

    def _buffer(self, place: int) -> memoryview:
        return self.data[self.at[place] : self.at[place + 1]]
