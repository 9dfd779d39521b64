"""What stands around the code.

Versions agree, CI runs what we run, a build does not start the next one.
"""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TOLD = sorted(
    [*ROOT.glob(".github/**/*.yml"), ROOT / ".pre-commit-config.yaml", ROOT / "CITATION.cff"]
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_versions_agree() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    newest, *_ = re.findall(r"^## (\d+\.\d+\.\d+)$", read("CHANGELOG.md"), re.MULTILINE)
    cited = yaml.safe_load(read("CITATION.cff"))
    assert project["version"] == newest == cited["version"]
    assert project["license"] == cited["license"]


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    assert re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)[0] == "Unreleased"


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_other_programs_read_is_yaml(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_the_workflow_runs_what_we_run() -> None:
    jobs = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]
    steps = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    assert "bash .ci/run" in steps


def test_hooks_run_the_pinned_tools() -> None:
    (local,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert all(hook["entry"].startswith(".venv/bin/") for hook in local["hooks"])


@pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="git tells what is made; this is no checkout"
)
def test_a_build_does_not_start_the_next_one() -> None:
    written_by_hand = runpy.run_path(str(ROOT / "watch.py"))["written_by_hand"]
    made = ["maps/city.html", "jinan_geo/web/dist/page.js", "layers/__pycache__/make_samples.pyc"]
    hand = ["layers/districts/layer.toml", "maps/city.toml", "jinan_geo/web/src/app/main.ts"]
    assert written_by_hand({str(ROOT / name) for name in made + hand}) == sorted(hand)
