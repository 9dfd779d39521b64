"""Nothing that is read is written over, by any verb, under any name."""

from __future__ import annotations

import os
from itertools import cycle, product
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from jinan_geo.cli.main import main
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.errors import RefusedError
from jinan_geo.write.files import write_made, write_text
from tests.tools.tiny_city import FILES, collection, feature, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator

# What each verb with --out needs beside it; a new one is added here.
CALLS = {
    "actions": [],
    "ledger form": [],
    "build": [],
    "map": ["a.geojson", "t.csv", "--key", "id"],
    "check": [],
    "compare": ["--from", "2025-01-31"],
    "count": ["a.parquet"],
    "export": ["xlsx"],
    "ledger import": ["a.geojson"],
    "ledger template": ["--district", "370102"],
    "pack": [],
    "province": ["."],
    "provision": [],
    "settle": [],
    "slides": [],
    "year new": ["2026"],
    "year show": [],
}
# Places of a workspace that no output may take, or lie in.
PLACES = [
    "layers",
    "layers/sites",
    "layers/sites/features.geojson",
    "layers/sites/progress.csv",
    "layers/sites/layer.toml",
    "layers/new/page.html",
    "LAYERS/sites/page.html",
    "Layers/Sites/Progress.CSV",
    "ground/roads.geojson",
    "profiles/x.toml",
    "workspace.toml",
    "Workspace.TOML",
    "targets.toml",
    "editions.csv",
    "archive/2025-10-31/pages/city.html",
    "evidence.csv",
    "maps/city.toml",
    "layers/sites/../sites/progress.csv",
]


def verbs(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


VERBS = dict(verbs(main))


def writes(command: click.Command) -> bool:
    return any(
        option in {"--out", "--output", "-o"} for one in command.params for option in one.opts
    )


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_guarded_and_every_output_is_known_as_one(name: str) -> None:
    command = VERBS[name]
    assert isinstance(command, Verb)
    for one in command.params:
        assert isinstance(one.type, OutPath) is (one.opts[0] == "--out")


def test_every_verb_with_an_output_is_tried_here() -> None:
    assert set(CALLS) == {name for name, command in VERBS.items() if writes(command)}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_city(tmp_path_factory.mktemp("guard") / "city")
    (root / "a.geojson").write_text(collection([feature(None, id="1")]), encoding="utf-8")
    (root / "t.csv").write_text("id,n\n1,2\n", encoding="utf-8")
    return root


def bytes_of(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


# Each verb and each place first, then all other pairs.
FIRST = [*zip(cycle(CALLS), PLACES, strict=False)]
PAIRS = [*FIRST, *(pair for pair in product(CALLS, PLACES) if pair not in FIRST)]


def test_the_first_pairs_have_every_verb_and_every_place() -> None:
    verbs, places = zip(*FIRST, strict=True)
    assert {*verbs} == {*CALLS}
    assert [*places] == PLACES


@pytest.mark.parametrize(("verb", "place"), PAIRS)
@pytest.mark.first_whole(len(PLACES))
def test_no_verb_writes_where_a_workspace_keeps_what_it_reads(
    city: Path, verb: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(city)
    before = bytes_of(city)
    ran = run(*verb.split(), *CALLS[verb], "--out", place)
    assert ran.code == 6, ran.text
    assert place in ran.text
    assert bytes_of(city) == before


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("verb", CALLS)
def test_links_to_what_is_kept_are_seen_through(
    city: Path, tmp_path: Path, verb: str, link: type[os.symlink], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(city)
    kept = city / "layers/sites/progress.csv"
    name = city / f"linked-{verb.split(maxsplit=1)[0]}-{link.__name__}.csv"
    link(kept, name)
    try:
        ran = run(*verb.split(), *CALLS[verb], "--out", name)
    finally:
        name.unlink()
    assert ran.code == 6, ran.text
    folder = tmp_path / "folder"
    folder.symlink_to(city / "layers/sites")
    ran = run(*verb.split(), *CALLS[verb], "--workspace", city, "--out", folder / "new.html")
    has_no_such_option = verb in {"map", "province"}
    assert ran.code == (2 if has_no_such_option else 6), ran.text
    assert kept.read_text(encoding="utf-8") == FILES["layers/sites/progress.csv"]


@pytest.mark.parametrize("out", ["a.geojson", "t.csv", "./t.csv", "A.GeoJSON", "T.csv"])
def test_map_keeps_its_inputs_where_there_is_no_workspace(
    tmp_path: Path, out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.geojson").write_text(collection([feature(None, id="1")]), encoding="utf-8")
    (tmp_path / "t.csv").write_text("id,n\n1,2\n", encoding="utf-8")
    before = bytes_of(tmp_path)
    ran = run("map", "a.geojson", "t.csv", "--key", "id", "--out", out)
    assert ran.code == 6, ran.text
    assert bytes_of(tmp_path) == before
    ran = run("map", "a.geojson", "t.csv", "--key", "id", "--out", "a.html")
    assert ran.code == 0, ran.text


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes that have a path")
@pytest.mark.parametrize("linked", [False, True])
def test_a_device_or_a_pipe_is_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, linked: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.geojson").write_text(collection([feature(None, id="1")]), encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    out = "link" if linked else "pipe"
    ran = run("map", "a.geojson", "--out", out, "--lang", "en")
    assert ran.code == 6, ran.text
    assert "a device, a pipe or a socket" in " ".join(ran.text.split())
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "link").is_symlink()
    for write in (lambda path: write_text(path, "x"), lambda path: write_made(path, Path.touch)):
        with pytest.raises(RefusedError):
            write(tmp_path / out)


def test_parts_of_a_shapefile_are_inputs_too(tmp_path: Path) -> None:
    for part in ("shp", "shx", "dbf"):
        (tmp_path / f"s.{part}").write_bytes(b"")
    ran = run(
        "map", tmp_path / "s.shp", tmp_path / "s.dbf", "--key", "id", "--out", tmp_path / "s.shx"
    )
    assert ran.code == 6, ran.text


@pytest.mark.slow
def test_check_of_a_file_keeps_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "issues.gpkg"
    file.write_text(collection([feature(None, id="1")]), encoding="utf-8")
    ran = run("check", file, "--out", folder, "--key", "id")
    assert ran.code in {2, 6}, ran.text
    assert file.read_text(encoding="utf-8").startswith("{")


@pytest.mark.slow
def test_a_layer_whose_file_lies_elsewhere_keeps_it(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    data = tmp_path / "city/export/sites.geojson"
    data.parent.mkdir()
    data.write_text(FILES["layers/sites/features.geojson"], encoding="utf-8")
    manifest = root / "layers/sites/layer.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f'features = "../../export/sites.geojson"\n{text}', encoding="utf-8")
    before = data.read_bytes()
    ran = run("export", "geojson", "--workspace", root)
    assert ran.code in {2, 6}, ran.text
    assert data.read_bytes() == before


def test_pages_may_be_replaced_and_outputs_may_lie_beside_what_is_kept(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    for name in ("maps/city.html", "export/x.geojson", "x.csv"):
        for _ in range(2):
            write_text(root / name, "x")
    with pytest.raises(RefusedError, match="keeps its manifests"):
        write_text(root / "maps/city.toml", "x")
    with pytest.raises(RefusedError, match="keeps what it reads"):
        write_made(root / "layers/sites/x.gpkg", lambda _: None)
