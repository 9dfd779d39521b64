"""A PostGIS table is a layer like any file.

Same pages, read only, and no password in a manifest.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from shapely import LineString, Point

from jinan_geo.cli.given import without_secrets
from jinan_geo.cli.main import main
from jinan_geo.errors import EnvironmentFault, InputError, ManifestError
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from jinan_geo.read import Reading, read_features
from jinan_geo.read.database import read_database
from jinan_geo.read.ground import GROUND_FILE, read_ground
from tests.tools.browser import SAMPLE_CITY
from tests.tools.database import PASSWORD
from tests.tools.tiny_city import FILES, SITE_FEATURES, SITES_LAYER, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tools.database import Server

TYPES = {"spaces": "integer", "planned_start": "date", "planned_finish": "date"}


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libpq looks for it; no manifest holds it."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)


def sites_frame() -> gpd.GeoDataFrame:
    """The tiny city's sites, as a program that writes tables would hold them."""
    rows: list[dict[str, Any]] = [feature["properties"] for feature in SITE_FEATURES]  # type: ignore[misc]
    cells = pd.DataFrame(rows, dtype=object)
    cells["investment_wan"] = [
        None if pd.isna(value) else str(value) for value in cells["investment_wan"]
    ]
    cells["spaces"] = (
        cells["spaces"].astype("Int64").astype(object).where(cells["spaces"].notna(), None)
    )
    shapes = [
        shapely.geometry.shape(one["geometry"]) if one["geometry"] else None
        for one in SITE_FEATURES
    ]  # type: ignore[arg-type]
    return gpd.GeoDataFrame(cells.where(cells.notna(), None), geometry=shapes, crs="EPSG:4326")


def with_source(features: str, layer: str = "") -> str:
    chosen = f'layer = "{layer}"\n' if layer else ""
    return f'features = "{features}"\n{chosen}{SITES_LAYER}'


def blocks_of(page: Path) -> dict[str, str]:
    """The page's head and layers, packed as they are."""
    return dict(
        re.findall(r'id="jg-(page|layer-[^"]+)">([^<]*)<', page.read_text(encoding="utf-8"))
    )


@pytest.mark.usefixtures("password")
def test_postgis_geopackage_and_geojson_give_the_same_pages(tmp_path: Path, server: Server) -> None:
    frame = sites_frame()
    server.write("public.sites", frame, TYPES)
    sources = {
        "geojson": FILES["layers/sites/layer.toml"],
        "gpkg": with_source("sites.gpkg"),
        "postgis": with_source(server.address, "public.sites"),
    }
    pages: dict[str, dict[str, bytes]] = {}
    for name, manifest in sources.items():
        root = tmp_path / name
        write_city(root, {"layers/sites/layer.toml": manifest})
        if name != "geojson":
            (root / "layers/sites/features.geojson").unlink()
        if name == "gpkg":
            table = frame.astype({"spaces": "Int64"})
            pyogrio.write_dataframe(
                table, root / "layers/sites/sites.gpkg", driver="GPKG", geometry_type="Unknown"
            )
        build_workspace(Workspace.open(root), root / "out")
        pages[name] = {
            path.relative_to(root / "out").as_posix(): path.read_bytes()
            for path in (root / "out").rglob("*.html")
        }
    assert len(pages["geojson"]) == 7
    assert pages["gpkg"] == pages["geojson"]
    assert pages["postgis"] == pages["geojson"]


@pytest.mark.usefixtures("password")
def test_real_layers_have_the_same_payload_bytes_from_postgis(
    tmp_path: Path, server: Server
) -> None:
    for name in ("layers", "maps", "workspace.toml", "targets.toml"):
        copy = shutil.copytree if (SAMPLE_CITY / name).is_dir() else shutil.copy
        copy(SAMPLE_CITY / name, tmp_path / name)
    layers = ("parking_sites", "renewal_districts", "street_improvements")
    for layer in layers:  # a table comes in the order of its key, so the file has to
        file = tmp_path / "layers" / layer / "features.geojson"
        whole = json.loads(file.read_text(encoding="utf-8"))
        whole["features"].sort(key=lambda one: one["properties"]["id"])
        file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    build_workspace(Workspace.open(tmp_path), tmp_path / "from_files", only="city")
    for layer in layers:
        folder = tmp_path / "layers" / layer
        raw = read_features(folder / "features.geojson", layer)
        columns = [column for column in raw.columns if column not in {"geometry", "geometry_fault"}]
        numbers = {
            column: "numeric"
            for column in columns
            if {type(value) for value in raw[column]} & {int, float}
        }
        frame = gpd.GeoDataFrame(raw[columns], geometry=raw.geometry, crs="EPSG:4326")
        server.write(f"public.{layer}", frame, numbers)
        (folder / "features.geojson").unlink()
        manifest = folder / "layer.toml"
        address = f'features = "{server.address}"\nlayer = "{layer}"\n'
        manifest.write_text(address + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    build_workspace(Workspace.open(tmp_path), tmp_path / "from_tables", only="city")
    found, expected = (
        blocks_of(tmp_path / out / "city.html") for out in ("from_tables", "from_files")
    )
    assert {name for name in found if found[name] != expected[name]} <= {
        "page"
    }  # its issues name the file or the table
    assert len(found) == len(expected) == 8


@pytest.mark.usefixtures("password")
def test_rows_arrive_with_every_character_and_value_in_the_order_of_the_key(server: Server) -> None:
    table = 'planning."停车 ""楼"""'
    with server.connect() as connection:
        connection.execute("create schema planning")
        connection.execute(
            f'create table {table} ("编号" text primary key, n bigint, x numeric(8,2), d '
            "timestamp, ok boolean,"
            " note jsonb, geom geometry(Geometry, 4547))"
        )
        connection.execute(
            f"insert into {table} values "  # noqa: S608 - a name the test itself made
            "('b', 9007199254740993, 1.50, '2025-03-31', true, '{\"a\": "
            "1}', 'SRID=4547;POINT(500000 4060000)'),"
            "('a', null, 2, '2025-03-31 08:30', null, null,"
            " 'SRID=4547;CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))'),"
            "('龘', 0, 'NaN', null, false, '\"{{ 7*7 }}\"', null)"
        )
    source = read_database(server.address, "db", Reading(layer='planning.停车 "楼"'))
    rows = source.frame[["编号", "n", "x", "d", "ok", "note"]].to_numpy().tolist()
    assert rows == [
        ["a", None, 2, "2025-03-31T08:30:00", None, None],
        ["b", 9007199254740993, 1.5, "2025-03-31", True, '{"a": 1}'],
        ["龘", 0, "NaN", None, False, '"{{ 7*7 }}"'],
    ]
    shapes = source.frame.geometry.to_numpy()
    assert source.frame.crs == "EPSG:4547"
    assert [None if shape is None else shape.geom_type for shape in shapes] == [
        "Polygon",
        "Point",
        None,
    ]
    assert source.frame["geometry_fault"].isna().all()


@pytest.mark.usefixtures("password")
def test_a_table_that_cannot_be_chosen_is_asked_for_by_name(server: Server) -> None:
    point = gpd.GeoDataFrame({"id": ["p"]}, geometry=[Point(117, 36.6)], crs="EPSG:4326")
    server.write("public.choice", point, {})
    with server.connect() as connection:
        connection.execute("create table plain (id text)")
        connection.execute("create table two (id text, a geometry, b geometry)")
        connection.execute("create table mixed (id text, geom geometry)")
        connection.execute(
            "insert into mixed values ('a', 'SRID=4326;POINT(1 1)'), ('b', 'SRID=4490;POINT(1 1)')"
        )
    with pytest.raises(
        InputError, match=r"db: the database has \d+ tables with a geometry: .*public.choice"
    ):
        read_database(server.address, "db", Reading())
    with pytest.raises(
        InputError, match=r"no table 'choise' with a geometry; did you mean 'choice'"
    ):
        read_database(server.address, "db", Reading(layer="choise"))
    with pytest.raises(InputError, match="no table 'plain' with a geometry"):
        read_database(server.address, "db", Reading(layer="plain"))
    with pytest.raises(InputError, match=r"public.two has 2 geometry columns: a, b; name the one"):
        read_database(server.address, "db", Reading(layer="two"))
    with pytest.raises(InputError, match=r"several SRIDs: 4326 \(1\), 4490 \(1\); make a view"):
        read_database(server.address, "db", Reading(layer="mixed"))
    assert len(read_database(server.address, "db", Reading(layer="choice")).frame) == 1


@pytest.mark.usefixtures("password")
def test_reading_cannot_write(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("create table counted (id text, geom geometry)")
        connection.execute(
            "create function count_up() returns geometry language sql as "
            "$$ insert into counted values ('x'); select null::geometry $$"
        )
        connection.execute("create view sly as select 'a' as id, count_up() as geom")
    with pytest.raises(InputError, match="cannot execute INSERT in a read-only transaction"):
        read_database(server.address, "db", Reading(layer="sly"))
    with server.connect() as connection:
        assert connection.execute("select count(*) from counted").fetchone() == (0,)


def test_a_server_that_refuses_or_is_away_is_named_without_the_password(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "wr0ng-one")
    with pytest.raises(
        EnvironmentFault, match=r"db: .*password authentication failed.*PGPASSWORD"
    ) as refused:
        read_database(server.address, "db", Reading())
    assert "wr0ng-one" not in str(refused.value)
    with pytest.raises(
        EnvironmentFault, match=r"db: the database cannot be read .*check the address"
    ):
        read_database("postgresql://gis@127.0.0.1:1/city", "db", Reading())


def test_the_password_may_stand_in_a_password_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{server.port}:city:gis:{PASSWORD}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(file))
    with server.connect() as connection:
        connection.execute(
            "create table one_row as select 'a' as id, ST_SetSRID(ST_Point(117, 36.6), 4326) as "
            "geom"
        )
    assert len(read_database(server.address, "db", Reading(layer="one_row")).frame) == 1


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ("postgresql://gis:t0p@db/city", "holds a password; take it out"),
        ("postgresql://gis@db/city?password=t0p", "holds a password; take it out"),
        (
            "https://example.org/a.geojson",
            "begins with 'https://'; it is a file, or an address postgresql://",
        ),
    ],
)
def test_a_manifest_may_not_hold_a_password_or_another_address(
    tmp_path: Path, features: str, said: str
) -> None:
    write_city(tmp_path, {"layers/sites/layer.toml": with_source(features)})
    with pytest.raises(ManifestError, match=said) as refused:
        Workspace.open(tmp_path)
    assert "t0p" not in str(refused.value)


def test_without_psycopg_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        EnvironmentFault,
        match=r'needs psycopg; install it with: pip install "jinan-geo\[postgis\]"',
    ):
        read_database("postgresql://gis@db/city", "db", Reading())


def verb(*arguments: object) -> Any:  # click's result
    return CliRunner().invoke(main, [*map(str, arguments), "--lang", "en"])


@pytest.mark.usefixtures("password")
def test_verbs_take_an_address_as_a_layer_does(tmp_path: Path, server: Server) -> None:
    frame = sites_frame()
    server.write("public.verbs", frame, TYPES)
    table = (server.address, "--layer", "public.verbs")
    root = write_city(tmp_path / "city")

    told = verb("doctor", *table, "--json", "--workspace", root)
    assert json.loads(told.stdout)["features"] == len(frame), told.output
    assert json.loads(told.stdout)["format"] == "PostGIS"

    page = tmp_path / "page.html"
    told = verb("map", *table, "--json", "--out", page)
    assert json.loads(told.stdout)["features"] == len(frame), told.output

    told = verb("check", *table, "--json", "--workspace", root)
    assert json.loads(told.stdout)["features"] == len(frame), told.output

    told = verb("layer", "add", *table, "--id", "new", "--workspace", root, "--crs", "EPSG:4326")
    assert told.exit_code in {0, 1}, told.output
    text = (root / "layers/new/layer.toml").read_text(encoding="utf-8")
    manifest = tomllib.loads(text)
    assert manifest["features"] == server.address
    assert manifest["layer"] == "public.verbs"
    written = b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
    assert PASSWORD not in told.output
    assert PASSWORD.encode() not in written
    assert not (root / "layers/new/features.geojson").exists()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://gis:hush-hush@db.example/city",
        "postgres://db.example/city?user=gis&password=hush-hush",
        "postgresql://gis:hush-hush@[db.example/city",
    ],
)
@pytest.mark.parametrize("words", [["doctor"], ["check"], ["layer", "add", "--id", "new"], ["map"]])
def test_a_password_in_an_address_is_refused_and_not_repeated(
    tmp_path: Path, words: list[str], address: str
) -> None:
    out = ["--out", tmp_path / "a.html"] if words == ["map"] else []
    root = ["--workspace", write_city(tmp_path / "city")] if words[0] == "layer" else []
    told = verb(*words, address, *out, *root)
    assert told.exit_code == 2
    assert re.search("PGPASSWORD|no address that can be read", told.output)
    assert "hush-hush" not in told.output


def test_a_report_of_what_nobody_foresaw_holds_no_password() -> None:
    assert without_secrets("postgresql://gis:hush@db/c") == "postgresql://***@db/c"
    assert (
        without_secrets("postgres://db/c?password=hush&a=1") == "postgres://db/c?password=***&a=1"
    )
    assert without_secrets("postgresql://gis@db/c") == "postgresql://gis@db/c"
    assert "hush" not in without_secrets("postgresql://gis:hu@hush@db/c")


@pytest.mark.slow
@pytest.mark.usefixtures("password")
def test_a_table_leaves_a_snapshot_and_the_next_build_tells_what_moved_and_what_is_gone(
    tmp_path: Path, server: Server
) -> None:
    frame = sites_frame().to_crs("EPSG:4548")  # the manifest names no CRS: it is the table's
    server.write("public.kept", frame, TYPES)
    manifest = with_source(server.address, "public.kept")
    root = write_city(tmp_path, {"layers/sites/layer.toml": manifest})
    (root / "layers/sites/features.geojson").unlink()

    def built() -> dict[str, set[str | None]]:
        city, _, _ = build_workspace(Workspace.open(root), root / "out")
        found: dict[str, set[str | None]] = {}
        for issue in city.issues:
            if issue.layer == "sites" and issue.severity != "info":
                found.setdefault(issue.type, set()).add(issue.feature)
        return found

    first = built()
    assert not {"vanished-feature", "moved-far"} & set(first)
    (kept,) = (root / "layers/sites/past").glob("*/snapshot.geojson")
    before = kept.read_bytes()
    assert built() == first
    with server.connect() as connection:
        connection.execute("delete from kept where id = 's-2'")
        connection.execute("update kept set geom = ST_Translate(geom, 1500, 0) where id = 's-1'")
    told = built()
    assert told["vanished-feature"] == {"s-2"}
    assert told["moved-far"] == {"s-1"}
    assert kept.read_bytes() == before
    assert built() == told


@pytest.mark.usefixtures("password")
def test_a_table_is_a_ground_with_small_columns(tmp_path: Path, server: Server) -> None:
    table = '\n[ground.classes.GB]\n"42*" = "trunk"\n'
    city = write_city(tmp_path, {"workspace.toml": FILES["workspace.toml"] + table})
    roads = [LineString([(117.01, 36.61), (117.02, 36.61)]), None]
    rows = {"id": ["1", "2"], "gb": ["420201"] * 2, "name": ["经十路", None]}
    frame = gpd.GeoDataFrame(rows, geometry=roads, crs="EPSG:4490").to_crs("EPSG:4548")
    server.write("public.lrdl", frame, {})
    call = ["ground", "add", server.address, "--layer", "public.lrdl", "--workspace", city]
    ran = run(*call, "--lang", "en")
    assert ran.code == 1, ran.text
    assert "1 feature without a usable geometry" in ran.text
    ground = read_ground(city / GROUND_FILE)
    assert ground is not None
    assert ground.table[["class", "name_zh"]].to_numpy().tolist() == [["trunk", "经十路"]]
    assert shapely.hausdorff_distance(ground.shapes[0], roads[0]) < 1e-6
    assert PASSWORD.encode() not in (city / GROUND_FILE).read_bytes()
    assert [one.key for one in ground.sources] == ["lrdl public.lrdl"]
