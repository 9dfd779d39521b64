"""Why a feature has no shape, in both languages."""

from __future__ import annotations

from typing import Self

from jinan_geo.manifest.closed import Text

__all__ = ["Fault", "detail_of"]


class Fault(str):
    """A text in English as it stands, and in ``both`` languages for the issue made of it."""

    __slots__ = ("both",)
    both: Text

    def __new__(cls, both: Text) -> Self:
        """Keep both languages of a text."""
        made = super().__new__(cls, both.en)
        made.both = both
        return made


def detail_of(fault: str) -> dict[str, str]:
    """Give it as the ``reason`` of an issue; what a library said is the same in both languages."""
    both = fault.both if isinstance(fault, Fault) else Text(zh=fault)
    return both.detail("reason")
