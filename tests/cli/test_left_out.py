"""One bad layer never stops a city: it is left out, named everywhere, the others are as ever."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError, ManifestError
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.tiny_city import SITES_LAYER, collection, feature, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

LAYER = "layers/sites/layer.toml"
FEATURES = "layers/sites/features.geojson"
BAD: dict[str, tuple[dict[str, str | None], str]] = {
    "a mistyped key": ({LAYER: SITES_LAYER.replace("theme", "thema", 1)}, "did you mean 'theme'?"),
    "no TOML": ({LAYER: "name ="}, "not valid TOML"),
    "a theme that is none": ({LAYER: SITES_LAYER.replace("urban", "rural", 1)}, "does not exist"),
    "no file": ({FEATURES: None}, "the file is missing"),
    "half a file": ({FEATURES: "{"}, "not readable as GeoJSON"),
    "a ledger without columns": ({"layers/sites/progress.csv": "x,y\n1,2\n"}, "progress.csv"),
}
bad = pytest.mark.parametrize("kind", BAD)
# Other verbs, which need the layer not.
OTHERS = [
    ["layer", "list"],
    ["provision"],
    ["export", "geojson"],
    ["ledger", "log"],
    ["ledger", "template", "--district", "370112", "--layer", "street-works"],
]


@bad
@pytest.mark.slow
def test_pages_are_built_without_it_and_name_it(tmp_path: Path, kind: str) -> None:
    files, why = BAD[kind]
    root = write_city(tmp_path, files)
    ran = run("build", "--workspace", root, "--lang", "en")
    assert ran.code == 1, ran.text
    assert "sites: left out" in ran.text
    assert why in ran.text.replace("\n", " ")
    assert "sites" in (root / "maps/index.html").read_text(encoding="utf-8")
    assert "layer-left-out" in (root / "maps/issues.csv").read_text(encoding="utf-8-sig")
    assert (root / "maps/city.html").exists()
    ran = run("build", "--strict", "--workspace", root, "--lang", "en")
    assert ran.code == 2, ran.text


@bad
@pytest.mark.first_quick(2)
def test_check_lists_it_and_only_asked_for_it_is_refused(tmp_path: Path, kind: str) -> None:
    files, why = BAD[kind]
    root = write_city(tmp_path, files)
    ran = run("check", "--workspace", root, "--json")
    answer = json.loads(ran.text)
    (issue,) = [one for one in answer["issues"] if one["type"] == "layer-left-out"]
    assert (ran.code, answer["set_aside"], issue["layer"]) == (1, 1, "sites")
    assert why in issue["message_en"]
    assert run("check", "street-works", "--workspace", root).code == 0
    ran = run("check", "sites", "--workspace", root)
    assert ran.code == 2
    assert why in ran.text.replace("\n", " ")


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("verb", OTHERS, ids=" ".join)
@pytest.mark.parametrize("kind", ["a mistyped key", "half a file"])
def test_no_other_verb_stops(tmp_path: Path, kind: str, verb: list[str]) -> None:
    root = write_city(tmp_path, BAD[kind][0])
    ran = run(*verb, "--workspace", root, "--lang", "en")
    at_manifest = kind == "a mistyped key"
    assert ran.code == (1 if at_manifest or verb != ["ledger", "log"] else 0), ran.text
    assert ran.code == 0 or "sites: left out" in ran.text


def test_the_doctor_does_without_it(tmp_path: Path) -> None:
    root = write_city(tmp_path, BAD["half a file"][0])
    file = root / "layers/street-works/features.geojson"
    ran = run("doctor", file, "--workspace", root, "--lang", "en")
    assert ran.code in {0, 1}
    assert "layer sites cannot be used" in ran.text


def test_without_districts_there_is_no_city(tmp_path: Path) -> None:
    root = write_city(tmp_path, {"layers/districts/features.geojson": "{"})
    assert run("check", "--workspace", root).code == 2
    root = write_city(tmp_path, {"layers/districts/layer.toml": "x = 1"})
    assert run("check", "--workspace", root).code == 2


@pytest.mark.slow
def test_why_is_not_told_to_an_audience_and_the_public_hears_of_no_unknown_layer(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path, {FEATURES: "{"})
    city = prepare_city(Workspace.open(root))
    shown = publish(city, "public")
    (issue,) = [one for one in shown.issues if one.type == "layer-left-out"]
    assert issue.details["why"] == "…"
    assert [one.faults for one in shown.workspace.left_out] == [()]
    root = write_city(tmp_path, {LAYER: "name ="})
    city = prepare_city(Workspace.open(root, leave_out=True))
    assert publish(city, "public").workspace.left_out == ()
    assert [one.id for one in publish(city, "internal").workspace.left_out] == ["sites"]


def test_the_api_refuses_a_wrong_manifest_unless_told_otherwise(tmp_path: Path) -> None:
    root = write_city(tmp_path, {LAYER: "name ="})
    with pytest.raises(ManifestError, match="not valid TOML"):
        Workspace.open(root)
    workspace = Workspace.open(root, leave_out=True)
    with pytest.raises(InputError, match="not valid TOML"):
        workspace.layer("sites")
    assert [target.measure for target in workspace.targets.targets] == [None, None, None]


@pytest.mark.slow
def test_a_layer_that_cannot_be_added_leaves_nothing(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    file = tmp_path / "a.geojson"
    file.write_text(
        collection([feature({"type": "Point", "coordinates": [117.05, 36.65]}, id="a", n="1")]),
        encoding="utf-8",
    )
    before = sorted((root / "layers").iterdir())
    ran = run("layer", "add", file, "--id", "new", "--crs", "EPSG:4548", "--workspace", root)
    assert ran.code == 2, ran.text
    assert sorted((root / "layers").iterdir()) == before


def test_axes_found_swapped_are_written_as_swapped(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    file = tmp_path / "a.geojson"
    places = [(36.6 + at / 100, 117.0 + at / 50) for at in range(9)]
    file.write_text(
        collection(
            [
                feature({"type": "Point", "coordinates": place}, id=f"a-{at}")
                for at, place in enumerate(places)
            ]
        ),
        encoding="utf-8",
    )
    ran = run("layer", "add", file, "--id", "new", "--workspace", root)
    assert ran.code == 0, ran.text
    assert "swapped = true" in (root / "layers/new/layer.toml").read_text(encoding="utf-8")
