"""The page's Content-Security-Policy, worked out from what the page really holds."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["content_policy", "external_links", "unsealed_markup"]

DATA_TYPES = {"application/octet-stream", "application/json", "text/plain"}
LOADING = re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE)
HANDLER = re.compile("on")
AWAY = {"base", "embed", "frame", "iframe", "meta", "object"}
LINKING = {"src", "href", "action", "data", "poster", "srcset"}


class Inventory(HTMLParser):
    """Inline scripts and styles of a page, and what it links to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._into: list[str] | None = None

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002 - as html.parser calls it
        """Count no lines: nobody asks where a tag stands."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        # A link that a reader clicks is no request of the page's own.
        if tag != "a":
            self.links += [value or "" for name, value in attrs if name in LINKING]
        self.tags.add(tag)
        self.attributes |= attributes.keys()
        if tag == "style":
            self._into = self.styles
        elif (
            tag == "script" and "src" not in attributes and attributes.get("type") not in DATA_TYPES
        ):
            self._into = self.scripts
        if self._into is not None:
            self._into.append("")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._into = None


def content_policy(
    html: str,
    *,
    scripts: Sequence[str] = (),
    styles: Sequence[str] = (),
    pictures: Sequence[str] = (),
) -> str:
    """Allow this page's inline scripts and styles, those given, and pictures it makes; no more.

    ``pictures`` are the origins that a workspace names for its online backgrounds.
    """
    inventory = _take(html)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes([*inventory.scripts, *scripts])}",
            f"style-src {_hashes([*inventory.styles, *styles])}",
            " ".join(["img-src data: blob:", *dict.fromkeys(pictures)]),
            "font-src data:",
            "worker-src blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def external_links(html: str) -> list[str]:
    """Give the addresses that loading the page would ask another host for."""
    return [link for link in _take(html).links if link.startswith(("http:", "https:", "//"))]


def unsealed_markup(html: str) -> list[str]:
    """Name what in a piece of markup the policy would forbid, or should.

    By its word in ``render.forbidden``.
    """
    inventory = _take(html)
    found = {
        "script": bool(inventory.scripts),
        "link": any(not link.startswith("data:") for link in inventory.links),
        "away": bool(inventory.tags & AWAY),
        "style": "style" in inventory.attributes,
        "handler": any(map(HANDLER.match, inventory.attributes)),
        "loading": any(LOADING.search(text) for text in inventory.styles),
    }
    return [what for what, holds in found.items() if holds]


def _take(html: str) -> Inventory:
    inventory = Inventory()
    inventory.feed(html)
    inventory.close()
    return inventory


def _hashes(texts: list[str]) -> str:
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{digest}'" for digest in dict.fromkeys(digests)) or "'none'"
