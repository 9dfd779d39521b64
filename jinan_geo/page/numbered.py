"""Texts that differ in one number alone, as ids do: JN0001, JN0002."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Numbered", "find_numbers"]

FEWEST = 16
MOST_DIGITS = 15  # exact in a browser's numbers
ASCII_DIGITS = "0123456789"


class Numbered(NamedTuple):
    """What stands before and after the number in each text, and the numbers.

    ``digits`` is how many each has, zeros before it; 0 where they stand without zeros.
    """

    before: str
    after: str
    digits: int
    numbers: list[int]


def find_numbers(texts: Sequence[str]) -> Numbered | None:
    """Tell the number in each of these different texts; None where they differ in more."""
    found = _around(texts) if len(texts) >= FEWEST else None
    if found is None:
        return None
    before, after = found
    end = len(after)
    parts = [text[len(before) : len(text) - end] for text in texts]
    digits = _digits_of(parts)
    if digits is None:
        return None
    return Numbered(before, after, digits, list(map(int, parts)))


def _digits_of(parts: Sequence[str]) -> int | None:
    """How many digits each part has, 0 where they have none too many; None of other parts."""
    sizes = {*map(len, parts)}
    joined = "".join(parts)
    if not min(sizes) or max(sizes) > MOST_DIGITS or not (joined.isascii() and joined.isdigit()):
        return None
    if len(sizes) == 1:
        return max(sizes)
    return None if any(part[0] == "0" and part != "0" for part in parts) else 0


def _around(texts: Sequence[str]) -> tuple[str, str] | None:
    """What stands before the number in all the texts, and after it."""
    # What the first and the last in order begin with, all do.
    same = takewhile(lambda pair: pair[0] == pair[1], zip(min(texts), max(texts), strict=False))
    before = "".join(sign for sign, _ in same).rstrip(ASCII_DIGITS)
    after = texts[0][len(before) :].lstrip(ASCII_DIGITS)
    return (before, after) if all(text.endswith(after) for text in texts) else None
