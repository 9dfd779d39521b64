"""The program is hashed by what it runs, not by what that was built of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.kept import inputs

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_program_is_its_code_its_data_and_the_built_page_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PACKAGE", tmp_path)
    found = [inputs.hash_package()]  # before the page's program is built there is none
    for name in ("a.py", "data/words/zh/a.toml", "web/dist/page.js"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        for text in ("1", "2"):
            file.write_text(text)
            found.append(inputs.hash_package())
    assert len({*found}) == len(found)
    for name in ("web/src/page.ts", "web/node_modules/a.js", "__pycache__/a.pyc", ".hidden"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    assert inputs.hash_package() == found[-1]
