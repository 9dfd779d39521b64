"""A layer of made-up projects for a workspace that is begun: marked as samples, every one."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import tomlkit

from jinan_geo.intake.first import THEME, label
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["SAMPLES", "sample_files"]

SAMPLES = "samples"
EACH = 3  # projects in a district
TRIES = 64
EDITIONS = 4
HEAD = ("id", "as_of", "done_pct", "sample")
# Months from the last edition to the planned start and finish, and how much of the plan is done.
PLANS = ((-8, 4, 1.0), (-6, 2, 0.92), (-10, 3, 0.8), (-5, 7, 0.6), (-9, 0, 1.1), (-9, 4, 0.3))


def sample_files(
    shapes: NDArray[np.object_], today: dt.date, lang: str
) -> Iterator[tuple[str, str]]:
    """Give each file of the layer and what is in it.

    ``shapes`` are the districts in WGS84, longitude first; one without outline has no project. The
    editions are the ends of the last months that are over ``today``. The same is made of the same
    districts and month.
    """
    last = today.replace(day=1) - dt.timedelta(days=1)
    places = [place for shape in shapes for place in _places_in(shape)]
    yield "layer.toml", tomlkit.dumps(_manifest(lang))
    features = [_feature(at, place, last, lang) for at, place in enumerate(places, start=1)]
    collection = {"type": "FeatureCollection", "features": features}
    yield "features.geojson", json.dumps(collection, ensure_ascii=False, indent=1) + "\n"
    yield "progress.csv", _ledger(len(places), last)


def _manifest(lang: str) -> tomlkit.TOMLDocument:
    made = tomlkit.document()
    made.add("name", label(say("intake.samples.layer", lang), lang))
    made.add("theme", tomlkit.item(THEME))
    made.add("geometry", tomlkit.item(["point"]))
    made.add("source", label(say("intake.samples.source", lang), lang))
    made.add("accuracy", tomlkit.item("schematic"))
    made["sample"] = True
    return made


def _places_in(shape: Any) -> list[tuple[float, float]]:  # noqa: ANN401 - a shape, or None
    """Give places in a district, at random but always the same."""
    if shape is None or shape.is_empty:
        return []
    whole = shapely.make_valid(shape)
    west, south, east, north = whole.bounds
    rng = np.random.default_rng(EACH)
    tried = rng.uniform((west, south), (east, north), (TRIES, 2))
    inside = tried[shapely.contains_xy(whole, *tried.T)][:EACH]
    middle = shapely.get_coordinates(shapely.point_on_surface(whole))
    chosen = inside if len(inside) == EACH else middle
    return [(round(float(lon), 5), round(float(lat), 5)) for lon, lat in chosen]


def _feature(at: int, place: Sequence[float], last: dt.date, lang: str) -> dict[str, Any]:
    start, finish, _ = PLANS[(at - 1) % len(PLANS)]
    properties = {
        "id": f"sample-{at:03}",
        "name_zh": say("intake.samples.project", lang, number=at),
        "planned_start": f"{_month_end(last, start - 1) + dt.timedelta(days=1)}",
        "planned_finish": f"{_month_end(last, finish)}",
    }
    geometry = {"type": "Point", "coordinates": [*place]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _ledger(count: int, last: dt.date) -> str:
    """Report each project at the end of each month from when its plan begins; at most all of it."""
    into = io.StringIO()
    rows = csv.writer(into, lineterminator="\n")
    rows.writerow(HEAD)
    for back in range(EDITIONS - 1, -1, -1):
        day = _month_end(last, -back)
        for at in range(count):
            start, finish, pace = PLANS[at % len(PLANS)]
            share = (1 - start - back) / (1 - start + finish)
            done = min(100, max(0, round(100 * share * pace)))
            rows.writerow((f"sample-{at + 1:03}", day, done, "true"))
    return into.getvalue()


def _month_end(day: dt.date, months: int) -> dt.date:
    """Give the end of the month that lies so many months from a day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])
