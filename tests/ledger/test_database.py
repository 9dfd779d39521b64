"""A ledger in PostgreSQL does what one in a file does, gives the same pages, and never changes a
row.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pandas as pd
import psycopg
import pytest

from jinan_geo.errors import EnvironmentFault, InputError, LockedError, ManifestError, UsageError
from jinan_geo.ledger import Ledger, Origin, open_ledger, read_ledger
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.ledger.test_files import HOSTILE, LEDGER, MARCH, ORIGIN, records
from tests.tools.database import PASSWORD
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tools.database import Server

OTHER = Origin("other.xlsx", "cd" * 32)


@pytest.fixture
def address(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database without a ledger, and the password where libpq looks for it."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    yield server.address
    with server.connect() as connection:
        connection.execute("drop schema if exists jinan_geo cascade")


def city_of(root: Path, address: str) -> Workspace:
    """The tiny city with its ledgers in the database."""
    head = f'ledger = "{address}"\n'
    return Workspace.open(write_city(root, {"workspace.toml": head + FILES["workspace.toml"]}))


def ledger_of(workspace: Workspace, layer: str = "sites", wait: float = 30) -> Ledger:
    return open_ledger(workspace.layer(layer), workspace, wait=wait)


def read(workspace: Workspace) -> pd.DataFrame:
    found, issues, rows = read_ledger(workspace.layer("sites"), workspace.stages)
    assert (issues, rows) == ([], len(found))
    return found


def test_the_same_imports_give_the_same_pages_as_in_files(tmp_path: Path, address: str) -> None:
    pages: dict[str, dict[str, bytes]] = {}
    for kind in ("file", "database"):
        root = tmp_path / kind
        workspace = (
            city_of(root, address) if kind == "database" else Workspace.open(write_city(root))
        )
        if kind == "database":
            assert run("ledger", "begin", "--workspace", root, "--lang", "en").code == 0
        ledger = ledger_of(workspace)
        ledger.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
        ledger.append(records(("s-2", "2025-03-31", 7.25)), OTHER, set_aside=0, unchanged=0)
        ledger.undo()
        build_workspace(workspace, root / "out")
        pages[kind] = {path.name: path.read_bytes() for path in (root / "out").rglob("*.html")}
    assert len(pages["file"]) == 7
    assert pages["database"] == pages["file"]


def test_every_value_and_source_comes_back(tmp_path: Path, address: str) -> None:
    workspace = city_of(tmp_path, address)
    before, _, _ = read_ledger(
        Workspace.open(write_city(tmp_path / "file")).layer("sites"), workspace.stages
    )
    ledger = ledger_of(workspace)
    frame = records(*[("s-1", "2025-03-31", 1.5)] * len(HOSTILE), remark=HOSTILE)
    entry = ledger.append(frame, ORIGIN, set_aside=1, unchanged=2)
    found, _, _ = read_ledger(workspace.layer("sites"), workspace.stages)
    assert found["remark"].tolist()[7:] == HOSTILE
    plain = [
        "id",
        "as_of",
        "stage",
        "done_pct",
        "invested_wan",
        "est_finish",
        "remark",
        "reported_by",
        "sample",
        "seq",
    ]
    pd.testing.assert_frame_equal(found[plain].iloc[:7], before[plain])
    assert found["source_file"].tolist() == [LEDGER] * 7 + [ORIGIN.file] * len(HOSTILE)
    assert found["source_row"].tolist()[:2] == ["2", "3"]
    assert (entry.number, entry.recorded, entry.set_aside, entry.unchanged) == (
        1,
        len(HOSTILE),
        1,
        2,
    )
    assert ledger.entries()[1:] == [entry]
    assert ledger.history("s-1")["import_no"].tolist() == ["0", "0"] + ["1"] * len(HOSTILE)
    shown = run(
        "ledger", "show", "s-2", "--layer", "sites", "--workspace", tmp_path, "--lang", "en"
    )
    assert (shown.code, "s-2: 2 records" in shown.text) == (0, True)


def test_x8_undo_and_redo_give_the_earlier_records(tmp_path: Path, address: str) -> None:
    workspace = city_of(tmp_path, address)
    ledger = ledger_of(workspace)
    states = []
    for at in range(3):
        ledger.append(
            records(("s-1", "2025-03-31", at + 1.0)),
            Origin(f"{at}.xlsx", f"{at}" * 64),
            set_aside=0,
            unchanged=0,
        )
        states.append(read(workspace))
    for what, expected in (("undo", 1), ("undo", 0), ("redo", 1), ("redo", 2), ("undo", 1)):
        entry = getattr(ledger, what)()
        pd.testing.assert_frame_equal(read(workspace), states[expected])
        assert entry.after == ledger.entries()[expected + 1].after
    assert ledger.find_import("2" * 64) is None
    ledger.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    with pytest.raises(UsageError, match="nothing to redo"):
        ledger.redo()


def test_no_row_is_ever_changed_and_a_change_past_us_is_found(
    tmp_path: Path, address: str, server: Server
) -> None:
    workspace = city_of(tmp_path, address)
    ledger_of(workspace).append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    with server.connect() as connection:
        for change in (
            "update jinan_geo.progress set done_pct = 99",
            "delete from jinan_geo.journal",
            "truncate jinan_geo.progress",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="the ledger only grows"):
                connection.execute(change)
        connection.execute("alter table jinan_geo.progress disable trigger only_grows")
        connection.execute(
            "update jinan_geo.progress set done_pct = 99 where id = 's-1' and import_no = 1"
        )
    with pytest.raises(InputError, match="9 records, not as the journal has them after entry '1'"):
        read(workspace)


def test_what_the_database_refuses_leaves_the_ledger_as_it_was(
    tmp_path: Path, address: str
) -> None:
    workspace = city_of(tmp_path, address)
    ledger = ledger_of(workspace)
    ledger.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    bad = records(
        ("s-1", "2025-03-31", 1.0), ("s-2", "2025-03-31", 2.0), remark=["fine", "nul \x00"]
    )
    with pytest.raises(InputError, match="refused by the database"):
        ledger.append(bad, OTHER, set_aside=0, unchanged=0)
    assert len(ledger.entries()) == 2
    assert len(read(workspace)) == 9


def test_x5_eight_at_once_record_each_file_once(tmp_path: Path, address: str) -> None:
    workspace = city_of(tmp_path, address)
    ledger_of(workspace).append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    faults: list[Any] = []

    def add(name: str) -> None:
        try:
            ledger = ledger_of(workspace)
            sha256 = name.encode().hex().rjust(64, "0")
            with ledger.locked():
                if ledger.find_import(sha256) is None:
                    frame = records(("s-1", "2025-03-31", 1.0), remark=[name])
                    ledger.append(frame, Origin(name, sha256), set_aside=0, unchanged=0)
        except Exception as fault:  # noqa: BLE001 - a thread's fault would be lost
            faults.append(fault)

    threads = [
        threading.Thread(target=add, args=(name,))
        for name in ["a", "b", "c", "d", "same", "same", "same", "e"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(read(workspace)["remark"].iloc[9:]) == ["a", "b", "c", "d", "e", "same"]


def test_x6_who_holds_the_lock_is_named(tmp_path: Path, address: str) -> None:
    workspace = city_of(tmp_path, address)
    first, second = ledger_of(workspace), ledger_of(workspace, wait=0.2)
    streets = ledger_of(workspace, "street-works")
    with first.locked():
        with pytest.raises(LockedError, match=r"in use by process \d+ of gis on 127.0.0.1; wait"):
            second.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
        streets.append(records(("w-1", "2025-03-31", 30.0)), ORIGIN, set_aside=0, unchanged=0)
    second.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    with pytest.raises(LockedError, match="another import came in between"):
        first.append(MARCH, OTHER, set_aside=0, unchanged=0)


def test_a_ledger_that_was_not_begun_is_told_and_one_layer_may_keep_its_file(
    tmp_path: Path, address: str
) -> None:
    workspace = city_of(tmp_path, address)
    with pytest.raises(
        InputError,
        match="there is no ledger yet; begin it with: jinan-geo ledger begin --layer sites",
    ):
        read(workspace)
    manifest = tmp_path / "layers/sites/layer.toml"
    manifest.write_text(
        'ledger = "file"\n' + manifest.read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert len(read(Workspace.open(tmp_path))) == 7
    begun = run("ledger", "begin", "--workspace", tmp_path, "--lang", "en")
    assert (begun.code, "Layer street-works" in begun.text, "Layer sites" in begun.text) == (
        0,
        True,
        False,
    )
    assert run("ledger", "begin", "--workspace", tmp_path).code == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("postgresql://gis:geheim@host/city", "workspace.toml: ledger holds a password"),
        ("mysql://host/city", "ledger begins with 'mysql://'"),
        ("database", "ledger = 'database' is no address"),
    ],
)
def test_an_address_that_cannot_be_is_refused(tmp_path: Path, value: str, said: str) -> None:
    with pytest.raises(ManifestError, match=said):
        city_of(tmp_path, value)


def test_a_server_that_is_away_is_named(tmp_path: Path) -> None:
    workspace = city_of(tmp_path, "postgresql://gis@127.0.0.1:1/city")
    with pytest.raises(EnvironmentFault, match=r"the database cannot be used .*PGPASSWORD"):
        read(workspace)
