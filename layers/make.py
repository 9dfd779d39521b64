"""Write ``features.geojson`` of every layer with named places, from its ``named.toml``.

Run ``python layers/make.py`` with pyproj and shapely installed; give layer names to write only
those. Running it twice gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from places.ground import Ground
from places.named import read_named
from places.output import write_features

LAYERS = Path(__file__).parent


def main() -> None:
    """Write the layers asked for, by default all that have named places."""
    known = sorted(path.parent.name for path in LAYERS.glob("*/named.toml"))
    asked = sys.argv[1:] or known
    unknown = sorted(set(asked) - set(known))
    if unknown:
        sys.exit(f"no such layer: {', '.join(unknown)}; known: {', '.join(known)}")
    ground = Ground()
    for layer in asked:
        write_features(LAYERS / layer / "features.geojson", read_named(layer, ground))


if __name__ == "__main__":
    main()
