"""The files of a folder sorted by what they are: ours, copies of them, none of ours and why."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import InputError, UsageError
from jinan_geo.read import read_bytes
from jinan_geo.read.posted import list_posted
from jinan_geo.words import say
from jinan_geo.workbook.back.importing import layers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.manifest.profile import Profile
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read.posted import PostedFile
    from jinan_geo.workbook.back.incoming import Incoming
    from jinan_geo.workbook.folder.attached import Attached

__all__ = ["BatchFile", "Shelf", "refuse_file", "sort_shelf"]

State = Literal["taken", "blank", "copy", "again", "refused", "noise", "attached"]
# What is in a file, as far as an archive that holds it tells: its checksum and its length.
Content = tuple[int, int]


@dataclass(frozen=True)
class BatchFile:
    """A file and what becomes of it.

    ``taken`` has rows to judge, ``blank`` is a form that nobody filled in, ``copy`` says what
    ``of`` says, ``again`` is in the ledger already (as ``of``), ``refused`` says ``why`` it cannot
    be used, ``noise`` is a lock or a thumbnail, ``attached`` a photo or paper of a project.
    ``district`` is whose it is, or seems to be.
    """

    name: str
    path: Path
    state: State
    incoming: Incoming | None = None
    district: str | None = None
    of: str | None = None
    why: str = ""
    attached: Attached | None = None


@dataclass(frozen=True)
class Shelf:
    """The files of a folder by what they are, before anything is judged.

    ``layers`` are those that they are for.
    """

    files: Sequence[BatchFile]
    layers: Sequence[str]


def sort_shelf(
    folder: Path, workspace: Workspace, profile: tuple[str, Profile] | None = None
) -> Shelf:
    """Look at every file of a folder; the first of those with the same bytes counts.

    Raises
    ------
    UsageError
        It is a workspace, or holds more files than districts send.
    """
    first: dict[Content, str] = {}
    files: list[BatchFile] = []
    layers: set[str] = set()
    for posted in list_posted(folder):
        one = _sort_file(posted, first)
        if one.state == "taken":
            try:
                layers |= set(layers_of(one.path, workspace, profile, None))
            except (InputError, UsageError) as error:
                one = refuse_file(one, error)
        files.append(one)
    return Shelf([_sort_archive(one, first) for one in files], sorted(layers))


def refuse_file(file: BatchFile, error: Exception) -> BatchFile:
    """Say why a file cannot be used; its own name stands beside that already."""
    text = str(error)
    if text.startswith(file.path.name):
        text = re.sub(r"^\W+", "", text.removeprefix(file.path.name))
    return replace(file, state="refused", why=text)


def _sort_file(posted: PostedFile, first: dict[Content, str]) -> BatchFile:
    file = BatchFile(posted.name, posted.path, "taken")
    if posted.kind == "noise":
        return replace(file, state="noise")
    if posted.kind != "workbook":
        return replace(file, state="refused", why=_why(posted))
    data = read_bytes(posted.path)
    other = first.setdefault((zlib.crc32(data), len(data)), posted.name)
    if other == posted.name:
        return file
    return replace(file, state="copy", of=other)


def _why(posted: PostedFile) -> str:
    """Say why a file is no workbook, and what to do."""
    words = {
        "text": say("workbook.folder.text"),
        "document": say("workbook.folder.document"),
        "archive": say("workbook.folder.archive"),
        "empty": say("workbook.folder.empty"),
        "closed": say("workbook.folder.closed"),
    }
    return words.get(posted.kind) or say("workbook.folder.other")


def _sort_archive(file: BatchFile, first: Mapping[Content, str]) -> BatchFile:
    """An archive whose files all lie beside it is a second copy of them; nothing is unpacked."""
    if file.state != "refused" or not zipfile.is_zipfile(file.path):
        return file
    try:
        with zipfile.ZipFile(file.path) as archive:
            inner = [(one.CRC, one.file_size) for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return file
    if not inner or not set(inner) <= first.keys():
        return file
    return replace(file, state="copy", of=", ".join(first[one] for one in inner), why="")
