"""The divisions of a city: what they are called, how they are told apart, and their outlines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

import shapely

from jinan_geo.errors import UsageError, show
from jinan_geo.manifest.closed import here
from jinan_geo.manifest.stagewords import fold_word
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from shapely.geometry.base import BaseGeometry

__all__ = ["Districts", "is_id"]

LONGEST_ID = 64
LISTED = 6  # districts that a refusal names
BETWEEN = re.compile(r"[;\uff1b]")  # ids of districts in one cell are joined by either
NO_PAGE_NAME = re.compile(r"[^\w-]+")  # what may stand in a code and not in the name of a file
# Names that Windows keeps for devices, whatever the ending.
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
NO_FOLDER_NAME = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]+")
LONGEST_NAME = 40


@dataclass(frozen=True)
class Districts:
    """The divisions that features are shared over; geometry in the metric CRS."""

    codes: list[str]
    names_zh: list[str]
    names_en: list[str]
    label_at: list[tuple[float, float]]
    shapes: np.ndarray[Any, np.dtype[np.object_]]

    @property
    def names_here(self) -> list[str]:
        """The names in the language that is spoken."""
        return self.names_zh if here() == "zh" else self.names_en

    @cached_property
    def pages(self) -> dict[str, str]:
        """The name of each district's page, without its ending; a safe one, and no two alike.

        A code of letters and digits is the name itself.
        """
        found: dict[str, str] = {}
        taken: set[str] = set()
        for code in self.codes:
            stem = NO_PAGE_NAME.sub("-", unicodedata.normalize("NFC", code)).strip("-_") or "page"
            stem = f"{stem}-1" if DEVICE.fullmatch(stem) else stem
            names = (stem, *(f"{stem}-{at}" for at in range(2, len(self.codes) + 2)))
            found[code] = next(name for name in names if name.casefold() not in taken)
            taken.add(found[code].casefold())
        return found

    def folder_of(self, code: str) -> str:
        """The name of each district's folder: as its page, then its own name; no two alike."""
        name = self.names_here[self.codes.index(code)]
        return f"{self.pages[code]}_{NO_FOLDER_NAME.sub('_', name)[:LONGEST_NAME].strip(' .')}"

    @cached_property
    def _called(self) -> list[dict[str, int]]:
        """What tells one district from all others: ids, then names, then either as words."""
        ids = [*enumerate(self.codes)]
        names = [*enumerate(self.names_zh), *enumerate(self.names_en)]
        words = [(at, fold_word(text)) for at, text in (*ids, *names)]
        return [_alone(named) for named in (ids, names, words)]

    def find(self, text: str) -> int | None:
        """Give where a district stands by its id, or by a name that no other has.

        Width, case, blanks and the way an accent is written do not count where that leaves one.
        """
        for named, word in zip(self._called, (text, text, fold_word(text)), strict=True):
            if word in named:
                return named[word]
        return None

    def find_all(self, cell: str | None) -> list[tuple[str, int | None]]:
        """Give what a cell joins by ``;``, and where each of it stands; None for no district."""
        texts = [text.strip() for text in BETWEEN.split(cell or "")]
        return [(text, self.find(text)) for text in texts if text]

    def require(self, text: str) -> str:
        """Give the id of the district that an id or a name stands for.

        Raises
        ------
        UsageError
            There is none; names those that are near, or all where they are few.
        """
        at = self.find(text)
        if at is not None:
            return self.codes[at]
        named = [*zip(self.codes, self.names_here, strict=True)]
        near = get_close_matches(text, [*self.codes, *self.names_here], n=LISTED)
        chosen = [one for one in named if not near or {*one} & {*near}][:LISTED]
        shown = [code if code == name else f"{code} {name}" for code, name in chosen]
        more = " …" if len(named) > len(shown) else ""
        listed = say("city.errors.between").join(shown) + more
        raise UsageError(say("city.errors.no_district", code=show(text), known=listed))

    @cached_property
    def outline(self) -> BaseGeometry:
        """The city: all districts together."""
        return shapely.union_all(self.shapes)


def _alone(named: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Where each text stands that means one district only."""
    found: dict[str, int] = {}
    shared: set[str] = {""}
    for at, text in named:
        if found.setdefault(text, at) != at:
            shared.add(text)
    return {text: at for text, at in found.items() if text not in shared}


def is_id(code: str) -> bool:
    """Tell whether a text can be an id: one line, and no sign that joins ids."""
    return 0 < len(code) <= LONGEST_ID and code.isprintable() and not BETWEEN.search(code)
