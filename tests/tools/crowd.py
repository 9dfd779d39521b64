"""A city of any number of projects, in one layer or several, whose lights are known beforehand.

The lights are drawn by lot over the whole city and the worst come last in the files, so that no
picture is right by the order of the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Point, box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.tiny_city import YEAR, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LIGHTS", "SHARES", "build_crowd"]

LIGHTS = ("red", "yellow", "green", "grey")
SHARES = (0.05, 0.07, 0.83, 0.05)
# At the middle of a year's plan: half is due; a project without a record cannot be judged.
DONE = {"red": "0", "yellow": "38", "green": "60"}
AS_OF = "2025-07-02"
SIDE = 0.0006  # degrees, about 60 m: a pixel at zoom 11, four at zoom 13
LAYER = """
name = {{ zh = "第{at}层", en = "Layer {at}" }}
order = {order}
geometry = ["{kind}"]
source = {{ zh = "测试数据" }}
audience = "public"
"""

TARGETS = """
source = { zh = "测试讲话" }

[[targets]]
id = "T-1"
theme = "urban"
name = { zh = "绿化率" }
comparator = ">="
value = 40
unit = { zh = "%" }
"""


def build_crowd(root: Path, projects: int, layers: int = 1, kind: str = "polygon") -> Path:
    """Write and build a city of so many projects; give its city map."""
    random = np.random.default_rng(projects + layers)
    lights = np.sort(random.choice(4, projects, p=SHARES))[::-1]
    west, south = (
        random.uniform(117.0, 117.2 - SIDE, projects),
        random.uniform(36.5, 36.7, projects),
    )
    files: dict[str, str | None] = {
        f"layers/{name}": None
        for folder in ("sites", "street-works")
        for name in (
            f"{folder}/{part}" for part in ("layer.toml", "features.geojson", "progress.csv")
        )
    }
    files["targets.toml"] = TARGETS
    for layer in range(layers):
        own = range(layer, projects, layers)
        folder = f"layers/crowd-{layer + 1}"
        files[f"{folder}/layer.toml"] = LAYER.format(at=layer + 1, order=layer + 10, kind=kind)
        files[f"{folder}/features.geojson"] = collection(
            [feature(_shape(kind, west[at], south[at]), id=f"p-{at}", **YEAR) for at in own]
        )
        rows = [
            f"p-{at},{AS_OF},construction,{DONE[LIGHTS[lights[at]]]}"
            for at in own
            if LIGHTS[lights[at]] in DONE
        ]
        files[f"{folder}/progress.csv"] = "\n".join(["id,as_of,stage,done_pct", *rows, ""])
    build_workspace(Workspace.open(write_city(root, files)), root / "out")
    return root / "out" / "city.html"


def _shape(kind: str, x: float, y: float) -> shapely.Geometry:
    return Point(x, y) if kind == "point" else box(x, y, x + SIDE, y + SIDE)
