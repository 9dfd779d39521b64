"""Write ``features.geojson``, ``progress.csv`` and any past file of every layer but the districts.

Run ``python layers/make_samples.py`` with numpy, pyproj and shapely installed; give layer names to
write only those. Real places come from ``layers/<id>/named.toml``, samples from
``samples/recipes.py``. No progress is public, so every report is a sample. Each layer has its own
seed, so a change to one leaves the others as they were, and running it twice gives the same bytes.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import numpy as np
from samples.ground import Ground, to_metres
from samples.ledger import make_ledger
from samples.named import read_named
from samples.output import write_features, write_ledger
from samples.past import PAST, make_past, past_file
from samples.projects import Project, make_samples
from samples.recipes import RECIPES

LAYERS = Path(__file__).parent
SEED = 20250304  # the day of the address


def make_projects(rng: np.random.Generator, layer: str, ground: Ground) -> list[Project]:
    """A layer's projects: the named places first, then each sample set."""
    projects = [
        Project(properties, shape, story) for properties, shape, story in read_named(layer, ground)
    ]
    taken = [to_metres(project.geometry) for project in projects if project.geometry is not None]
    for recipe in RECIPES.get(layer, []):
        projects += make_samples(rng, recipe, ground, taken)
    return projects


def main() -> None:
    """Write the layers asked for, by default all that have something to write."""
    known = sorted({path.parent.name for path in LAYERS.glob("*/named.toml")} | set(RECIPES))
    asked = sys.argv[1:] or known
    unknown = sorted(set(asked) - set(known))
    if unknown:
        sys.exit(f"no such layer: {', '.join(unknown)}; known: {', '.join(known)}")
    ground = Ground()
    for layer in asked:
        rng = np.random.default_rng([SEED, zlib.crc32(layer.encode())])
        projects = make_projects(rng, layer, ground)
        features = [(project.properties, project.geometry) for project in projects]
        write_features(LAYERS / layer / "features.geojson", features)
        write_ledger(LAYERS / layer / "progress.csv", make_ledger(rng, projects))
        if layer in PAST:
            write_features(LAYERS / layer / past_file(layer), make_past(rng, projects, PAST[layer]))


if __name__ == "__main__":
    main()
