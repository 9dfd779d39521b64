"""What may be published.

Each layer, field, style and target above an audience says what becomes of it, or is refused.

Nothing is left out in silence: a build for an audience is refused with every line that is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.errors import RefusedError
from jinan_geo.publish.audience import fate_of, is_withheld, levels_of
from jinan_geo.read.ground import GROUND_FILE, ground_sources
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.manifest.commitments import Target
    from jinan_geo.manifest.models import Audience, FieldSpec, Level
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["check_clearance", "rests_on"]

NUMERIC = {"integer", "number", "percent", "money"}


def check_clearance(workspace: Workspace, audience: Audience, *, is_map: bool = False) -> None:
    """Refuse a build for an audience if anything above it has no declared fate.

    A map also shows the ground, which tables and statements do not.

    Raises
    ------
    RefusedError
        Names each layer, field, style and target, with the line that settles it.
    """
    faults: list[str] = []
    for folder in workspace.layers:
        faults += _check_layer(folder, workspace.manifest.districts, audience)
    for target in workspace.targets.targets:
        faults += _check_target(target, workspace, audience)
    if is_map:
        faults += _check_ground(workspace, audience)
    if faults:
        head = say("publish.errors.leak", audience=audience)
        raise RefusedError("\n".join([head, *faults]))


def _check_ground(workspace: Workspace, audience: Audience) -> Iterator[str]:
    """A public map of the ground needs the review that the law asks for, and says whose it is."""
    path = workspace.root / GROUND_FILE
    if audience != "public" or not path.is_file():
        return
    if workspace.manifest.review_number is None:
        yield say("publish.errors.ground_review")
    said = workspace.manifest.ground.credit if workspace.manifest.ground else None
    nameless = [] if said else [one.key for one in ground_sources(path) if not one.credit]
    if nameless:
        yield say("publish.errors.ground_credit", files=", ".join(nameless))


def rests_on(target: Target, workspace: Workspace, audience: Audience) -> str | None:
    """Name what a target's number is made from and the audience may not see.

    None where there is nothing such.
    """
    if target.measure is None:
        return None
    folder = workspace.layer(target.measure.layer)
    if fate_of(folder.manifest, audience) in {"drop", "undeclared"}:
        return say("publish.errors.source_layer", layer=folder.id)
    declared = dict(levels_of(folder.manifest))
    for name in (target.measure.sum, *target.measure.where, *target.measure.at_least):
        if name in declared and is_withheld(declared[name].audience, audience):
            return f"{folder.id}.{name}"
    return None


def _check_layer(folder: LayerFolder, districts: str, audience: Audience) -> Iterator[str]:
    manifest, file = folder.manifest, f"layers/{folder.id}/layer.toml"
    fate = fate_of(manifest, audience)
    if fate != "open" and (folder.id == districts or manifest.role == "districts"):
        said = {"layer": folder.id, "own": manifest.audience, "audience": audience, "file": file}
        yield say("publish.errors.districts", **said)
        return
    if fate == "undeclared":
        said = {"layer": folder.id, "own": manifest.audience, "file": file}
        yield say("publish.errors.layer", **said)
    if fate in {"drop", "undeclared"}:
        return
    for key, declared in levels_of(manifest):
        table = "levels" if key in manifest.levels else "fields"
        yield from _check_field(folder.id, f"{file}, [{table}.{key}]", key, declared, audience)
    yield from _check_size(folder, file, audience)


def _check_size(folder: LayerFolder, file: str, audience: Audience) -> Iterator[str]:
    """The size of a mark would tell a number that its field withholds."""
    manifest = folder.manifest
    size = manifest.style.size_by
    own = dict(levels_of(manifest))
    if size in own and manifest.style.below is None and fate_of(own[size], audience) == "drop":
        said = {"layer": folder.id, "size": size, "own": own[size].audience, "file": file}
        yield say("publish.errors.size", **said)


def _check_field(
    layer: str, where: str, key: str, declared: FieldSpec | Level, audience: Audience
) -> Iterator[str]:
    if fate_of(declared, audience) == "undeclared":
        said = {"layer": layer, "key": key, "own": declared.audience, "where": where}
        if _can_coarsen(declared, key):
            yield say("publish.errors.field_or_coarsen", **said)
        else:
            yield say("publish.errors.field", **said)


def _can_coarsen(declared: FieldSpec | Level, key: str) -> bool:
    return getattr(declared, "type", "money" if key.endswith("_wan") else "text") in {
        *NUMERIC,
        "date",
    }


def _check_target(target: Target, workspace: Workspace, audience: Audience) -> Iterator[str]:
    file = workspace.manifest.targets
    if target.audience is not None:
        if is_withheld(target.audience, audience) and target.below is None:
            said = {"target": target.id, "own": target.audience, "file": file}
            yield say("publish.errors.target", **said)
        return
    source = rests_on(target, workspace, audience)
    if source is not None and target.below is None:
        said = {"target": target.id, "source": source, "audience": audience, "file": file}
        yield say("publish.errors.measured", **said)
