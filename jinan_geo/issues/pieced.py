"""Sequences that are kept in pieces, and seen as if each of what is in them stood by itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

__all__ = ["Pieced"]

One = TypeVar("One")


class Pieced(Sequence[One]):
    """What a piece stands for is made when somebody looks; equal is what has the same in order."""

    @abstractmethod
    def __iter__(self) -> Iterator[One]:
        """Give each by itself."""

    @overload
    def __getitem__(self, at: int) -> One: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[One]: ...
    def __getitem__(self, at: int | slice) -> One | Sequence[One]:
        """Give the one at a position, or several."""
        return [*self][at]

    def __eq__(self, other: object) -> bool:
        """Tell whether both hold the same, in whatever pieces."""
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]
