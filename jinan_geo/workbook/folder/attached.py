"""Photos and papers that came beside the workbooks: whose they are, by the names of the files.

A file belongs to the project whose id or unique name stands in its name or in that of its folder.
It is proposed, copied only when somebody says yes, and shown by no page of itself: a layer names
its photos in its own column.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jinan_geo.check.ids import fold_key
from jinan_geo.read import read_bytes
from jinan_geo.read.photos import LIMIT_BYTES
from jinan_geo.words import say
from jinan_geo.workbook.quarter.recognise import is_quarterly
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.folder.sorted import BatchFile

__all__ = ["Attached", "attach_files", "keep_attached"]

PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".heic"}
PAPERS = {".pdf", ".doc", ".docx", ".wps", ".ppt", ".pptx"}
SHORTEST = 3  # characters of a name that is looked for in file names
NUMERALS = re.compile(r"\d+")


@dataclass(frozen=True)
class Attached:
    """Where a file goes: ``to`` is its path below the layer's folder; ``is_there`` if it has it."""

    layer: str
    project: str
    name: str
    to: str
    is_there: bool


@dataclass(frozen=True)
class _Known:
    """A living project, and the district that has most of it."""

    layer: str
    id: str
    name: str
    district: str | None


def attach_files(city: City, files: Sequence[BatchFile]) -> list[BatchFile]:
    """Say of each photo or paper among the files that cannot be used whose it is, or why nobody's.

    Nothing is written.
    """
    if not any(map(_is_paper, files)):
        return [*files]
    known = [one for layer in city.layers if layer.is_projects for one in _living(layer)]
    taken: set[tuple[str, str]] = set()
    return [_attach(city, file, known, taken) if _is_paper(file) else file for file in files]


def _is_paper(file: BatchFile) -> bool:
    suffix = PurePosixPath(file.name).suffix.lower()
    if file.state != "refused" or suffix not in PHOTOS | PAPERS:
        return False
    return suffix != ".docx" or not is_quarterly(file.path)


def _living(layer: Layer) -> Iterator[_Known]:
    shares = layer.shares.sort_values("share").drop_duplicates("feature", keep="last")
    most = dict(zip(shares["feature"].astype(int), shares["district"], strict=True))
    features = layer.features
    for at in range(len(features)):
        if features["ended"].isna().iloc[at]:
            name = features["name_zh"].iloc[at]
            key = str(features["id"].iloc[at])
            yield _Known(layer.id, key, str(name or ""), most.get(at))


def _attach(
    city: City, file: BatchFile, known: Sequence[_Known], taken: set[tuple[str, str]]
) -> BatchFile:
    found = _meant(file.name, known)
    if len(found) != 1:
        ids = say("workbook.back.between", "zh").join(one.id for one in found)
        several = say("workbook.folder.attached_several", ids=ids)
        return replace(file, why=several if found else say("workbook.folder.attached_nobody"))
    (one,) = found
    folder = city.workspace.layer(one.layer).path
    data = read_bytes(file.path)
    to, is_there = _free_place(folder, one.id, PurePosixPath(file.name), data, taken)
    taken.add((one.layer, to))
    why = say("workbook.folder.attached", name=one.name or one.id, to=f"layers/{one.layer}/{to}")
    if PurePosixPath(file.name).suffix.lower() in PHOTOS and len(data) > LIMIT_BYTES:
        why += say("workbook.folder.attached_large", limit=LIMIT_BYTES // 1000)
    attached = Attached(one.layer, one.id, one.name, to, is_there)
    return replace(file, state="attached", why=why, district=one.district, attached=attached)


def _meant(name: str, known: Sequence[_Known]) -> list[_Known]:
    """The projects that a path names, by id where it names one, else by name; the longest counts.

    Its file's name comes before that of its folder.
    """
    path = PurePosixPath(name)
    for part in (path.stem, *(one.name for one in path.parents)):
        for key in ("id", "name"):
            found = _named_in(fold_key(part), known, key)
            if found:
                return found
    return []


def _named_in(part: str, known: Sequence[_Known], key: str) -> list[_Known]:
    by_text: dict[str, list[_Known]] = {}
    for one in known:
        by_text.setdefault(fold_key(getattr(one, key)), []).append(one)
    here = {text for text in by_text if _names(part, text, is_id=key == "id")}
    longest = [text for text in here if not _is_inside(text, here)]
    return [one for text in longest for one in by_text[text]]


def _is_inside(text: str, others: Collection[str]) -> bool:
    return any(text != other and text in other for other in others)


def _names(part: str, text: str, *, is_id: bool) -> bool:
    if not is_id:
        return len(text) >= SHORTEST and text in part
    # An id of figures alone may be a date or a number of a photo: then the whole name must be it.
    if not text or NUMERALS.fullmatch(text):
        return bool(text) and part == text
    return re.search(rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])", part) is not None


def _free_place(
    folder: Path, project: str, name: PurePosixPath, data: bytes, taken: Collection[tuple[str, str]]
) -> tuple[str, bool]:
    """Give the place of a file below its layer, and whether it lies there already.

    Nothing that is there, and nothing of this folder, is written over.
    """
    kind = "photos" if name.suffix.lower() in PHOTOS else "attachments"
    safe = re.sub(r"[^\w.-]", "_", project)
    start = "" if fold_key(name.stem).startswith(fold_key(safe)) else f"{safe}_"
    used = {to for _, to in taken}
    stems = itertools.chain([name.stem], (f"{name.stem}_{at}" for at in itertools.count(2)))
    places = (f"{kind}/{start}{stem}{name.suffix}" for stem in stems)
    to = next(one for one in places if _is_free(folder / one, data) and one not in used)
    return to, (folder / to).exists()


def _is_free(path: Path, data: bytes) -> bool:
    """Whether nothing lies there, or this very file."""
    return not path.exists() or (path.is_file() and read_bytes(path) == data)


def keep_attached(workspace: Workspace, files: Sequence[BatchFile]) -> int:
    """Copy the files into their layers' folders; gives how many are new there."""
    new = [(file, file.attached) for file in files if file.attached and not file.attached.is_there]
    for file, one in new:
        write_bytes(workspace.layer(one.layer).path / one.to, read_bytes(file.path), kept=True)
    return len(new)
