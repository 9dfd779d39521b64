"""Code of templates is kept beside Python's own, and never that of another text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jinja2 import DictLoader, Environment

from jinan_geo.render import templates
from jinan_geo.render.templates import Compiled

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def render(folder: Path, text: str) -> str:
    """Render a template as another start of the program would."""
    compiled = Compiled()
    compiled.directory = str(folder)
    made = Environment(loader=DictLoader({"a": text}), autoescape=True, bytecode_cache=compiled)
    return made.get_template("a").render(name="<")


def test_code_is_kept_where_python_keeps_its_own_and_made_anew_for_another_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render(tmp_path, "a{{ name }}") == "a&lt;"
    assert [*tmp_path.iterdir()] == []
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert render(tmp_path, "a{{ name }}") == "a&lt;"
    (file,) = tmp_path.iterdir()
    made = file.stat().st_mtime_ns
    assert render(tmp_path, "a{{ name }}") == "a&lt;"
    assert file.stat().st_mtime_ns == made
    assert render(tmp_path, "b{{ name }}") == "b&lt;"
    monkeypatch.setattr(templates, "HOW", {"trim_blocks": False})
    before = file.read_bytes()
    render(tmp_path, "b{{ name }}")
    assert file.read_bytes() != before


def test_where_nothing_can_be_written_templates_are_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert render(tmp_path / "gone", "a{{ name }}") == "a&lt;"
