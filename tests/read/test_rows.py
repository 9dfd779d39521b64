"""Rows of a database come part by part: the same whatever the parts, whole or not at all."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from jinan_geo.errors import EnvironmentFault, InputError, ManifestError
from jinan_geo.manifest.delivered import QuerySpec
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read import Reading, rows
from jinan_geo.read.database import read_database
from tests.tools.database import PASSWORD
from tests.tools.tiny_city import SITES_LAYER, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read.source import Source
    from tests.tools.database import Server

COUNT = 3_000


@pytest.fixture(scope="module")
def grid(server: Server) -> str:
    """Points 0.01 degrees apart, numbers of each kind; some rows have no shape or a bad one."""
    with server.connect() as connection:
        connection.execute(
            f"create table grid as select n, 'g-' || n as id, (n % 3)::text as kind, n / 4.0 as x,"  # noqa: S608 - made here
            " (n / 10.0)::float4 as small, date 'infinity' as day,"
            " case n when 7 then null when 8 then ST_GeomFromText('POINT EMPTY', 4326)"
            " when 9 then ST_SetSRID(ST_Point('NaN', 1), 4326)"
            " when 10 then ST_SetSRID(ST_MakePoint(116.1, 36, 5), 4326)"
            " else ST_SetSRID(ST_Point(116 + n % 100 / 100.0, 36 + n / 100 / 100.0), 4326) end"
            " as geom"
            f" from generate_series(1, {COUNT}) n"
        )
        connection.execute("alter table grid add primary key (n)")
    return server.address


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)


def of_grid(address: str, query: QuerySpec | None = None, layer: str = "grid") -> Source:
    return read_database(address, "db", Reading(layer=layer, query=query or QuerySpec()))


def test_parts_of_any_size_say_the_same(grid: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = of_grid(grid)
    monkeypatch.setattr(rows, "FIRST", 7)
    monkeypatch.setattr(rows, "ROWS", 500)
    parted = of_grid(grid)
    assert parted.frame.equals(whole.frame)
    assert [vars(one) for one in parted.notes] == [vars(one) for one in whole.notes]
    assert [(one.type, one.row, one.value) for one in whole.notes] == [
        ("empty-geometry", 8, None),
        ("height-dropped", None, 1),
    ]
    assert whole.frame["n"].tolist() == [*range(1, COUNT + 1)]
    assert whole.frame.loc[:4, ["x", "small"]].to_numpy().tolist() == [
        [0.25, 0.1], [0.5, 0.2], [0.75, 0.3], [1, 0.4], [1.25, 0.5],
    ]  # fmt: skip
    assert set(whole.frame["day"]) == {"infinity"}
    faulty = whole.frame["geometry_fault"].notna()
    assert np.flatnonzero(faulty).tolist() == [8]
    assert whole.frame.geometry.isna().sum() == 3


def test_rows_and_columns_are_chosen_by_the_server(grid: str) -> None:
    box = (116.0, 36.0, 116.5, 36.025)
    query = QuerySpec(where="kind = '1' and n <= 1000", extent=box, only=["id", "n"])
    source = of_grid(grid, query)
    x, n = np.arange(1, 1001) % 100, np.arange(1, 1001)
    wanted = (n % 3 == 1) & (n != 8) & (x <= 50) & (n // 100 <= 2) & (n != 9) | (n == 7)
    assert source.frame["n"].tolist() == n[wanted].tolist()
    assert [*source.frame.columns] == ["n", "id", "geometry_fault", "geometry"]
    assert [(one.type, one.value) for one in source.notes][-1] == ("rows-asked", wanted.sum())


@pytest.mark.parametrize(
    ("reading", "table"),
    [
        (Reading(), "ST_Transform(geom, 4548)"),
        (Reading(crs="EPSG:4548", overrules=True), "ST_SetSRID(ST_Transform(geom, 4548), 0)"),
        (Reading(crs="EPSG:4326", overrules=True, swapped=True), "ST_FlipCoordinates(geom)"),
    ],
)
def test_an_extent_is_told_in_the_numbers_of_the_table(
    grid: str, server: Server, reading: Reading, table: str
) -> None:
    with server.connect() as connection:
        connection.execute("drop view if exists other")
        connection.execute(
            f"create view other as select n, {table} as geom from grid where n > 10 and n < 900"  # type: ignore[arg-type, unused-ignore]  # noqa: S608 - made here
        )
    query = QuerySpec(extent=(115.999, 36.0, 116.0301, 36.0301))
    source = read_database(grid, "db", replace(reading, layer="other", query=query))
    near = {100 * row + column for row in range(1, 4) for column in range(4)}
    assert {*source.frame["n"]} == near


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (QuerySpec(where="knd = '1'"), r"where = \"knd = '1'\" .*knd.*columns are n, id, kind"),
        (QuerySpec(where="n"), "must be type boolean"),
        (QuerySpec(only=["idd"]), "public.grid has no column 'idd'.*did you mean 'id'"),
        (QuerySpec(where="id::numeric > 1"), "the server stopped .*g-1"),
    ],
)
def test_what_the_server_does_not_understand_is_told_with_what_there_is(
    grid: str, query: QuerySpec, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        of_grid(grid, query)


def test_one_of_two_geometries_may_be_named(grid: str, server: Server) -> None:
    with server.connect() as connection:
        connection.execute("create view both_ends as select n, geom, geom as other from grid")
    query = QuerySpec(only=["other"], where="n = 1")
    source = of_grid(grid, query, layer="both_ends")
    assert [*source.frame.columns] == ["n", "geometry_fault", "geometry"]


def test_a_connection_lost_in_the_middle_leaves_nothing(grid: str, server: Server) -> None:
    with server.connect() as connection:
        connection.execute(
            "create view dying as select n, geom,"
            " case n when 2000 then pg_terminate_backend(pg_backend_pid()) end as boom from grid"
        )
    with pytest.raises(
        EnvironmentFault, match=r"connection was lost after 1024 rows .*nothing of the layer"
    ):
        of_grid(grid, layer="dying")


def test_a_server_that_takes_too_long_is_told_how_to_be_asked_for_less(
    grid: str, server: Server
) -> None:
    with server.connect() as connection:
        connection.execute(
            "create view slow as select n, geom, pg_sleep(0.2)::text as slept from grid"
        )
    with pytest.raises(EnvironmentFault, match=r"longer than 1 s .*`where` or `extent`.*timeout_s"):
        of_grid(grid, QuerySpec(timeout_s=1), layer="slow")


def test_verbs_ask_for_some_rows_and_a_new_layer_keeps_what_was_asked(
    grid: str, tmp_path: Path
) -> None:
    where = "n between 1100 and 1199 and kind = '1'"
    asked = ["--layer", "public.grid", "--sql-where", where, "--extent", "116,36,116.5,37"]
    told = run("doctor", grid, *asked, "--json")
    assert json.loads(told.text)["features"] == 17
    root = write_city(tmp_path / "city")
    call = ["layer", "add", grid, *asked, "--id", "new", "--key", "id", "--crs", "EPSG:4326"]
    assert run(*call, "--workspace", root).code in {0, 1}
    manifest = tomllib.loads((root / "layers/new/layer.toml").read_text(encoding="utf-8"))
    assert manifest["query"] == {"where": where, "extent": [116, 36, 116.5, 37]}
    told = run("check", "--workspace", root, "--json")
    assert "rows-asked" in told.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sql-where", "pg_sleep(9) is null"], r"--sql-where: pg_sleep\( calls a function"),
        (["--extent", "37,36,38"], "--extent is west,south,east,north"),
        (["--extent", "a,b,c,d"], "--extent is west,south,east,north"),
    ],
)
def test_a_choice_that_cannot_be_asked_is_refused_before_the_server_is(
    words: list[str], said: str
) -> None:
    told = run("doctor", "postgresql://nobody@127.0.0.1:1/none", *words, "--lang", "en")
    assert told.code == 2
    assert re.search(said, told.text)


def test_a_file_has_no_rows_to_choose_from(tmp_path: Path) -> None:
    root = write_city(tmp_path, {"layers/sites/layer.toml": f"{SITES_LAYER}\n[query]\nonly = []\n"})
    file = root / "layers/sites/features.geojson"
    told = run("doctor", file, "--sql-where", "n = 1", "--lang", "en")
    assert (told.code, "--sql-where has no meaning here" in told.text) == (2, True)
    with pytest.raises(ManifestError, match="query is for a table of a database"):
        Workspace.open(root)
