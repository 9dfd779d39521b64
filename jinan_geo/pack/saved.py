"""The view of a page that a reader saved as a file of its own.

It holds what was shown, and what was taken into the briefing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from jinja2.utils import htmlsafe_json_dumps

from jinan_geo.errors import InputError, show
from jinan_geo.render.templates import render_template
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SavedView", "read_view"]

ID = "jg-view"


@dataclass(frozen=True)
class SavedView:
    """A view, and the page it was saved from."""

    told: dict[str, Any]
    scripts: tuple[str, ...]

    def put_into(self, text: str) -> str:
        """Give a page that opens with the view; of the file no more than data gets there."""
        return text + render_template("view.html.j2", {"view": htmlsafe_json_dumps(self.told)})

    def is_of(self, text: str) -> bool:
        """Tell whether it was saved from this very page: the same data, shown the same way."""
        return self.scripts == _Scripts.of(text).others


def read_view(path: Path) -> SavedView:
    """Read the view of a page saved from itself.

    Raises
    ------
    InputError
        The file is no such page, or its view is damaged.
    OSError
        It cannot be read.
    """
    found = _Scripts.of(path.read_text(encoding="utf-8", errors="replace"))
    try:
        told = json.loads(found.view)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise InputError(say("pack.errors.no_view", file=show(path.name)))
    return SavedView(told, found.others)


class _Scripts(HTMLParser):
    """Program and data of a page, and its view; "" where it is as it was built."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.view = ""
        self.others: tuple[str, ...] = ()
        self._is_view = False

    @classmethod
    def of(cls, text: str) -> _Scripts:
        found = cls()
        found.feed(text)
        found.close()
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._is_view = ("id", ID) in attrs
            self.others += () if self._is_view else ("",)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem != "script":
            return
        if self._is_view:
            self.view += data
        else:
            self.others = (*self.others[:-1], self.others[-1] + data)
