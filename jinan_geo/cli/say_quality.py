"""What ``check`` prints of the quality: the layers, then the districts, each with what is missing for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from jinan_geo.cli.tables import make_console, make_safe
from jinan_geo.export.findings import QUALITY_HEADINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.answers.quality import Quality
    from jinan_geo.export.findings import Findings

__all__ = ["print_quality"]

SHOWN = ("layer", "level", "features", "clean_pct", "lacks")
TITLE = {"zh": "数据质量", "en": "Quality of the data"}


def print_quality(found: Findings, quality: Sequence[Quality], lang: str) -> None:
    """Print the level of each layer and of each district; a layer's part in each district stands in issues.xlsx."""
    names = dict(zip(found.districts.codes, found.districts.names_zh, strict=True))
    table = Table(box=None, pad_edge=False, title=TITLE[lang], title_justify="left")
    for key in SHOWN:
        title = getattr(QUALITY_HEADINGS[key], lang)
        if key == "layer":
            title = f"{title} / {getattr(QUALITY_HEADINGS['district'], lang)}"
        table.add_column(title, justify="right" if key in {"features", "clean_pct"} else "left")
    for one in quality:
        if (one.layer is None) == (one.district is None):
            continue
        name = one.layer or f"{one.district} {names[str(one.district)]}"
        level = getattr(one.name, lang)
        clean = "—" if one.clean_pct is None else f"{one.clean_pct:.1f}"
        table.add_row(
            *map(
                make_safe, (name, level, str(one.features), clean, getattr(one.word_lacks(), lang))
            )
        )
    if table.row_count:
        make_console().print(table)
