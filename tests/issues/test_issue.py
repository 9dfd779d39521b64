"""The catalogue of issues and the code that raises them agree, both ways."""

from __future__ import annotations

import ast
import string
from functools import cache
from pathlib import Path

import pytest

import jinan_geo
from jinan_geo.issues.alike import count_by_severity
from jinan_geo.issues.issue import Issue, catalogue, issue_row

PACKAGE = Path(jinan_geo.__file__).parent
TYPES = sorted(catalogue())
FAMILIES = [
    *(
        "reading",
        "attributes",
        "expectations",
        "geometry",
        "place",
        "relations",
        "keys",
        "progress",
        "evidence",
        "provision",
    ),
    *("editions", "repair", "publication", "workbook", "form"),
]


@cache  # all of the package is parsed
def strings_in_code() -> frozenset[str]:
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        found |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return frozenset(found)


@cache
def issues_raised_in_code() -> frozenset[str]:
    """First arguments of Issue(...) that are written out."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Issue"
                and node.args
            ):
                first = node.args[0]
                found |= {first.value} if isinstance(first, ast.Constant) else set()
    return frozenset(found)


@pytest.mark.slow
def test_every_issue_raised_is_in_the_catalogue() -> None:
    assert issues_raised_in_code()
    assert issues_raised_in_code() <= set(TYPES)


def test_every_type_of_the_catalogue_is_raised_somewhere() -> None:
    assert set(TYPES) <= strings_in_code()


def names_of(kind: str) -> set[str]:
    """The values that a type's messages name."""
    entry = catalogue()[kind]
    parts = [
        *string.Formatter().parse(entry.message_zh),
        *string.Formatter().parse(entry.message_en),
    ]
    return {name for _, name, _, _ in parts if name is not None} - {"value"}


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_complete_and_worded(kind: str) -> None:
    entry = catalogue()[kind]
    assert entry.severity in {"error", "warning", "info"}
    assert entry.responsible in {"gis", "district", "none"}
    assert entry.family in FAMILIES
    assert entry.dimension
    assert all([entry.name_zh, entry.name_en, entry.fix_zh, entry.fix_en])
    message = Issue(
        kind, "sites", "f", value="值", details=dict.fromkeys(names_of(kind), "x")
    ).message()
    assert message.zh
    assert message.en
    assert "{" not in message.zh + message.en
    # Said of the whole kind, so no value of one finding stands in it.
    of_kind = (entry.name, entry.fix)
    assert not [text for text in of_kind if "{" in text.zh + text.en]


def test_a_template_names_values_and_never_reaches_into_them() -> None:
    names = {kind: sorted(names_of(kind)) for kind in TYPES}
    assert {
        kind: said for kind, said in names.items() if not all(map(str.isidentifier, said))
    } == {}


def test_the_catalogue_is_in_the_order_of_its_families() -> None:
    order = [FAMILIES.index(entry.family) for entry in catalogue().values()]
    assert order == sorted(order)


def test_the_value_is_shown_short_and_with_control_characters_visible() -> None:
    text = Issue("unknown-district", "l", "f", value="\x1b[31m\n" + "x" * 5000).message().en
    assert "\x1b" not in text
    assert "\n" not in text
    assert len(text) < 250


def test_a_value_that_looks_like_a_template_stays_itself() -> None:
    issue = Issue("unknown-district", "l", "f", value="{layer.__class__} {0}")
    assert "{layer.__class__} {0}" in issue.message().zh


def test_counts_by_severity() -> None:
    issues = [
        Issue("missing-id", "l", "f"),
        Issue("outside-city", "l", "f"),
        Issue("outside-city", "l", "f"),
    ]
    assert count_by_severity(issues) == {"error": 1, "warning": 2, "info": 0}
    assert issue_row(issues[0])["severity"] == "error"
