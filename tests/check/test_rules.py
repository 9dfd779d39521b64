"""The lists of rules: complete, run in one place each, and of issues that the catalogue has."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import jinan_geo.check
from jinan_geo.check import RULES
from jinan_geo.city import CITY_RULES
from jinan_geo.issues.issue import catalogue

PACKAGE = Path(jinan_geo.__file__).parent
MODULES = sorted(PACKAGE.glob("*/**/*.py"))
LISTS = {"check/__init__.py", "city/__init__.py"}
MAKERS = {"Issue", "issue", "feature_issue", "layer_issue"}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def is_rule(node: ast.AST) -> bool:
    """A public function that goes from a subject, perhaps with the districts, to issues."""
    if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
        return False
    takes = [ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation]
    gives = ast.unparse(node.returns)
    return takes in (["Subject"], ["Subject", "Districts"]) and gives == "Iterator[Issue]"


def test_no_rule_is_forgotten_by_its_list() -> None:
    written = {
        f"{node.name}"
        for room in ("check", "city")
        for path in sorted((PACKAGE / room).glob("*.py"))
        for node in tree_of(path).body
        if is_rule(node)
    }
    assert written == {rule.__name__ for rule in (*RULES, *CITY_RULES)}


@pytest.mark.parametrize("rule", [*RULES, *CITY_RULES], ids=lambda rule: str(rule.__name__))
@pytest.mark.slow
@pytest.mark.first_whole(7)
def test_a_rule_is_run_by_its_list_alone(rule: object) -> None:
    """The pipeline and the check of a loose file run the list; nobody wires a rule twice."""
    name = str(rule.__name__)  # type: ignore[attr-defined]
    home = name_of(Path(str(import_module(rule.__module__).__file__)))
    named = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names}
    }
    assert named <= LISTS - {home}
    assert len(named) == 1


@pytest.mark.slow
def test_every_named_issue_is_in_the_catalogue() -> None:
    unknown = [
        f"{name_of(path)}:{node.lineno} {node.args[0].value}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in MAKERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in catalogue()
    ]
    assert unknown == []
