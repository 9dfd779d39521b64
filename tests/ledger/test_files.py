"""Recording in a ledger file.

What stands there stays, what is added is read back, and the journal tells the story.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from jinan_geo.errors import InputError, LockedError, UsageError
from jinan_geo.ledger import Ledger, Origin, keep_still, open_ledger, read_ledger
from tests.tools.tiny_city import FILES
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

LEDGER = "layers/sites/progress.csv"
LAYER = "layers/sites/layer.toml"
ORIGIN = Origin(
    "370102_2025-03.xlsx", "ab" * 32, by="历下区住建局", recorded_at="2025-04-02T09:00:00+08:00"
)


def records(*rows: tuple[str, str, float | None], **columns: list[Any]) -> pd.DataFrame:
    """Records of three cells each, from a workbook."""
    frame = pd.DataFrame(rows, columns=["id", "as_of", "done_pct"])
    frame["as_of"] = pd.to_datetime(frame["as_of"])
    frame["source_sheet"], frame["source_row"] = (
        "更新项目",
        [str(at + 7) for at in range(len(frame))],
    )
    return frame.assign(**columns)


MARCH = records(
    ("s-1", "2025-03-31", 41.5), ("s-3", "2025-03-31", None), stage=["construction", None]
)


def ledger_of(workspace: Workspace) -> Ledger:
    return open_ledger(workspace.layer("sites"), workspace)


def bytes_of(workspace: Workspace) -> bytes:
    return workspace.layer("sites").progress_path.read_bytes()


def add(workspace: Workspace, frame: pd.DataFrame = MARCH, origin: Origin = ORIGIN) -> None:
    ledger_of(workspace).append(frame, origin, set_aside=0, unchanged=0)


def test_records_are_added_with_their_source_and_older_rows_keep_their_text(
    open_city: Callable[..., Workspace],
) -> None:
    workspace = open_city()
    entry = ledger_of(workspace).append(MARCH, ORIGIN, set_aside=1, unchanged=4)
    assert (entry.number, entry.what, entry.recorded, entry.set_aside, entry.unchanged) == (
        1,
        "import",
        2,
        1,
        4,
    )
    lines = bytes_of(workspace).decode().splitlines()
    old = FILES[LEDGER].splitlines()
    assert lines[0] == old[0] + ",source_file,source_sheet,source_row,import_no,source_sha256"
    assert lines[1:8] == [line + ",,,,," for line in old[1:]]
    assert (
        lines[8]
        == "s-1,2025-03-31,construction,41.5,,,,,,370102_2025-03.xlsx,更新项目,7,1," + "ab" * 32
    )
    found, issues, rows = read_ledger(workspace.layer("sites"), workspace.stages)
    assert (len(found), issues, rows) == (9, [], 9)
    assert found["source_row"].tolist() == [None] * 7 + ["7", "8"]
    assert found["seq"].tolist() == list(range(9))


def test_what_was_read_can_be_recorded_and_read_again(open_city: Callable[..., Workspace]) -> None:
    workspace = open_city()
    layer = workspace.layer("sites")
    first, _, _ = read_ledger(layer, workspace.stages)
    add(workspace, first.assign(source_sheet="a", source_row="1"))
    again, _, _ = read_ledger(layer, workspace.stages)
    same = [
        column
        for column in first
        if column not in {"seq", "line"} and not column.startswith(("source", "import"))
    ]
    pd.testing.assert_frame_equal(again.iloc[7:][same].reset_index(drop=True), first[same])


def test_a_file_with_its_own_headings_and_units_is_continued_in_them(
    open_city: Callable[..., Workspace],
) -> None:
    manifest = FILES[LAYER].replace(
        "order = 10",
        'order = 10\npercent_up_to = 1\nunits = { invested_wan = "元" }\nprogress_table = { '
        "skip_rows = 1 }\n"
        'progress_columns = { id = "编号", as_of = "日期", done_pct = "完成", invested_wan = '
        '"投资" }',
    )
    text = '台账\r\n编号,"说\r\n明",日期,完成\r\n'
    text += 's-1,"多\r\n行",2025-01-31,0.5\r\n\r\ns-2,,2025-01-31,0'
    workspace = open_city({LAYER: manifest})
    workspace.layer("sites").progress_path.write_bytes(text.encode())
    add(workspace, records(("s-1", "2025-02-28", 62.5), invested_wan=[Decimal("12.3456")]))
    more = ",source_file,source_sheet,source_row,import_no,source_sha256"
    assert bytes_of(workspace).decode() == (
        f'台账\r\n编号,"说\r\n明",日期,完成,投资{more}\r\ns-1,"多\r\n行",2025-01-31,0.5,,,,,,\r\n\r\n'
        "s-2,,2025-01-31,0,,,,,,\r\n"
        f"s-1,,2025-02-28,0.625,123456,370102_2025-03.xlsx,更新项目,7,1,{'ab' * 32}\r\n"
    )
    found, _, _ = read_ledger(workspace.layer("sites"), workspace.stages)
    assert found["done_pct"].tolist() == [50, 0, 62.5]
    assert found["invested_wan"].iloc[2] == Decimal("12.3456")


HOSTILE = [
    "=1+1",
    "'=1+1",
    "-5",
    "-",
    "@SUM(A1)",
    "a,b",
    'say "so"',
    "two\nlines",
    "one\rreturn",
    "＋1",
    "NA",
    " x ",
]


def test_any_text_comes_back_and_none_is_a_formula(open_city: Callable[..., Workspace]) -> None:
    workspace = open_city()
    add(workspace, records(*[("s-1", "2025-03-31", 1.0)] * len(HOSTILE), remark=HOSTILE))
    found, _, _ = read_ledger(workspace.layer("sites"), workspace.stages)
    assert found["remark"].tolist()[7:] == HOSTILE
    assert ",=1+1," not in bytes_of(workspace).decode()


def test_a_first_import_makes_the_file(open_city: Callable[..., Workspace]) -> None:
    workspace = open_city({LEDGER: None})
    add(workspace)
    found, _, _ = read_ledger(workspace.layer("sites"), workspace.stages)
    assert found["id"].tolist() == ["s-1", "s-3"]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (records(("s-1", "2025-03-31", 120.0)), "done_pct = '120'"),
        (records(("", "2025-03-31", 1.0)), "id = ''"),
        (records(("s-1", None, 1.0)), "as_of = ''"),  # type: ignore[arg-type]
        (records(("s-1", "2025-03-31", 0.5)), "may be a share of 1 or of 100; write percent_up_to"),
    ],
)
def test_what_could_not_be_read_back_is_not_recorded(
    open_city: Callable[..., Workspace], frame: pd.DataFrame, said: str
) -> None:
    workspace = open_city()
    with pytest.raises(InputError, match=said):
        add(workspace, frame)
    assert bytes_of(workspace).decode() == FILES[LEDGER]


def test_the_same_file_is_noticed_until_its_import_is_undone(
    open_city: Callable[..., Workspace],
) -> None:
    ledger = ledger_of(open_city())
    assert ledger.find_import(ORIGIN.sha256) is None
    entry = ledger.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    assert ledger.find_import(ORIGIN.sha256) == entry
    ledger.undo()
    assert ledger.find_import(ORIGIN.sha256) is None
    ledger.redo()
    assert ledger.find_import(ORIGIN.sha256) == entry


def test_an_import_that_records_nothing_stands_in_the_journal_alone(
    open_city: Callable[..., Workspace],
) -> None:
    workspace = open_city()
    ledger = ledger_of(workspace)
    entry = ledger.append(MARCH.iloc[:0], ORIGIN, set_aside=0, unchanged=5)
    assert bytes_of(workspace).decode() == FILES[LEDGER]
    assert ledger.find_import(ORIGIN.sha256) == entry
    with pytest.raises(UsageError, match="nothing to undo"):
        ledger.undo()


def test_what_was_compared_with_older_records_is_not_recorded(
    open_city: Callable[..., Workspace],
) -> None:
    workspace = open_city()
    late, early = ledger_of(workspace), ledger_of(workspace)
    early.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    with pytest.raises(LockedError, match="another import came in between; run again"):
        late.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    with late.locked():
        assert late.find_import(ORIGIN.sha256) is not None
        late.append(MARCH, ORIGIN, set_aside=0, unchanged=0)
    assert [entry.number for entry in late.entries()] == [0, 1, 2]


def test_the_verbs_tell_the_story(open_city: Callable[..., Workspace]) -> None:
    workspace = open_city()
    at = ("--workspace", workspace.root, "--lang", "en")
    assert "Nothing was imported yet" in run("ledger", "log", *at).text
    add(workspace)
    told = json.loads(run("ledger", "log", *at, "--json").text)["layers"]["sites"]
    assert [entry["what"] for entry in told] == ["begin", "import"]
    assert told[1]["origin"]["file"] == ORIGIN.file
    shown = run("ledger", "show", "s-1", *at)
    assert "s-1: 3 records (layer sites)" in shown.text
    assert "370102_2025-03.xlsx 更新项目 row 7 #1 abababab" in " ".join(shown.text.split())
    one = json.loads(run("ledger", "show", "s-1", *at, "--json").text)["layers"]["sites"][-1]
    assert (one["as_of"], one["done_pct"], one["source_row"]) == ("2025-03-31", "41.5", "7")
    assert run("ledger", "undo", *at).code == 0
    assert bytes_of(workspace).decode() == FILES[LEDGER]
    again = run("ledger", "undo", *at)
    assert (again.code, "nothing to undo" in again.text) == (2, True)
    assert run("ledger", "redo", *at, "--file", ORIGIN.file).code == 0
    assert "undo of 1" in run("ledger", "log", *at).text
    unknown = run("ledger", "show", "s-99", *at)
    assert (unknown.code, "no record of 's-99'" in unknown.text) == (2, True)


def test_what_was_put_into_several_layers_is_undone_by_its_file(
    open_city: Callable[..., Workspace],
) -> None:
    workspace = open_city()
    at = ("--workspace", workspace.root, "--lang", "en")
    add(workspace)
    streets = open_ledger(workspace.layer("street-works"), workspace)
    streets.append(records(("w-1", "2025-03-31", 30.0)), ORIGIN, set_aside=0, unchanged=0)
    asked = run("ledger", "undo", *at)
    assert (asked.code, "several layers have something to undo: sites" in asked.text) == (2, True)
    assert run("ledger", "undo", "--file", ORIGIN.file, *at).code == 0
    assert bytes_of(workspace).decode() == FILES[LEDGER]
    assert (
        streets.folder.progress_path.read_text(encoding="utf-8")
        == FILES["layers/street-works/progress.csv"]
    )


def test_a_history_is_in_the_order_of_recording(open_city: Callable[..., Workspace]) -> None:
    workspace = open_city()
    add(workspace, records(("s-1", "2025-01-31", 9.0)))
    found = ledger_of(workspace).history("s-1")
    assert [day.date() for day in found["as_of"]] == [
        dt.date(2025, 1, 31),
        dt.date(2025, 2, 28),
        dt.date(2025, 1, 31),
    ]
    assert found["done_pct"].tolist() == [8, 30, 9]


def test_x9_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"one")
    with keep_still(path, "a.xlsx") as sha256:
        assert len(sha256) == 64
    with (
        pytest.raises(InputError, match=r"a.xlsx: changed while it was being read"),
        keep_still(path, "a.xlsx"),
    ):
        path.write_bytes(b"two")
    with (
        pytest.raises(InputError, match=r"b.xlsx: the file is missing"),
        keep_still(tmp_path / "b.xlsx", "b.xlsx"),
    ):
        pass
