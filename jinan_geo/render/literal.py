"""Folium's rendered text, taken as it is written.

Branca compiles every text that it has rendered once more as a template, so that a name with
``{{ 7*7 }}`` in it is computed, and one with ``{% if %}`` ends the build.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from branca import element as branca_element

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["as_written"]

_ONE_AT_A_TIME = threading.RLock()


class _Written:
    """Stands where branca makes a template; renders to the very text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, **_: object) -> str:
        return self.text


@contextmanager
def as_written() -> Iterator[None]:
    """Let branca take texts as they are, as long as this lasts; templates made before stay such."""
    names = vars(branca_element)
    with _ONE_AT_A_TIME:
        before = names["Template"]
        names["Template"] = _Written
        try:
            yield
        finally:
            names["Template"] = before
