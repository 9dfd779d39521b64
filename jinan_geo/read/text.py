"""Which encoding some bytes are in: strict decoding first, then how Chinese the characters look."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, show

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Found", "check_encoding", "decode_cut", "decode_text", "find_encoding"]

CANDIDATES = ("utf-8", "gb18030", "big5")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ALIASES = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "cp950": "big5",
    "utf-8-sig": "utf-8",
}
LABELS = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5": "Big5"}
# The few other signs that Chinese tables are full of.
SIGNS = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·℃°±×÷①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥ％－／　"
SCORED = 20_000  # characters; more of them say no more
CHUNK = 1_000_000  # bytes decoded at once, so that a large file is not held in every encoding
# So many characters that are valid UTF-8 by chance do not occur.
SURE = 8


@dataclass(frozen=True)
class Found:
    """An encoding and how well it fits: ``share`` of the characters outside ASCII are common Chinese ones."""

    encoding: str
    share: float
    rivals: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name people know it by."""
        return LABELS.get(self.encoding, self.encoding.upper())


def check_encoding(name: str, where: str) -> str:
    """Give Python's name of an encoding that a person wrote: GBK, 936 and GB2312 are read as GB18030, which holds all.

    Raises
    ------
    InputError
        There is no such encoding.
    """
    word = name.strip().lower().replace("ansi", "").strip(" _-")
    word = {
        "936": "gb18030",
        "950": "big5",
        "big-5": "big5",
        "65001": "utf-8",
        "88591": "latin-1",
        "1252": "cp1252",
    }.get(word, word)
    try:
        known = codecs.lookup(word).name
    except (LookupError, ValueError):
        msg = f"{where}: encoding {show(name)} is not known; write UTF-8, GBK, GB18030, UTF-16 or Big5"
        raise InputError(msg) from None
    return ALIASES.get(known, known)


def find_encoding(values: Sequence[bytes], stated: str | None = None) -> Found | None:
    """Find the encoding in which every value is valid and the characters look most like Chinese.

    Values may end in a character that was cut. None: no encoding fits all of them. Values of ASCII alone are
    UTF-8 with share 1.
    """
    values = [value for value in values if not value.isascii()]
    if not values:
        return Found("utf-8", 1.0)
    fits: list[Found] = []
    for encoding in dict.fromkeys([*([stated] if stated else []), *CANDIDATES]):
        try:
            text = "".join(_decode_start(value, encoding) for value in values)
        except UnicodeDecodeError:
            continue
        foreign = [character for character in text[: SCORED * 10] if character > "\x7f"][:SCORED]
        common = sum(character in _common() for character in foreign)
        share = common / len(foreign) if foreign else 0.0
        if encoding == "utf-8" and len(foreign) >= SURE:
            share = 1.0
        fits.append(Found(encoding, share))
    if not fits:
        return None
    best = max(fits, key=lambda found: found.share)
    return Found(
        best.encoding, best.share, tuple(found.encoding for found in fits if found is not best)
    )


def _decode_start(value: bytes, encoding: str) -> str:
    """Decode all of it strictly, as ``decode_cut`` does, and give enough of its start to judge it by."""
    if len(value) <= CHUNK:
        return decode_cut(value, encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    start = ""
    for at in range(0, len(value), CHUNK):
        text = decoder.decode(value[at : at + CHUNK])
        if len(start) < SCORED * 10:
            start += text
    decode_cut(decoder.getstate()[0], encoding)
    return start


def decode_cut(value: bytes, encoding: str) -> str:
    """Decode strictly, but leave out a last character of which only the first bytes are there."""
    try:
        return value.decode(encoding)
    except UnicodeDecodeError as error:
        if len(value) - error.start > 3 or not error.reason.startswith(  # noqa: PLR2004 - bytes of a character
            ("unexpected end", "incomplete")
        ):
            raise
        return value[: error.start].decode(encoding)


def decode_text(data: bytes, name: str, stated: str | None = None) -> tuple[str, Found]:
    """Decode a whole text file: as stated, else by its byte order mark, else by evidence.

    Raises
    ------
    InputError
        The stated encoding does not fit, or none does.
    """
    mark = next((encoding for mark, encoding in BOMS if data.startswith(mark)), None)
    encoding = stated and check_encoding(stated, name)
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    encoding = encoding or mark or _utf16_by_zeros(data)
    found = Found(ALIASES.get(encoding, encoding), 1.0) if encoding else find_encoding([data])
    try:
        if found:
            text = data.decode(encoding or found.encoding)
            return text.removeprefix("\ufeff"), found
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        msg = f"{name}: not {encoding or ''} at byte {at}; correct `encoding` in layer.toml, or save it as UTF-8"
        raise InputError(msg) from None
    msg = f"{name}: neither UTF-8 nor GB18030 nor Big5 throughout; save it as UTF-8, or state its encoding"
    raise InputError(msg)


def _utf16_by_zeros(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zero byte beside each ASCII character."""
    start = data[:2000]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(zeros) > 1 and zeros.count(0) * 3 > len(zeros) and start.count(0) == zeros.count(0):
            return encoding
    return None


@cache
def _common() -> frozenset[str]:
    """The characters of everyday Chinese: level 1 of GB 2312 and of Big5, and their punctuation."""
    simplified = bytes(
        byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)
    )
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = bytes(
        byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail)
    )
    return frozenset(
        simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore") + SIGNS
    )
