"""Between editions and between reports due and come.

Repairs: each planted, found, and absent from a clean twin.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from shapely import LineString, Point, Polygon, box

from jinan_geo.check.provision import count_due, word_period
from jinan_geo.errors import RefusedError
from jinan_geo.manifest.models import Reporting
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read import read_layer
from tests.city.test_lights import STAGES, records_of
from tests.tools.planted import (
    FEATURES,
    LAYER,
    LEDGER,
    PLACE,
    TOML,
    Planted,
    declare,
    find,
    proofs_of,
    sites,
)
from tests.tools.tiny_city import collection, feature, features_frame

if TYPE_CHECKING:
    from pathlib import Path

SPOT = Point(117.051, 36.651)
PLOT = box(117.05, 36.65, 117.06, 36.66)
HERE = {"file": FEATURES, "feature": "bad-1"}
PAST = "layers/sites/past.geojson"


def then(before: dict[str, Any], now: dict[str, Any], extra: str = "") -> dict[str, Any]:
    """Features as they were up to January, and as they are."""
    return {
        TOML: f'past = {{ 2025-01-31 = "past.geojson" }}\n{extra}{PLACE}',
        PAST: before[FEATURES],
        **now,
    }


def leading(key: str, code: str) -> dict[str, Any]:
    """A layer that has a district lead a project."""
    return {**sites(SPOT), TOML: f'leads = {{ "{key}" = "{code}" }}\n{PLACE}'}


def many(count: int, prefix: str = "p") -> dict[str, str]:
    made = [
        feature(Point(117.01 + at / 1000, 36.61), id=f"{prefix}-{at}", name_zh=f"第{at}处")
        for at in range(count)
    ]
    return {FEATURES: collection(made)}


def renamed(count: int, of: int) -> dict[str, str]:
    made = json.loads(many(of)[FEATURES])
    for at in range(count):
        made["features"][at]["properties"]["id"] = f"new-{at}"
    return {FEATURES: json.dumps(made, ensure_ascii=False)}


ENDS = 'ended = { bad-2 = { on = 2025-02-01, why = "并入他项" } }\n'
REPORTING = '\n[reporting]\nevery = "month"\nby = { zh = "区住建局", en = "the district" }\n'
HEAD = "id,as_of,stage,done_pct\n"
TWO = {"id": ["p-1", "p-2"], "name_zh": ["甲", "乙"], "district": ["370102", "370102"]}
JAN_FEB = "p-1,2025-01-31,construction,5\np-1,2025-02-28,construction,6\n"


def reports(rows: str) -> dict[str, str]:
    made = [feature(None, **{key: values[at] for key, values in TWO.items()}) for at in range(2)]
    return {TOML: LAYER + REPORTING, FEATURES: collection(made), LEDGER: HEAD + JAN_FEB + rows}


ALL = "p-2,2025-01-31,construction,5\np-2,2025-02-28,construction,6\n"
OWED = {"file": LEDGER, "feature": "p-2"}
OPEN = [[117.05, 36.65], [117.06, 36.65], [117.06, 36.66], [117.05, 36.66]]
BOW_TIE = Polygon([(117.05, 36.65), (117.06, 36.66), (117.06, 36.65), (117.05, 36.66)])
REPEATED = Polygon([(117.05, 36.65), (117.06, 36.65), (117.06, 36.65), (117.06, 36.66)])

CASES = [
    Planted(
        "vanished-feature", then(sites(SPOT, None), sites(SPOT)), then(sites(SPOT), sites(SPOT)),
        {"file": PAST, "feature": "bad-2"},
    ),
    Planted(
        "ended-and-back", then(sites(SPOT, None), sites(SPOT, None), ENDS),
        then(sites(SPOT, None), sites(SPOT), ENDS),
        {"file": TOML, "feature": "bad-2", "value": "bad-2"},
    ),
    Planted(
        "ended-unknown", then(sites(SPOT), sites(SPOT), ENDS),
        then(sites(SPOT, None), sites(SPOT), ENDS),
        {"file": TOML, "feature": "bad-2", "value": "bad-2"},
    ),
    Planted("lead-unknown", leading("bad-3", "370102"), leading("bad-1", "370102"),
            {"file": TOML, "field": "leads", "value": "bad-3"}),
    Planted("lead-nowhere", leading("bad-1", "370199"), leading("bad-1", "370102"),
            {"file": TOML, "feature": "bad-1", "value": "370199"}),
    Planted("count-jump", then(many(10), many(15)), then(many(10), many(12)),
            {"file": FEATURES, "value": 15}),
    Planted(
        "renumbered-feature", then(many(10), renamed(1, 10)), then(many(10), many(10)),
        {"file": FEATURES, "feature": "new-0", "field": "id", "details": {"old": "p-0"}},
        also=frozenset({"vanished-feature"}),
    ),
    Planted("lost-geometry", then(sites(SPOT), sites(None)), then(sites(SPOT), sites(SPOT)), HERE),
    Planted("type-changed", then(sites(SPOT), sites(PLOT)), then(sites(PLOT), sites(PLOT)), HERE),
    Planted(
        "moved-far", then(sites(SPOT), sites(Point(117.071, 36.651))),
        then(sites(SPOT), sites(Point(117.061, 36.651))),
        {**HERE, "value": "1.8"},
    ),
    Planted(
        "size-jump", then(sites(PLOT), sites(box(117.05, 36.65, 117.06, 36.653))),
        then(sites(PLOT), sites(box(117.05, 36.65, 117.06, 36.655))), HERE,
    ),
    Planted(
        "redirected-id",
        {**reports("old-2,2025-01-31,construction,5\np-2,2025-02-28,construction,6\n"),
         TOML: LAYER + REPORTING + '\n[renumbered]\nold-2 = "p-2"\n'},
        reports(ALL),
        {"file": LEDGER, "feature": "p-2", "value": "old-2"},
    ),
    Planted(
        "never-reported", reports(""), reports(ALL), {**OWED, "value": "2025-01"},
        also=frozenset({"reports-outstanding"}),
    ),
    Planted(
        "overdue-report", reports(ALL.splitlines()[0] + "\n"), reports(ALL),
        {**OWED, "value": "2025-02"},
        also=frozenset({"reports-outstanding"}),
    ),
    Planted("missed-report", reports(ALL.splitlines()[1] + "\n"), reports(ALL),
            {**OWED, "value": "2025-01"}),
    Planted(
        "reports-outstanding", reports(""), reports(ALL),
        {"file": LEDGER, "value": 1, "details": {
            "due": 2, "reported": 1, "overdue": 1, "period": "2025-02", "districts": "370102 1"}},
        also=frozenset({"never-reported"}),
    ),
    Planted(
        "repaired-geometry", {**declare('repair = ["make-valid"]'), **sites(BOW_TIE)},
        {**declare('repair = ["make-valid"]'), **sites(PLOT)}, {**HERE, "row": 2},
    ),
    Planted(
        "repaired-points", {**declare('repair = ["drop-repeated-points"]'), **sites(REPEATED)},
        {**declare('repair = ["drop-repeated-points"]'), **sites(PLOT)},
        {**HERE, "row": 2, "value": 1},
    ),
    Planted(
        "closed-ring",
        {**declare('repair = ["close-rings"]'),
         **sites({"type": "Polygon", "coordinates": [OPEN]})},
        {**declare('repair = ["close-rings"]'), **sites(PLOT)},
        {"file": FEATURES, "row": 2, "value": 1},
    ),
]  # fmt: skip


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


def test_renumbering_above_a_tenth_stops_and_asks(tmp_path: Path) -> None:
    with pytest.raises(
        RefusedError, match=r"2 of 10 ids .* 'p-0' = 'new-0', 'p-1' = 'new-1'; ids live for ever"
    ) as caught:
        find(tmp_path, then(many(10), renamed(2, 10)))
    assert caught.value.exit_code == 6


def test_an_accepted_renumbering_is_the_same_feature(tmp_path: Path) -> None:
    accepted = f'{PLACE}\n[renumbered]\np-0 = "new-0"\np-1 = "new-1"\n'
    files = {
        **then(many(10), renamed(2, 10)),
        TOML: f'past = {{ 2025-01-31 = "past.geojson" }}\n{accepted}',
    }
    assert find(tmp_path, files) == []


@pytest.mark.slow
def test_a_repair_changes_what_is_read_and_nothing_else(tmp_path: Path) -> None:
    files = {
        **declare('repair = ["make-valid", "drop-repeated-points"]'),
        **sites(BOW_TIE, REPEATED, LineString([SPOT, SPOT])),
    }
    issues = find(tmp_path, files)
    frame, _, count = read_layer(Workspace.open(tmp_path).layer("sites"))
    assert (len(frame), count) == (4, 4)
    assert frame.geometry.iloc[1].is_valid
    assert len(frame.geometry.iloc[2].exterior.coords) == 4
    assert frame.geometry.iloc[0].equals(box(117.01, 36.61, 117.02, 36.62))
    assert {issue.type: issue.feature for issue in issues} == {
        "repaired-points": "bad-2", "repaired-geometry": "bad-1", "invalid-geometry": "bad-3",
    }  # fmt: skip


Row = tuple[int, str, str, float]


def due(
    reporting: dict[str, object], day: str, *rows: Row, **columns: list[Any]
) -> set[tuple[int, str, bool]]:
    features = features_frame([None] * 2, **columns)
    rule = Reporting.model_validate(reporting)
    table = count_due(features, records_of(*rows), STAGES, rule, dt.date.fromisoformat(day))
    cells = zip(table["feature"], table["period"], table["reported"], strict=True)
    return {(int(at), word_period(period, rule), bool(there)) for at, period, there in cells}


MONTHLY = {"every": "month", "since": "2025-01-01"}


def test_a_period_is_due_when_it_and_its_grace_are_over() -> None:
    assert due(MONTHLY, "2025-01-30") == set()
    assert due(MONTHLY, "2025-01-31") == {(0, "2025-01", False), (1, "2025-01", False)}
    assert due({**MONTHLY, "grace_days": 5}, "2025-02-04") == set()
    assert len(due({**MONTHLY, "grace_days": 5}, "2025-02-05")) == 2
    assert {
        period for _, period, _ in due({"every": "quarter", "since": "2025-01-01"}, "2025-07-15")
    } == {
        "2025Q1",
        "2025Q2",
    }


def test_what_has_ended_or_is_done_owes_nothing_more() -> None:
    ended = due(MONTHLY, "2025-03-31", ended=["2025-02-10", None])
    assert {period for at, period, _ in ended if at == 0} == {"2025-01"}
    done = due(
        MONTHLY,
        "2025-03-31",
        (0, "2025-01-31", "completed", 100.0),
        (1, "2025-02-28", "construction", 5.0),
    )
    assert done == {
        (0, "2025-01", True),
        (1, "2025-01", False),
        (1, "2025-02", True),
        (1, "2025-03", False),
    }
