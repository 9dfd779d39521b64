"""How a light and a promise's bound are written, wherever the page's program does not."""

from __future__ import annotations

from jinan_geo.manifest.closed import text, texts

__all__ = ["COMPARATORS", "LIGHTS"]

# Shape and word, the worst first; a light is never told by its colour alone.
LIGHTS = {
    "red": ("▲", text("manifest.lights.red")),
    "yellow": ("◆", text("manifest.lights.yellow")),
    "green": ("●", text("manifest.lights.green")),
    "grey": ("○", text("manifest.lights.grey")),
}
COMPARATORS = texts("manifest.comparators")
