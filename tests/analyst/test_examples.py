"""The examples of the analyst's guide and of the docstrings run, and give what they say."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import jinan_geo
from jinan_geo.analyst.view import CityView
from jinan_geo.pipeline import Built

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
DOCSTRINGS = ("jinan_geo", "jinan_geo.analyst.workspace", "jinan_geo.analyst.view")


pytestmark = pytest.mark.usefixtures("prepared_once")


@pytest.fixture(autouse=True)
def _beside_the_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an example writes is not in the repository."""
    for name in ("examples", "layers", "maps", "workspace.toml", "targets.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)


def failures_of(text: str, name: str) -> str:
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    assert test.examples
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    return "".join(said)


@pytest.mark.slow
def test_the_examples_of_the_guide_run() -> None:
    blocks = BLOCK.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))
    assert len(blocks) > 5
    assert failures_of("\n".join(blocks), "docs/api.md") == ""


@pytest.mark.slow
@pytest.mark.parametrize("module", DOCSTRINGS)
def test_the_examples_of_docstrings_run(module: str) -> None:
    found = doctest.DocTestFinder(exclude_empty=True).find(import_module(module))
    texts = [one.docstring for one in found if one.examples and one.docstring]
    assert texts
    assert [failures_of(text, module) for text in texts] == [""] * len(texts)


# What the guide and the tests beside this call a thing; another name is none of it.
PUBLIC: dict[str, Any] = {"ws": jinan_geo.Workspace, "city": CityView, "built": Built}
# Of Workspace, for the verbs: no one has to know them.
OF_VERBS = {"begun", "find", "require", "speech", "without"}


def public_names() -> set[str]:
    """Every name that a user may write: of the package, and of what it gives."""
    names = {f"jinan_geo.{name}" for name in jinan_geo.__all__}
    for said, kind in PUBLIC.items():
        fields = set(kind.__dataclass_fields__)
        own = {name for name in {*dir(kind), *fields} if not name.startswith("_")}
        names |= {f"{said}.{name}" for name in own - OF_VERBS}
    return names


def guide() -> str:
    return (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def asked_in(code: str) -> Iterator[str]:
    """``name.attribute`` of all that a piece of code asks for."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node).replace("jinan_geo.Workspace.", "ws.")


def test_every_public_name_is_told_and_runs_in_an_example_or_a_test() -> None:
    names, text = public_names(), guide()
    named = {name.replace("ws.open", "Workspace.open") for name in names}
    told = re.findall(r"`(?:jinan_geo\.)?((?:\w+)\.(?:\w+))", text)
    told += [f"jinan_geo.{name}" for name in re.findall(r"\bjinan_geo\.(\w+)", text)]
    assert named - {*told} == set()
    blocks = BLOCK.findall(text)
    examples = [
        one.source for block in blocks for one in doctest.DocTestParser().get_examples(block)
    ]
    tests = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    run = {name for code in [*examples, *tests] for name in asked_in(code)}
    maps = (ROOT / "tests" / "intake" / "test_handed.py").read_text(encoding="utf-8")
    assert names - run - {*asked_in(maps)} == set()


def test_every_public_function_says_its_types_and_what_it_gives() -> None:
    for name in sorted(public_names()):
        said, _, key = name.partition(".")
        found = inspect.getattr_static(PUBLIC.get(said, jinan_geo), key, None)
        found = getattr(jinan_geo, key) if said == "jinan_geo" else found
        ask = getattr(found, "fget", None) or getattr(found, "__func__", found)
        if not inspect.isfunction(ask):
            continue  # a field, whose type stands where it is declared
        assert len(inspect.getdoc(ask) or "") > 30, name
        signature = inspect.signature(ask)
        untyped = [
            one.name
            for one in signature.parameters.values()
            if one.annotation is one.empty and one.name not in {"self", "cls"}
        ]
        assert untyped == [], name
        assert signature.return_annotation is not signature.empty, name
        # What can be given wrongly is refused by an error that the docstring names.
        if len(signature.parameters) > 1:
            assert "Raises\n------" in (inspect.getdoc(ask) or ""), name
