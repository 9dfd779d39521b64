"""Which feature of a delivery is which of the layer: by id, then by name and place.

An id is believed only where neither name nor place says that it is another's. What stays open is
asked, never guessed.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FAR_M", "NEAR_M", "SAME_M", "MatchSide", "Matched", "fold_name", "measure_apart"]

SAME_M = 1.0  # the same place, written by another program
NEAR_M = 50.0
FAR_M = 1000.0  # beyond it a name alone does not make two features one
ALIKE = 0.75
CLEARLY = 3.0  # so many times nearer than the next
LEAST_M = 10.0
BLANKS = re.compile(r"[\s()\[\]（）【】〔〕·、,，.。“”\"'—_-]+")
How = Literal["id", "name", "place", "said"]
SURE, LIKELY, MAYBE, ASKED, NONE = 3, 2, 1, 0, -1


def fold_name(name: object) -> str:
    """Give a name as names are compared: without blanks, brackets, width and case."""
    if not isinstance(name, str):
        return ""
    return BLANKS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def measure_apart(one: Any, other: Any) -> float | None:  # noqa: ANN401 - shapes, or None
    """Give how far a shape is from what it became, in metres of their CRS; None without either.

    Between centroids; where a point became an area, or the other way round, from the point to it.
    """
    if one is None or other is None or one.is_empty or other.is_empty:
        return None
    if shapely.get_dimensions(one) != shapely.get_dimensions(other):
        return float(shapely.distance(one, other))
    return float(shapely.distance(shapely.centroid(one), shapely.centroid(other)))


@dataclass(frozen=True)
class MatchSide:
    """Features before or after: ids, names as ``fold_name`` gives them, shapes in metres."""

    ids: Sequence[str]
    names: Sequence[str]
    shapes: NDArray[np.object_]

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Positions by their ids."""
        return {key: at for at, key in enumerate(self.ids)}

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """Positions by their names; nameless ones are not in it."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self.names):
            if name:
                found[name].append(at)
        return dict(found)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by their places."""
        return shapely.STRtree(self.shapes)

    def near(self, shape: Any, metres: float) -> list[int]:  # noqa: ANN401 - a shape, or None
        """Positions of what lies within some metres of a shape."""
        if shape is None:
            return []
        found: list[int] = self.tree.query(shape, predicate="dwithin", distance=metres).tolist()
        return found


@dataclass
class Matched:
    """Which is which: ``pairs`` and ``how`` by the position before, with that of today.

    ``reused`` are pairs of one id that are two projects; ``questions`` has, by the position
    before, those that it may be. ``gone`` are positions before that ended earlier: only their own
    id finds them again. ``said`` are pairs that a person stated, ``apart`` positions before that a
    person says are gone.
    """

    before: MatchSide
    after: MatchSide
    gone: set[int] = field(default_factory=set)
    said: Mapping[int, int] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)
    trusts_ids: bool = True
    pairs: dict[int, int] = field(default_factory=dict)
    how: dict[int, How] = field(default_factory=dict)
    reused: list[tuple[int, int]] = field(default_factory=list)
    questions: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Match: what is said, what ids say, then names and places."""
        self._levels: dict[tuple[int, int], int] = {}
        for one, other in self.said.items():
            self._pair(one, other, "said")
        if self.trusts_ids:
            self._by_ids()
        for level in (SURE, LIKELY, MAYBE):
            self._by_level(level)
        self._ask()

    @cached_property
    def back(self) -> dict[int, int]:
        """Positions before by those of today."""
        return {other: one for one, other in self.pairs.items()}

    @property
    def removed(self) -> list[int]:
        """Positions before that have no partner, those that ended earlier apart."""
        count = len(self.before.ids)
        return [at for at in range(count) if at not in self.pairs and at not in self.gone]

    @property
    def added(self) -> list[int]:
        """Positions of today that have no partner."""
        taken = set(self.pairs.values())
        return [at for at in range(len(self.after.ids)) if at not in taken]

    def apart_m(self, one: int, other: int) -> float | None:
        """Give how far a feature of before is from one of today, in metres."""
        return measure_apart(self.before.shapes[one], self.after.shapes[other])

    def _pair(self, one: int, other: int, how: How) -> None:
        self.pairs[one], self.how[one] = other, how
        self._taken.add(other)

    @cached_property
    def _taken(self) -> set[int]:
        return set()

    def _by_ids(self) -> None:
        for one, key in enumerate(self.before.ids):
            other = self.after.by_id.get(key)
            free = one not in self.pairs and one not in self.apart
            if other is None or other in self._taken or not free:
                continue
            if self._is_another(one, other):
                self.reused.append((one, other))
            else:
                self._pair(one, other, "id")

    def _is_another(self, one: int, other: int) -> bool:
        """Tell whether name or place say of two features with one id that they are two."""
        name, now = self.before.names[one], self.after.names[other]
        if name == now and self._is_only(name):
            return self._changed_places(one, other)
        if name != now and self._has_other_name(one, other):
            return True
        metres = self.apart_m(one, other)
        if self._stands_elsewhere(one, other, metres):
            return True
        if _may_be_one(name, now):
            return metres is not None and metres > FAR_M
        return metres is None or metres > NEAR_M

    def _has_other_name(self, one: int, other: int) -> bool:
        return self._named_so(one, other) or self._was_named_so(one, other)

    def _changed_places(self, one: int, other: int) -> bool:
        """Tell whether exactly the place of another was taken, and by another exactly its own."""
        metres = self.apart_m(one, other)
        if metres is None or metres <= SAME_M:
            return False
        there = {*self.after.near(self.before.shapes[one], SAME_M)} - {other}
        here = {*self.before.near(self.after.shapes[other], SAME_M)} - {one}
        return bool(there and here)

    def _is_only(self, name: str) -> bool:
        both = (self.before.by_name.get(name, []), self.after.by_name.get(name, []))
        return all(len(found) == 1 for found in both)

    def _named_so(self, one: int, other: int) -> bool:
        """Tell whether another of today has the name, and its id had another name."""
        return any(
            self.before.by_id.get(self.after.ids[at]) != one and not self._keeps_name(at)
            for at in self.after.by_name.get(self.before.names[one], [])
            if at != other
        )

    def _was_named_so(self, one: int, other: int) -> bool:
        """Tell whether another of before had the name that this id has today, and lost it."""
        name = self.after.names[other]
        for at in self.before.by_name.get(name, []):
            now = self.after.by_id.get(self.before.ids[at])
            if at != one and (now is None or self.after.names[now] != name):
                return True
        return False

    def _keeps_name(self, at: int) -> bool:
        was = self.before.by_id.get(self.after.ids[at])
        return was is not None and self.before.names[was] == self.after.names[at]

    def _stands_elsewhere(self, one: int, other: int, metres: float | None) -> bool:
        """Tell whether exactly one of both places is that of another, with nothing against it."""
        if metres is None or metres <= SAME_M:
            return False
        name, now = self.before.names[one], self.after.names[other]
        there = self.after.near(self.before.shapes[one], SAME_M)
        here = self.before.near(self.after.shapes[other], SAME_M)
        stays = [at for at in there if at != other and _may_be_one(name, self.after.names[at])]
        was = [at for at in here if at != one and _may_be_one(self.before.names[at], now)]
        return bool(stays or was)

    def _level(self, one: int, other: int) -> int:
        """Tell how surely two features of different ids are one."""
        key = (one, other)
        if key not in self._levels:
            self._levels[key] = self._weigh(one, other)
        return self._levels[key]

    def _weigh(self, one: int, other: int) -> int:
        name, now = self.before.names[one], self.after.names[other]
        metres = self.apart_m(one, other)
        if name and name == now:
            return _weigh_named(metres)
        if metres is None or metres > NEAR_M:
            return NONE
        is_here, is_named = metres <= SAME_M, bool(name and now)
        if _may_be_one(name, now):
            other_wise = MAYBE if is_named else ASKED
            return LIKELY if is_here else other_wise
        return ASKED if is_here else NONE

    @cached_property
    def _near(self) -> list[list[int]]:
        """For each of before what of today lies near, in one question to the tree."""
        found: list[list[int]] = [[] for _ in self.before.ids]
        pairs = self.after.tree.query(self.before.shapes, predicate="dwithin", distance=NEAR_M)
        for one, other in pairs.T.tolist():
            found[one].append(other)
        return found

    def _candidates(self) -> dict[int, list[int]]:
        """Give for each that has no partner those it may be."""
        found = {}
        banned = set(self.reused)
        for one in self.removed:
            if one in self.apart:
                continue
            named = self.after.by_name.get(self.before.names[one], [])
            placed = self._near[one]
            free = sorted({*named, *placed} - self._taken)
            found[one] = [at for at in free if (one, at) not in banned]
        return found

    def _by_level(self, level: int) -> None:
        """Pair those that have one another alone at a level, or are clearly nearest."""
        while True:
            ways = self._ways(level)
            rivals = _turned(ways)
            sure = [pair for pair in _all_pairs(ways) if self._is_clear(pair, ways, rivals)]
            if not sure:
                break
            for one, other in sure:
                name = self.before.names[one]
                same = bool(name) and name == self.after.names[other]
                self._pair(one, other, "name" if same else "place")
        for one, others in self._ways(level).items():
            self.questions[one] = others

    def _ways(self, level: int) -> dict[int, list[int]]:
        found = {}
        for one, others in self._candidates().items():
            chosen = [at for at in others if self._level(one, at) == level]
            if chosen and one not in self.questions:
                found[one] = chosen
        return found

    def _is_clear(
        self,
        pair: tuple[int, int],
        ways: Mapping[int, Sequence[int]],
        rivals: Mapping[int, Sequence[int]],
    ) -> bool:
        one, other = pair
        if self._is_contradicted(one, other):
            return False
        near = self._is_nearest(other, ways[one], lambda at: self.apart_m(one, at))
        return near and self._is_nearest(one, rivals[other], lambda at: self.apart_m(at, other))

    def _is_contradicted(self, one: int, other: int) -> bool:
        """Tell whether, while names agree, exactly one of both places is that of another."""
        metres = self.apart_m(one, other)
        if metres is None or metres <= SAME_M:
            return False
        there = {*self.after.near(self.before.shapes[one], SAME_M)} - self._taken - {other}
        here = {*self.before.near(self.after.shapes[other], SAME_M)} - {one}
        return bool(there or here - {*self.pairs} - self.gone)

    def _is_nearest(
        self, mine: int, among: Sequence[int], measure: Callable[[int], float | None]
    ) -> bool:
        """Tell whether one is the only one, or clearly nearer than all others."""
        if len(among) == 1:
            return True
        metres = measure(mine)
        others = [measure(at) for at in among if at != mine]
        if metres is None or any(one is None for one in others):
            return False
        least = min(one for one in others if one is not None)
        return metres * CLEARLY + LEAST_M < least

    def _ask(self) -> None:
        """Ask of what may be one, though not even likely."""
        for one, others in self._ways(ASKED).items():
            self.questions[one] = others
        asked = {*_flat(self.questions.values())} - self._taken
        for one, others in list(self.questions.items()):
            self.questions[one] = [at for at in others if at in asked]
            if one in self.pairs or not self.questions[one]:
                del self.questions[one]


def _weigh_named(metres: float | None) -> int:
    if metres is None:
        return LIKELY
    if metres > FAR_M:
        return ASKED
    return SURE if metres <= SAME_M else LIKELY


def _may_be_one(name: str, now: str) -> bool:
    """Tell whether names do not say of two features that they are two."""
    return name == now or not (name and now) or _is_alike(name, now)


def _is_alike(one: str, other: str) -> bool:
    """Tell whether two names may be of one thing: one holds the other, or most letters agree."""
    if min(len(one), len(other)) > 1 and (one in other or other in one):
        return True
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    digits = [re.findall(r"\d+", name) for name in (one, other)]
    return digits[0] == digits[1] and matcher.ratio() >= ALIKE


def _turned(ways: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """Give for each of today those of before that it may be."""
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in _all_pairs(ways):
        found[other].append(one)
    return found


def _all_pairs(ways: Mapping[int, Sequence[int]]) -> list[tuple[int, int]]:
    return [(one, other) for one, others in ways.items() for other in others]


def _flat(lists: Iterable[Sequence[int]]) -> list[int]:
    return [at for one in lists for at in one]
