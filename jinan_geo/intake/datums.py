"""Numbers in metres of which words say that they are of an older datum of China.

Zone for zone they differ from CGCS2000 by tens of metres, which no numbers show.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.coordinates.datum import find_old_datum
from jinan_geo.coordinates.evidence import say_mixed
from jinan_geo.coordinates.telling_columns import find_row_datums
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.coordinates.datum import OldDatum
    from jinan_geo.coordinates.doctor import Diagnosis
    from jinan_geo.read import Source

__all__ = ["in_old_datum"]


def in_old_datum(found: Diagnosis, source: Source, name: str) -> Diagnosis:
    """Name what was found by the datum that the file says in words, row by row if it does so.

    What is stated as a CRS stands. ``name`` is the file's, which says it where nothing else does.
    """
    if found.found in {None, "mixed"} or found.declared is not None:
        return found
    datums = _datums_of(source, name)
    if not any(datums):
        return found
    system = str(found.found)
    systems = Counter(system if one is None else one.named(system) for one in datums)
    if set(systems) == {system}:
        return found
    shares = [(one, count / len(datums)) for one, count in systems.most_common()]
    if len(shares) > 1:
        evidence = (*found.evidence, say_mixed(shares))
        return replace(found, found="mixed", shares=tuple(shares), evidence=evidence)
    old = shares[0][0]
    told = text("intake.examine.old_datum", old=old, system=system)
    return replace(found, found=old, evidence=(*found.evidence, told))


def _datums_of(source: Source, name: str) -> Sequence[OldDatum | None]:
    """The old datum of each row: by a column, else by headings, titles or the file's name."""
    rows = find_row_datums(source.frame)
    return rows or [source.datum or find_old_datum(name)] * len(source.frame)
