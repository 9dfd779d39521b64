"""A city's office over the months: what came in, and what pandas says must follow from it.

Nothing here asks the program: lights, commitments and reports due are computed from what the
documents say of them, so that both can be held against each other at every closing.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from shapely import Point, box

from tests.tools.tiny_city import DISTRICTS_LAYER, collection, feature, write_city

if TYPE_CHECKING:
    import random
    from pathlib import Path

__all__ = ["DISTRICTS", "LIGHTS", "PROMISED", "Office", "draw_city", "month_end"]

SIDE = 0.05  # degrees
DISTRICTS = {
    f"3701{at:02d}": f"{name}区" for at, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑", start=2)
}
EACH = 6
BEFORE = dt.date(2024, 12, 31)
PROMISED = 30
LIGHTS = ("red", "yellow", "green", "grey")
STAGES = ("策划", "立项", "开工", "在建", "完工")
BEGUN = ("开工", "在建", "完工")
WORKSPACE = """
name = { zh = "试验市", en = "Trial City" }
title = { zh = "试验市更新进度图", en = "Trial City progress map" }
metric_crs = "EPSG:4548"
districts = "districts"

[themes]
urban = { zh = "城市品质", en = "Urban quality" }

[editions]
every = "month"
due_days = 5

[reporting]
every = "month"
grace_days = 5
since = 2025-01-01
"""
SITES = """
name = { zh = "更新项目", en = "Renewal sites" }
theme = "urban"
geometry = ["point", "polygon"]
source = { zh = "测试数据", en = "test data" }
audience = "public"
"""
TARGETS = f"""
source = {{ zh = "测试讲话", en = "test address" }}

[[targets]]
id = "T-1"
theme = "urban"
name = {{ zh = "完工项目", en = "Sites done" }}
comparator = ">="
value = {PROMISED}
unit = {{ zh = "个", en = "sites" }}
due = 2025-12-31
measure = {{ layer = "sites", reached = "done" }}
"""


def month_end(number: int) -> dt.date:
    """The last day of a month, counted from January 2025 as 0."""
    year, month = 2025 + number // 12, number % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def draw_city(root: Path, chance: random.Random, count: int) -> Office:
    """Write a city of so many square districts with a ledger of one date, and give its office."""
    squares, sites, plans = [], [], []
    for at, (code, name) in enumerate([*DISTRICTS.items()][:count]):
        west, south = 116.9 + at % 4 * SIDE, 36.5 + at // 4 * SIDE
        squares.append(feature(box(west, south, west + SIDE, south + SIDE), id=code, name_zh=name))
        for one in range(EACH):
            start = dt.date(2024, 9, 1) + dt.timedelta(days=chance.randrange(400))
            finish = start + dt.timedelta(days=chance.randrange(120, 500))
            key = f"p-{code[-2:]}{one}"
            place = Point(west + SIDE * (one + 1) / (EACH + 1), south + SIDE / 2)
            dates = {"planned_start": f"{start}", "planned_finish": f"{finish}"}
            sites.append(feature(place, id=key, name_zh=f"{name}{'一二三四五六'[one]}号", **dates))
            plans.append({"id": key, "district": code, "start": start, "finish": finish})
    lines = "".join(f"{one['id']},{BEFORE},planning,0,0\n" for one in plans)
    write_city(
        root,
        {
            "workspace.toml": WORKSPACE,
            "targets.toml": TARGETS,
            "layers/districts/layer.toml": DISTRICTS_LAYER,
            "layers/districts/features.geojson": collection(squares),
            "layers/sites/layer.toml": SITES,
            "layers/sites/features.geojson": collection(sites),
            "layers/sites/progress.csv": f"id,as_of,stage,done_pct,invested_wan\n{lines}",
            "layers/street-works/layer.toml": None,
            "layers/street-works/features.geojson": None,
            "layers/street-works/progress.csv": None,
        },
    )
    first = [
        {"id": one["id"], "as_of": BEFORE, "stage": "策划", "done": 0.0, "spent": 0.0}
        for one in plans
    ]
    return Office(pd.DataFrame(plans).set_index("id"), first)


@dataclass
class Office:
    """What the office was told, row by row in the order in which it was recorded."""

    plans: pd.DataFrame
    rows: list[dict[str, Any]]
    ended: dict[str, dt.date] = field(default_factory=dict)

    def known(self, day: dt.date) -> pd.DataFrame:
        """What was last said of each project by a day: of its newest date, the last that came."""
        told = pd.DataFrame(self.rows)
        told = told[told["as_of"] <= day]
        order = told.reset_index(names="came").sort_values(["as_of", "came"])
        return order.groupby("id").last().reindex(self.plans.index)

    def record(self, key: str, day: dt.date, **said: Any) -> None:
        """Take a report: what a form leaves blank is as it was."""
        before = self.known(day).loc[key]
        row = {name: said.get(name, before[name]) for name in ("stage", "done", "spent")}
        self.rows.append({"id": key, "as_of": day, **row})

    def renumber(self, keys: dict[str, str]) -> None:
        """Know projects by other ids from now on, and all that was ever said of them."""
        self.plans = self.plans.rename(index=keys)
        self.rows = [{**row, "id": keys.get(row["id"], row["id"])} for row in self.rows]

    def lights(self, day: dt.date) -> pd.Series[str]:
        """The light of each project at the closing of a day's edition."""
        told = self.known(day)
        start, finish = pd.to_datetime(self.plans["start"]), pd.to_datetime(self.plans["finish"])
        whole = (finish - start).dt.days + 1
        planned = (((pd.Timestamp(day) - start).dt.days + 1) / whole).clip(0, 1) * 100
        lag = (planned.round(2) - told["done"]).round(2)
        tomorrow = day + dt.timedelta(days=1)
        months = (tomorrow.year - start.dt.year) * 12 + tomorrow.month - start.dt.month - 1
        waiting = ~told["stage"].isin(BEGUN)
        red = (lag > 30) | (waiting & (months >= 3))
        yellow = (lag >= 10) | (waiting & (months >= 0))
        light = pd.Series(np.select([red, yellow], ["red", "yellow"], "green"), self.plans.index)
        silent = pd.to_datetime(told["as_of"]).dt.to_period("M") < pd.Period(day, "M")
        done = told["stage"] == "完工"
        over = self.plans.index.isin([key for key, when in self.ended.items() if when <= day])
        return light.mask(silent | over, "grey").mask(done, "green")

    def done(self, day: dt.date) -> int:
        """How many projects are finished by a day."""
        return int((self.known(day)["stage"] == "完工").sum())

    def provision(self, day: dt.date) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Reports due, come and overdue by district and month, and in the whole city."""
        told = pd.DataFrame(self.rows)
        told = told.assign(month=pd.to_datetime(told["as_of"]).dt.to_period("M"))
        done = told[told["stage"] == "完工"].groupby("id")["month"].min()
        rows = []
        for month in pd.period_range("2025-01", pd.Period(day, "M"), freq="M"):
            over = {key for key, when in self.ended.items() if when <= month.end_time.date()}
            owing = [
                key
                for key in self.plans.index
                if key not in over and not done.get(key, month) < month
            ]
            came = set(told.loc[told["month"] == month, "id"])
            rows += [(self.plans["district"][key], f"{month}", key in came) for key in owing]
        table = pd.DataFrame(rows, columns=["district", "month", "came"])
        both = pd.concat([table, table.assign(district="all")])
        counts = both.groupby(["district", "month"])["came"].agg(["size", "sum"])
        return {key: (size, came, size - came) for key, (size, came) in zip(
            counts.index, counts.to_numpy().tolist(), strict=True)}  # fmt: skip
