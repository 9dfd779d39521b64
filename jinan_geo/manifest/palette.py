"""The colours of everything that is drawn or written: ``data/palette.toml``, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["color", "light_colors", "paint", "scale"]

BREAKPOINT = re.compile(r"\(--jg-([a-z-]+)\)(?=[^;{}]*\{)")
VARIABLE = re.compile(r"var\(--jg-([a-z0-9-]+)\)")


def color(name: str) -> str:
    """Give a colour by its name in ``data/palette.toml``, as ``#RRGGBB``.

    Raises ``LookupError`` where the palette has no such colour: our own slip, which no input can
    cause.
    """
    found = _colors().get(name)
    if found is None:
        msg = f"data/palette.toml has no colour {name!r}; it has {', '.join(_colors())}."
        raise LookupError(msg)
    return found


def light_colors() -> Mapping[str, str]:
    """Give the colour of each light, worst first."""
    lights: Mapping[str, str] = _palette()["lights"]
    return lights


def scale(name: str) -> tuple[str, ...]:
    """Give the colours of a scale, in their order.

    Raises ``LookupError`` where there is no such scale.
    """
    scales = _palette()["scales"]
    if name not in scales:
        msg = f"data/palette.toml has no scale {name!r}; it has {', '.join(scales)}."
        raise LookupError(msg)
    return tuple(scales[name])


def paint(style: str) -> str:
    """Write out the names of a stylesheet that stands where no custom properties are.

    Raises ``LookupError`` where it names what neither palette nor measures hold.
    """
    measures = _read("measures.toml")
    names = {f"layer-{name}": str(order) for name, order in measures["layers"].items()}
    names |= {f"space-{name}": f"{pixels}px" for name, pixels in measures["spaces"].items()}
    written = VARIABLE.sub(lambda found: names.get(found[1]) or color(found[1]), style)
    widths = measures["breakpoints"]
    return BREAKPOINT.sub(lambda found: f"(max-width: {widths[found[1]]}px)", written)


@cache
def _palette() -> Mapping[str, Any]:
    return _read("palette.toml")


@cache
def _read(name: str) -> Mapping[str, Any]:
    text = files("jinan_geo").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _colors() -> Mapping[str, str]:
    parts = _palette()
    plain = {**parts["colors"], **parts["lights"]}
    return plain | {name: plain[other] for name, other in parts["same"].items()}
