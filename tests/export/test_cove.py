"""The standard's own checker finds nothing wrong in a package.

It brings fifty packages and asks the standard's host for its schema, which no package carries, so
it stands in an environment of its own, made by pip from ``cove.lock``, and is asked in CI and by
``make deep`` alone. Without a network ``OC4IDS_SCHEMA`` names a folder with the schema: that of
``schema/project-level`` in the standard's repository (open-contracting/infrastructure).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.export.test_oc4ids import DECLARED, EVIDENCE
from tests.tools import cove
from tests.tools.any_city import TABLES, commands_of
from tests.tools.exported import LAYER, MORE
from tests.tools.packages import said_by, said_of
from tests.tools.tiny_city import SITE_FEATURES, collection, write_city
from tests.tools.verbs import run

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).with_name("cove.lock")


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the checker."""
    home = tmp_path_factory.mktemp("cove") / "venv"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    python = home / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCK]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the checker cannot be fetched: {done.stderr[-300:]}")
    return python


def ask(checker: Path, *files: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [checker, cove.__file__, *files], capture_output=True, text=True, check=False
    )
    if done.returncode == cove.UNREACHED:
        pytest.skip(
            f"no OC4IDS_SCHEMA, and the schema's host is out of reach: {done.stderr[-300:]}"
        )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout).values())


@pytest.mark.deep
def test_the_checker_of_the_standard_finds_no_errors(checker: Path, tmp_path: Path) -> None:
    hard = {
        **DECLARED,
        **LAYER,
        "layers/sites/features.geojson": collection([*SITE_FEATURES, *MORE]),
        "layers/sites/evidence.csv": EVIDENCE,
    }
    cities = {
        "tiny": write_city(tmp_path / "tiny", DECLARED),
        "hard": write_city(tmp_path / "hard", hard),
        "sample": ROOT / "examples" / "sample-city",
        "jinan": ROOT,
    }
    for name in TABLES:  # of four countries, as newcomers begin them
        (tmp_path / name).mkdir()
        init, layer, table, *_ = commands_of(name, tmp_path / name)
        for command in (init, layer, table):
            assert (done := run(*command)).code == 0, done.text
        cities[name] = tmp_path / name / "city"
    files = [tmp_path / f"{name}.json" for name in cities]
    for root, file in zip(cities.values(), files, strict=True):
        done = run("export", "oc4ids", "--workspace", root, "--out", file)
        assert done.code == 0, done.text
        package = json.loads(file.read_text(encoding="utf-8"))
        assert said_by(package) == said_of(prepare_city(Workspace.open(root)))
    found = dict(zip(cities, ask(checker, *files), strict=True))
    for name, one in found.items():
        prefix = one.pop("conformance_checks")
        # What is not declared is a draft, of which the checker says that it has no prefix.
        is_draft = name not in {"tiny", "hard"}
        assert [check["check_id"] for check in prefix] == ["invalid-project-ids"] * is_draft
        assert one == {
            "validation_errors_count": 0,
            "validation_errors": [],
            "additional_fields_count": 0,
            "additional_closed_codelist_values": {},
            "additional_checks": [],
        }


@pytest.mark.deep
def test_the_checker_would_tell(checker: Path, tmp_path: Path) -> None:
    """A package that is wrong in each way that ours is right."""
    root = write_city(tmp_path / "w", DECLARED)
    file = tmp_path / "p.json"
    assert run("export", "oc4ids", "--workspace", root, "--out", file).code == 0
    package = json.loads(file.read_text(encoding="utf-8"))
    package["uri"] = "济南"
    package["publishedDate"] = "2025-02-28"
    package["projects"][0]["status"] = "done"
    package["projects"][1]["period"]["startDate"] = "2025-01-01T00:00:00"
    package["projects"][1]["more"] = 1
    del package["projects"][0]["budget"]["amount"]["currency"]
    file.write_text(json.dumps(package), encoding="utf-8")
    (found,) = ask(checker, file)
    assert found["validation_errors_count"] >= 3
    assert found["additional_fields_count"] == 1
    assert [one["check_id"] for one in found["additional_checks"]] == ["missing-currency"]
