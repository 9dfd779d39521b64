"""A workspace in English alone: no other language in any file of it, on a page or in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from jinan_geo.cli.main import main
from tests.tools.any_city import write_britain, write_japan, write_us
from tests.tools.foreign_words import foreign_files, foreign_in, foreign_shown, texts_of
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import click
    from playwright.sync_api import Browser

PROJECTS = """id,name,{x},{y},district,planned_start,planned_finish,investment_wan,owner
P-1,Library,{at[0]},{ids[0]},2024-07-01,2025-06-30,150,Parks
P-2,School,{at[1]},{ids[1]},2024-07-01,2026-06-30,2000,Schools
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


class English(NamedTuple):
    """A city whose workspace is in English: what a newcomer says, and what is of its own data."""

    write: Callable[[Path], Path]
    said: tuple[str, ...]
    of_layer: tuple[str, ...]
    axes: tuple[str, str]
    at: tuple[str, str]
    ids: tuple[str, str]
    brought: tuple[str, ...] = ()


CITIES = {
    "us": English(
        write_us,
        ("--currency", "USD", "--timezone", "America/New_York"),
        (),
        ("lon", "lat"),
        ("-73.95,40.72", "-73.905,40.84"),
        ("1", "2"),
    ),
    "britain": English(
        write_britain,
        ("--currency", "GBP", "--money", "thousand", "--timezone", "Europe/London"),
        ("--crs", "EPSG:27700"),
        ("Easting", "Northing"),
        ("527500,184000", "527000,180000"),
        ("E09000007", "E09000033"),
    ),
    "japan": English(
        write_japan,
        ("--currency", "JPY", "--money", "hundred-million", "--fiscal-start", "04-01",
         "--fiscal-name", "start", "--name", "N03_004", "--timezone", "Asia/Tokyo"),
        (),
        ("lon", "lat"),
        ("135.49,34.63", "135.47,34.64"),
        ("西成区", "Taishō-ku"),
        ("西成区",),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=CITIES)
def spoken(request: pytest.FixtureRequest) -> English:
    return CITIES[request.param]


@pytest.fixture(scope="module")
def city(spoken: English, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace in English that one command made, with a layer of projects."""
    folder = tmp_path_factory.mktemp("english")
    root = folder / "city"
    ran = run("init", root, "--districts", spoken.write(folder), "--lang", "en", *spoken.said)
    assert (ran.code, foreign_in(ran.text, spoken.brought)) == (0, [])
    x, y = spoken.axes
    projects = PROJECTS.format(x=x, y=y, at=spoken.at, ids=spoken.ids)
    (folder / "projects.csv").write_text(projects, encoding="utf-8")
    where = ("--workspace", root)
    ran = run("layer", "add", folder / "projects.csv", "--id", "projects", *spoken.of_layer, *where)
    assert (ran.code, foreign_in(ran.text, spoken.brought)) == (0, [])
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
    "ledger template --district {district} --out form.xlsx",
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
    "pack --district {district}",
    "layer add layers/projects/projects.csv --id more --crs nonsense",
    "ledger import layers/projects/progress.csv --layer projects --columns nonsense",
)
REFUSED = ("secret", "no-such", "nonsense")


def helps(verb: click.Command, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of each verb that can be asked what it does."""
    yield words
    for name, inner in getattr(verb, "commands", {}).items():
        yield from helps(inner, *words, name)


@pytest.mark.first_whole(1)
@pytest.mark.slow
def test_no_file_and_no_message_is_in_another_language(
    city: Path, spoken: English, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(city)
    for command in VERBS:
        ran = run(*command.format(district=spoken.ids[0]).split())
        assert foreign_in(ran.text, spoken.brought) == [], command
        assert ran.code in {0, 1} or any(word in command for word in REFUSED), ran.text
    assert foreign_files(city, spoken.brought) == {}
    names = {path.suffix for path in city.rglob("*")}
    assert names >= {".xlsx", ".gpkg", ".docx", ".html", ".csv", ".toml", ".geojson"}


@pytest.mark.first_whole(1)
@pytest.mark.slow
def test_no_verb_explains_itself_in_another_language(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(city)
    asked = [*helps(main)]
    assert len(asked) > 40
    told = {words: foreign_in(run(*words, "--help").text) for words in asked}
    assert {words: found for words, found in told.items() if found} == {}


@pytest.mark.first_whole(1)
@pytest.mark.slow
def test_no_page_says_a_word_in_another_language(
    city: Path, spoken: English, browser: Browser, tmp_path: Path
) -> None:
    assert run("build", "--workspace", city).code == 0
    assert foreign_shown(browser, city / "maps", tmp_path, spoken.brought) == {}
    assert foreign_files(tmp_path, spoken.brought) == {}


@pytest.mark.first_whole(1)
@pytest.mark.slow
def test_what_is_asked_for_in_another_language_comes_in_that(city: Path, tmp_path: Path) -> None:
    where = ("--workspace", city, "--lang", "zh")
    ran = run("export", "xlsx", "--out", tmp_path / "a.xlsx", *where)
    assert ran.code == 0, ran.text
    assert "计划投资" in "".join(texts_of(tmp_path / "a.xlsx"))
