"""Reading a ledger: each row is a record or set aside with its line, field and value."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from jinan_geo.errors import InputError
from jinan_geo.ledger import read_ledger
from tests.tools.tiny_city import FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.workspace import Workspace

LEDGER = "layers/sites/progress.csv"
HEAD = "id,as_of,stage,done_pct,invested_wan\n"


def read(
    open_city: Callable[..., Workspace], text: str | None, layer: str = ""
) -> tuple[pd.DataFrame, list[Issue], int]:
    files = {LEDGER: text, "layers/sites/layer.toml": layer or FILES["layers/sites/layer.toml"]}
    workspace = open_city(files)
    return read_ledger(workspace.layer("sites"), workspace.stages)


def test_a_clean_ledger_gives_typed_records(open_city: Callable[..., Workspace]) -> None:
    records, issues, rows = read(open_city, FILES[LEDGER])
    assert issues == []
    assert len(records) == rows == 7
    assert records["as_of"].dtype.kind == "M"
    assert records["invested_wan"].iloc[3] == Decimal("300.5")
    assert records["seq"].tolist() == list(range(7))
    assert records["line"].tolist() == list(range(2, 9))
    assert not records["sample"].any()


BAD_ROWS = {
    "s-1,2025-02-30,,,": ("as_of", "2025-02-30"),
    "s-1,31/01/25,,,": ("as_of", "31/01/25"),
    "s-1,2025-01-31,,85%左右,": ("done_pct", "85%左右"),
    "s-1,2025-01-31,,120,": ("done_pct", "120"),
    "s-1,2025-01-31,,-1,": ("done_pct", "-1"),
    "s-1,2025-01-31,,约80,": ("done_pct", "约80"),
    "s-1,2025-01-31,,1e400,": ("done_pct", "1e400"),
    "s-1,2025-01-31,,,100万": ("invested_wan", "100万"),
    "s-1,2025-01-31,building,,": ("stage", "building"),
    ",2025-01-31,,5,": ("id", ""),
    "s-1,,,5,": ("as_of", ""),
}


@pytest.mark.parametrize("row", BAD_ROWS)
def test_a_bad_row_is_set_aside_whole_and_named(
    open_city: Callable[..., Workspace], row: str
) -> None:
    records, issues, rows = read(
        open_city, f"{HEAD}s-2,2025-01-31,,1,\n{row}\ns-3,2025-01-31,,3,\n"
    )
    assert rows == 3
    assert records["id"].tolist() == ["s-2", "s-3"]
    assert records["seq"].tolist() == [0, 2]
    (issue,) = issues
    assert (issue.type, issue.row, issue.file, (issue.field, issue.value)) == (
        "bad-record",
        3,
        LEDGER,
        BAD_ROWS[row],
    )
    assert issue.severity == "error"


def test_a_row_with_two_faults_is_set_aside_once(open_city: Callable[..., Workspace]) -> None:
    records, issues, rows = read(open_city, HEAD + "s-1,2025-02-30,,120,\ns-2,2025-01-31,,1,\n")
    assert (len(records), rows, len(issues)) == (1, 2, 2)


def test_a_blank_percentage_is_missing_not_zero(open_city: Callable[..., Workspace]) -> None:
    records, issues, _ = read(open_city, HEAD + "s-1,2025-01-31,construction,,\n")
    assert issues == []
    assert pd.isna(records["done_pct"].iloc[0])
    assert records["invested_wan"].iloc[0] is None


def test_ids_are_trimmed_and_otherwise_exact(open_city: Callable[..., Workspace]) -> None:
    records, _, _ = read(
        open_city, HEAD + " s-1 ,2025-01-31,,,\nNA,2025-01-31,,,\n007,2025-01-31,,,\n"
    )
    assert records["id"].tolist() == ["s-1", "NA", "007"]


def test_a_layers_own_stages_replace_the_preset(open_city: Callable[..., Workspace]) -> None:
    own = '\n[[stages]]\nid = "dig"\nname = { zh = "开挖" }\nstarted = true\ndone = false\n'
    workspace = open_city(
        {
            "layers/sites/layer.toml": FILES["layers/sites/layer.toml"] + own,
            LEDGER: HEAD + "s-1,2025-01-31,dig,,\ns-2,2025-01-31,construction,,\n",
        }
    )
    layer = workspace.layer("sites")
    assert layer.manifest.stages
    records, issues, _ = read_ledger(layer, layer.manifest.stages)
    assert records["stage"].tolist() == ["dig"]
    assert [issue.value for issue in issues] == ["construction"]


def test_columns_may_have_other_names_in_the_file(open_city: Callable[..., Workspace]) -> None:
    layer = FILES["layers/sites/layer.toml"].replace(
        "order = 10", 'progress_columns = { id = "编号", as_of = "日期" }'
    )
    records, issues, _ = read(open_city, "编号,日期,done_pct\ns-1,2025-01-31,5\n", layer)
    assert issues == []
    assert records[["id", "done_pct"]].to_numpy().tolist() == [["s-1", 5]]


@pytest.mark.parametrize("text", ["编号,as_of\n", "id,日期\n"])
def test_a_ledger_without_its_key_columns_is_refused(
    open_city: Callable[..., Workspace], text: str
) -> None:
    with pytest.raises(
        InputError,
        match=r"layers/sites/progress.csv line 1: no column (id|as_of); add it or map it",
    ):
        read(open_city, text)


def test_a_missing_ledger_is_named(open_city: Callable[..., Workspace]) -> None:
    with pytest.raises(InputError, match=r"layers/sites/progress.csv: the file is missing"):
        read(open_city, None)


def test_an_empty_ledger_is_no_fault(open_city: Callable[..., Workspace]) -> None:
    records, issues, rows = read(open_city, HEAD)
    assert (len(records), issues, rows) == (0, [], 0)
