"""How long a million points take from and to GCJ-02 and BD-09, against coord-convert.

python benchmarks/coordinates.py
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from coord_convert import transform as peer

from jinan_geo.coordinates.shifted import FROM_WGS84, TO_WGS84

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS, PEER_POINTS = 1_000_000, 20_000
PEERS = {"GCJ-02": (peer.wgs2gcj, peer.gcj2wgs), "BD-09": (peer.wgs2bd, peer.bd2wgs)}


def timed(call: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    """Print seconds for a million points each way, the round trip's error, the peer's ratio."""
    random = np.random.default_rng(1)
    lon, lat = random.uniform(73, 135, POINTS), random.uniform(18, 53, POINTS)
    few = list(zip(lon[:PEER_POINTS].tolist(), lat[:PEER_POINTS].tolist(), strict=True))
    for name, (their_way, their_back) in PEERS.items():
        shifted = FROM_WGS84[name](lon, lat)
        there = timed(lambda name=name: FROM_WGS84[name](lon, lat))
        back = timed(lambda name=name, shifted=shifted: TO_WGS84[name](*shifted))
        error = (
            np.abs(np.stack(TO_WGS84[name](*shifted)) - np.stack([lon, lat])).max() * 111_000_000
        )
        scale = POINTS / PEER_POINTS
        theirs = [
            timed(lambda way=way: [way(*at) for at in few]) * scale
            for way in (their_way, their_back)
        ]
        print(
            f"{name}: there {there:.2f} s ({theirs[0] / there:.0f} times coord-convert's speed), ",
            end="",
        )
        print(f"back {back:.2f} s ({theirs[1] / back:.0f} times), round trip within {error:.6f} mm")


if __name__ == "__main__":
    main()
