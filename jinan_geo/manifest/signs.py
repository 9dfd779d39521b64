"""How a light and a promise's bound are written, wherever the page's program does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.manifest.closed import text, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

__all__ = ["COMPARATORS", "LIGHTS", "write_bounds"]

# Shape and word, the worst first; a light is never told by its colour alone.
LIGHTS = {
    "red": ("▲", text("manifest.lights.red")),
    "yellow": ("◆", text("manifest.lights.yellow")),
    "green": ("●", text("manifest.lights.green")),
    "grey": ("○", text("manifest.lights.grey")),
}
COMPARATORS = texts("manifest.comparators")


def write_bounds(
    value: float | Decimal, upper: float | Decimal | None, write: Callable[[float], str]
) -> str:
    """Write what is promised: a number, or both ends of a range."""
    ends = [float(one) for one in (value, upper) if one is not None]
    return "\N{EN DASH}".join(map(write, ends))
