"""Proposed projects that no layer has yet, each with the row that a layer would take."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jinan_geo.check.ids import fold_key
from jinan_geo.export.issue_table import as_cell
from jinan_geo.workbook.back.register import PROPOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinan_geo.city.city import City, Layer
    from jinan_geo.issues.issue import Issue

__all__ = ["Ready", "list_ready", "ready_of", "rows_text"]

# A standard attribute of the layer's file, and what of the proposal goes there.
ATTRIBUTES = {
    "id": "id",
    "name_zh": "name",
    "district": "district",
    "note_zh": "place",
    "responsible_zh": "unit",
    "planned_start": "planned_start",
    "planned_finish": "planned_finish",
}
PARTS = ("place", "unit", "planned_start", "planned_finish", "remark", "alike")
NUMBERED = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True)
class Ready:
    """A proposal that no layer has yet; ``is_new`` where nobody knew of it before this import."""

    issue: Issue
    is_new: bool
    row: dict[str, str]

    @property
    def district(self) -> str:
        """The code of the district that proposes it."""
        return str(self.issue.details["district"])

    def as_json(self) -> dict[str, object]:
        """Give it for a machine."""
        issue, told = self.issue, self.issue.details
        return {
            "file": issue.file,
            "sheet": issue.sheet,
            "cell": issue.cell,
            "layer": issue.layer,
            "name": issue.value,
            **{key: told.get(key, "") for key in ("id", "district", *PARTS)},
            "new": self.is_new,
            "row": self.row,
        }


def ready_of(city: City, proposals: Sequence[Issue]) -> list[Ready]:
    """Give every open proposal: those that the city knows, then those that an import brings."""
    known = [issue for issue in city.issues if issue.type == PROPOSED]
    layers = {layer.id: layer for layer in city.layers}
    found = list_ready([*known, *proposals], city.layers)
    return [
        Ready(one, at >= len(known), layer_row(layers[one.layer], one))
        for at, one in enumerate(found)
    ]


def list_ready(issues: Iterable[Issue], layers: Sequence[Layer]) -> list[Issue]:
    """Leave out what a layer has by now, and one of two alike; tell of the others an id and a row.

    All other issues pass as they are.
    """
    found: list[Issue] = []
    seen: set[tuple[str, str]] = set()
    taken: dict[str, list[str]] = {}
    by_id = {layer.id: layer for layer in layers}
    for issue in issues:
        layer = by_id.get(issue.layer)
        if issue.type != PROPOSED or layer is None:
            found.append(issue)
            continue
        key = (layer.id, f"{issue.details['district']} {fold_key(str(issue.value))}")
        if key in seen or _is_declined(layer, issue) or _has(layer, issue):
            continue
        seen.add(key)
        own = taken.setdefault(layer.id, [])
        own.append(_next_id([*_known_ids(layer), *own]))
        told = {**issue.details, "id": own[-1]}
        row = layer_row(layer, replace(issue, details=told))
        told["line"] = rows_text([row]).split("\n", 1)[1].rstrip("\n")
        found.append(replace(issue, details=told))
    return found


def _is_declined(layer: Layer, issue: Issue) -> bool:
    from jinan_geo.workbook.back.proposals import declined_why  # noqa: PLC0415 - 30 ms of a build

    return declined_why(layer.folder.manifest, str(issue.value)) is not None


def _has(layer: Layer, issue: Issue) -> bool:
    """Whether the layer has a project of that name in that district, or stated to lie there."""
    code, name = str(issue.details["district"]), fold_key(str(issue.value))
    names = layer.features["name_zh"]
    same = [at for at, one in enumerate(names) if fold_key(str(one or "")) == name]
    own = layer.shares["feature"][layer.shares["district"] == code].astype(int)
    return not {*same}.isdisjoint({*own})


def _known_ids(layer: Layer) -> list[str]:
    manifest = layer.folder.manifest
    return [*map(str, layer.features["id"]), *manifest.renumbered, *manifest.ended]


def _next_id(ids: Sequence[str]) -> str:
    """The id after the highest of the commonest kind; a number of its own where none has one."""
    parts = [found for found in map(NUMBERED.fullmatch, ids) if found]
    if not parts:
        return f"new-{len(ids) + 1:03d}"
    ((prefix, _),) = Counter(found[1] for found in parts).most_common(1)
    own = [found[2] for found in parts if found[1] == prefix]
    number = max(map(int, own)) + 1
    return f"{prefix}{number:0{max(map(len, own))}d}"


def layer_row(layer: Layer, issue: Issue) -> dict[str, str]:
    """Give a proposal as a row of the layer's file, under its own headings."""
    told = {**issue.details, "name": issue.value}
    columns = layer.folder.manifest.columns
    return {columns.get(key, key): str(told.get(part, "")) for key, part in ATTRIBUTES.items()}


def rows_text(rows: Sequence[dict[str, str]]) -> str:
    """Write rows as CSV with a heading, as the layer's file could take them."""
    held = io.StringIO()
    writer = csv.DictWriter(held, fieldnames=[*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(_as_cells, rows))
    return held.getvalue()


def _as_cells(row: dict[str, str]) -> dict[str, object]:
    return {key: as_cell(cell) for key, cell in row.items()}
