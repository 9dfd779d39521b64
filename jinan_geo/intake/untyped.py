"""Names for what has no type of its own: frames of either kind, and tomlkit's tables."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Frame", "Handed", "TomlTable"]

# A frame with geometry or without.
Frame: TypeAlias = Any
# What a caller hands over: a path, a frame, a series.
Handed: TypeAlias = Any
# tomlkit types its tables loosely.
TomlTable: TypeAlias = Any
