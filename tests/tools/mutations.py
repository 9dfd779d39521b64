"""How a valid file is spoilt: bytes flipped, parts cut or repeated, odd tokens and encodings.

A mutation is a small tuple that hypothesis draws, so that a failing one shrinks.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["mutate", "mutations"]

PLACES = st.integers(0, 9999)  # ten-thousandths of the file
# What stands in files that break readers.
ODD = [
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b'"', b"'", b"\n", b"\r", b"\x1a", b"\x85"),
    *(b"{}", b"[]", b"null", b"true", b'""', b"[[[]]]", b"{" * 300, b"[" * 3000, b"<a>" * 300),
    *(b"1e400", b"-1e308", b"NaN", b"Infinity", b"1e-320", b"9" * 400, b"-0", b"0x10", b"1,5"),
    *(b"\xe6", b"\xe6\xb5\x8e", b"\xbc\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<![CDATA[", b"-->", b"&lt;", b"&#0;", b"%s{0}{{x}}"),
    *(b"=cmd|' /C calc'!A0", b"../../a", b"EPSG:0", b"\xf0\x9f\x8f\x99", b"type", b"coordinates"),
]
TOKEN = re.compile(rb"-?\d+(?:\.\d+)?|\"[^\"\n]{0,40}\"|<[^<>\n]{1,40}>")
ENCODINGS = (
    "utf-16",
    "utf-16-be",
    "utf-32",
    "gb18030",
    "big5",
    "shift-jis",
    "latin-1",
    "utf-8-sig",
)
Mutation = tuple[str, int, int, bytes]
MOST_BYTES = 2_000_000


def _flip(data: bytes, at: int, by: int, _: bytes) -> bytes:
    spoilt = bytearray(data)
    spoilt[at] ^= by % 255 + 1
    return bytes(spoilt)


def _cut(data: bytes, at: int, _: int, __: bytes) -> bytes:
    return data[:at]


def _drop(data: bytes, at: int, by: int, _: bytes) -> bytes:
    return data[:at] + data[at + by % 200 + 1 :]


def _repeat(data: bytes, at: int, by: int, _: bytes) -> bytes:
    part = data[at : at + by % 300 + 1]
    return data[:at] + part * (2 + by % 5) + data[at + len(part) :]


def _insert(data: bytes, at: int, _: int, odd: bytes) -> bytes:
    return data[:at] + odd + data[at:]


def _replace(data: bytes, at: int, _: int, odd: bytes) -> bytes:
    """Put something odd in the place of the next number, text or tag."""
    found = TOKEN.search(data, at)
    return data if found is None else data[: found.start()] + odd + data[found.end() :]


def _overwrite(data: bytes, at: int, by: int, _: bytes) -> bytes:
    """Write a number as binary formats hold their counts and lengths."""
    value = (0, 1, 2**31 - 1, 2**32 - 1, 2**16 - 1, 255)[by % 6]
    order: Any = ("little", "big")[by // 6 % 2]
    return data[:at] + value.to_bytes(4, order) + data[at + 4 :]


def _recode(data: bytes, _: int, by: int, __: bytes) -> bytes:
    code = ENCODINGS[by % len(ENCODINGS)]
    return data.decode("utf-8", "replace").encode(code, "replace")


def _pad(data: bytes, _: int, by: int, odd: bytes) -> bytes:
    return odd * (by % 50 + 1) + data if by % 2 else data + odd * (by % 50 + 1)


WAYS: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "flip": _flip,
    "cut": _cut,
    "drop": _drop,
    "repeat": _repeat,
    "insert": _insert,
    "replace": _replace,
    "overwrite": _overwrite,
    "recode": _recode,
    "pad": _pad,
}


def mutations() -> st.SearchStrategy[list[Mutation]]:
    """One to four ways to spoil a file, each with a place, a number and something odd."""
    one = st.tuples(st.sampled_from([*WAYS]), PLACES, st.integers(0, 9999), st.sampled_from(ODD))
    return st.lists(one, min_size=1, max_size=4)


def mutate(data: bytes, ways: Sequence[Mutation], *, member: int | None = None) -> bytes:
    """Spoil a file; with ``member``, one file within an archive, which stays whole around it."""
    if member is not None and zipfile.is_zipfile(io.BytesIO(data)):
        return _mutate_member(data, ways, member)
    for way, place, by, odd in ways:
        if not data or len(data) > MOST_BYTES:
            break
        data = WAYS[way](data, place * len(data) // 10_000, by, odd)
    return data


def _mutate_member(data: bytes, ways: Sequence[Mutation], member: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(made, "w") as archive:
        names = given.namelist()
        for name in names:
            whole = given.read(name)
            chosen = name == names[member % len(names)]
            archive.writestr(name, mutate(whole, ways) if chosen else whole)
    return made.getvalue()
