"""Publication levels: what must not reach an audience, and what may be said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.city import City, Layer
    from jinan_geo.manifest import Audience

__all__ = ["AUDIENCES", "is_withheld", "visible_issues", "withheld_fields"]

AUDIENCES: tuple[Audience, ...] = ("public", "internal", "restricted")


def is_withheld(level: Audience, audience: Audience) -> bool:
    """Tell whether something of this publication level must not reach this audience."""
    return AUDIENCES.index(level) > AUDIENCES.index(audience)


def withheld_fields(layer: Layer, audience: Audience) -> list[str]:
    """The declared fields of a layer that must not reach this audience."""
    fields = layer.folder.manifest.fields
    return [key for key, field in fields.items() if is_withheld(field.audience, audience)]


def visible_issues(city: City, audience: Audience) -> list[Issue]:
    """The issues this audience may read: none of a withheld layer, none that would show a withheld field's value.

    That a field is withheld is an issue of its own, except for the public, who need not know that it exists.
    """
    shown = [layer for layer in city.layers if not is_withheld(layer.folder.manifest.audience, audience)]
    hidden: set[tuple[str, str | None]] = {pair for layer in shown for pair in _hidden_columns(layer, audience)}
    ids = {"", *(layer.id for layer in shown)}  # an issue of no layer is one of the workspace
    owners = {layer for layer, _ in hidden}
    files = {layer.folder.features_file for layer in shown if layer.id in owners}  # a ledger has no declared fields
    issues = []
    for issue in city.issues:
        pairs = {(issue.layer, issue.field), *issue.shows}
        if not pairs & hidden and {layer for layer, _ in pairs} <= ids:
            # A cell named by its place may be one of a withheld field.
            is_cell = "!" in (issue.field or "") and issue.file in files
            issues.append(replace(issue, value=None) if is_cell else issue)
    if audience == "public":
        return [issue for issue in issues if issue.type != "undeclared-field"]
    return issues + [_withheld_issue(layer, key) for layer in shown for key in withheld_fields(layer, audience)]


def _hidden_columns(layer: Layer, audience: Audience) -> Iterator[tuple[str, str]]:
    """The withheld fields by the names they have in the layer's file, as issues name them."""
    for key in withheld_fields(layer, audience):
        yield layer.id, layer.folder.manifest.columns.get(key, key)


def _withheld_issue(layer: Layer, key: str) -> Issue:
    level = layer.folder.manifest.fields[key].audience
    file = f"layers/{layer.id}/layer.toml"
    return Issue("withheld-field", layer.id, file, field=key, value=key, details={"level": level})
