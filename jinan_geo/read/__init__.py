"""Opens data files, and no other room does: features, tables as text cells, files as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.read.features import read_features, read_source
from jinan_geo.read.impossible import without_impossible
from jinan_geo.read.layer import LayerReading, kinds_of, read_layer, read_layer_whole
from jinan_geo.read.mixed import note_mixed
from jinan_geo.read.placed import place_table
from jinan_geo.read.source import Reading, Source, lines_beside
from jinan_geo.read.stated import plain_crs
from jinan_geo.read.table import Table, read_cells, read_table
from jinan_geo.read.taken import beside_table
from jinan_geo.read.text import name_of
from jinan_geo.read.zeros import without_zeros

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "LayerReading",
    "Reading",
    "Source",
    "Table",
    "beside_table",
    "kinds_of",
    "lines_beside",
    "name_of",
    "note_mixed",
    "place_table",
    "plain_crs",
    "read_bytes",
    "read_cells",
    "read_features",
    "read_layer",
    "read_layer_whole",
    "read_source",
    "read_table",
    "without_impossible",
    "without_zeros",
]


def read_bytes(path: Path) -> bytes:
    """Read a file that is carried as it is, such as a photo."""
    return path.read_bytes()
