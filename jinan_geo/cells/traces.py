"""Rules on how cells are written, before they are values.

Traces of other programs, of Excel above all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.cells.misfit import NUMBERS, PLACEHOLDERS
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.coded import code_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from jinan_geo.kept.coded import Coded

__all__ = ["Cells", "check_cells"]

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
GARBLED = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯|ï¿½|(?:[ÃÂ][\x80-\xbf]){2}|[?？]{4}")
WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ．－＿]")
# One look at each text; only those found are looked at again.
SUSPECT = re.compile(rf"{HIDDEN.pattern}|{GARBLED.pattern}|{WIDE.pattern}|^\s|\s$")
# A look at thousands together: the first character of whatever is suspect, and spaces.
SPACES = "[\t\n\r\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
PERHAPS = re.compile(f"{HIDDEN.pattern}|{WIDE.pattern}|{SPACES}|[\ufffd锟烫屯ïÃÂ?？]")
MANY = 4096
HASHED = {str, type(None), float}  # by value; of other kinds not each can be
SAID = {str, bool, type(None)}
COUNTED = {int, float}
CODES = {"id", "kind", "theme", "district", "location", "accuracy", "stage"}
# Where 无 is an answer, or a key what it is.
REMARKS = {"id", "note_zh", "note_en", "remark", "plan", "photos"}
SENTINELS = {"9999", "99999", "999999", "9999999", "99999999", "-999", "-9999", "-99999"}
SENTINEL_DATES = {"1970-01-01", "2099-12-31", "2100-01-01", "2100-12-31"}
IS_NUMBER = re.compile(r"-?\d+")
ID_FORMS = {
    "scientific-id": re.compile(r"\d(?:\.\d+)?[eE]\+?\d+"),
    "decimal-id": re.compile(r"\d+\.0+"),
    "digits-lost": re.compile(r"\d{15}00+"),
}
DATE_LIKE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?: "
    r"\d{2}:\d{2}:\d{2})?|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}"
)
CHANGED_FROM = re.compile(
    r"(?m)^\s*(?:\d|[A-Z][a-z]{2}-)"
)  # what all of these begin with, and lost zeros too
TYPED_IDS = {"scientific": "scientific-id", "date": "date-like-id"}
USUAL = 0.5  # a form that more than this share of ids has is meant so


@dataclass(frozen=True)
class Cells:
    """A table as its file has it; ``titles`` and ``kinds`` give column and type of each attribute.

    ``typed`` tells by column and line which cells of a workbook are a ``date`` or a number in
    ``scientific`` form.
    """

    layer: str
    file: str
    frame: pd.DataFrame
    ids: Sequence[str | None]
    lines: Sequence[int]
    titles: Mapping[str, str]
    kinds: Mapping[str, str]
    typed: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def issue(self, kind: str, at: int, title: str, value: object, **details: object) -> Issue:
        """Make the issue of one cell."""
        return Issue(
            kind, self.layer, self.file, int(self.lines[at]), self.ids[at], title, value, details
        )


def check_cells(cells: Cells) -> list[Issue]:
    """Find invisible or broken characters, placeholders, and keys that a program has changed."""
    issues: list[Issue] = []
    for attribute, title in cells.titles.items():
        if title in cells.frame:
            column = _Column.of(cells.frame[title])
            issues += _characters(cells, attribute, title, column)
            issues += _placeholders(cells, attribute, title, column)
            if attribute in {"id", "district"}:
                issues += _keys(cells, title, column)
    return issues


@dataclass(frozen=True)
class _Column:
    """Cells of a column, and each of its texts once: columns repeat them, and asking is dear."""

    series: pd.Series[Any]
    coded: Coded | None

    @classmethod
    def of(cls, series: pd.Series[Any]) -> _Column:
        return cls(series, code_of(series))

    @cached_property
    def cells(self) -> list[Any]:
        return list(self.series.tolist())

    @cached_property
    def kinds(self) -> set[type]:
        return {*map(type, self.cells)}

    @cached_property
    def texts(self) -> list[str]:
        if self.coded is not None:
            return list(self.coded.texts.tolist())
        if self.kinds <= COUNTED:
            return []
        found = {*self.cells} if self.kinds <= HASHED else self.cells
        return [cell for cell in found if isinstance(cell, str)]

    def places_of(self, found: set[str]) -> list[int]:
        """The positions of the cells that are among the texts found."""
        if not found:
            return []
        if self.coded is None:
            cells = enumerate(self.cells)
            return [at for at, cell in cells if isinstance(cell, str) and cell in found]
        texts = self.coded.texts.tolist()
        chosen = np.fromiter((text in found for text in texts), dtype=bool, count=len(texts))
        chosen = np.append(chosen, [False])  # code -1 is None
        return list(np.flatnonzero(chosen[self.coded.codes]).tolist())


def _characters(cells: Cells, attribute: str, title: str, column: _Column) -> Iterator[Issue]:
    is_code = attribute in CODES or cells.kinds[attribute] not in {"text", "link"}
    for at in column.places_of(_suspects(column.texts)):
        yield from _suspect_characters(cells, at, title, column.cells[at], is_code=is_code)


def _suspects(texts: Sequence[str]) -> set[str]:
    """The texts that are looked at again; many are looked through at once."""
    found: set[str] = set()
    for start in range(0, len(texts), MANY):
        some = texts[start : start + MANY]
        whole = f"|{'|'.join(some)}|"
        if PERHAPS.search(whole) or " |" in whole or "| " in whole:
            found.update(text for text in some if SUSPECT.search(text))
    return found


def _suspect_characters(
    cells: Cells, at: int, title: str, cell: str, *, is_code: bool
) -> Iterator[Issue]:
    hidden = HIDDEN.search(cell)
    if hidden:
        yield cells.issue("hidden-character", at, title, cell, code=f"U+{ord(hidden[0]):04X}")
    if GARBLED.search(cell):
        yield cells.issue("garbled-text", at, title, cell)
    if is_code and WIDE.search(cell):
        yield cells.issue("full-width", at, title, cell)
    if cell.strip() and cell != cell.strip():
        yield cells.issue("outer-space", at, title, cell)


def _placeholders(cells: Cells, attribute: str, title: str, column: _Column) -> Iterator[Issue]:
    """Cells that were read as values but stand for none.

    Those that could not be read are found when reading.
    """
    kind = cells.kinds[attribute]
    if attribute in REMARKS:
        return
    words = PLACEHOLDERS
    if kind in NUMBERS:
        words = SENTINELS
    elif kind == "date":
        words = SENTINEL_DATES

    named = {text for text in _ending_alike(column.texts, words) if _bare(text) in words}
    numbers = [] if column.coded is not None else _places_of_numbers(column, words)
    for at in sorted({*column.places_of(named), *numbers}):
        yield cells.issue("placeholder-value", at, title, column.cells[at])


def _ending_alike(texts: Iterable[str], words: Collection[str]) -> list[str]:
    """The texts whose last character is one that a word may end in, as ``_bare`` bares it."""
    every = [*texts]
    known = {word[-1:] for word in words} | {"0", ""}
    ends = {text[-1:] for text in every}
    ends = {end for end in ends if end.strip().lower()[-1:] in known}
    return [text for text in every if text[-1:] in ends]


def _places_of_numbers(column: _Column, words: Collection[str]) -> list[int]:
    """The positions of the cells that are no texts and read as one of the words."""
    numbers = {float(word) for word in words if IS_NUMBER.fullmatch(word)}
    return [at for at in _perhaps_one_of(column, numbers) if _bare(column.cells[at]) in words]


def _perhaps_one_of(column: _Column, numbers: set[float]) -> Sequence[int]:
    """The positions of the cells that are no texts, and of plain numbers of these, and NaN."""
    kinds, told = column.kinds, column.cells
    if kinds <= SAID or (kinds == {int} and numbers.isdisjoint(told)):
        return []
    if kinds == {float}:
        cells = np.array(told)
        return list(np.flatnonzero(np.isnan(cells) | np.isin(cells, [*numbers])).tolist())
    return [
        at
        for at, cell in enumerate(told)
        if type(cell) not in SAID and (type(cell) not in COUNTED or cell in numbers or cell != cell)  # noqa: PLR0124 - NaN
    ]


def _is_missing(cell: object) -> bool:
    return cell is None or cell != cell  # noqa: PLR0124 - NaN


def _bare(cell: object) -> str:
    return str(cell).strip().lower().removesuffix(".0")


def _keys(cells: Cells, title: str, column: _Column) -> Iterator[Issue]:
    """Keys that Excel has turned into numbers or dates, by form.

    A form that most keys have is meant so.
    """
    if not cells.typed.get(title) and not _may_be_changed(column):
        return
    texts = ["" if _is_missing(cell) else str(cell).strip() for cell in column.cells]
    filled = sum(map(bool, texts))
    for kind in (*ID_FORMS, "date-like-id"):
        found = _of_form(cells, title, texts, kind)
        if len(found) <= USUAL * filled or kind != "date-like-id":
            yield from (cells.issue(kind, at, title, texts[at]) for at in found)
    yield from _lost_zeros(cells, title, texts)


def _may_be_changed(column: _Column) -> bool:
    """Tell whether any key begins as those do that a program has changed."""
    if column.coded is None:
        return True
    return CHANGED_FROM.search("\n".join(column.texts)) is not None


def _of_form(cells: Cells, title: str, texts: Sequence[str], kind: str) -> list[int]:
    """Positions of keys of this form, or of whose type the file itself says so."""
    form = ID_FORMS.get(kind, DATE_LIKE)
    typed = cells.typed.get(title, {}).items()
    made = {line for line, type_ in typed if TYPED_IDS[type_] == kind}
    if not made and not re.search(rf"(?m)^(?:{form.pattern})$", "\n".join(texts)):
        return []
    return [
        at
        for at, text in enumerate(texts)
        if form.fullmatch(text) or (text and cells.lines[at] in made)
    ]


def _lost_zeros(cells: Cells, title: str, texts: Sequence[str]) -> Iterator[Issue]:
    """Shorter numbers among keys that mostly begin with zeros have lost theirs."""
    padded = Counter(len(text) for text in texts if text.startswith("0") and text.isdecimal())
    if not padded:
        return
    width, count = padded.most_common(1)[0]
    short = [at for at, text in enumerate(texts) if len(text) < width and _is_bare(text)]
    for at in short if count > len(short) else ():
        yield cells.issue("lost-zeros", at, title, texts[at], full=texts[at].zfill(width))


def _is_bare(text: str) -> bool:
    return text.isdecimal() and not text.startswith("0")
