"""How names are spelt in pinyin: the reading of each character, and the names that read otherwise.

A page spells a name by these, so that no name travels twice.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from jinan_geo.manifest.locale import Locale

__all__ = ["Spelling", "reads_pinyin"]

# ASCII is never read; what stands between is asked for once, however many names hold it.
PART = re.compile(r"[^\x00-\x7f]+")
ASCII = bytes(range(128))
BLANKS = bytes.maketrans(ASCII, b" " * len(ASCII))
UNPAIRED = "surrogatepass"  # a lone surrogate is a sign as any other
WHOLE = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")

KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")

# A character, and how it is read in its word; of what is not Chinese one piece, read as it stands.
Read = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Spelling:
    """Of a list of names: the usual reading of each character, and ``odd`` by position.

    ``odd`` has whole and initials of the names in which a character is read in another way, else
    None.
    """

    readings: Mapping[str, str]
    odd: Sequence[str | None]

    @classmethod
    def of(cls, names: Iterable[str]) -> Spelling:
        """Spell the names: 明府城 is found by "mingfucheng" and by "mfc"."""
        names = list(names)
        known = _read_parts(_count_parts(names))
        readings = _usual(known)
        strange = {part for part, (_, read) in known.items() if _is_odd(read, readings)}
        if not strange:
            return cls(readings, [None] * len(names))
        return cls(readings, [_spell_odd(name, strange, known) for name in names])

    def of_characters(self, names: Iterable[str]) -> dict[str, str]:
        """Give the readings of the characters in these names, and of no other."""
        signs = _encode(names).translate(None, ASCII).decode("utf-8", UNPAIRED)
        there = sorted(set(signs) & self.readings.keys())
        return {sign: self.readings[sign] for sign in there}

    def spell(self, at: int, name: str) -> str:
        """Give the pinyin of the name at a position, whole and as initials, as a page finds it."""
        return self.odd[at] or _join((sign, self.readings.get(sign, sign)) for sign in name)


def reads_pinyin(names: Iterable[str], locale: Locale) -> bool:
    """Tell whether characters in names are read as Chinese: not where they are Japanese.

    Where no Chinese is spoken, kana, a form of a character that Japan alone writes, the language or
    the currency tell so.
    """
    if "zh" in locale.spoken:
        return True
    if locale.language == "ja" or locale.currency == "JPY":
        return False
    return not any(KANA.match(sign) or _is_of_japan(sign) for sign in set("".join(names)))


def _is_of_japan(sign: str) -> bool:
    """Tell a character that Japan's encoding has, and neither of those of China."""
    written = {one: _is_in(sign, one) for one in ("shift_jis", "gb2312", "big5")}
    return sign > "\u3400" and written == {"shift_jis": True, "gb2312": False, "big5": False}


def _is_in(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _encode(names: Iterable[str]) -> bytes:
    return "\n".join(names).encode("utf-8", UNPAIRED)


def _count_parts(names: Iterable[str]) -> Counter[str]:
    """How often each part that is not ASCII is there: what ``PART`` finds, in a third of the time.

    In UTF-8 the bytes of ASCII are of nothing else.
    """
    counts = Counter(_encode(names).translate(BLANKS).split())
    return Counter({part.decode("utf-8", UNPAIRED): count for part, count in counts.items()})


def _read_parts(parts: Counter[str]) -> dict[str, tuple[int, Read]]:
    """How often each part is there, and how it is read."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes 0.1 s to load
    from pypinyin.constants import RE_HANS  # noqa: PLC0415 - with it

    found: dict[str, tuple[int, Read]] = {}
    for part, count in parts.items():
        read: list[tuple[str, str]] = []
        for is_read, signs in groupby(part, key=lambda sign: bool(RE_HANS.match(sign))):
            run = "".join(signs)
            read += zip(run, lazy_pinyin(run), strict=True) if is_read else [(run, run)]
        found[part] = (count, tuple(read))
    return found


def _usual(known: Mapping[str, tuple[int, Read]]) -> dict[str, str]:
    """The reading that most of the names have of each character."""
    counts: dict[str, Counter[str]] = {}
    for count, read in known.values():
        for sign, said in read:
            if sign != said:
                counts.setdefault(sign, Counter())[said] += count
    return {sign: found.most_common(1)[0][0] for sign, found in counts.items()}


def _is_odd(read: Read, readings: Mapping[str, str]) -> bool:
    return any(readings.get(sign, sign) != said for sign, said in read)


def _spell_odd(
    name: str, strange: Collection[str], known: Mapping[str, tuple[int, Read]]
) -> str | None:
    """Spell a name in which a part is read in another way; None where none is."""
    if not any(part in strange for part in PART.findall(name)):
        return None
    pairs: list[tuple[str, str]] = []
    for part in WHOLE.findall(name):
        pairs += known[part][1] if part in known else [(part, part)]
    return _join(pairs)


def _join(pairs: Iterable[tuple[str, str]]) -> str:
    """Whole, a blank, and the initials; what is not read stays whole among them."""
    read = list(pairs)
    whole = "".join(said for _, said in read)
    initials = "".join(said if said == sign else said[0] for sign, said in read)
    return f"{whole} {initials}".lower()
