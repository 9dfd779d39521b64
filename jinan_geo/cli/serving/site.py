"""What is sent of a folder of pages: the files that the build wrote, and no others.

Pages get a script that reloads them, in what is sent alone; the files stay sealed as they are.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from jinan_geo.manifest.palette import paint

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = ["Sent", "Site", "add_script", "plain_path"]

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".geojson": "application/geo+json; charset=utf-8",
}
OTHER = "application/octet-stream"
PAGE = ".html"
START = "index.html"
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


@dataclass(frozen=True)
class Sent:
    """A file as it is sent."""

    data: bytes
    type: str


def plain_path(target: str) -> str | None:
    """Give the path below the folder that a request's target names; None where it names none.

    What is written as a way out (``..``, backslashes, a drive, a NUL, also encoded) names nothing.
    """
    path, _, _ = target.partition("?")
    try:
        said = unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not said.startswith("/") or FORBIDDEN.search(said):
        return None
    parts = said[1:].split("/")
    if parts[-1] == "":
        parts[-1] = START
    return None if any(part.startswith(".") or not part for part in parts) else "/".join(parts)


class Site:
    """The pages in a folder, of which only those that ``known`` names are there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.known: Collection[str] = ()

    def tag(self, path: str) -> str | None:
        """Give the hash of a page as it stands now; None where there is none."""
        data = self._read(path)
        return None if data is None else _digest(data)

    def find(self, path: str) -> Sent | None:
        """Give a file as it is sent; None where there is none, or it leads out of the folder."""
        data = self._read(path)
        if data is None:
            return None
        if path.endswith(PAGE):
            data = add_script(data, path)
        suffix = path[path.rfind(".") :].lower()
        return Sent(data, TYPES.get(suffix, OTHER))

    def _read(self, path: str) -> bytes | None:
        if path not in self.known:
            return None
        try:
            file = (self.folder / path).resolve(strict=True)
            return file.read_bytes() if file.is_relative_to(self.folder) else None
        except OSError:
            return None


@cache
def _template(name: str) -> str:
    return files("jinan_geo").joinpath("templates", name).read_text(encoding="utf-8").strip()


def add_script(page: bytes, path: str) -> bytes:
    """Add the script after a page's policy, which is made to allow it and its own server.

    The script's element has the policy of the file, which a page that is saved from the browser
    gets back. A page without a policy is left as it is.
    """
    script, around = paint(_template("reload.js")), _template("served.html")

    def put(found: re.Match[str]) -> str:
        told = {"page": html.escape(path), "tag": _digest(page), "policy": found[2]}
        added = Template(around).substitute(told, script=script)
        return found[1] + _allow(found[2], script) + found[3] + added

    return POLICY.sub(put, page.decode("utf-8"), count=1).encode()


def _allow(policy: str, script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = [_with(rule.strip(), digest) for rule in html.unescape(policy).split(";")]
    return html.escape("; ".join(rules))


def _with(rule: str, digest: str) -> str:
    name, _, rest = rule.partition(" ")
    if name == "script-src":
        others = rest.replace("'none'", "").strip()
        return f"script-src {others} 'sha256-{digest}'".replace("  ", " ")
    return "connect-src 'self'" if name == "connect-src" else rule


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
