"""What the verbs on layers print.

What was written and what to complete, the layers, and one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import print_facts, print_table, tell
from jinan_geo.issues.alike import count_by_severity
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.intake.parts import AddedPart
    from jinan_geo.manifest.models import FieldSpec

__all__ = ["print_added", "print_layer", "print_layers", "print_parts"]


def print_added(folder: Path, lang: str) -> None:
    """Say which folder was made, and what its owner has to complete."""
    tell(say("cli.layer.added", lang, folder=f"layers/{folder.name}/"))


def print_parts(parts: Sequence[AddedPart], lang: str) -> None:
    """Print a line for each part of a file: its layer and what is in it, or why there is none."""
    rows = [_part(part, lang) for part in parts]
    right = ["features", "located"]
    print_table(words_of("cli.layer.parts", lang), rows, right=right, fold=["done"])
    made = [part.layer.id for part in parts if part.layer is not None]
    if made:
        folders = ", ".join(f"layers/{layer}/" for layer in made)
        tell(say("cli.layer.added", lang, folder=folders))


def _part(part: AddedPart, lang: str) -> list[str]:
    layer = part.layer
    if layer is None:
        return [part.title, "—", "—", "—", say("cli.layer.not_added", lang, why=part.fault)]
    located = int(layer.features.geometry.notna().sum())
    counts = say("cli.layer.counts", lang, **count_by_severity(part.issues))
    return [part.title, layer.id, str(len(layer.features)), str(located), counts]


def print_layers(city: City, lang: str) -> None:
    """Print a line for each layer, in the order of the pages."""
    headings = words_of("cli.layer.columns", lang)
    rows = []
    for layer in city.layers:
        facts = _facts(city, layer, lang)
        rows.append([facts[name] for name in headings])
    print_table(headings, rows, right=["features", "located", "rows"])


def print_layer(city: City, layer_id: str, lang: str) -> None:
    """Print what one layer is: its manifest in short, and what it holds."""
    layer = next(one for one in city.layers if one.id == layer_id)
    facts = _facts(city, layer, lang)
    headings = words_of("cli.layer.facts", lang)
    print_facts(headings, {name: facts[name] for name in headings})


def _facts(city: City, layer: Layer, lang: str) -> dict[str, str]:
    manifest = layer.folder.manifest
    columns = [f"{attribute} = {title}" for attribute, title in manifest.columns.items()]
    fields = [_field(key, field, lang) for key, field in manifest.fields.items()]
    counts = count_by_severity([issue for issue in city.issues if issue.layer == layer.id])
    return {
        "layer": layer.id,
        "name": getattr(manifest.name, lang),
        "role": words_of("cli.layer.roles", lang)[manifest.role],
        "file": layer.folder.features_file,
        "crs": manifest.crs,
        "geometry": ", ".join(manifest.geometry),
        "features": str(len(layer.features)),
        "located": str(int(layer.features.geometry.notna().sum())),
        "rows": str(layer.account.rows) if layer.account else "—",
        "source": getattr(manifest.source, lang),
        "accuracy": manifest.accuracy or say("cli.layer.none", lang),
        "audience": words_of("cli.layer.audiences", lang)[manifest.audience],
        "columns": "\n".join(columns) or "—",
        "fields": "\n".join(fields) or "—",
        "issues": say("cli.layer.counts", lang, **counts),
    }


def _field(key: str, field: FieldSpec, lang: str) -> str:
    unit = f" ({getattr(field.unit, lang)})" if field.unit else ""
    return f"{key}: {getattr(field.name, lang)}, {field.type}{unit}"
