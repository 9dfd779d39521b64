"""The same file gives the same counts in every verb.

Whatever is odd in it, and whatever its format: what one sets aside no other uses.
"""

from __future__ import annotations

import itertools
import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import jinan_geo
from jinan_geo.cli.main import main
from tests.tools.odd_places import AMOUNTS, FORMATS, KINDS, ODD, SYSTEMS, OddFile, write_odd
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = 2
SOME = [
    OddFile("geojson", "degrees", "point", "swapped", 1),
    OddFile("csv", "degrees", "point", "other units", 4),
    OddFile("geojson", "degrees", "polygon", "bent", 4),
    OddFile("gpkg", "metres", "polygon", "swapped", 7),
    OddFile("geojson", "degrees", "point", "swapped", 10),
    OddFile("xlsx", "degrees", "point", "swapped", 1),
    OddFile("shp", "metres", "line", "other units", 1),
    OddFile("geojson", "metres", "point", "huge", 4),
    OddFile("wkt", "degrees", "polygon", "swapped", 4),
    OddFile("shp", "degrees", "polygon", "nothing", 4),
    OddFile("geojson", "degrees", "line", "zero", 1),
    OddFile("csv", "degrees", "point", "nothing", 1),
]
EVERY = [
    OddFile(*one)
    for one in itertools.product(FORMATS, SYSTEMS, KINDS, ODD, AMOUNTS)
    if one[0] not in {"csv", "xlsx"} or one[1:3] == ("degrees", "point")
]


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")


def tell(*line: object) -> tuple[int, dict[str, Any]]:
    """Run a verb; gives its exit code and the JSON that it printed, if it did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = CliRunner().invoke(main, [*map(str, line)])
    assert isinstance(result.exception, SystemExit | None), result.exception
    said = result.stdout if "--json" in line else "{}"
    return result.exit_code, json.loads(said)


def counts(answer: tuple[int, dict[str, Any]]) -> tuple[int, object, object]:
    code, said = answer
    return code, said.get("features"), said.get("set_aside")


def disagreements(made: OddFile, folder: Path) -> list[str]:
    """Put a file through the verbs beside no workspace, then within one."""
    path = write_odd(folder, made)
    if path is None:
        return []
    drawn = tell("map", path, "--json", "--out", folder / "a.html")
    checked = tell("check", path, "--json")
    found = []
    refused = {drawn[0], checked[0]} == {REFUSED}
    nowhere = drawn[1].get("on_map") == 0 and counts(drawn)[1] == counts(checked)[1]
    if counts(drawn) != counts(checked) and not (refused or nowhere):
        found.append(f"map {counts(drawn)}, check {counts(checked)}")
    doctor = tell("doctor", path, "--json")
    if checked[0] != REFUSED:
        placeless = {"nothing", "empty", "zero", "bent"}
        if made.odd not in placeless and doctor[1]["set_aside"] != checked[1]["set_aside"]:
            found.append(f"doctor {counts(doctor)}, check {counts(checked)}")
    return found + _within(path, folder)


def _within(path: Path, folder: Path) -> list[str]:
    city = folder / "city"
    write_city(city)
    checked = tell("check", path, "--json", "--workspace", city)
    code, _ = tell("layer", "add", path, "--id", "odd", "--workspace", city)
    if code == REFUSED:  # a table without a place is no layer
        nowhere = checked[0] == REFUSED or any(
            issue["type"] == "no-places" or "zero" in issue["type"] or not checked[1]["set_aside"]
            for issue in checked[1]["issues"]
        )
        return [] if nowhere else [f"layer add {code}, check {counts(checked)}"]
    layer = tell("check", "odd", "--json", "--workspace", city)
    if checked[0] == REFUSED:  # the manifest declares what the file should have stated
        declared = (city / "layers/odd/layer.toml").read_text(encoding="utf-8")
        is_usable = layer[1]["used"] > 0 and ("swapped = true" in declared or "crs = " in declared)
        return [] if is_usable else [f"layer add {code}, its layer {counts(layer)}, check refuses"]
    if {counts(checked), counts(layer)} == {(code, *counts(layer)[1:])}:
        return []
    return [f"layer add {code}, its layer {counts(layer)}, check {counts(checked)}"]


@pytest.mark.first_quick(2)
@pytest.mark.parametrize("made", SOME, ids=[f"{one.format}-{one.odd}-{one.amount}" for one in SOME])
@pytest.mark.first_whole(4)
def test_verbs_agree_on_a_file_of_which_some_is_odd(made: OddFile, tmp_path: Path) -> None:
    assert disagreements(made, tmp_path) == []


@pytest.mark.deep
@pytest.mark.parametrize("made", EVERY, ids=str)
def test_verbs_agree_on_every_odd_file(made: OddFile, tmp_path: Path) -> None:
    assert disagreements(made, tmp_path) == []


def test_one_swapped_row_is_set_aside_by_every_verb_and_named(tmp_path: Path) -> None:
    path = write_odd(tmp_path, OddFile("geojson", "degrees", "point", "swapped", 1))
    assert path is not None
    code, checked = tell("check", path, "--json", "--lang", "en")
    (issue,) = [one for one in checked["issues"] if one["severity"] == "error"]
    assert (code, checked["used"], checked["set_aside"]) == (1, 13, 1)
    assert (issue["type"], issue["row"]) == ("impossible-place", 8)
    code, drawn = tell("map", path, "--json", "--out", tmp_path / "a.html")
    assert (code, drawn["on_map"], drawn["set_aside"]) == (1, 13, 1)
    code, examined = tell("doctor", path, "--json", "--lang", "en")
    assert (code, examined["mixed"], examined["set_aside"]) == (1, [], 1)
    assert "(row 8)" in examined["evidence"][0]
    assert "swapped = true" not in json.dumps(checked)


@pytest.mark.parametrize("system", ["degrees", "metres"])
def test_a_place_at_zero_is_none_in_every_verb(tmp_path: Path, system: str) -> None:
    path = write_odd(tmp_path, OddFile("geojson", system, "point", "zero", 1))
    write_city(tmp_path / "city")
    code, _ = tell("layer", "add", path, "--id", "odd", "--workspace", tmp_path / "city")
    assert code == 0
    for verb in (
        ("map", path, "--out", tmp_path / "a.html"),
        ("check", path),
        ("check", "odd", "--workspace", tmp_path / "city"),
    ):
        code, answer = tell(*verb, "--json")
        assert (code, answer["features"], answer["set_aside"]) == (0, 14, 0)
        assert [one["row"] for one in answer["issues"] if one["type"] == "zero-place"] == [8]
    assert tell("doctor", path, "--json")[1]["set_aside"] == 0


@pytest.mark.parametrize("system", ["degrees", "metres"])
def test_a_file_swapped_throughout_is_refused_until_its_crs_is_said(
    tmp_path: Path, system: str
) -> None:
    path = write_odd(tmp_path, OddFile("geojson", system, "point", "swapped", 14))
    write_city(tmp_path / "city")
    verbs = [
        ("map", path, "--out", tmp_path / "a.html"),
        ("check", path),
        ("check", path, "--workspace", tmp_path / "city"),
    ]
    said = ("--crs", SYSTEMS[system], "--json", "--lang", "en")
    for verb in verbs:
        code, answer = tell(*verb, "--json", "--lang", "en")
        assert (code, answer["exit_code"]) == (REFUSED, REFUSED)
        assert "14 of 14 places are impossible" in answer["why"]
        assert "state the CRS with --crs" in answer["why"]
        code, answer = tell(*verb, *said)
        assert (code, answer["features"], answer["set_aside"]) == (0, 14, 0)
        assert answer.get("bounds", [117.02])[0] == pytest.approx(117.02)
    code, answer = tell("doctor", path, "--json")
    assert (code, answer["swapped"]) == (0, True)
    code, _ = tell("layer", "add", path, "--id", "odd", "--workspace", tmp_path / "city")
    assert code == 0


def test_a_notebook_sets_it_aside_too(tmp_path: Path) -> None:
    path = write_odd(tmp_path, OddFile("geojson", "degrees", "point", "swapped", 1))
    with pytest.warns(UserWarning, match="第 8 行"):
        page = jinan_geo.map(path).figure.page
    assert (page.layers[0].features, page.totals[0].located) == (14, 13)


def test_what_the_user_says_of_a_mixed_file_is_not_turned_around(tmp_path: Path) -> None:
    path = write_odd(tmp_path, OddFile("geojson", "degrees", "point", "swapped", 10))
    write_city(tmp_path / "city")
    where = ("--workspace", tmp_path / "city", "--crs", "EPSG:4326")
    assert tell("check", path, "--json", *where)[0] == REFUSED
    assert tell("layer", "add", path, "--id", "odd", *where)[0] == REFUSED
