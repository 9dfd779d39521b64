"""What ``export`` prints: each file with what it holds, and what was left out for the audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import tell
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.export.deliver import Delivered

__all__ = ["print_delivered"]


def print_delivered(delivered: Sequence[Delivered], left_out: Sequence[str], lang: str) -> None:
    """Print every file that was written."""
    for one in delivered:
        size = f"{one.size / 1000:.0f} kB"
        held = {"layers": one.layers, "features": one.features}
        tell(say("cli.export.written", lang, file=one.file, size=size, **held))
        if one.samples:
            tell(say("cli.export.samples", lang, count=one.samples))
    if left_out:
        layers = say("cli.export.between", lang).join(left_out)
        tell(say("cli.export.left_out", lang, layers=layers))
