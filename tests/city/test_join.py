"""The join loses no row and invents none, whatever the ids are."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinan_geo.cells.values import parse_values
from jinan_geo.city.join_records import join_records
from jinan_geo.errors import InputError
from jinan_geo.manifest.attributes import LEDGER_COLUMNS
from tests.tools.tiny_city import features_frame, layer_folder

LAYER = layer_folder()
IDS = st.text(alphabet="ab1-历\uff11", min_size=1, max_size=3)


def records_of(ids: list[str], days: list[str] | None = None) -> pd.DataFrame:
    """Records as ``read_ledger`` gives them."""
    cells: dict[str, list[object]] = {name: [None] * len(ids) for name in LEDGER_COLUMNS}
    cells |= {"id": list(ids), "as_of": list(days or ["2025-01-31"] * len(ids))}
    frame = pd.DataFrame(
        {name: parse_values(cells[name], kind).cells for name, kind in LEDGER_COLUMNS.items()}
    )
    return frame.assign(seq=range(len(ids)), line=range(2, len(ids) + 2))


def join(features: list[str], records: pd.DataFrame, excluded: int = 0) -> tuple:
    frame = features_frame([None] * len(features), id=features)
    return join_records(
        LAYER,
        frame,
        records,
        rows_read=len(records) + excluded,
        features_read=len(features) + excluded,
    )


@given(st.lists(IDS, unique=True, max_size=8), st.lists(IDS, max_size=20), st.integers(0, 3))
@settings(max_examples=50, deadline=None)
@pytest.mark.slow
def test_matched_and_unmatched_and_excluded_make_all_rows(
    features: list[str], ids: list[str], excluded: int
) -> None:
    if ids and features and not set(ids) & set(features):
        with pytest.raises(InputError, match="none of"):
            join(features, records_of(ids), excluded)
        return
    matched, account, issues = join(features, records_of(ids), excluded)
    assert (
        account.rows
        == len(ids) + excluded
        == account.matched + account.unmatched + account.excluded
    )
    assert account.features == account.reported + account.silent + account.set_aside
    assert matched["seq"].tolist() == [at for at, key in enumerate(ids) if key in features]
    assert [features[at] for at in matched["feature"]] == [key for key in ids if key in features]
    assert account.reported == len(set(ids) & set(features))
    orphans = [issue for issue in issues if issue.type in {"orphan-record", "near-key"}]
    assert [(issue.feature, issue.row) for issue in orphans] == [
        (key, at + 2) for at, key in enumerate(ids) if key not in features
    ]


def test_an_orphan_is_told_the_nearest_id_and_is_not_joined() -> None:
    matched, account, (issue,) = join(
        ["site-001", "site-002"], records_of(["site-001", "site-0O2"])
    )
    assert (len(matched), account.unmatched) == (1, 1)
    assert (
        issue.message().en
        == "id 'site-0O2' is not among the layer's features; the nearest is 'site-002'"
    )
    assert "最接近的是 'site-002'" in issue.message().zh


def test_an_orphan_like_nothing_gets_no_suggestion() -> None:
    _, _, (issue,) = join(["site-001"], records_of(["site-001", "别的"]))
    assert issue.message().en == "id '别的' is not among the layer's features"


@pytest.mark.parametrize("key", ["A", "a\u200b", "\uff41", "a.0"])
def test_keys_that_only_look_alike_are_not_joined(key: str) -> None:
    _, account, _ = join(["a", "b"], records_of(["b", key]))
    assert (account.matched, account.unmatched) == (1, 1)


def test_a_join_that_matches_nothing_fails_and_shows_both_sides() -> None:
    message = (
        r"layers/sites/progress.csv: none of 2 records matches a feature of "
        r"layers/sites/features.geojson; "
        r"first id here 'x', there 'a': map the right columns"
    )
    with pytest.raises(InputError, match=message):
        join(["a"], records_of(["x", "y"]))


def test_repeated_records_are_all_kept_and_said() -> None:
    days = ["2025-01-31", "2025-01-31", "2025-02-28", "2025-01-31"]
    matched, account, issues = join(["a"], records_of(["a"] * 4, days))
    assert len(matched) == account.matched == 4
    assert [(issue.type, issue.row, issue.value, issue.severity) for issue in issues] == [
        ("repeated-record", 3, "2025-01-31", "info"),
        ("repeated-record", 5, "2025-01-31", "info"),
    ]


def test_nothing_to_join_is_no_fault() -> None:
    assert join([], records_of([]))[1].rows == 0
    assert join(["a"], records_of([]))[1].silent == 1
    assert join([], records_of(["a"]))[1].unmatched == 1


def test_the_frames_given_are_not_changed() -> None:
    records = records_of(["a", "b"])
    before = records.copy(deep=True)
    join(["a"], records)
    pd.testing.assert_frame_equal(records, before)
