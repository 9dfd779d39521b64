"""Tables as compressed columns: the bytes that carry features into a page.

A block is ``base64(gzip(u32 header length | header JSON | buffers))``; ``docs/page-format.md``
states the encodings, ``web/src/data/columns.ts`` reads them. Same columns in, same bytes out.
"""

from __future__ import annotations

import base64
import gzip
import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from deflate import gzip_compress

from jinan_geo.kept.coded import code_of
from jinan_geo.page.numbered import find_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.page.numbered import Numbered

__all__ = [
    "BlockWriter",
    "Column",
    "Words",
    "date_column",
    "int_column",
    "pack_block",
    "read_block",
    "squeeze",
    "text_column",
    "zigzag_column",
]

# Libdeflate's; at this level it is smaller than zlib's 9 for every page, in a third of the time.
GZIP_LEVEL = 7
UNSIGNED = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
EXACT = 2**53
EPOCH = np.datetime64("1970-01-01", "D")


@dataclass
class Column:
    """One encoded column: its description without the place, and its bytes."""

    meta: dict[str, Any]
    data: bytes


@dataclass
class BlockWriter:
    """Collects tables, then packs them into one block; equal columns share their bytes."""

    head: Mapping[str, Any] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    buffers: list[bytes] = field(default_factory=list)
    size: int = 0
    places: dict[bytes, int] = field(default_factory=dict)

    def add(self, name: str, rows: int, columns: Mapping[str, Column]) -> None:
        """Add a table; every column must hold ``rows`` values."""
        described = []
        for column_name, column in columns.items():
            at = [self._place(column.data), len(column.data)]
            described.append({"name": column_name, **column.meta, "at": at})
        self.tables[name] = {"rows": rows, "columns": described}

    def _place(self, data: bytes) -> int:
        """Where the bytes stand among the buffers, once."""
        place = self.places.setdefault(data, self.size)
        if place == self.size:
            self.buffers.append(data)
            self.size += len(data)
        return place

    def pack(self) -> str:
        """Give the block as base64 text; the bytes depend on the content only."""
        header = json.dumps(
            {**self.head, "tables": self.tables},
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        return pack_block(header.encode(), self.buffers)


def pack_block(header: bytes, buffers: Sequence[bytes] = ()) -> str:
    """Give a block as base64 text: its header, JSON, and the bytes that this tells of."""
    return squeeze(b"".join([struct.pack("<I", len(header)), header, *buffers]))


def squeeze(data: bytes, *, level: int = GZIP_LEVEL) -> str:
    """Give bytes as text that a page unpacks: base64 of gzip, the same every time."""
    return base64.b64encode(gzip_compress(data, level)).decode("ascii")


def int_column(values: Sequence[Any] | NDArray[Any] | pd.Series[Any], *, scale: int = 1) -> Column:
    """Encode numbers as ``raw = round(value * scale) - base + 1``; missing values are raw 0.

    Values are rounded to 1/scale. Infinite values, and those that are not exact to 1/scale in a
    browser's numbers, are missing: a page cannot show them.
    """
    numbers = _as_floats(values)
    known = np.abs(numbers) <= EXACT / scale  # False for NaN
    whole = np.rint(np.where(known, numbers, 0) * scale).astype(np.int64)
    base = int(whole[known].min()) if known.any() else 0
    raw = np.where(known, whole - base + 1, 0).astype(np.uint64)
    width = _width(int(raw.max()) if len(raw) else 0)
    return Column({"enc": "int", "base": base, "scale": scale, "width": width}, _planes(raw, width))


def _as_floats(values: Any) -> NDArray[np.float64]:  # noqa: ANN401 - anything pandas reads as numbers
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        return values.astype(float)
    return pd.to_numeric(pd.Series(values, dtype=object), errors="raise").to_numpy(
        dtype=float, na_value=np.nan
    )


def date_column(values: Sequence[Any] | NDArray[Any] | pd.Series[Any]) -> Column:
    """Encode dates as days since 1970-01-01; missing dates are missing values."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        days = values.astype("datetime64[D]")
    else:
        days = pd.to_datetime(pd.Series(values, dtype=object)).to_numpy(dtype="datetime64[D]")
    numbers = np.where(np.isnat(days), np.nan, (days - EPOCH).astype(float))
    column = int_column(numbers)
    return Column({**column.meta, "type": "date"}, column.data)


def zigzag_column(values: NDArray[np.int64], *, scale: int = 1, delta: bool = False) -> Column:
    """Encode signed integers without missing values.

    With ``delta`` each is a step from the one before.
    """
    steps = np.diff(values, prepend=0) if delta and len(values) else values
    raw = ((steps << 1) ^ (steps >> 63)).astype(np.uint64)
    width = _width(int(raw.max()) if len(raw) else 0)
    return Column(
        {"enc": "zigzag", "delta": delta, "scale": scale, "width": width}, _planes(raw, width)
    )


class Words(NamedTuple):
    """Strings as codes into a list of distinct values; code -1 is missing."""

    codes: NDArray[np.integer[Any]]
    values: list[str]

    @classmethod
    def of(cls, cells: Sequence[Any] | NDArray[Any] | pd.Series[Any]) -> Words:
        """Number the distinct values; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
        column = np.asarray(pd.Series(cells, dtype=object, copy=False))
        codes, values = code_of(column) or pd.factorize(column, use_na_sentinel=True)
        texts = [*map(str, values.tolist())]
        try:
            "".join(texts).encode()
        except UnicodeEncodeError:
            texts = [
                text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts
            ]
        return cls(codes, texts)

    def take(self, index: NDArray[np.int64]) -> Words:
        """Give the cells at ``index`` with the values that they use and no other."""
        if np.array_equal(index, np.arange(len(self.codes))):
            return self
        own = self.codes[index] + 1  # 0 is missing
        is_used = np.zeros(len(self.values) + 1, dtype=bool)
        is_used[own] = True
        place = np.cumsum(is_used[1:]) - 1
        return Words(
            np.append(-1, place)[own], [self.values[at] for at in np.flatnonzero(is_used[1:])]
        )


def text_column(cells: Sequence[Any] | NDArray[Any] | pd.Series[Any] | Words) -> Column:
    """Encode strings: a dictionary where values repeat, numbers where they differ in these alone.

    Else UTF-8 with lengths.

    Missing values stay missing.
    """
    codes, texts = cells if isinstance(cells, Words) else Words.of(cells)
    if len(texts) <= max(16, len(codes) // 2):
        width = _width(len(texts))
        raw = (codes + 1).astype(np.uint64)
        return Column({"enc": "dict", "values": texts, "width": width}, _planes(raw, width))
    numbered = find_numbers(texts)
    if numbered is not None:
        return _numbered_column(codes, numbered)
    encoded = [*map(str.encode, texts), b""]  # code -1 is missing
    sizes = np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1
    sizes[-1] = 0
    width = _width(int(sizes.max()))
    data = b"".join(map(encoded.__getitem__, codes.tolist()))
    return Column(
        {"enc": "text", "width": width}, _planes(sizes[codes].astype(np.uint64), width) + data
    )


def _numbered_column(codes: NDArray[np.integer[Any]], found: Numbered) -> Column:
    cells = np.append(found.numbers, np.nan)[codes]  # code -1 is missing
    column = int_column(cells)
    said = {"enc": "numbered", "before": found.before, "after": found.after}
    return Column({**column.meta, **said, "digits": found.digits}, column.data)


def read_block(text: str) -> tuple[dict[str, Any], dict[str, dict[str, list[Any]]]]:
    """Decode a block into its header and plain Python tables.

    The twin of ``columns.ts``, for tests.
    """
    raw = gzip.decompress(base64.b64decode(text))
    (length,) = struct.unpack_from("<I", raw)
    header: dict[str, Any] = json.loads(raw[4 : 4 + length])
    buffers = raw[4 + length :]
    tables: dict[str, dict[str, list[Any]]] = {}
    for name, table in header["tables"].items():
        tables[name] = {}
        for column in table["columns"]:
            start, length = column["at"]
            data = buffers[start : start + length]
            tables[name][column["name"]] = _decode(column, data, table["rows"])
    return header, tables


def _decode(meta: dict[str, Any], data: bytes, rows: int) -> list[Any]:
    width = meta["width"]
    planes = np.frombuffer(data[: rows * width], np.uint8).reshape(width, rows)
    raw = np.array([], np.uint64)
    if rows:
        raw = np.ascontiguousarray(planes.T).view(UNSIGNED[width]).ravel().astype(np.uint64)
    if meta["enc"] == "text":
        return _decode_texts(data[rows * width :], raw.tolist())
    decode = {
        "zigzag": _decode_steps,
        "int": _decode_numbers,
        "dict": _decode_codes,
        "numbered": _decode_numbered,
    }
    return decode[meta["enc"]](meta, raw)


def _decode_steps(meta: dict[str, Any], raw: NDArray[np.uint64]) -> list[Any]:
    steps = (raw >> np.uint64(1)).astype(np.int64) ^ -(raw & np.uint64(1)).astype(np.int64)
    whole = np.cumsum(steps) if meta["delta"] else steps
    return [value / meta["scale"] for value in whole.tolist()]


def _decode_numbers(meta: dict[str, Any], raw: NDArray[np.uint64]) -> list[Any]:
    base, scale = meta["base"] - 1, meta["scale"]
    return [None if value == 0 else (value + base) / scale for value in raw.tolist()]


def _decode_numbered(meta: dict[str, Any], raw: NDArray[np.uint64]) -> list[Any]:
    base, digits = meta["base"] - 1, meta["digits"]
    return [
        None if value == 0 else f"{meta['before']}{value + base:0{digits}}{meta['after']}"
        for value in raw.tolist()
    ]


def _decode_codes(meta: dict[str, Any], raw: NDArray[np.uint64]) -> list[Any]:
    return [None if code == 0 else meta["values"][code - 1] for code in raw.tolist()]


def _decode_texts(data: bytes, lengths: Sequence[int]) -> list[str | None]:
    """Texts one after another; a length is one more than the bytes, 0 stands for a missing text."""
    texts: list[str | None] = []
    start = 0
    for length in lengths:
        texts.append(None if length == 0 else data[start : start + length - 1].decode())
        start += max(0, length - 1)
    return texts


def _width(largest: int) -> int:
    return next(width for width in UNSIGNED if largest < 256**width)


def _planes(raw: NDArray[np.uint64], width: int) -> bytes:
    """Lay out the values byte plane by byte plane, low bytes first.

    Gzip then finds the equal high bytes.
    """
    return (
        np.ascontiguousarray(raw.astype(UNSIGNED[width]))
        .view(np.uint8)
        .reshape(-1, width)
        .T.tobytes()
    )
