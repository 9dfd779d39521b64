"""What lies in a folder: workbooks, and what else chat, mail and office programs leave there."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import InputError, UsageError
from jinan_geo.read.source import first_bytes
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path, PurePath

__all__ = ["PostedFile", "PostedKind", "list_posted"]

PostedKind = Literal["workbook", "noise", "archive", "text", "document", "empty", "closed", "other"]
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK"
# By the ending of its name, what a file is that does not tell it by its bytes.
NAMED: dict[str, PostedKind] = {
    **dict.fromkeys((".csv", ".txt", ".tsv"), "text"),
    **dict.fromkeys((".doc", ".docx", ".wps", ".rtf", ".odt"), "document"),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".msg", ".odp"), "other"),
}
# Locks and thumbnails, which say nothing.
NOISE = re.compile(r"~\$.*|\..*|thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE)
# How programs call a second copy of a file.
COPY = re.compile(r"副本|复件|拷贝|\bcopy\b|[(（]\d+[)）]", re.IGNORECASE)
MOST_FILES = 2000


@dataclass(frozen=True)
class PostedFile:
    """A file; ``name`` is its path below the folder, with slashes."""

    name: str
    path: Path
    kind: PostedKind


def list_posted(folder: Path) -> list[PostedFile]:
    """List all files in a folder and below, those that are named as copies after the others.

    Raises
    ------
    UsageError
        It is a workspace, or holds more files than districts send.
    """
    if (folder / "workspace.toml").exists():
        raise UsageError(say("read.errors.posted_workspace", folder=folder))
    paths = [path for path in folder.rglob("*") if path.is_file()]
    if len(paths) > MOST_FILES:
        count = len(paths)
        raise UsageError(say("read.errors.posted_many", folder=folder, n=count, most=MOST_FILES))
    found = [_look_at(path, path.relative_to(folder)) for path in paths]
    return sorted(found, key=lambda one: (bool(COPY.search(one.name)), one.name))


def _look_at(path: Path, below: PurePath) -> PostedFile:
    name = below.as_posix()
    if any(map(NOISE.fullmatch, below.parts)):
        return PostedFile(name, path, "noise")
    try:
        return PostedFile(name, path, _kind_of(path, first_bytes(path, name)))
    except InputError:
        return PostedFile(name, path, "closed")


def _kind_of(path: Path, first: bytes) -> PostedKind:
    """Tell what a file is by its first bytes, and by its name where they say nothing."""
    named = NAMED.get(path.suffix.lower())
    if not first:
        return "empty"
    if first.startswith(OLE):
        return named or "workbook"
    if first.startswith(ZIP):
        return _kind_of_archive(path) if named is None else named
    return named or "other"


def _kind_of_archive(path: Path) -> PostedKind:
    """Tell a workbook, which is an archive too, from one that holds files."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        # A workbook cut off on its way; reading it says so.
        return "archive" if path.suffix.lower() == ".zip" else "workbook"
    if any(name.startswith("xl/workbook.") for name in names) or "content.xml" in names:
        return "workbook"
    return "document" if "word/document.xml" in names else "archive"
