"""What ``check`` prints of the quality.

The layers, then the districts, each with what is missing for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import print_table
from jinan_geo.export.findings import QUALITY_HEADINGS, quality_columns
from jinan_geo.manifest.labels import labels_of
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.answers.quality import Quality
    from jinan_geo.export.findings import Findings, OwnFindings

__all__ = ["print_quality"]

SHOWN = ("layer", "kind", "level", "features", "clean_pct", "lacks")


def print_quality(found: Findings | OwnFindings, quality: Sequence[Quality], lang: str) -> None:
    """Print the level of each layer and of each district.

    A layer's part in each district stands in issues.xlsx.
    """
    names = dict(zip(found.districts.codes, found.districts.names_zh, strict=True))
    columns = quality_columns(quality)
    shown = [key for key in SHOWN if key in columns]
    headings = {key: getattr(QUALITY_HEADINGS[key], lang) for key in shown}
    headings["layer"] += f" / {getattr(QUALITY_HEADINGS['district'], lang)}"
    told = [
        _row(one, names, lang) for one in quality if (one.layer is None) != (one.district is None)
    ]
    rows = [_chosen(row, shown) for row in told]
    if rows:
        title = say("cli.quality.title", lang)
        print_table(headings, rows, right=["features", "clean_pct"], title=title)


def _row(one: Quality, names: dict[str, str], lang: str) -> dict[str, object]:
    return {
        "layer": one.layer or f"{one.district} {names[str(one.district)]}",
        "kind": getattr(labels_of("truth")[one.kind], lang),
        "level": getattr(one.name, lang),
        "features": one.features,
        "clean_pct": "—" if one.clean_pct is None else f"{one.clean_pct:.1f}",
        "lacks": getattr(one.word_lacks(), lang),
    }


def _chosen(row: dict[str, object], keys: Sequence[str]) -> list[object]:
    return [row[key] for key in keys]
