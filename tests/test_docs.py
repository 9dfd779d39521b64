"""The documents hold: links lead somewhere, commands exist, the README's layer builds, references
are fresh.
"""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest

from jinan_geo.cli.main import main
from jinan_geo.manifest.expectation import Expectation
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCK = re.compile(r"`([\w.-]+)`\n\n```\w+\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


SOURCE = re.compile(r"(?<![\w./-])[a-z][\w-]*(?:/[\w-]+)+\.(?:py|tsx?)\b")
# Where the sources lie that documents name by their room, and what names files of others.
ROOMS = (ROOT, ROOT / "jinan_geo", ROOT / "jinan_geo" / "web", ROOT / "tests")
HISTORY = {"CHANGELOG.md"}


def test_sources_that_documents_name_exist() -> None:
    named = {
        (page.name, source)
        for page in PAGES
        if page.name not in HISTORY
        for source in SOURCE.findall(page.read_text(encoding="utf-8"))
    }
    assert len(named) > 50  # else the pattern has stopped to find them
    assert [one for one in named if not any((room / one[1]).is_file() for room in ROOMS)] == []


FORMAT = re.compile(r"^\| (.+?) \|.*\| `([\w/]+\.py)` \|$", re.MULTILINE)
# How a test names a format, where not as the document does.
ASKED = {
    "JSON": "[{",
    "勘测定界": "地块坐标",
    "CASS": ".dat",
    "OpenStreetMap": "osm",
    "CSV": "xlsx",
    "`.zip`": "zip",
    "File": "gdb",
}


def test_every_format_names_a_test_that_asks_it() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    held = FORMAT.findall(text)
    assert len(held) == text.split("\n\n**Why two")[0].count("\n|") - 2
    for title, file in held:
        first = title.split(" ")[0].strip(",")
        asked = ASKED.get(first, first).lower()
        assert asked in (ROOT / "tests" / file).read_text(encoding="utf-8").lower(), (title, file)


NAMING = [
    *sorted(
        path
        for path in (ROOT / "jinan_geo").rglob("*")
        if path.suffix in {".py", ".csv", ".toml", ".json", ".ts", ".css", ".j2", ".js"}
        and not {"node_modules", "dist"} & set(path.parts)
    ),
    *sorted(ROOT.glob("*.toml")),
    *sorted(ROOT.glob("layers/*/*.toml")),
    *sorted(ROOT.glob("maps/*.toml")),
    ROOT / "Makefile",
    ROOT / ".ci" / "run",
]


def test_documents_that_code_and_data_name_exist() -> None:
    """A message that sends its reader to a document must not send him nowhere."""
    named = {
        (path.relative_to(ROOT).as_posix(), document)
        for path in NAMING
        for document in re.findall(r"\bdocs/[\w./-]+\.md\b", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10  # else the pattern has stopped to find them
    assert not [(path, document) for path, document in named if not (ROOT / document).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"`?make ([a-z]+)", text)) - {"up"} <= targets
    assert isinstance(main, click.Group)
    assert set(re.findall(r"jinan-geo ([a-z]+)", text)) <= set(main.commands)


def test_every_target_is_told_to_contributors() -> None:
    """Targets that only prepare another one are not."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    parts = {"browser", "database", "office", "bundle", "screenshots"}
    told = set(re.findall(r"`make ([a-z]+)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    told |= {"maps"} if "make maps " in (ROOT / "README.md").read_text("utf-8") else set()
    assert targets - parts == told


def test_every_verb_is_in_the_readme_or_the_guide() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs/guide.zh.md").read_text(
        encoding="utf-8"
    )
    assert isinstance(main, click.Group)
    assert not [verb for verb in main.commands if f"jinan-geo {verb}" not in text]


@pytest.mark.slow
def test_the_layer_of_the_readme_is_on_its_pages(tmp_path: Path) -> None:
    for name in ("workspace.toml", "targets.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in ("layers", "maps"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    files = dict(BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert set(files) == {"layer.toml", "features.geojson", "progress.csv"}
    for name, text in files.items():
        path = tmp_path / "layers" / "pocket-parks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    city = prepare_city(Workspace.open(tmp_path))
    assert not [issue for issue in city.issues if issue.layer == "pocket-parks"]
    pages = {data.page.id: data for data in build_pages(publish(city, "internal"))}
    for page in ("city", "green", "370102"):
        _, tables = read_block(pages[page].blocks["pocket-parks"])
        assert tables["features"]["id"] == ["park-1"]
        assert tables["states"]["light"][-1] != "grey"


TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(
    "text", TOML.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
)
def test_the_examples_of_rules_are_manifests(text: str) -> None:
    base = 'name = { zh = "层" }\nsource = { zh = "源" }\ngeometry = ["polygon"]\n'
    assert LayerManifest.model_validate(tomllib.loads(base + text))


def test_every_rule_is_in_the_guide_to_rules() -> None:
    rules = {rule.model_fields["rule"].annotation for rule in get_args(get_args(Expectation)[0])}
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert not [name for rule in rules for name in get_args(rule) if f"`{name}`" not in text]


def test_references_are_fresh() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))["PAGES"]
    stale = [
        name
        for name, write in made.items()
        if (ROOT / "docs" / name).read_text(encoding="utf-8") != write()
    ]
    assert not stale, "run: python docs/make_reference.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    "script", ["layers/make.py", "layers/districts/make.py", "examples/sample-city/make.py"]
)
def test_data_scripts_make_the_data_that_is_committed(tmp_path: Path, script: str) -> None:
    made = [
        path
        for folder in ("layers", "examples")
        for kind in ("geojson", "csv")
        for path in sorted((ROOT / folder).rglob(f"*.{kind}"))
    ]
    for folder in ("layers", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "jinan_geo").symlink_to(ROOT / "jinan_geo")
    shutil.copy(ROOT / "workspace.toml", tmp_path)
    done = subprocess.run(
        [sys.executable, str(tmp_path / script)],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for path in made:
        assert (tmp_path / path.relative_to(ROOT)).read_bytes() == path.read_bytes(), path.name


def test_the_tables_of_the_report_are_what_was_measured() -> None:
    plots = runpy.run_path(str(ROOT / "benchmarks" / "plots.py"))
    rows = plots["read"]()
    assert rows  # else an empty table would agree
    text = plots["PAGE"].read_text(encoding="utf-8")
    assert plots["fill"](text, rows) == text
