"""Write ``features.geojson``, ``progress.csv`` and any past file of every layer of the sample city.

Run ``python examples/sample-city/make.py`` with numpy, pyproj and shapely installed; give layer
names to write only those. Everything is made up but the outlines of the districts, which are
Jinan's. Each layer has its own seed, so a change to one leaves the others as they were, and running
it twice gives the same bytes.
"""

from __future__ import annotations

import shutil
import sys
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "layers"))  # the ground of the real places

from places.ground import to_metres  # noqa: E402 - found through the path above
from places.output import write_features  # noqa: E402 - as above
from samples.ledger import make_ledger  # noqa: E402 - uses the ground too
from samples.output import write_ledger  # noqa: E402 - as above
from samples.past import PAST, make_past, past_file  # noqa: E402 - as above
from samples.projects import Project, make_samples, reserve  # noqa: E402 - as above
from samples.recipes import RECIPES  # noqa: E402 - as above
from samples.sites import Sites  # noqa: E402 - as above

LAYERS = HERE / "layers"
SEED = 20250304  # the day of the address


def make_projects(rng: np.random.Generator, layer: str, ground: Sites) -> list[Project]:
    """A layer's projects, set by set, after what only takes its ground."""
    projects = reserve(layer, ground)
    taken = [to_metres(project.geometry) for project in projects if project.geometry is not None]
    for recipe in RECIPES[layer]:
        projects += make_samples(rng, recipe, ground, taken)
    return projects


def main() -> None:
    """Write the layers asked for, by default all that have something to write."""
    known = sorted(RECIPES)
    asked = sys.argv[1:] or known
    unknown = sorted(set(asked) - set(known))
    if unknown:
        sys.exit(f"no such layer: {', '.join(unknown)}; known: {', '.join(known)}")
    ground = Sites()
    outlines = "districts/features.geojson"
    shutil.copy(ROOT / "layers" / outlines, LAYERS / outlines)
    for layer in asked:
        rng = np.random.default_rng([SEED, zlib.crc32(layer.encode())])
        projects = make_projects(rng, layer, ground)
        written = [project for project in projects if project.properties["sample"]]
        features = [(project.properties, project.geometry) for project in written]
        write_features(LAYERS / layer / "features.geojson", features)
        ids = {project.properties["id"] for project in written}
        records = [row for row in make_ledger(rng, projects) if row["id"] in ids]
        write_ledger(LAYERS / layer / "progress.csv", records)
        if layer in PAST:
            write_features(LAYERS / layer / past_file(layer), make_past(rng, projects, PAST[layer]))


if __name__ == "__main__":
    main()
