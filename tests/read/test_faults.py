"""Faults of coordinate systems, texts and the machine.

No file is named that was not really made so.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pyproj
import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.tiny_city import FILES, SITE_FEATURES, collection, feature
from tests.tools.verbs import check_city, listening, run, run_apart, write_files

if TYPE_CHECKING:
    from collections.abc import Iterable

SITES = "layers/sites/features.geojson"
MANIFEST = "layers/sites/layer.toml"
LEDGER = "layers/sites/progress.csv"


def crs_of(kind: str, **properties: str) -> dict[str, object]:
    return {"crs": {"type": kind, "properties": properties}}


@pytest.mark.slow
def test_c6_a_link_to_a_crs_is_refused_and_never_fetched(tmp_path: Path) -> None:
    with listening() as (port, calls):
        link = crs_of("link", href=f"http://127.0.0.1:{port}/crs.wkt", type="ogcwkt")
        checked = check_city(tmp_path, {SITES: collection(SITE_FEATURES, **link)})
        named = crs_of("name", name=f"http://127.0.0.1:{port}/def/crs/EPSG/0/4326")
        other = check_city(tmp_path / "named", {SITES: collection(SITE_FEATURES, **named)})
        file = tmp_path / SITES
        doctor = run("doctor", file, "--lang", "en")
    assert (checked.code, other.code, doctor.code) == (2, 2, 2)
    assert f"{SITES}: not readable as GeoJSON (its crs member names no CRS" in checked.text
    assert "remove it, and state crs in layer.toml" in checked.text
    assert "127.0.0.1" in other.text
    assert calls == []


@pytest.mark.parametrize(
    "name", ["EPSG:99999", "urn:ogc:def:crs:EPSG::0", "", "PROJCS[broken", "C:\\crs.prj"]
)
@pytest.mark.slow
def test_c6_an_unknown_crs_is_named_and_a_contradicted_one_too(tmp_path: Path, name: str) -> None:
    checked = check_city(tmp_path, {SITES: collection(SITE_FEATURES, **crs_of("name", name=name))})
    assert checked.code == 2
    assert SITES in checked.text
    assert ("is not known" if name else "names no CRS") in checked.text
    assert "; remove it, and state crs in layer.toml" in checked.text
    (tmp_path / SITES).write_text(
        collection(SITE_FEATURES, **crs_of("name", name="EPSG:4548")), encoding="utf-8"
    )
    against = check_city(tmp_path)
    assert against.code == 2
    assert "layer.toml says EPSG:4326; correct whichever is wrong" in against.text


def link_all(files: Iterable[Path], folder: Path) -> None:
    for file in files:
        (folder / file.name).symlink_to(file)


def pyproj_without(tmp_path: Path) -> Path:
    """An installation of pyproj that is whole but for its database; give the folder of the data."""
    package = Path(pyproj.__file__).parent
    data = tmp_path / "modules" / "pyproj" / "proj_dir" / "share" / "proj"
    data.mkdir(parents=True)
    link_all(
        (part for part in package.iterdir() if part.name != "proj_dir"),
        tmp_path / "modules" / "pyproj",
    )
    link_all(package.parent.glob("pyproj.libs"), tmp_path / "modules")
    return data


@pytest.mark.slow
@pytest.mark.parametrize("database", ["missing", "old"])
@pytest.mark.first_whole(1)
def test_c7_without_a_database_of_proj_the_environment_is_at_fault_not_the_file(
    tmp_path: Path, database: str
) -> None:
    own = Path(pyproj.datadir.get_data_dir()) / "proj.db"
    if "pyproj" not in own.parts:
        pytest.skip("this pyproj takes its database from the system")
    data = pyproj_without(tmp_path)
    if database == "old":
        shutil.copy(own, data)
        base = sqlite3.connect(data / "proj.db")
        base.execute("UPDATE metadata SET value = '0' WHERE key LIKE 'DATABASE.LAYOUT.VERSION.M%'")
        base.commit()
        base.close()
    root = write_files(tmp_path / "city", {})
    page = tmp_path / "a.html"
    for verb in (
        ["check", "--workspace", root],
        ["doctor", root / SITES],
        ["map", root / SITES, root / LEDGER, "--key", "id", "--out", page],
    ):
        ran = run_apart(
            *[*verb, "--lang", "en"],
            path=tmp_path / "modules",
            PROJ_DATA="",
            PROJ_LIB="",
            PATH=str(tmp_path),
        )
        assert ran.code == 3, ran.text
        assert "PROJ finds no database of coordinate systems, or one too old for it" in ran.text
        assert "pip install --force-reinstall pyproj" in ran.text
    assert not page.exists()


@pytest.mark.slow
def test_c7_no_datum_grid_is_fetched_even_where_the_user_has_the_network_of_proj_on(
    tmp_path: Path,
) -> None:
    square = feature({"type": "Point", "coordinates": [-80.0, 43.0]}, id="a")
    path = tmp_path / "a.geojson"
    path.write_text(collection([square], **crs_of("name", name="EPSG:4267")), encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,n\na,1\n", encoding="utf-8")
    with listening() as (port, calls):
        variables = {"PROJ_NETWORK": "ON", "PROJ_NETWORK_ENDPOINT": f"http://127.0.0.1:{port}"}
        verb = ("map", path, tmp_path / "a.csv", "--key", "id", "--out", tmp_path / "a.html")
        ran = run_apart(*verb, PROJ_USER_WRITABLE_DIRECTORY=str(tmp_path), **variables)
    assert ran.code == 0, ran.text
    assert calls == []


HIDDEN = {
    "nul": ("\0", "U+0000"),
    "escape": ("\x1b", "U+001B"),
    "override": ("\u202e", "U+202E"),
    "zero-width": ("\u200b", "U+200B"),
    "line-separator": ("\u2028", "U+2028"),
    "mark": ("\ufeff", "U+FEFF"),
}


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.first_quick(2)
def test_a5_a_character_that_is_not_seen_stays_and_is_told(tmp_path: Path, name: str) -> None:
    character, code = HIDDEN[name]
    text = f"明府{character}城停车楼"
    first = {**SITE_FEATURES[0], "properties": {**SITE_FEATURES[0]["properties"], "name_zh": text}}
    checked = check_city(tmp_path, {SITES: collection([first, *SITE_FEATURES[1:]])})
    assert checked.code == 0
    issue = checked.one("hidden-character")
    assert (issue["row"], issue["feature"], issue["field"]) == ("1", "s-1", "name_zh")
    assert code in issue["message_en"]
    assert character not in issue["message_en"]
    assert character not in checked.text
    assert checked.accounts["sites"]["features"] == len(SITE_FEATURES)
    city = prepare(tmp_path)
    assert city["s-1"] == text


def prepare(root: Path) -> dict[str, str]:
    """The names of the sites as they reach the pages."""
    city = prepare_city(Workspace.open(root))
    (layer,) = [layer for layer in city.layers if layer.id == "sites"]
    return dict(zip(layer.features["id"], layer.features["name_zh"], strict=True))


@pytest.mark.slow
def test_a5_half_a_character_becomes_a_mark_and_is_told(tmp_path: Path) -> None:
    text = collection(SITE_FEATURES).replace("明府城停车楼", "明府\\ud83d楼")
    checked = check_city(tmp_path, {SITES: text})
    assert checked.code == 0
    assert checked.one("garbled-text")["feature"] == "s-1"
    assert prepare(tmp_path)["s-1"] == "明府\ufffd楼"
    ran = run("build", "--workspace", tmp_path, "--map", "city", "--out", tmp_path / "maps")
    assert ran.code == 0


def test_a5_a_key_with_a_character_that_is_not_seen_is_told_and_not_joined(tmp_path: Path) -> None:
    ledger = FILES[LEDGER].replace("s-5,", "s-5\u200b,")
    checked = check_city(tmp_path, {LEDGER: ledger})
    assert checked.code == 1
    issue = checked.one("near-key")
    assert (issue["file"], issue["row"], issue["feature"]) == (LEDGER, "8", "s-5\u200b")
    assert r"'s-5\u200b'" in issue["message_en"]
    assert "'s-5'" in issue["message_en"]
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"], account["unmatched"]) == (7, 6, 1)
