"""The examples of the analyst's guide and of the docstrings run, and give what they say."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

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
    doctest.DocTestRunner().run(test, out=said.append)
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


def test_the_guide_names_every_method() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for module, name, said in (
        ("jinan_geo.analyst.view", "CityView", "city"),
        ("jinan_geo.analyst.workspace", "AnalystWorkspace", "ws"),
    ):
        own = vars(getattr(import_module(module), name))
        public = [key for key in own if not key.startswith("_")]
        named = [f"`{said}.", "`Workspace."]
        told = {key for key in public for one in named if f"{one}{key}" in text}
        assert [key for key in public if key not in told] == []
