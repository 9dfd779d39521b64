"""A returned row against the ledger now and as it was when the form went out: three ways.

What only the form changed is taken, what only the ledger changed stays, and what both changed is
decided by a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from jinan_geo.workbook.out.form import BASE, as_base

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jinan_geo.workbook.back.lines import Line

__all__ = ["NOTHING_DECIDED", "Clash", "Decided", "Side", "hold_against"]

Side = Literal["theirs", "ours"]


@dataclass(frozen=True)
class Decided:
    """What a person decided of a file.

    ``take`` says whose value holds where both changed it, the form's or the ledger's, for ``of``:
    ids of projects, or rows of a sheet. ``corrects`` says that what it brings for a closed edition
    corrects that.
    """

    take: Side | None = None
    of: Collection[str] = ()
    corrects: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything was decided."""
        return self.take is not None or self.corrects

    def is_about(self, project: str, row: int) -> bool:
        """Tell whether it is about a project's row; without any said it is about all."""
        return not self.of or bool({project, str(row)} & {*self.of})

    def side(self, project: str, row: int) -> Side | None:
        """Give whose value holds for a project's row; None where nobody decided."""
        return self.take if {project, str(row)} & {*self.of} else None


NOTHING_DECIDED = Decided()


class Clash(NamedTuple):
    """A value that both changed: as it went out, as the ledger has it now, as the form has it."""

    key: str
    base: str
    ours: str
    theirs: str


def hold_against(
    line: Line, record: Mapping[str, Any], now: Mapping[str, Any] | None, levelled: Collection[str]
) -> tuple[dict[str, Any], list[Clash]]:
    """Give a row's record without what only the ledger changed, and what both did.

    ``now`` is the record in force by the end of the row's day. A form that does not say what stood
    in the ledger, and fields that are ``levelled`` so that it may not, are taken as they are; so is
    a row of a day before that of the record that the form went out with.
    """
    merged = dict(record)
    base = line.base
    day = as_base(record["as_of"])
    if base is None or base.get("as_of", "") > day:
        return merged, []
    clashes = []
    for key in BASE:
        was, ours = _at_day(key, base, day), _at_day(key, _texts(now), day)
        theirs = as_base(record.get(key))
        if key in levelled or not theirs or ours in {was, theirs}:
            continue
        if theirs == was:
            merged[key] = None
        else:
            clashes.append(Clash(key, was, ours, theirs))
    return merged, clashes


def _texts(record: Mapping[str, Any] | None) -> dict[str, str]:
    return {} if record is None else {key: as_base(record[key]) for key in ("as_of", *BASE)}


def _at_day(key: str, told: Mapping[str, str], day: str) -> str:
    """A value as told; a remark holds for its own day alone."""
    return "" if key == "remark" and told.get("as_of") != day else told.get(key, "")
