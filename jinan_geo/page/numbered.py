"""Texts that differ in one number alone, as ids do: JN0001, JN0002."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Numbered", "find_numbers"]

FEWEST = 16
MOST_DIGITS = 15  # exact in a browser's numbers
ASCII_DIGITS = "0123456789"
LINE, ZERO = b"\n0"


class Numbered(NamedTuple):
    """What stands before and after the number in each text, and the numbers.

    ``digits`` is how many each has, zeros before it; 0 where they stand without zeros.
    """

    before: str
    after: str
    digits: int
    numbers: NDArray[np.int64]


def find_numbers(texts: Sequence[str]) -> Numbered | None:
    """Tell the number in each of these different texts; None where they differ in more."""
    if len(texts) < FEWEST:
        return None
    # What all begin with, any two do; and these two differ.
    same = takewhile(lambda pair: pair[0] == pair[1], zip(*texts[:2], strict=False))
    before = "".join(sign for sign, _ in same).rstrip(ASCII_DIGITS)
    after = texts[0][len(before) :].lstrip(ASCII_DIGITS)
    if not (texts[-1].startswith(before) and texts[-1].endswith(after)):
        return None
    joined = "\n".join(texts)
    between = f"{after}\n{before}"
    if joined.count(between) != len(texts) - 1:
        return None
    rest = joined[len(before) : len(joined) - len(after)].replace(between, "\n")
    digits = _digits_of(rest, len(texts))
    if digits is None:
        return None
    return Numbered(before, after, digits, np.fromstring(rest, dtype=np.int64, sep="\n"))


def _digits_of(lines: str, count: int) -> int | None:
    """How many digits each line has, 0 where it has none too many; None unless all are numbers.

    There must be so many lines.
    """
    if not lines.isascii():
        return None
    signs = np.frombuffer(lines.encode("ascii"), dtype=np.uint8)
    ends = np.append(np.flatnonzero(signs == LINE), len(signs))
    starts = np.append(0, ends[:-1] + 1)
    sizes = ends - starts
    others = np.count_nonzero((signs < ZERO) | (signs > ZERO + 9))
    if (
        len(sizes) != count
        or others != count - 1
        or not 0 < sizes.min() <= sizes.max() <= MOST_DIGITS
    ):
        return None
    if sizes.min() == sizes.max():
        return int(sizes[0])
    return None if ((signs[starts] == ZERO) & (sizes > 1)).any() else 0
