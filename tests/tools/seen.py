"""How different two colours look: CIEDE2000, also to those who cannot tell red from green."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["ciede2000", "difference", "without_green"]

Values = NDArray[np.float64]

# From linear sRGB to CIE XYZ under D65.
XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip
WHITE = np.array([0.95047, 1.0, 1.08883])
# Deuteranopia in linear sRGB (Machado, Oliveira and Fernandes 2009, severity 1).
DEUTERANOPIA = np.array([
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
])  # fmt: skip


def _linear(color: str) -> Values:
    parts = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def without_green(color: str) -> Values:
    """Give a colour, linear, as who lacks the receptor of green sees it."""
    return np.clip(DEUTERANOPIA @ _linear(color), 0, 1)


def _lab(linear: Values) -> tuple[float, float, float]:
    parts = XYZ @ linear / WHITE
    x, y, z = np.where(parts > 216 / 24389, np.cbrt(parts), (24389 / 27 * parts + 16) / 116)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _hue(a: float, b: float) -> float:
    return math.degrees(math.atan2(b, a)) % 360


def difference(one: str | Values, other: str | Values) -> float:
    """Give the difference by CIEDE2000 of two colours, written or linear."""
    first, second = (_lab(_linear(it) if isinstance(it, str) else it) for it in (one, other))
    return ciede2000(first, second)


def ciede2000(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    mean_chroma = (math.hypot(*first[1:]) + math.hypot(*second[1:])) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    a1, a2 = first[1] * stretch, second[1] * stretch
    c1, c2 = math.hypot(a1, first[2]), math.hypot(a2, second[2])
    h1, h2 = _hue(a1, first[2]), _hue(a2, second[2])
    turn = (h2 - h1 + 180) % 360 - 180
    hue = (h1 + turn / 2) % 360
    light, chroma = (first[0] + second[0]) / 2, (c1 + c2) / 2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    weight = 1 + sum(
        share * math.cos(math.radians(times * hue + shift)) for share, times, shift in waves
    )
    lightness = (second[0] - first[0]) / (
        1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    )
    chromatic = (c2 - c1) / (1 + 0.045 * chroma)
    hued = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    blue = 30 * math.exp(-(((hue - 275) / 25) ** 2))
    bend = -math.sin(math.radians(2 * blue)) * 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    return math.sqrt(lightness**2 + chromatic**2 + hued**2 + bend * chromatic * hued)
