"""Lights by days late and by earned value, worked by hand."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pydantic import ValidationError

from jinan_geo.city.lights import appraise
from jinan_geo.manifest.lightrules import LightRules
from jinan_geo.manifest.workspace import preset_stages
from tests.tools.tiny_city import features_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

STAGES = preset_stages()
RULED = ("start", "finish", "stage", "done", "expected", "budget", "spent")


def judge(by: str, rows: Sequence[tuple[object, ...]], **bounds: object) -> pd.DataFrame:
    """Judge rows of ``RULED`` at the end of June 2025 by a preset."""
    text = (files("jinan_geo") / f"data/lights/{by}.toml").read_text(encoding="utf-8")
    rules = LightRules.model_validate({**tomllib.loads(text), **bounds})
    own = pd.DataFrame([*rows], columns=[*RULED])
    blank = dict.fromkeys(("remark", "reported_by", "evidence"))
    at = range(len(rows))
    features = features_frame(
        [None] * len(rows), planned_start=pd.to_datetime(own["start"]),
        planned_finish=pd.to_datetime(own["finish"]), investment_wan=own["budget"].tolist(),
    )  # fmt: skip
    records = pd.DataFrame(
        {
            "feature": at, "seq": at, "stage": own["stage"], "done_pct": own["done"],
            "est_finish": pd.to_datetime(own["expected"]), "invested_wan": own["spent"],
            "as_of": pd.Timestamp("2025-06-30"), "sample": False, **blank,
        }
    )  # fmt: skip
    days = [dt.date(2025, 6, 30)]
    return appraise(features, records, {}, stages=STAGES, rules=rules, provision="none", days=days)


def told(found: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    own = found[["light", "reason", *columns]].astype(object)
    return [*own.where(own.notna(), None).itertuples(index=False, name=None)]


def test_plain_days_late_are_the_most_of_three_counts() -> None:
    year, short = ("2025-01-01", "2025-12-31"), ("2025-01-01", "2025-06-28")
    rows = [
        ((*year, "construction", 1, None, None, None), ("green", "in_time", 0)),
        ((*year, "construction", 1, "2026-01-01", None, None), ("yellow", "days_late", 1)),
        ((*year, "construction", 1, "2026-01-30", None, None), ("yellow", "days_late", 30)),
        ((*year, "construction", 1, "2026-01-31", None, None), ("red", "days_late", 31)),
        ((*short, "construction", 9, None, None, None), ("yellow", "days_late", 2)),
        ((*short, "completed", 100, None, None, None), ("green", "done", 2)),
        (("2025-06-20", year[1], "planning", 0, None, None, None), ("yellow", "days_late", 10)),
        (("2025-06-20", None, "planning", 0, None, None, None), ("yellow", "days_late", 10)),
        (("2025-06-20", None, "started", 0, None, None, None), ("grey", "no_plan", None)),
        ((None, None, "planning", 0, None, None, None), ("grey", "no_plan", None)),
    ]  # fmt: skip
    found = judge("days-late", [row for row, _ in rows])
    assert told(found, "rule_days") == [want for _, want in rows]


def test_earned_value_judges_schedule_and_cost_and_says_where_it_cannot() -> None:
    half = ("2025-01-01", "2025-12-27", "construction")  # 181 of 361 days: 50.14 % planned
    rows = [
        ((*half, 50.14, None, 100, 50.14), ("green", "at_index", 1, 1)),
        ((*half, 47, None, 100, 47), ("yellow", "below_index", 0.94, 1)),
        ((*half, 42, None, 100, 42), ("red", "below_index", 0.84, 1)),
        ((*half, 60, None, 100, 70), ("yellow", "below_index", 1.2, 0.86)),
        ((*half, 60, None, 100, 80), ("red", "below_index", 1.2, 0.75)),
        ((*half, 60, None, None, 80), ("grey", "no_cost", 1.2, None)),
        ((*half, 60, None, 100, None), ("grey", "no_cost", 1.2, None)),
        ((*half, 60, None, 100, 0), ("grey", "no_cost", 1.2, None)),
        ((*half, 42, None, None, None), ("red", "below_index", 0.84, None)),
        ((*half, None, None, 100, 10), ("grey", "no_percent", None, None)),
        ((None, None, "construction", 50, None, 100, 50), ("grey", "no_plan", None, 1)),
        # Nothing is planned, earned or spent yet.
        (("2025-07-01", *half[1:2], "planning", 0, None, 9, 0), ("green", "at_index", None, None)),
    ]  # fmt: skip
    found = judge("earned-value", [row for row, _ in rows])
    assert told(found, "spi", "cpi") == [want for _, want in rows]
    bounds = {"yellow_below_cpi": None, "red_below_cpi": None}
    cheap = judge("earned-value", [rows[5][0]], **bounds)  # then the schedule alone counts
    assert told(cheap, "spi") == [("green", "at_index", 1.2)]
    assert "cpi" not in cheap


SPI = {"by": "earned-value", "yellow_below_spi": 1, "red_below_spi": 0.9}
BOUNDS = [
    ({"by": "days-late"}, "yellow_from_days, red_above_days"),
    ({"by": "lag", "red_below_spi": 1}, "red_below_spi"),
    ({"by": "earned-value", "yellow_below_spi": 0.8, "red_below_spi": 0.9}, "red_below_spi"),
    ({**SPI, "red_below_cpi": 1}, "yellow_below_cpi"),
]  # fmt: skip


@pytest.mark.parametrize("bounds", BOUNDS)
def test_bounds_belong_to_their_rule(bounds: tuple[dict[str, object], str]) -> None:
    own, keys = bounds
    named = {"name": {"zh": "x"}, "source": {"zh": "x"}, "yellow_from_lag": 1, "red_above_lag": 2}
    with pytest.raises(ValidationError, match=keys):
        LightRules.model_validate({**named, **own})
