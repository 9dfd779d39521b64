"""How a table looks on the map: the same colours, shapes and certainty as on the pages, for styles to be written from.

Colours are those of ``web/src/palette.ts``, sizes those of ``web/src/looks.ts``; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.closed import Text
from jinan_geo.export.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.export.table import ExportTable

__all__ = [
    "BASE_RADIUS",
    "CERTAINTIES",
    "GROUND",
    "LARGEST_RADIUS",
    "LIGHT_COLORS",
    "SMALLEST_RADIUS",
    "Look",
    "Sizing",
    "looks_of",
    "sizing_of",
]

GROUND = "#F6F4EF"
DISTRICT, BOUNDARY = "#ECE8DF", "#BDB5A4"
LIGHT_COLORS = {"red": "#B3261E", "yellow": "#B7791F", "green": "#2F7D4F", "grey": "#7A828A"}
SHAPES = {"red": "triangle", "yellow": "diamond", "green": "circle", "grey": "ring"}
CERTAINTIES = {"approximate": "dashed", "schematic": "hatched"}  # of accuracies; all others are solid
BASE_RADIUS = 6.5  # pixels
SMALLEST_RADIUS = 3.5
LARGEST_RADIUS = 15.0


@dataclass(frozen=True)
class Look:
    """One entry of the legend; ``light`` is None where a table has one look only, and then so is ``certainty``."""

    light: str | None
    certainty: str | None
    label: Text
    color: str
    edge: str
    shape: str
    fill: float
    edge_px: float = 1.6
    line_px: float = 3.0
    radius_px: float = BASE_RADIUS


@dataclass(frozen=True)
class Sizing:
    """The column that sets the area of a point, and the value of the largest."""

    column: str
    largest: float


def looks_of(table: ExportTable) -> Sequence[Look]:
    """Give the looks that occur in a table, worst light first; a ground layer has one."""
    manifest = table.layer.folder.manifest
    name, color = manifest.name, manifest.style.color
    if manifest.role == "districts":
        return [Look(None, None, name, DISTRICT, BOUNDARY, "circle", 1.0, 1.0, 1.0)]
    light, accuracy = table.column("light"), table.column("accuracy")
    if not table.layer.is_projects or light is None or accuracy is None:
        return [Look(None, None, name, color, color, "circle", 0.35, 1.0, 2.0, 3.5)]
    pairs = {(one, CERTAINTIES.get(sure or "", "solid")) for one, sure in zip(light.cells, accuracy.cells, strict=True)}
    shown = [(one, sure) for one in LIGHT_COLORS for sure in ("solid", *CERTAINTIES.values()) if (one, sure) in pairs]
    return [_light_look(one, sure) for one, sure in shown]


def _light_look(light: str, certainty: str) -> Look:
    label = labels_of("light")[light]
    if certainty != "solid":
        sure = labels_of("certainty")[certainty]
        label = Text(zh=f"{label.zh} · {sure.zh}", en=f"{label.en} · {sure.en}")
    color = LIGHT_COLORS[light]
    return Look(light, certainty, label, color, color, SHAPES[light], 0.3 if certainty == "solid" else 0.14)


def sizing_of(table: ExportTable) -> Sizing | None:
    """Give what sizes the points of a table, where its manifest says so and the audience may have the column."""
    wanted = table.layer.folder.manifest.style.size_by
    column = table.column(wanted) if wanted else None
    if column is None or column.cells.dtype.kind != "f":
        return None
    largest = float(np.nanmax(column.cells, initial=0.0))
    return Sizing(column.id, largest) if largest > 0 else None
