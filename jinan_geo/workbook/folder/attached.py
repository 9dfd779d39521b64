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
from unicodedata import normalize

from jinan_geo.check.ids import fold_key
from jinan_geo.read import read_bytes
from jinan_geo.read.photos import LIMIT_BYTES
from jinan_geo.words import say
from jinan_geo.workbook.quarter.recognise import is_quarterly
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.folder.sorted import BatchFile

__all__ = ["Attached", "attach_files", "keep_attached"]

PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".heic"}
PAPERS = {".pdf", ".doc", ".docx", ".wps", ".ppt", ".pptx"}
SHORTEST = 3  # characters of a name that is looked for in file names
NUMERALS = re.compile(r"\d+")
DASHES = re.compile("[\u2010-\u2015\u2212]")
Span = tuple[int, int]


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
    """The projects that a path names, by id or by name; its file's name before its folder's.

    Of several of one name that is meant whose id stands there too.
    """
    path = PurePosixPath(name)
    for part in (path.stem, *(one.name for one in path.parents)):
        found = _found_in(part, known)
        if found:
            return found
    return []


def _found_in(part: str, known: Sequence[_Known]) -> list[_Known]:
    by_id: dict[str, list[_Known]] = {}
    by_name: dict[str, list[_Known]] = {}
    for one in known:
        by_id.setdefault(_plain(one.id), []).append(one)
        by_name.setdefault(fold_key(one.name), []).append(one)
    found = [one for text in _longest(_ids_in(_plain(part), by_id)) for one in by_id[text]]
    for text in _longest(_names_in(fold_key(part), by_name)):
        if not any(one in found for one in by_name[text]):
            found += by_name[text]
    return found


def _plain(text: str) -> str:
    """Fold width, case and kinds of dash; spaces and zeros tell one id from another."""
    return DASHES.sub("-", normalize("NFKC", text)).casefold().strip()


def _alone(text: str) -> re.Pattern[str]:
    """Find an id that no longer word or number holds."""
    return re.compile(rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])")


def _ids_in(part: str, ids: Collection[str]) -> dict[str, list[Span]]:
    """Where each id stands; one of figures alone may be a date or the number of a photo.

    Then the whole name must be it.
    """
    if NUMERALS.fullmatch(part):
        return {part: [(0, len(part))]} if part in ids else {}
    here = [text for text in ids if text and text in part and not NUMERALS.fullmatch(text)]
    return {text: _spans(_alone(text), part) for text in here}


def _names_in(part: str, names: Collection[str]) -> dict[str, list[Span]]:
    here = [text for text in names if len(text) >= SHORTEST and text in part]
    return {text: _spans(re.compile(re.escape(text)), part) for text in here}


def _spans(pattern: re.Pattern[str], part: str) -> list[Span]:
    return [found.span() for found in pattern.finditer(part)]


def _longest(spans: Mapping[str, Sequence[Span]]) -> list[str]:
    """The texts that stand somewhere else than within a longer one."""
    every = list(itertools.chain.from_iterable(spans.values()))
    return [text for text, found in spans.items() if _stands_alone(found, every)]


def _stands_alone(found: Sequence[Span], every: Sequence[Span]) -> bool:
    return not all(_is_inside(span, every) for span in found)


def _is_inside(span: Span, others: Sequence[Span]) -> bool:
    return any(span != one and one[0] <= span[0] and span[1] <= one[1] for one in others)


def _free_place(
    folder: Path, project: str, name: PurePosixPath, data: bytes, taken: Collection[tuple[str, str]]
) -> tuple[str, bool]:
    """Give the place of a file below its layer, and whether it lies there already.

    Nothing that is there, and nothing of this folder, is written over.
    """
    kind = "photos" if name.suffix.lower() in PHOTOS else "attachments"
    safe = re.sub(r"[^\w.-]", "_", project)
    start = "" if _alone(_plain(safe)).match(_plain(name.stem)) else f"{safe}_"
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
