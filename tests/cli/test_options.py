"""The options that say how a file is read: every verb that has them honours or refuses each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.tools.field import HEADS, book, places, spots, text
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

VERBS = {
    "map": ("map", "--out"),
    "doctor": ("doctor",),
    "check": ("check",),
    "layer": ("layer", "add", "--id", "added", "--workspace"),
}
REFUSED = ["--sheet", "--layer", "--header-rows", "--x"]


def ask(verb: str, folder: Path, file: Path, *options: str) -> tuple[int, str]:
    """Run a verb on a file; what it needs beside is given."""
    more = {"map": [folder / "page.html"], "layer": [folder / "city"]}.get(verb, [])
    if verb == "layer":
        write_city(folder / "city")
    ran = run(*VERBS[verb], *more, file, *options, "--lang", "en")
    return ran.code, ran.text


@pytest.mark.parametrize("verb", VERBS)
def test_what_means_nothing_for_the_file_is_refused_by_every_verb(
    tmp_path: Path, verb: str
) -> None:
    file = places(tmp_path, ["a", "b"])
    values = {"--header-rows": "1", "--x": "a"}
    for option in REFUSED:
        beside = ["--y", "b"] if option == "--x" else []
        code, said = ask(verb, tmp_path, file, option, values.get(option, "甲"), *beside)
        assert code == 2, said
        assert f"places.geojson: {option} has no meaning here" in said
    assert not (tmp_path / "city/layers/added").exists()
    assert not (tmp_path / "page.html").exists()


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_a_crs_and_a_key_that_are_none_are_refused_by_every_verb(tmp_path: Path, verb: str) -> None:
    rows = [",".join(map(str, row)) for row in [HEADS, *spots(0, 3)]]
    file = text(tmp_path, "\n".join(rows))
    for option, value in (("--crs", "nowhere"), ("--key", "nothing")):
        code, said = ask(verb, tmp_path, file, option, value)
        assert code == 2, said
        assert value in said
        assert "layer.toml" not in said


@pytest.mark.slow
def test_the_doctor_tries_the_crs_that_is_said(tmp_path: Path) -> None:
    file = places(tmp_path, ["a", "b"])
    told = {}
    for crs in ("gcj02", "4490", "EPSG:4548"):
        ran = run("doctor", file, "--crs", crs, "--json")
        told[crs] = json.loads(ran.text)
    assert [one["declared"] for one in told.values()] == ["GCJ-02", "EPSG:4490", "EPSG:4548"]
    assert told["EPSG:4548"]["found"] != "EPSG:4548"  # degrees are no metres


def test_of_layers_their_manifests_say_how_they_are_read(tmp_path: Path) -> None:
    city = write_city(tmp_path / "city")
    for option in ("--sheet", "--layer", "--key", "--crs", "--encoding"):
        ran = run("check", "--workspace", city, option, "甲", "--lang", "en")
        assert ran.code == 2
        assert option in ran.text


def test_an_option_for_the_table_alone_is_no_fault_of_the_features(tmp_path: Path) -> None:
    features = places(tmp_path, ["P-0", "P-1", "P-2"])
    table = book(tmp_path, {"封面": [["x", "y"]], "甲": [HEADS, *spots(0, 3)]})
    out = tmp_path / "page.html"
    ran = run("map", features, table, "--sheet", "甲", "--out", out, "--json")
    assert json.loads(ran.text)["rows"] == 3
    ran = run("map", features, table, "--layer", "甲", "--out", out, "--lang", "en")
    assert ran.code == 2
    assert "--layer" in ran.text
