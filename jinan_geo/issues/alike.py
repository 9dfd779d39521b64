"""Issues that differ in their feature alone, kept as one: of very many features there are many.

Whoever goes through them sees each as an issue of its own. What is the same for all of them, as
their severity or message, is asked of one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Self

from jinan_geo.issues.issue import Issue
from jinan_geo.issues.pieced import Pieced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Alike",
    "IssueList",
    "count_by_severity",
    "pieces_of",
    "records_aside",
    "records_to_repair",
]


@dataclass(frozen=True, eq=False)
class Alike:
    """An issue, and the features that each have just such a one; ``one.feature`` is none of them.

    Alone it stands for itself: ``features`` is None.
    """

    one: Issue
    features: NDArray[np.object_] | None = None

    def __len__(self) -> int:
        """How many issues they are."""
        return 1 if self.features is None else len(self.features)

    def __iter__(self) -> Iterator[Issue]:
        """Give each by itself."""
        if self.features is None:
            yield self.one
            return
        said = {**vars(self.one)}
        said.pop("_message", None)
        for feature in self.features.tolist():
            yield Issue(**{**said, "feature": feature})


class IssueList(Pieced[Issue]):
    """Issues in their order, of which those that follow one another and are alike are one piece."""

    def __init__(self, issues: Iterable[Issue] = ()) -> None:
        self.pieces: list[Alike] = [*pieces_of(issues)]

    @classmethod
    def of_pieces(cls, pieces: Iterable[Alike]) -> IssueList:
        """Make one of pieces, leaving out those of no issue."""
        made = cls()
        made.pieces = [piece for piece in pieces if len(piece)]
        return made

    def __iadd__(self, issues: Iterable[Issue]) -> Self:
        """Add issues after those that are here."""
        self.pieces += pieces_of(issues)
        return self

    def __iter__(self) -> Iterator[Issue]:
        """Give each issue by itself."""
        for piece in self.pieces:
            yield from piece

    def __len__(self) -> int:
        """How many issues there are."""
        return sum(map(len, self.pieces))

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<IssueList of {len(self)}>"

    def sorted_by(self, key: Callable[[Issue], int]) -> IssueList:
        """Give them by a key that does not depend on the feature; equal ones stay in order."""
        return IssueList.of_pieces(sorted(self.pieces, key=lambda piece: key(piece.one)))

    def changed(self, change: Callable[[Issue], Issue | None]) -> IssueList:
        """Give what ``change`` makes of each, None to leave it out; it looks at no feature."""
        told = ((change(piece.one), piece.features) for piece in self.pieces)
        return IssueList.of_pieces(Alike(one, features) for one, features in told if one)


def pieces_of(issues: Iterable[Issue]) -> Iterator[Alike]:
    """Give issues piece by piece."""
    if isinstance(issues, IssueList):
        return iter(issues.pieces)
    return map(Alike, issues)


def count_by_severity(issues: Iterable[Issue]) -> dict[str, int]:
    """Count issues as ``{"error": n, "warning": n, "info": n}``."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for piece in pieces_of(issues):
        counts[piece.one.severity] += len(piece)
    return counts


# Used as it is until someone decides whether to repair it: its area and its place may be wrong.
PENDING = {"invalid-geometry"}


def records_aside(issues: Iterable[Issue]) -> set[tuple[object, ...]]:
    """Give the records that are set aside or wait for a repair, each once, by where they stand."""
    aside = (piece for piece in pieces_of(issues) if _is_aside(piece.one))
    return {
        (issue.layer, issue.file, issue.sheet, issue.row or issue.feature)
        for issue in chain.from_iterable(aside)
    }


def _is_aside(issue: Issue) -> bool:
    return issue.severity == "error" or issue.type in PENDING


def records_to_repair(issues: Iterable[Issue]) -> int:
    """Count the records that only wait for a repair: they are set aside, and drawn as they are."""
    found = list(issues)
    return len(records_aside(found)) - len(
        records_aside(issue for issue in found if issue.type not in PENDING)
    )
