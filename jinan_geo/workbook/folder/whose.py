"""Whose a workbook seems to be that does not say so: by the projects that it names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jinan_geo.check.ids import fold_key
from jinan_geo.errors import JinanGeoError
from jinan_geo.read.excel import read_sheet, sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from jinan_geo.city.city import City

__all__ = ["known_names", "seems_of"]

FEWEST = 2  # projects that must be found before a district is named
SURE = 0.8  # of the projects found, the share that must lie in it


def known_names(city: City) -> dict[str, set[str]]:
    """Give the districts of every id and every name of a project, as keys are compared."""
    found: dict[str, set[str]] = {}
    for layer in city.layers:
        if not layer.is_projects:
            continue
        ids, names = list(layer.features["id"]), list(layer.features["name_zh"])
        for at, code in zip(layer.shares["feature"], layer.shares["district"], strict=True):
            for text in (ids[int(at)], names[int(at)]):
                found.setdefault(fold_key(str(text or "")), set()).add(str(code))
    found.pop("", None)
    return found


def seems_of(path: Path, name: str, known: Mapping[str, set[str]]) -> tuple[str | None, int]:
    """Give the district whose projects a workbook names, and how many it names of it.

    None where it names too few, or as many of others.
    """
    counts: Counter[str] = Counter()
    try:
        texts = set(_texts_of(path, name))
    except JinanGeoError:
        return None, 0
    districts = [known[text] for text in texts if text in known]
    for codes in districts:
        counts.update(codes)
    code, count = next(iter(counts.most_common(1)), (None, 0))
    is_sure = count >= FEWEST and count >= SURE * len(districts)
    return (code, count) if is_sure else (None, count)


def _texts_of(path: Path, name: str) -> Iterator[str]:
    for title in sheet_names(path, name):
        for row in read_sheet(path, name, title).rows:
            yield from (fold_key(cell) for cell in row if cell.strip())
