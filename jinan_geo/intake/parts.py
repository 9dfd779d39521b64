"""All that a file holds side by side, each a layer of its own: what fails stops no other."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jinan_geo.errors import JinanGeoError, UsageError
from jinan_geo.intake.add import add_layer
from jinan_geo.intake.propose import spell
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read import name_of
from jinan_geo.read.parts import list_parts
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.intake.add import Added, Wanted
    from jinan_geo.issues.issue import Issue
    from jinan_geo.read.parts import Part

__all__ = ["AddedPart", "add_parts"]


@dataclass(frozen=True)
class AddedPart:
    """What became of one part: its layer with what was noticed, or why there is none."""

    title: str
    layer: Layer | None
    issues: list[Issue] = field(default_factory=list)
    fault: str | None = None


def add_parts(
    root: Path, file: Path, wanted: Wanted, *, prepare: Callable[[Workspace], City]
) -> list[AddedPart]:
    """Make a layer of each sheet, folder or layer of a file; hidden sheets are named, not taken.

    The id of each is its name in Latin letters, behind ``wanted.id`` where that says something. A
    part that cannot be a layer leaves nothing behind and stops no other; what interrupts all of it
    leaves nothing at all. ``prepare`` makes the city of a workspace, to look at the new layers in.

    Raises
    ------
    UsageError
        A file of this kind holds one thing only.
    InputError
        The file cannot be read.
    """
    name = name_of(file)
    parts = list_parts(file, name)
    if not parts:
        raise UsageError(say("intake.errors.no_parts", name=name))
    locale = Workspace.open(root, leave_out=True).manifest.locale
    ids = _ids(parts, wanted.id, in_pinyin="zh" in locale.spoken)
    done: list[tuple[Part, Added | str]] = []
    try:
        for part, layer_id in zip(parts, ids, strict=True):
            done.append((part, _add(root, file, part, replace(wanted, id=layer_id))))
        city = prepare(Workspace.open(root, leave_out=True))
    except BaseException:
        for _, one in done:
            _take_back(one)
        raise
    return [_checked(part, one, city) for part, one in done]


def _ids(parts: Sequence[Part], prefix: str, *, in_pinyin: bool) -> list[str]:
    """Give each part an id of its own; those that spell alike are counted."""
    found: list[str] = []
    for part in parts:
        spelt = spell(part.label, "layer", in_pinyin=in_pinyin).replace("_", "-")
        stem = "-".join(filter(None, (prefix, spelt)))
        names = [stem, *(f"{stem}-{at}" for at in range(2, len(parts) + 2))]
        found.append(next(name for name in names if name not in found))
    return found


def _add(root: Path, file: Path, part: Part, wanted: Wanted) -> Added | str:
    """Add one part beside those before it, or say why not."""
    if part.hidden:
        return say("intake.add.hidden")
    reading = replace(wanted.reading, layer=part.title)
    workspace = Workspace.open(root, leave_out=True)
    try:
        return add_layer(workspace, file, replace(wanted, name=part.label, reading=reading))
    except JinanGeoError as error:
        return str(error)


def _take_back(one: Added | str) -> None:
    if not isinstance(one, str):
        shutil.rmtree(one.path, ignore_errors=True)


def _checked(part: Part, one: Added | str, city: City) -> AddedPart:
    """Say what is in a new layer; one that the city cannot use is taken back."""
    if isinstance(one, str):
        return AddedPart(part.title, None, fault=one)
    try:
        folder = city.workspace.layer(one.path.name)
    except JinanGeoError as error:
        _take_back(one)
        return AddedPart(part.title, None, fault=str(error))
    layer = next(layer for layer in city.layers if layer.id == folder.id)
    issues = [*one.notes, *(issue for issue in city.issues if issue.layer == folder.id)]
    return AddedPart(part.title, layer, issues)
