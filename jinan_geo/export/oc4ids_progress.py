"""Planned and actual progress as the open standard for infrastructure projects has it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.city.lights import read_plans
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.export.oc4ids_project import Teller
    from jinan_geo.manifest.locale import Locale

__all__ = ["LAST", "Planned", "Reported", "value_of"]

PERCENT = {"name": "percent", "scheme": "UNCEFACT", "id": "P1"}
LAST = dt.time(23, 59, 59)  # of a day


def value_of(cell: Any, locale: Locale) -> dict[str, Any] | None:  # noqa: ANN401 - a cell of a frame
    """Money of a workspace as an amount in its currency, exactly."""
    if cell is None or pd.isna(cell):
        return None
    whole = Decimal(str(cell)) * locale.unit
    amount = int(whole) if whole == whole.to_integral_value() else float(whole)
    return {"amount": amount, "currency": locale.currency}


class Reported:
    """What was reported of the projects of a layer, day by day, up to the data date.

    Of several records of a day the last counts.
    """

    def __init__(self, teller: Teller, layer: Layer) -> None:
        self.teller = teller
        records = layer.records
        known = records["as_of"].to_numpy("datetime64[D]") <= np.datetime64(
            teller.city.editions[-1], "D"
        )
        if teller.city.audience == "public":
            known &= ~records["sample"].fillna(value=False).to_numpy(bool)
        ordered = records[known].sort_values(["as_of", "seq"], kind="stable")
        kept = ordered.drop_duplicates(["feature", "as_of"], keep="last")
        self.rows = kept[["as_of", "done_pct", "invested_wan"]].to_dict("records")
        self.at = kept.reset_index(drop=True).groupby("feature").indices

    def metrics(self, feature: int) -> list[dict[str, Any]]:
        """Physical progress in percent, and what was invested, cumulatively."""
        rows = [self.rows[at] for at in self.at.get(feature, ())]
        done = [(row["as_of"], _percent(row["done_pct"])) for row in rows]
        spent = [(row["as_of"], _spent(row["invested_wan"], self.teller.locale)) for row in rows]
        lang = self.teller.lang
        found = {
            "physicalProgress": _observations(self.teller, done),
            "financialProgress": _observations(self.teller, spent),
        }
        titles = {
            "physicalProgress": say("export.oc4ids.physical", lang),
            "financialProgress": say("export.oc4ids.invested", lang),
        }
        return [
            {"id": key, "title": titles[key], "observations": seen}
            for key, seen in found.items()
            if seen
        ]


class Planned:
    """What should be done, at each edition and at the points of the plan, in percent."""

    def __init__(self, teller: Teller, layer: Layer) -> None:
        self.teller = teller
        self.curves = read_plans(layer.features)
        self.finish = layer.features["planned_finish"].to_numpy("datetime64[D]")
        count = len(layer.features)
        states = layer.states
        self.percent = (
            np.full((0, count), np.nan)
            if states is None
            else states["planned_pct"].to_numpy(float).reshape(layer.editions, count)
        )

    def metrics(self, feature: int) -> list[dict[str, Any]]:
        """The one forecast; nothing for a project without a plan."""
        column = self.percent[:, feature]
        if not len(column) or np.isnan(column).all():
            return []
        days = dict(zip(self.teller.city.editions, column.tolist(), strict=True))
        curve = self.curves.get(feature)
        end = self.finish[feature]
        days |= dict(curve) if curve else {} if np.isnat(end) else {end.item(): 100.0}
        seen = _observations(self.teller, [(day, _percent(days[day])) for day in sorted(days)])
        said = "planned_curve" if curve else "planned_even"
        texts = {
            "planned_curve": say("export.oc4ids.planned_curve", self.teller.lang),
            "planned_even": say("export.oc4ids.planned_even", self.teller.lang),
        }
        return [
            {
                "id": "physicalProgress",
                "title": say("export.oc4ids.planned", self.teller.lang),
                "description": texts[said],
                "observations": seen,
            }
        ]


def _percent(cell: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a cell of a frame
    if cell is None or pd.isna(cell):
        return None
    number = round(float(cell), 2)
    return {"measure": int(number) if number.is_integer() else number, "unit": PERCENT}


def _spent(cell: Any, locale: Locale) -> dict[str, Any] | None:  # noqa: ANN401 - a cell of a frame
    value = value_of(cell, locale)
    return None if value is None else {"value": value}


def _observations(
    teller: Teller, seen: Sequence[tuple[object, dict[str, Any] | None]]
) -> list[dict[str, Any]]:
    """As seen at the end of each day; a day of which nothing is known has none."""
    known = [(teller.at(day, LAST), what) for day, what in seen if what is not None]
    return [
        {"id": str(at), "period": {"startDate": day, "endDate": day}, **what}
        for at, (day, what) in enumerate(known, start=1)
    ]
