"""Who works on very many features: this process on all at once, or others part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["ALONE", "Engine"]

A = TypeVar("A")
B = TypeVar("B")


class Engine:
    """Who works: this process, on all features of a layer at once.

    ``rows`` is how many features a part has, where work is cut; None where it never is.
    """

    rows: int | None = None

    def run(self, work: Callable[[A], B], parts: Iterable[A]) -> Iterator[B]:
        """Give what the work makes of each part, in their order.

        ``work`` and what it takes and gives can be pickled, and it changes nothing but that.
        """
        return map(work, parts)

    def cut(self, count: int) -> list[slice]:
        """Cut so many rows into parts, in order; nothing where they are to be taken at once."""
        if self.rows is None or count <= self.rows:
            return []
        return [slice(at, min(at + self.rows, count)) for at in range(0, count, self.rows)]


ALONE = Engine()
