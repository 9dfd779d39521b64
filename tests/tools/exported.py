"""The city that the tests of exports write out: a layer of every look."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from shapely import Point, Polygon, box

from tests.tools.tiny_city import (
    SITES_LAYER,
    YEAR,
    feature,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HOSTILE", "LAYER", "MORE", "OC4IDS", "rows_of"]

# What a publisher declares, in workspace.toml.
OC4IDS = """
[oc4ids]
prefix = "oc4ids-test00"
uri = "https://example.org/projects.json"
publisher = { zh = "小济南住建局", en = "Tiny Jinan housing bureau" }
timezone = "+08:00"
sectors = { urban = ["transport", "transport.urban"] }
"""


HOSTILE = '=HYPERLINK("http://x","点") <b>&\'"\u2028 _x0041_ {{7*7}}'
# A layer of every look: certainties, a formula for a name, a hole drawn clockwise, parts, fine
# coordinates.
ROUND = Polygon(
    box(117.021, 36.521, 117.04, 36.54).exterior.coords[::-1],
    [box(117.025, 36.525, 117.03, 36.53).exterior],
)
MORE = [
    feature(ROUND, id="007", name_zh=HOSTILE, accuracy="schematic", kind="housing", spaces=7,
            urgent=True, **YEAR),
    feature(
        Point(117.0512345678901, 36.65), id="s-7", name_zh="+1", accuracy="approximate",
        investment_wan="0.1",
        urgent=False, **YEAR
    ),
]  # fmt: skip
# Blank in all other features.
URGENT = (
    '[fields.urgent]\nname = { zh = "紧急", en = "Urgent" }\ntype = "boolean"\nbelow = "drop"\n'
)
LAYER = {"layers/sites/layer.toml": SITES_LAYER.replace("[kinds]", f"{URGENT}\n[kinds]")}


def rows_of(path: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql, values).fetchall()
