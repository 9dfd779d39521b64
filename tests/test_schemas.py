"""The committed JSON Schemas are those of the models."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from jinan_geo.schemas import FOLDER, schema_texts


def test_there_is_a_file_for_each_schema_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(schema_texts())


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_a_schema_is_as_generated(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text == schema_texts()[name], "run `python -m jinan_geo.schemas` and commit the result"
    assert json.loads(text)["additionalProperties"] is False


@pytest.mark.slow
def test_the_command_leaves_fresh_files_alone() -> None:
    before = {path: path.stat().st_mtime_ns for path in FOLDER.iterdir()}
    subprocess.run([sys.executable, "-m", "jinan_geo.schemas"], check=True)
    assert before == {path: path.stat().st_mtime_ns for path in FOLDER.iterdir()}
