"""How a table looks on the map.

The same colours, shapes and certainty as on the pages, for styles to be written from.

Colours are those of ``data/palette.toml``, sizes those of ``web/src/map/looks.ts``; a test compares
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.palette import color, light_colors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.export.table import ExportColumn, ExportTable

__all__ = [
    "BASE_RADIUS",
    "BOUNDARY",
    "CERTAINTIES",
    "DISTRICT",
    "GROUND",
    "LARGEST_RADIUS",
    "LIGHT_COLORS",
    "PALE",
    "PALE_EDGE",
    "SEVERITY_COLORS",
    "SMALLEST_RADIUS",
    "UNCERTAINTY",
    "Legend",
    "Look",
    "Sizing",
    "legend_of",
    "severity_legend",
]

GROUND = color("ground")
DISTRICT = color("district")
BOUNDARY = color("boundary")
LIGHT_COLORS = light_colors()
SEVERITY_COLORS = {"error": color("red"), "warning": color("yellow"), "info": color("accent")}
SHAPES = {
    "red": "triangle", "yellow": "diamond", "green": "circle", "grey": "ring",
    "error": "triangle", "warning": "diamond", "info": "circle",
}  # fmt: skip
CERTAINTIES = {
    "approximate": "dashed",
    "schematic": "hatched",
}  # of accuracies; all others are solid
BASE_RADIUS = 6.5  # pixels
SMALLEST_RADIUS = 3.5
LARGEST_RADIUS = 15.0
UNCERTAINTY = "uncertainty_m"  # the column of how far off a place may be, in metres
PALE = 0.09  # how much of its colour a circle or band of that width has, and its edge
PALE_EDGE = 0.6


@dataclass(frozen=True)
class Look:
    """An entry of a legend: features whose ``Legend.key`` is ``value``, their place so certain.

    ``certainty`` is None where it is not told apart; ``value`` is None where a table has one look
    only.
    """

    value: str | None
    certainty: str | None
    label: Text
    color: str
    edge: str
    shape: str
    fill: float
    edge_px: float = 1.6
    line_px: float = 3.0
    radius_px: float = BASE_RADIUS

    @property
    def name(self) -> str:
        """What the entry is called by programs."""
        return "-".join(part for part in (self.value, self.certainty) if part) or "all"


@dataclass(frozen=True)
class Sizing:
    """The column that sets the area of a point, and the value of the largest."""

    column: str
    largest: float


@dataclass(frozen=True)
class Legend:
    """The looks of a table, those on top first.

    ``key`` is the column that chooses, with ``accuracy`` where asked. Where ``unsure``, some places
    say how far off they may be: a pale circle around a point, a pale band along a line or border.
    """

    looks: Sequence[Look]
    key: str | None = None
    by_accuracy: bool = False
    sizing: Sizing | None = None
    labelled: bool = False
    unsure: bool = False


def legend_of(table: ExportTable) -> Legend:
    """Give the looks that occur in a layer, worst light first; a ground layer has one."""
    manifest = table.layer.folder.manifest
    name, color = manifest.name, manifest.style.color
    if manifest.role == "districts":
        return Legend(
            [Look(None, None, name, DISTRICT, BOUNDARY, "circle", 1.0, 1.0, 1.0)], labelled=True
        )
    light, accuracy = table.column("light"), table.column("accuracy")
    if not table.layer.is_projects or light is None or accuracy is None:
        look = Look(None, None, name, color, color, "circle", 0.35, 1.0, 2.0, 3.5)
        return Legend([look], unsure=_is_unsure(table))
    looks = _light_looks(light, accuracy)
    return Legend(
        looks, "light", by_accuracy=True, sizing=_sizing_of(table), unsure=_is_unsure(table)
    )


def _is_unsure(table: ExportTable) -> bool:
    column = table.column(UNCERTAINTY)
    return column is not None and bool((np.asarray(column.cells, dtype=float) > 0).any())


def _light_looks(light: ExportColumn, accuracy: ExportColumn) -> list[Look]:
    """The looks that occur of light and certainty, worst light first."""
    certainties = [CERTAINTIES.get(sure or "", "solid") for sure in accuracy.cells]
    pairs = set(zip(light.cells, certainties, strict=True))
    every = product(LIGHT_COLORS, ("solid", *CERTAINTIES.values()))
    return [_light_look(*pair) for pair in every if pair in pairs]


def severity_legend() -> Legend:
    """The looks of issues, errors first."""
    words = labels_of("severity")
    looks = [
        Look(one, None, words[one], color, color, SHAPES[one], 0.3)
        for one, color in SEVERITY_COLORS.items()
    ]
    return Legend(looks, "severity")


def _light_look(light: str, certainty: str) -> Look:
    label = labels_of("light")[light]
    if certainty != "solid":
        sure = labels_of("certainty")[certainty]
        label = Text(zh=f"{label.zh} · {sure.zh}", en=f"{label.en} · {sure.en}")
    color = LIGHT_COLORS[light]
    return Look(
        light, certainty, label, color, color, SHAPES[light], 0.3 if certainty == "solid" else 0.14
    )


def _sizing_of(table: ExportTable) -> Sizing | None:
    """Give what sizes the points of a table.

    Where its manifest says so and the audience may have the column.
    """
    wanted = table.layer.folder.manifest.style.size_by
    column = table.column(wanted) if wanted else None
    if column is None or column.cells.dtype.kind != "f":
        return None
    largest = float(np.nanmax(column.cells, initial=0.0))
    return Sizing(column.id, largest) if largest > 0 else None
