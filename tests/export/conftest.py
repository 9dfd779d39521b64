"""The city that is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.exported import LAYER, MORE
from tests.tools.tiny_city import SITE_FEATURES, collection, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {**LAYER, "layers/sites/features.geojson": collection([*SITE_FEATURES, *MORE])}
    return write_city(tmp_path / "w", files)


@pytest.fixture
def city(root: Path) -> City:
    return prepare_city(Workspace.open(root))
