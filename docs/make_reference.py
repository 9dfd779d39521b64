"""Writes docs/manifests.md and docs/issues.md from the models and the catalogue.

``python docs/make_reference.py``.
"""

from __future__ import annotations

import re
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest import basemap as tiles
from jinan_geo.manifest import commitments, expectation, locale, oc4ids
from jinan_geo.manifest import lightrules as lights
from jinan_geo.manifest import models as manifest

if TYPE_CHECKING:
    from pydantic import BaseModel

    from jinan_geo.issues.issue import IssueType

DOCS = Path(__file__).resolve().parent
HEAD = """# Manifests

Every key that a TOML file of a workspace may hold. Generated from `jinan_geo/manifest/` by
`docs/make_reference.py`; editors complete keys from the JSON Schemas in `jinan_geo/data/schemas/`.
A key that is not here is refused by name. `Text` is `{ zh = "…", en = "…" }`; `en` may be left out.
"""
EXPECT_HEAD = """## Expectations: `[[expect]]` in `layer.toml`

What a layer expects of its data; each `[[expect]]` has one `rule`. What does not come up to it is
an issue, see [issues.md](issues.md); nothing is changed or left out for it.
"""
FILES = {
    "WorkspaceManifest": "`workspace.toml`",
    "Locale": "how a workspace speaks and its files are written: `[locale]` in `workspace.toml`",
    "LayerManifest": "`layers/<id>/layer.toml`",
    "MapManifest": "`maps/<id>.toml`",
    "TargetsFile": "`targets.toml`",
    "LightRules": "light rules: `jinan_geo/data/lights/*.toml`, or a file that `workspace.toml` "
    "names",
    "FieldSpec": "a field: `[fields.<name>]` in `layer.toml`",
    "TableSpec": "`[table]` in `layer.toml`",
    "QuerySpec": "`[query]` in `layer.toml`",
    "CoordinateSpec": "`[coordinates]` in `layer.toml`",
    "Reporting": "`[reporting]` in `layer.toml` or `workspace.toml`",
    "Level": "publication level of a standard attribute: `[levels.<name>]` in `layer.toml`",
    "LayerStyle": "`style` in `layer.toml`",
    "Stage": "a stage: `[[stages]]` in `layer.toml`",
    "Target": "a target: `[[targets]]` in `targets.toml`",
    "Period": "`period` of a target",
    "Measure": "`measure` of a target",
    "Basemap": "an online background: `[[basemaps]]` in `workspace.toml`",
    "GroundSpec": "the ground: `[ground]` in `workspace.toml`",
    "Oc4idsSpec": "the open standard for infrastructure projects: `[oc4ids]` in `workspace.toml`",
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
        inner = (
            "expectations, see below"
            if arguments[0] == expectation.Expectation
            else name_type(arguments[0])
        )
        return f"list of {inner}"
    if origin is dict:
        return f"table of {name_type(arguments[1])}"
    if origin is not None and arguments:  # Annotated
        return name_type(arguments[0])
    names = {
        "str": "text",
        "bool": "true or false",
        "int": "whole number",
        "float": "number",
        "Decimal": "number",
    }
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
        lines.append(
            f"| `{field.alias or name}` | {kind} | {default} | {field.description or ''} |"
        )
    return lines


def write_manifests() -> str:
    """Write the reference of all manifests."""
    parts = [HEAD]
    for name, title in FILES.items():
        home = next(
            one
            for one in (manifest, commitments, lights, tiles, oc4ids, locale)
            if hasattr(one, name)
        )
        model = getattr(home, name)
        parts.append(
            f"## {name}: {title}\n\n{model.__doc__}\n\n" + "\n".join(describe(model)) + "\n"
        )
    parts.append(EXPECT_HEAD)
    parts += [
        f"### rule = {name_rule(model)}\n\n{model.__doc__}\n\n" + "\n".join(describe(model)) + "\n"
        for model in get_args(get_args(expectation.Expectation)[0])
    ]
    return "\n".join(parts)


def name_rule(model: type[BaseModel]) -> str:
    """Name the rule of an expectation as TOML writes it."""
    return f'"{get_args(model.model_fields["rule"].annotation)[0]}"'


FAMILIES = {
    "reading": "读取 Reading",
    "attributes": "属性 Attributes",
    "expectations": "图层自定要求 Declared expectations",
    "geometry": "几何 Geometry",
    "place": "位置 Place",
    "relations": "要素之间 Between features",
    "keys": "编号 Keys",
    "progress": "进度 Progress",
    "evidence": "证据 Evidence",
    "provision": "填报 Provision",
    "editions": "各期之间 Between editions",
    "repair": "修复 Repairs",
    "publication": "发布 Publication",
    "workbook": "报送表 Workbooks",
    "form": "季度落实情况表 Quarterly forms",
}
SEVERITIES = {"error": "错误 error", "warning": "警告 warning", "info": "提示 note"}
ACTORS = {
    "gis": "GIS 人员 GIS staff",
    "district": "填报单位 reporting office",
    "none": "无需处理 nobody",
}
DIMENSIONS = {
    "accuracy": "准确性", "completeness": "完整性", "confidentiality": "保密性",
    "consistency": "一致性",
    "currency": "现势性", "identity": "标识", "metadata": "元数据", "uniqueness": "唯一性",
    "validity": "规范性",
}  # fmt: skip
ISSUES_HEAD = """# Issues / 问题清单

`jinan-geo` 能查出的全部问题，由 `jinan_geo/data/issue-types.csv` 生成。
**错误**：该行或要素不参与统计，但始终列出；**警告**：保留并列出；**提示**：记录做了什么、略过了什么。花括号内为具体数值。

Everything that `jinan-geo` finds, made from `jinan_geo/data/issue-types.csv` by
`docs/make_reference.py`. An error sets the row or feature aside, and lists it; a warning keeps it;
a note records what was done or left out. Each kind has a planted fault and a clean twin in
`tests/test_rules_*.py`.
"""


def write_issues() -> str:
    """Write the catalogue of issue types: both languages, who acts and how to fix."""
    kinds = catalogue().values()
    parts = [
        ISSUES_HEAD,
        (
            f"{len(kinds)} 种问题，{len(FAMILIES)} 类。{len(kinds)} kinds in {len(FAMILIES)} "
            "families.\n"
        ),
    ]
    for family, title in FAMILIES.items():
        rows = [describe_issue(kind) for kind in kinds if kind.family == family]
        table = [
            (
                "| 类型 type | 问题 what is wrong | 如何处理 how to fix | 谁来处理 who acts | 维度 "
                "dimension |"
            ),
            "|---|---|---|---|---|",
        ]
        parts.append(f"## {title}\n\n" + "\n".join([*table, *rows]) + "\n")
    return "\n".join(parts)


def _of_many(template: str) -> str:
    """Leave the words for several of ``{count:row|rows}``."""
    return re.sub(r"\{[a-z_]+:[^{}|]*\|([^{}]*)\}", r"\1", template)


def describe_issue(kind: IssueType) -> str:
    """Write one kind of issue as a row."""
    cells = [
        f"`{kind.type}`<br>{SEVERITIES[kind.severity]}",
        f"**{kind.name_zh}**：{kind.message_zh}<br>**{kind.name_en}**: {_of_many(kind.message_en)}",
        f"{kind.fix_zh}<br>{kind.fix_en}",
        ACTORS[kind.responsible],
        f"{DIMENSIONS[kind.dimension]} {kind.dimension}",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


PAGES = {"manifests.md": write_manifests, "issues.md": write_issues}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (DOCS / page).write_text(write(), encoding="utf-8")
        print(f"docs/{page}")
