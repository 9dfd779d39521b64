"""Degrees as people write them, to a number.

Degrees, minutes, seconds, letters, commas, full-width digits.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Ordinate",
    "find_decimal_comma",
    "is_no_place",
    "is_unknown",
    "mark_minutes",
    "parts_thousands",
    "read_ordinate",
    "read_pair",
]

Axis = Literal["x", "y"]

# One sign each for degrees, minutes and seconds; NFKC would take some of these apart.
MARKS = str.maketrans(
    {
        **dict.fromkeys("°º˚度", "°"),
        **dict.fromkeys("′'’‘´ʹ＇`分", "′"),
        **dict.fromkeys('″"”“¨ʺ＂秒', "″"),
        **dict.fromkeys("−–—‐‑﹣－", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\ufeff", ""),
    }
)
HALVES = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S"}
NAMED = re.compile(r"(?:longitude|latitude|long|lng|lon|lat|经°?|纬°?)\s*[:=：]?\s*", re.IGNORECASE)
SIDES: dict[str, tuple[Axis, int]] = {"E": ("x", 1), "W": ("x", -1), "N": ("y", 1), "S": ("y", -1)}
LETTERED = re.compile(
    r"(\d)\s*d(?:eg)?\s*(\d+(?:[.,]\d+)?)\s*m(?:in)?(?:\s*(\d+(?:[.,]\d+)?)\s*s(?:ec)?)?"
)
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
POINTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}")  # 4.058.913,01
DOTTED = re.compile(r"([+-]?\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)")  # 117.01.12.36
METRES = re.compile(r"(?<=\d)\s?(?:米|m)$")
STOP = re.compile(r"(?<=\d)。(?=\d)")  # typed for a point
QUOTED = re.compile(r"[″′]([a-z]+)[″′]\s*:\s*", re.IGNORECASE)  # {"lng": 117.02, "lat": 36.66}
AXES = re.compile(r"x\s*[:=]?\s*(\d.*?)[\s,;&]*y\s*[:=]?\s*(\d.*)", re.IGNORECASE)
BEHIND = re.compile(r".*\(([^()]*\.\d{3,}[^()]*\.\d{3,}[^()]*)\)", re.DOTALL)  # address (lat, lon)
COMMA = re.compile(r"[+-]?\d+,(\d+)")
SEXAGESIMAL = re.compile(
    r"([+-]?)(\d{1,3})(?:\s*[°*:-]\s*|\s+)(\d{1,2}(?:\.\d+)?)"
    r"(?:(?:\s*[′:-]\s*|\s+)(\d{1,2}(?:\.\d+)?))?\s*([′″]?)"
)
BARE = re.compile(r"[+-]?\d{1,3} \d{1,2}\.\d+")  # 117 01.206
SIXTY = 60
THOUSANDS = 3  # digits after a comma that may part thousands as well
WITH_HEIGHT = 3
# What stands where a place is not known yet.
NOT_KNOWN = frozenset(
    [
        "待定",
        "暂无",
        "无",
        "未定",
        "不详",
        "未知",
        "待补",
        "待补充",
        "待核实",
        "待核",
        "待确认",
        "待测",
        "待落图",
        "未落图",
        "空",
        "缺",
        "n/a",
        "na",
        "nan",
        "nat",
        "null",
        "none",
        "nil",
        "tbd",
        "unknown",
        "#n/a",
    ]
)
# Words that begin what is not decided: 待落实, 暂未确定, 尚未选址, 选址中.
OPEN = re.compile(r"(?:待|暂[未缺无]|尚未|未[定选确]|另行|选址).{0,6}")
DASHES = frozenset("-/\\.…?*—")


@dataclass(frozen=True)
class Ordinate:
    """A number along one axis; ``axis`` where the text says which, by a letter or 东经, 北纬.

    ``form`` is ``number``, ``comma`` for a decimal comma, ``sexagesimal`` for degrees with minutes.
    """

    value: float
    axis: Axis | None = None
    form: str = "number"


def is_no_place(text: str) -> bool:
    """Tell whether a cell says that there is no place: what is not known, or not decided."""
    return is_unknown(text) or bool(OPEN.fullmatch(text.strip().strip("()[]（）")))


def is_unknown(text: str) -> bool:
    """Tell whether a cell says that nothing is known: blank, a dash, 待定, N/A and the like."""
    bare = unicodedata.normalize("NFKC", text.translate(MARKS)).strip().strip("()[]").lower()
    return not bare or bare in NOT_KNOWN or all(sign in DASHES for sign in bare)


def find_decimal_comma(texts: Iterable[str]) -> bool | None:
    """Tell whether a column's commas stand for the decimal point.

    None where thousands are as likely.

    A comma followed by another number of digits than three parts no thousands.
    """
    texts = list(texts)
    digits = {len(match[1]) for text in texts if (match := COMMA.fullmatch(_plain(text)))}
    if not digits:
        return False
    if digits != {THOUSANDS}:
        return True
    return None if not any(parts_thousands(text) for text in texts) else False


def mark_minutes(texts: Sequence[str]) -> list[str]:
    """Mark the minutes of a column whose every cell is two bare numbers, ``117 01.206``.

    In one cell two numbers may be anything; in all of a column of coordinates they are degrees and
    minutes. What says that there is no place stays.
    """
    said = [text for text in texts if not is_no_place(text)]
    if not said or not all(BARE.fullmatch(_plain(text)) for text in said):
        return list(texts)
    return [text if is_no_place(text) else f"{_plain(text)}′" for text in texts]


def read_ordinate(text: str, *, decimal_comma: bool | None = False) -> Ordinate:
    """Read one coordinate; ``decimal_comma`` is what ``find_decimal_comma`` tells of its column.

    Raises
    ------
    ValueError
        The text is no number or angle, minutes or seconds reach 60, a sign and a letter contradict
        each other, or a comma may part thousands or decimals.
    """
    plain, axis, sign = _split_side(_plain(text))
    value, form = _value_of(plain, decimal_comma=decimal_comma, sided=axis is not None)
    if not math.isfinite(value):
        raise ValueError(text)
    if sign < 0 and value < 0:
        raise ValueError(text)
    return Ordinate(sign * value, axis, form)


def read_pair(text: str) -> tuple[Ordinate, Ordinate]:
    """Read two coordinates that stand in one cell, in their order; a height after them is left out.

    Raises
    ------
    ValueError
        The text is no pair.
    """
    plain = _plain(text)
    behind = BEHIND.fullmatch(plain)
    plain = QUOTED.sub(r"\1:", (behind[1] if behind else plain).strip("()[]{}<> "))
    for halves in _halves(plain):
        try:
            first, second = (read_ordinate(half, decimal_comma=True) for half in halves)
        except ValueError:
            continue
        if first.axis is None or first.axis != second.axis:
            return first, second
    raise ValueError(text)


def _plain(text: str) -> str:
    """Bring every way of writing a sign to one; spaces of any kind are one space."""
    marked = unicodedata.normalize("NFKC", text.translate(MARKS)).translate(MARKS)
    # An apostrophe before a number is how Excel is told that it is text.
    stopped = STOP.sub(".", marked.replace("′′", "″"))
    return re.sub(r"\s+", " ", stopped).strip().removeprefix("′")


def _split_side(plain: str) -> tuple[str, Axis | None, int]:
    """Take the letter or the words for the side of the world off, before or after the number."""
    for word, letter in HALVES.items():
        plain = plain.replace(word, letter)
    named = NAMED.match(plain)
    axis: Axis | None = None
    if named:
        axis = "x" if named[0].lower().startswith(("lo", "ln", "经")) else "y"
        plain = plain[named.end() :]
    plain = LETTERED.sub(_lettered, plain)
    for letter in (plain[:1], plain[-1:]):
        if letter.upper() in SIDES:
            axis, sign = SIDES[letter.upper()]
            bare = plain[1:] if letter == plain[:1] else plain[:-1]
            return bare.strip(" :="), axis, sign
    return plain, axis, 1


def _lettered(match: re.Match[str]) -> str:
    seconds = f"{match[3]}″" if match[3] else ""
    return f"{match[1]}°{match[2]}′{seconds}"


def _value_of(plain: str, *, decimal_comma: bool | None, sided: bool) -> tuple[float, str]:
    bare = METRES.sub("", plain.removesuffix("°").strip())
    if NUMBER.fullmatch(bare):
        return float(bare), "number"
    if COMMA.fullmatch(bare):
        if decimal_comma is None:
            raise ValueError(plain)
        point = "." if decimal_comma else ""
        return float(bare.replace(",", point)), "comma" if decimal_comma else "number"
    if parts_thousands(bare):
        return float(_without_groups(bare)), "number"
    if POINTED.fullmatch(bare):
        return float(bare.replace(".", "").replace(",", ".")), "number"
    plain = DOTTED.sub(r"\1°\2′\3″", plain) if DOTTED.fullmatch(bare) else plain
    return _angle(plain.replace(",", "."), sided=sided), "sexagesimal"


def parts_thousands(text: str) -> bool:
    """Tell one number whose thousands are parted, which may look like two: 4,058,913.012."""
    plain = _plain(text)
    return bool(GROUPED.fullmatch(plain)) and not COMMA.fullmatch(plain)


def _without_groups(plain: str) -> str:
    if " " in plain:
        return plain.replace(" ", "").replace(",", ".")
    return plain.replace(",", "")


def _angle(plain: str, *, sided: bool) -> float:
    """Degrees from degrees, minutes and seconds.

    Two bare numbers may be anything, and are none; with a side of the world, as receivers write
    them ("117 01.206 E"), they are degrees and minutes.
    """
    match = SEXAGESIMAL.fullmatch(plain)
    if not match:
        raise ValueError(plain)
    sign, degrees, minutes, seconds, mark = match.groups()
    parts = (float(minutes), float(seconds or 0))
    marked = _marked_minutes(plain, minutes, mark, sided=sided)
    is_angle = marked if seconds is None else mark != "′" and "." not in minutes
    if not is_angle or max(parts) >= SIXTY:
        raise ValueError(plain)
    value = int(degrees) + parts[0] / SIXTY + parts[1] / SIXTY**2
    return -value if sign == "-" else value


def _marked_minutes(plain: str, minutes: str, mark: str, *, sided: bool) -> bool:
    """Tell whether two numbers are degrees and minutes, by a sign or the side of the world."""
    if mark == "″":
        return False
    return "°" in plain or mark == "′" or (sided and "." in minutes)


def _halves(plain: str) -> list[list[str]]:
    """Every way to part a text into two coordinates, the surest first."""
    axes = AXES.fullmatch(plain)
    ways = [] if axes is None else [list(axes.groups())]
    ways += [*_parted_by_signs(plain), *_parted_by_letters(plain), *_parted_by_words(plain)]
    return list(map(_without_rims, ways))


def _parted_by_signs(plain: str) -> Iterator[list[str]]:
    for sign in ";|、/&,":
        parts = plain.split(sign)
        if len(parts) in {2, WITH_HEIGHT}:
            yield parts[:2]


def _parted_by_letters(plain: str) -> Iterator[list[str]]:
    """Part behind a letter or the marks of an angle, then before the last of these."""
    for letters in (r"[EWNSewns]", r"[°′″][EWNSewns]?"):
        ends = [match.end() for match in re.finditer(letters, plain)]
        starts = [end - 1 for end in ends]
        for at in [*ends, *starts]:
            yield [plain[:at], plain[at:]]


def _parted_by_words(plain: str) -> Iterator[list[str]]:
    words = plain.split(" ")
    half = len(words) // 2
    if len(words) == 2 * half:
        yield [" ".join(words[:half]), " ".join(words[half:])]
    if len(words) == WITH_HEIGHT:
        yield words[:2]


def _without_rims(way: list[str]) -> list[str]:
    return [half.strip(" ,") for half in way]
