"""Names for what has no type of its own: it may be anything until it is looked at."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Cell", "Json"]

# What a JSON text holds: an object, a list, a text, a number, true, false or null.
Json: TypeAlias = Any
# What a cell holds: a text, a number, true, false, a day, a time or nothing.
Cell: TypeAlias = Any
