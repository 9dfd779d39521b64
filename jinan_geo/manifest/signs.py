"""How a light and a promise's bound are written, wherever the page's program does not."""

from __future__ import annotations

from jinan_geo.manifest.closed import Text

__all__ = ["COMPARATORS", "LIGHTS"]

# Shape and word, the worst first; a light is never told by its colour alone.
LIGHTS = {
    "red": ("▲", Text(zh="红", en="Red")),
    "yellow": ("◆", Text(zh="黄", en="Yellow")),
    "green": ("●", Text(zh="绿", en="Green")),
    "grey": ("○", Text(zh="灰", en="Grey")),
}
COMPARATORS = {"=": "", ">=": "不少于 ", ">": "超过 ", "~": "约 "}
