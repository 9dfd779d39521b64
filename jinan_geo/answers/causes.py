"""Why a project is behind, as its unit's own remarks tell it.

A remark is read by declared words; what it does not say is not guessed: such a cause is
``unstated``, or ``unrecognised`` where there are words that none of the declared ones explains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.kept.coded import code_of, code_texts, look_up
from jinan_geo.manifest.causes import merge_causes
from jinan_geo.page.wire import Named

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.causes import CausesFile
    from jinan_geo.manifest.models import WorkspaceManifest

__all__ = ["BEHIND", "UNRECOGNISED", "UNSTATED", "CauseReader", "list_causes"]

UNSTATED = "unstated"
UNRECOGNISED = "unrecognised"
BEHIND = ("red", "yellow")
UNTOLD = (UNSTATED, UNRECOGNISED)
BETWEEN = re.compile(r"[，。；！？、,;!?\n]|\.\s")


@dataclass(frozen=True)
class CauseReader:
    """Reads remarks by the words of a workspace."""

    declared: CausesFile

    @classmethod
    def of(cls, manifest: WorkspaceManifest) -> CauseReader:
        """Give the reader of a workspace."""
        return cls(merge_causes(manifest.causes))

    def read(self, remark: str) -> str:
        """Give the cause named first in a remark, or what stands for none."""
        if not remark.strip():
            return UNSTATED
        for part in BETWEEN.split(remark.lower()):
            found = None if self._tells_of_none(part) else self._words.search(part)
            if found:
                return self._cause_of[found[0]]
        return UNRECOGNISED

    def _tells_of_none(self, part: str) -> bool:
        if self._without.search(part):
            return True
        return bool(self._over.search(part)) and not self._still.search(part)

    def follow(self, layer: Layer) -> tuple[NDArray[np.object_], NDArray[np.datetime64]]:
        """Give the causes of what is behind at each edition, and the days they were said.

        Shaped as ``layer.lights``; None, and no day, of what is not behind. Who named a cause and
        says no other while the project stays behind is still held to it.
        """
        shape = layer.lights.shape
        causes = np.full(shape, -1)
        said = np.full(shape, np.datetime64("NaT", "D"))
        if layer.states is None:
            return np.full(shape, None, dtype=object), said
        behind = look_up(layer.states["light"], dict.fromkeys(BEHIND, True), missing=False)
        days = layer.states["record_date"].to_numpy("datetime64[D]").reshape(shape)
        names, cause, denies = self._read_all(layer.states["remark"], behind)
        is_behind = behind.reshape(shape)
        cause, denies = cause.reshape(shape), denies.reshape(shape)
        named = is_behind & (cause >= len(UNTOLD))
        for at in range(len(causes)):
            causes[at, is_behind[at]] = cause[at, is_behind[at]]
            said[at, named[at]] = days[at, named[at]]
            if at:
                held = is_behind[at] & ~named[at] & ~denies[at] & ~np.isnat(said[at - 1])
                causes[at, held], said[at, held] = causes[at - 1, held], said[at - 1, held]
        return np.array([*names, None], dtype=object)[causes], said

    def _read_all(
        self, remarks: pd.Series[Any], asked: NDArray[np.bool_]
    ) -> tuple[list[str], NDArray[np.int64], NDArray[np.bool_]]:
        """Read those remarks that are asked of, each text once.

        Gives causes, those of ``UNTOLD`` first, the place of each remark's among them, and whether
        it denies one.
        """
        found = code_of(remarks)
        if found is None:
            found = code_texts(remarks.where(remarks.notna(), None).to_numpy(object))
        names = {name: at for at, name in enumerate(UNTOLD)}
        cause = np.zeros(len(found.texts) + 1, dtype=int)  # the last is no remark: code -1
        denies = np.zeros(len(found.texts) + 1, dtype=bool)
        for code in np.unique(found.codes[asked]).tolist():
            remark = "" if code < 0 else found.texts[code]
            cause[code] = names.setdefault(self.read(remark), len(names))
            denies[code] = self._denies(remark)
        return [*names], cause[found.codes], denies[found.codes]

    def _denies(self, remark: str) -> bool:
        """Whether some part of a remark says that a cause is over, or that there is none."""
        return any(map(self._tells_of_none, BETWEEN.split(remark.lower())))

    @cached_property
    def _cause_of(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for cause in self.declared.causes:
            for word in cause.words:
                found.setdefault(word.lower(), cause.id)
        return found

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _any_of(self._cause_of)

    @cached_property
    def _over(self) -> re.Pattern[str]:
        return _any_of(self.declared.over)

    @cached_property
    def _still(self) -> re.Pattern[str]:
        return _any_of(self.declared.still)

    @cached_property
    def _without(self) -> re.Pattern[str]:
        return _any_of(self.declared.without)


def list_causes(manifest: WorkspaceManifest) -> list[Named]:
    """Give the causes that are declared, by their ids and names."""
    declared = merge_causes(manifest.causes).causes
    return [Named(id=one.id, name=one.name) for one in declared if one.name]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the words, the longest where several begin alike; Latin ones as whole words."""
    known = {word.lower() for word in words}
    longest = sorted(known, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(_whole, longest)))


def _whole(word: str) -> str:
    before = r"(?<![a-z])" if word[0].isascii() else ""
    after = r"(?![a-z])" if word[-1].isascii() else ""
    return before + re.escape(word) + after
