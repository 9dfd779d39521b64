"""A workspace in English alone: no other language in any file of it, on a page or in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.any_city import write_us
from tests.tools.foreign_words import foreign_files, foreign_in, foreign_shown, texts_of
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PROJECTS = """id,name,lon,lat,district,planned_start,planned_finish,investment_wan,owner
P-1,Library,-73.95,40.72,1,2024-07-01,2025-06-30,150,Parks
P-2,School,-73.905,40.84,2,2024-07-01,2026-06-30,2000,Schools
"""
PROGRESS = """id,as_of,stage,done_pct,invested_wan,est_finish,remark,reported_by
P-1,2025-01-31,construction,40,50,,steel is up,A
P-2,2025-01-31,started,10,100,,,B
P-1,2025-02-28,construction,35,40,,,A
"""
TARGETS = """source = "Plan"
[[targets]]
id = "T-1"
theme = "renewal"
name = "Projects done"
comparator = ">="
value = 2
unit = "projects"
due = 2026-12-31
measure = { layer = "projects", reached = "done" }
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace in English that one command made, with a layer of projects."""
    folder = tmp_path_factory.mktemp("english")
    root = folder / "city"
    said = ("--lang", "en", "--currency", "USD", "--timezone", "America/New_York")
    ran = run("init", root, "--districts", write_us(folder), *said)
    assert (ran.code, foreign_in(ran.text)) == (0, [])
    (folder / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    ran = run("layer", "add", folder / "projects.csv", "--id", "projects", "--workspace", root)
    assert (ran.code, foreign_in(ran.text)) == (0, [])
    (root / "layers" / "projects" / "progress.csv").write_text(PROGRESS, encoding="utf-8")
    (root / "targets.toml").write_text(TARGETS, encoding="utf-8")
    return root


VERBS = (
    "check --out issues.xlsx",
    "check --out issues.gpkg --json",
    "build",
    "export xlsx",
    "export gpkg",
    "export geojson",
    "export oc4ids",
    "ledger template --district 1 --out form.xlsx",
    "actions --out actions.docx",
    "actions --out actions.xlsx",
    "provision --out provision.xlsx",
    "compare --from 2025-01-31 --to 2025-02-28 --out changes.xlsx",
    "settle --out settled.docx",
    "layer show projects",
    "layer new parks",
    "doctor layers/projects/projects.csv",
    "build --audience secret",
    "check --no-such-option",
    "pack --district 1",
)


@pytest.mark.slow
def test_no_file_and_no_message_is_in_another_language(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(city)
    for command in VERBS:
        ran = run(*command.split())
        assert foreign_in(ran.text) == [], command
        assert ran.code in {0, 1} or "secret" in command or "no-such" in command, ran.text
    assert foreign_files(city) == {}
    names = {path.suffix for path in city.rglob("*")}
    assert names >= {".xlsx", ".gpkg", ".docx", ".html", ".csv", ".toml", ".geojson"}


@pytest.mark.slow
def test_no_page_says_a_word_in_another_language(
    city: Path, browser: Browser, tmp_path: Path
) -> None:
    assert run("build", "--workspace", city).code == 0
    assert foreign_shown(browser, city / "maps", tmp_path) == {}
    assert foreign_files(tmp_path) == {}


@pytest.mark.slow
def test_what_is_asked_for_in_another_language_comes_in_that(city: Path, tmp_path: Path) -> None:
    where = ("--workspace", city, "--lang", "zh")
    ran = run("export", "xlsx", "--out", tmp_path / "a.xlsx", *where)
    assert ran.code == 0, ran.text
    assert "计划投资" in "".join(texts_of(tmp_path / "a.xlsx"))
