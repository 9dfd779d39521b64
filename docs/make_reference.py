"""Writes docs/manifests.md and docs/issues.md from the models and the catalogue: ``python docs/make_reference.py``."""

from __future__ import annotations

import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from jinan_geo import manifest
from jinan_geo.issues import catalogue

if TYPE_CHECKING:
    from pydantic import BaseModel

DOCS = Path(__file__).resolve().parent
HEAD = """# Manifests

Every key that a TOML file of a workspace may hold. Generated from `jinan_geo/manifest.py` by
`docs/make_reference.py`; editors complete keys from the JSON Schemas in `jinan_geo/data/schemas/`. A key that is not
here is refused by name. `Text` is `{ zh = "…", en = "…" }`; `en` may be left out.
"""
FILES = {
    "WorkspaceManifest": "`workspace.toml`",
    "LayerManifest": "`layers/<id>/layer.toml`",
    "MapManifest": "`maps/<id>.toml`",
    "TargetsFile": "`targets.toml`",
    "LightRules": "light rules: `jinan_geo/data/lights/*.toml`, or a file that `workspace.toml` names",
    "FieldSpec": "a field: `[fields.<name>]` in `layer.toml`",
    "TableSpec": "`[table]` in `layer.toml`",
    "CoordinateSpec": "`[coordinates]` in `layer.toml`",
    "Style": "`style` in `layer.toml`",
    "Stage": "a stage: `[[stages]]` in `layer.toml`",
    "Target": "a target: `[[targets]]` in `targets.toml`",
    "Measure": "`measure` of a target",
    "Entered": "a value entered by hand: `entered` of a target",
}


def name_type(annotation: Any) -> str:  # noqa: ANN401 - any annotation
    """Name a type as a writer of TOML needs it."""
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in {Union, types.UnionType}:
        return " or ".join(name_type(item) for item in arguments if item is not type(None))
    if origin is list:
        return f"list of {name_type(arguments[0])}"
    if origin is dict:
        return f"table of {name_type(arguments[1])}"
    if origin is not None and arguments:  # Annotated
        return name_type(arguments[0])
    names = {"str": "text", "bool": "true or false", "int": "whole number", "float": "number", "Decimal": "number"}
    return names.get(annotation.__name__, annotation.__name__)


def describe(model: type[BaseModel]) -> list[str]:
    """Write one model as a table."""
    lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        if field.is_required():
            default = "required"
        elif field.default is PydanticUndefined or field.default is None:
            default = ""
        else:
            value = field.default
            default = f"`{str(value).lower() if isinstance(value, bool) else value}`"
        kind = name_type(field.annotation)
        lines.append(f"| `{name}` | {kind} | {default} | {field.description or ''} |")
    return lines


def write_manifests() -> str:
    """Write the reference of all manifests."""
    parts = [HEAD]
    for name, title in FILES.items():
        model = getattr(manifest, name)
        parts.append(f"## {name}: {title}\n\n{model.__doc__}\n\n" + "\n".join(describe(model)) + "\n")
    return "\n".join(parts)


def write_issues() -> str:
    """Write the catalogue of issue types."""
    lines = [
        "# Issues / 问题清单",
        "",
        "What `jinan-geo` finds, from `jinan_geo/data/issue-types.csv`. An error sets the row or feature aside; a",
        "warning keeps it; a note records what was done or left out. Made by `docs/make_reference.py`.",
        "",
        "| type | severity | dimension | who acts | 名称 | meaning | what to do | 处理 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{kind.type}` | {kind.severity} | {kind.dimension} | {kind.responsible} | {kind.name_zh} |"
        f" {kind.message_en} | {kind.fix_en} | {kind.fix_zh} |"
        for kind in catalogue().values()
    ]
    return "\n".join(lines) + "\n"


PAGES = {"manifests.md": write_manifests, "issues.md": write_issues}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (DOCS / page).write_text(write(), encoding="utf-8")
        print(f"docs/{page}")
