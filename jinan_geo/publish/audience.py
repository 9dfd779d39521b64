"""Publication levels: what an audience must not get, and gets instead, and may be told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from jinan_geo.issues.alike import IssueList
from jinan_geo.issues.issue import Issue, catalogue
from jinan_geo.manifest.closed import Text, text
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinan_geo.city.city import City
    from jinan_geo.manifest.models import Audience, FieldSpec, LayerManifest, Level
    from jinan_geo.manifest.workspace import LayerFolder, LeftOut, Workspace

__all__ = [
    "AUDIENCES",
    "LEVEL_COLUMNS",
    "Fate",
    "fate_of",
    "is_withheld",
    "levels_of",
    "told_left_out",
    "visible_issues",
]

Fate = Literal["open", "drop", "coarsen", "undeclared"]

AUDIENCES: tuple[Audience, ...] = ("public", "internal", "restricted")
# The columns that a declared level stands for: of the features, and of the ledger.
LEVEL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "responsible": ("responsible_zh", "responsible_en"),
    "note": ("note_zh", "note_en"),
    "photos": ("photos",),
    "investment_wan": ("investment_wan",),
    "invested_wan": ("invested_wan",),
    "remark": ("remark",),
    "reported_by": ("reported_by",),
}
LEDGER_LEVELS = {"invested_wan", "remark", "reported_by"}  # those of the ledger
# Families of issues that tell nothing of where a feature lies, so that they can be shown of a
# coarsened layer.
PLACELESS = {"attributes", "keys", "progress", "provision", "expectations", "publication"}
OF_SHAPES = {"odd-size", "many-vertices", "few-vertices", "no-geometry"}


def is_withheld(level: Audience, audience: Audience) -> bool:
    """Tell whether something of this publication level must not reach this audience."""
    return AUDIENCES.index(level) > AUDIENCES.index(audience)


def fate_of(declared: LayerManifest | FieldSpec | Level, audience: Audience) -> Fate:
    """Tell what an audience gets of a layer, field or attribute, by its declaration."""
    if not is_withheld(declared.audience, audience):
        return "open"
    return declared.below or "undeclared"


def levels_of(manifest: LayerManifest) -> Iterator[tuple[str, FieldSpec | Level]]:
    """The fields and the attributes of a layer that have a publication level of their own."""
    yield from manifest.fields.items()
    yield from manifest.levels.items()


def visible_issues(city: City, audience: Audience) -> IssueList:
    """The issues this audience may read.

    None of a withheld layer, none that would show a withheld field's value.

    What is withheld or coarsened is an issue of its own; the public, who need not know that it
    exists, are told only what is coarsened.
    """
    fates = _fates(city, audience)
    folders = _told_folders(city, fates)
    left = {one.id for one in told_left_out(city.workspace, audience)}
    coarse = {id_ for id_ in folders if fates[id_] == "coarsen"}
    files: set[str] = set()
    told: list[Issue] = []
    for folder in folders.values():
        files |= set(_hidden_files(folder, audience))
        told += _tell(folder, audience)
    is_open = _of_open_fields(folders, audience, left)

    def told_of(issue: Issue) -> Issue | None:
        if not is_open(issue) or _tells_place(issue, coarse):
            return None
        if audience == "public" and _is_inner(issue):
            return None
        return _without_cell(_without_place(issue, coarse), files)

    issues = IssueList(city.issues).changed(told_of)
    issues += told
    return issues


def _is_inner(issue: Issue) -> bool:
    """Tell whether an issue quotes what offices reported, or fields that nobody declared."""
    return issue.type == "undeclared-field" or catalogue()[issue.type].family == "form"


def _fates(city: City, audience: Audience) -> dict[str, str]:
    return {layer.id: fate_of(layer.folder.manifest, audience) for layer in city.layers}


def _told_folders(city: City, fates: Mapping[str, str]) -> dict[str, LayerFolder]:
    """The layers that the audience may have, whole or coarser."""
    told = [layer for layer in city.layers if fates[layer.id] in {"open", "coarsen"}]
    return {layer.id: layer.folder for layer in told}


def _of_open_fields(
    folders: dict[str, LayerFolder], audience: Audience, left: set[str]
) -> Callable[[Issue], bool]:
    """Give what tells an issue that shows only open fields of these layers.

    Those of layers left out are open as well.
    """
    hidden: set[tuple[str, str | None]] = set()
    for folder in folders.values():
        hidden |= set(_hidden_columns(folder, audience))
    ids = {"", *folders, *left}  # an issue of no layer is one of the workspace

    def is_open(issue: Issue) -> bool:
        pairs = {(issue.layer, issue.field), *issue.shows}
        return not pairs & hidden and {layer for layer, _ in pairs} <= ids

    return is_open


def _without_cell(issue: Issue, files: set[str]) -> Issue:
    """A cell named by its place in one of these files may be one of a withheld field."""
    is_cell = "!" in (issue.field or "") and issue.file in files
    return replace(issue, value=None) if is_cell else issue


def told_left_out(workspace: Workspace, audience: Audience) -> list[LeftOut]:
    """The layers that could not be used, as far as the audience may know of them.

    The level of one whose manifest cannot be read is not known, so the public is not told of it.
    """
    return [
        replace(one, faults=())
        for one in workspace.left_out
        if (one.manifest is None and audience != "public")
        or (one.manifest and fate_of(one.manifest, audience) in {"open", "coarsen"})
    ]


def _tells_place(issue: Issue, coarse: set[str]) -> bool:
    """Tell whether an issue would show where a feature of a coarsened layer lies."""
    if {layer for layer, field in issue.shows if field is None} & coarse:
        return True
    family = catalogue()[issue.type].family
    return issue.layer in coarse and (family not in PLACELESS or issue.type in OF_SHAPES)


def _without_place(issue: Issue, coarse: set[str]) -> Issue:
    details = _placeless(issue, coarse)
    return issue if details is issue.details else replace(issue, details=details)


def _placeless(issue: Issue, coarse: set[str]) -> Mapping[str, object]:
    if issue.type == "layer-left-out":  # why may quote any cell
        return {**issue.details, "why": "…"}
    if issue.layer not in coarse:
        return issue.details
    return {key: value for key, value in issue.details.items() if key != "spot"}


def _hidden_columns(folder: LayerFolder, audience: Audience) -> Iterator[tuple[str, str]]:
    """The columns with withheld or coarsened values, by their names here and in the files."""
    manifest = folder.manifest
    names = {**manifest.progress_columns, **manifest.columns}
    for key, declared in levels_of(manifest):
        if is_withheld(declared.audience, audience):
            for column in LEVEL_COLUMNS.get(key, (key,)) if key in manifest.levels else (key,):
                yield folder.id, column
                yield folder.id, names.get(column, column)


def _hidden_files(folder: LayerFolder, audience: Audience) -> Iterator[str]:
    """The files of a layer that hold withheld values.

    A ledger may hold attributes, but no declared field.
    """
    withheld = {
        key
        for key, declared in levels_of(folder.manifest)
        if is_withheld(declared.audience, audience)
    }
    if withheld:
        yield folder.features_file
    if withheld & LEDGER_LEVELS:
        yield folder.progress_file


def _tell(folder: LayerFolder, audience: Audience) -> Iterator[Issue]:
    """Record what is withheld of a layer, and what is coarsened."""
    file = f"layers/{folder.id}/layer.toml"
    if fate_of(folder.manifest, audience) == "coarsen":
        details = {
            "level": folder.manifest.audience,
            **text("publish.audience.district").detail("to"),
        }
        yield Issue(
            "coarsened", folder.id, file, field="geometry", value="geometry", details=details
        )
    for key, declared in levels_of(folder.manifest):
        fate = fate_of(declared, audience)
        if fate == "coarsen":
            step = declared.coarsen
            steps = [*map(str, step)] if isinstance(step, list) else [str(step)]
            to = {lang: say("publish.audience.between", lang).join(steps) for lang in ("zh", "en")}
            yield Issue(
                "coarsened", folder.id, file, field=key, value=key,
                details={"level": declared.audience, **Text(**to).detail("to")},
            )  # fmt: skip
        elif fate != "open" and audience != "public":
            yield Issue(
                "withheld-field",
                folder.id,
                file,
                field=key,
                value=key,
                details={"level": declared.audience},
            )
