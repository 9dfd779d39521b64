"""Text from bytes: as stated, else UTF-8 where it is valid, else by evidence.

Strictly, never with a loss.
"""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.evidence import ENCODINGS, first_word, weigh
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "Found", "check_encoding", "decode_cut", "decode_text", "encoding_notes", "find_encoding",
    "label_of",
    "name_of",
    "utf16_by_zeros",
]  # fmt: skip

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Each is read as the larger one that holds it.
SUREST = 0.99  # as it is shown: no count of characters makes certain
ALIASES = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "cp950": "big5",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "utf-8-sig": "utf-8",
}
SPELT = {
    "936": "gb18030", "950": "big5", "big-5": "big5", "65001": "utf-8", "88591": "cp1252",
    "1252": "cp1252",
    "1250": "cp1250", "1251": "cp1251", "1253": "cp1253", "1254": "cp1254", "1257": "cp1257",
    "932": "cp932",
    "sjis": "cp932", "949": "cp949", "88592": "iso8859-2",
}  # fmt: skip
LABELS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "big5": "Big5",
    "big5hkscs": "Big5-HKSCS", "cp932": "Shift-JIS",
    "cp949": "EUC-KR", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1252": "Windows-1252",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1257": "Windows-1257",
    "iso8859-2": "ISO-8859-2",
}  # fmt: skip
CHUNK = 1_000_000  # bytes decoded at once, so that a large file is not held in every encoding
KNOWN = {
    *ENCODINGS,
    "utf-8",
}  # of others no language is known here, so that they are believed where they fit
SURE = 0.9  # below it a person is asked to look
NAMED = 3
LONGEST_CHARACTER = 4  # bytes
# A file of mostly valid UTF-8 is UTF-8 that was damaged; in any other encoding all of it would be
# wrong.
UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
FEWEST_WHOLE, MOST_BROKEN = 5, 0.1


@dataclass(frozen=True)
class Found:
    """An encoding, the chance that it is right, and what the first word would be in others."""

    encoding: str
    sure: float
    rivals: tuple[tuple[str, str], ...] = ()
    reads: str = ""

    @property
    def label(self) -> str:
        """The name people know it by."""
        return label_of(self.encoding)


def label_of(encoding: str) -> str:
    """Give the name people know an encoding by."""
    return LABELS.get(encoding, encoding.upper())


def name_of(path: Path) -> str:
    """Give a file's name for people.

    One in another encoding, as a zip leaves it on Linux, by evidence.
    """
    name = path.name
    if not any("\ud800" <= char <= "\udfff" for char in name):
        return name
    stored = os.fsencode(name)
    found = find_encoding([stored], whole=True)
    return stored.decode(found.encoding if found else "ascii", "replace")


def check_encoding(name: str, where: str) -> str:
    """Give Python's name of an encoding that a person wrote.

    GBK, 936 and GB2312 are read as GB18030, which holds all.

    Raises
    ------
    InputError
        There is no such encoding.
    """
    word = name.strip().lower().replace("ansi", "").strip(" _-")
    word = SPELT.get(word, word)
    try:
        known = codecs.lookup(word).name
    except (LookupError, ValueError):
        msg = say("read.errors.unknown_encoding", where=where, name=show(name))
        raise InputError(msg) from None
    return ALIASES.get(known, known)


def find_encoding(
    values: Sequence[bytes], stated: str | None = None, *, whole: bool = False
) -> Found | None:
    """Find the encoding of some texts.

    UTF-8 where all are valid, else the one whose language they look like.

    Values may end in a character that was cut, unless they are ``whole``. ``stated`` is what is
    said of them, which may be wrong. None: no encoding fits all of them, or none makes words of
    them. ASCII alone is UTF-8.
    """
    values = [value for value in values if not value.isascii()]
    if not values or _is_utf8(values, whole=whole):
        return Found("utf-8", 1.0, reads=first_word(values, "utf-8"))
    if _broken_bytes(values) is not None:
        return None
    if stated and stated not in KNOWN and _fits(values, stated, whole=whole):
        return Found(stated, 1.0, reads=first_word(values, stated))
    return _weigh(values, stated, whole=whole)


def _weigh(values: Sequence[bytes], stated: str | None, *, whole: bool) -> Found | None:
    """Find the encoding by evidence."""
    fitting = [name for name in ENCODINGS if _fits(values, name, whole=whole)]
    verdict = weigh(values, fitting, stated)
    if verdict is None:
        return None
    rivals = tuple((name, first_word(values, name)) for name in verdict.rivals[:NAMED])
    return Found(verdict.encoding, verdict.sure, rivals, first_word(values, verdict.encoding))


def encoding_notes(found: Found, name: str, said: str | None = None) -> list[Issue]:
    """Say which encoding was found by evidence, what else is possible, what the file ``said``."""
    if not found.reads:
        return []  # stated, marked or ASCII: there was nothing to weigh
    others = "; ".join(f"{label_of(rival)} {show(word)}" for rival, word in found.rivals)
    details = {
        "share": f"{min(found.sure, SUREST):.0%}",
        "reads": show(found.reads),
        "others": f"；其他可能：{others}" if others else "",
        "others_en": f"; also possible: {others}" if others else "",
        "said": show(said) if said else ".cpg",
    }
    doubtful = "encoding-doubtful" if found.sure < SURE else "encoding-found"
    kind = "encoding-contradiction" if said else doubtful
    return [Issue(kind, "", name, value=found.label, details=details)]


def _is_utf8(values: Sequence[bytes], *, whole: bool) -> bool:
    """Tell whether all is UTF-8; where values may be cut, more characters are whole than cut."""
    if not all(_fits([value], "utf-8", whole=whole) for value in values):
        return False
    if whole:
        return True
    complete = sum(len(UTF8_CHARACTER.findall(value)) for value in values)
    cut = sum(len(decode_cut(value, "utf-8").encode()) < len(value) for value in values)
    return complete > cut


def _broken_bytes(values: Sequence[bytes]) -> int | None:
    """Give the place of the first broken byte of a value that is UTF-8 but for few.

    None where it is something else.
    """
    whole = [char for value in values for char in UTF8_CHARACTER.findall(value)]
    rests = [UTF8_CHARACTER.sub(b" ", value) for value in values]
    broken = sum(len(re.findall(rb"[\x80-\xff]", rest)) for rest in rests)
    # Different ones: 街街街 of GBK holds one of UTF-8 over and over.
    if len(set(whole)) < FEWEST_WHOLE or broken > MOST_BROKEN * len(whole):
        return None
    try:
        values[0].decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _fits(values: Sequence[bytes], encoding: str, *, whole: bool) -> bool:
    try:
        for value in values:
            _decode_all(value, encoding, whole=whole)
    except UnicodeDecodeError:
        return False
    return True


def _decode_all(value: bytes, encoding: str, *, whole: bool) -> None:
    """Decode all of it strictly, piece by piece."""
    if len(value) <= CHUNK:
        value.decode(encoding) if whole else decode_cut(value, encoding)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(0, len(value), CHUNK):
        decoder.decode(value[at : at + CHUNK])
    if whole:
        decoder.decode(b"", final=True)
    else:
        decode_cut(decoder.getstate()[0], encoding)


def decode_cut(value: bytes, encoding: str) -> str:
    """Decode strictly, but leave out a last character of which only the first bytes are there."""
    try:
        return value.decode(encoding)
    except UnicodeDecodeError as error:
        is_cut = error.reason.startswith(("unexpected end", "incomplete"))
        if not is_cut or len(value) - error.start >= LONGEST_CHARACTER:
            raise
        return value[: error.start].decode(encoding)


def decode_text(data: bytes, name: str, stated: str | None = None) -> tuple[str, Found]:
    """Decode a whole text file: as stated, else by its byte order mark, else by evidence.

    Raises
    ------
    InputError
        The stated encoding does not fit, or none does.
    """
    encoding = _stated_encoding(data, name, stated)
    found = Found(ALIASES.get(encoding, encoding), 1.0) if encoding else None
    found = found or find_encoding([data], whole=True)
    if found is None:
        raise InputError(_word_unknown(data, name))
    try:
        text = data.decode(encoding or found.encoding)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        line = data.count(b"\n", 0, at) + 1
        msg = say(
            "read.errors.wrong_encoding",
            name=name,
            label_of=label_of(encoding or ""),
            at=at,
            line=line,
        )
        raise InputError(msg) from None
    plain = (
        Found("utf-8", 1.0) if found.encoding == "utf-8" else found
    )  # needs no word in a text file
    return text.removeprefix("\ufeff"), plain


def _stated_encoding(data: bytes, name: str, stated: str | None) -> str | None:
    """Give the encoding that a person or the file itself states."""
    encoding = stated and check_encoding(stated, name)
    if encoding:
        return "utf-8-sig" if encoding == "utf-8" else encoding
    return next((told for mark, told in BOMS if data.startswith(mark)), None) or utf16_by_zeros(
        data
    )


def _word_unknown(data: bytes, name: str) -> str:
    at = _broken_bytes([data])
    if at is None:
        return say("read.errors.encoding_none", name=name)
    start = data.rfind(b"\n", 0, at) + 1
    around = data[max(start, at - 20) : at + 20].split(b"\n")[0].decode("utf-8", "replace")
    line = data.count(b"\n", 0, at) + 1
    return say("read.errors.utf8_broken", name=name, line=line, at=at, around=show(around))


def utf16_by_zeros(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zero byte beside each ASCII character."""
    start = data[:2000]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(zeros) > 1 and zeros.count(0) * 3 > len(zeros) and start.count(0) == zeros.count(0):
            return encoding
    return None
