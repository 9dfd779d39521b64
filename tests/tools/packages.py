"""The shape of the packages of projects that are written, by the standard's names (OC4IDS 0.9)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinan_geo.city.city import City, Layer

__all__ = ["SHAPE", "day_of", "misfits", "said_by", "said_of", "texts"]

VALUE = {"amount": (int, float), "currency": str}
PERIOD = {"startDate": str, "endDate": str}
METRIC = {
    "id": str,
    "title": str,
    "description": str,
    "observations": [
        {
            "id": str,
            "period": PERIOD,
            "value": VALUE,
            "measure": (int, float),
            "unit": {"name": str, "scheme": str, "id": str},
        }
    ],
}
ORGANISATION = {"id": str, "name": str, "roles": [str]}
# What of the standard is written, by its names; the standard's own schema is asked in test_cove.
SHAPE: dict[str, Any] = {
    "uri": str,
    "version": str,
    "publishedDate": str,
    "publisher": {"name": str},
    "license": str,
    "publicationPolicy": str,
    "projects": [
        {
            "id": str,
            "identifiers": [{"id": str, "scheme": str}],
            "language": str,
            "title": str,
            "description": str,
            "sector": [str],
            "status": str,
            "period": PERIOD,
            "budget": {"amount": VALUE},
            "forecasts": [METRIC],
            "metrics": [METRIC],
            "completion": {"endDate": str},
            "milestones": [
                {
                    "id": str,
                    "title": str,
                    "type": str,
                    "dueDate": str,
                    "status": str,
                    "dateModified": str,
                }
            ],
            "locations": [
                {
                    "id": str,
                    "description": str,
                    "geometry": {"type": str, "coordinates": list},
                }
            ],
            "publicAuthority": ORGANISATION,
            "parties": [ORGANISATION],
            "documents": [
                {
                    "id": str,
                    "title": str,
                    "description": str,
                    "url": str,
                    "accessDetails": str,
                    "datePublished": str,
                    "author": str,
                }
            ],
        }
    ],
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT(00:00:00|23:59:59)\+08:00")


def misfits(cell: Any, shape: Any, path: str = "") -> Iterator[str]:
    """Where a package has what the standard has not, or nothing at all."""
    if isinstance(shape, dict):
        if not isinstance(cell, dict) or not cell:
            yield path
            return
        for key, inner in cell.items():
            if key in shape:
                yield from misfits(inner, shape[key], f"{path}/{key}")
            else:
                yield f"{path}/{key}"
    elif isinstance(shape, list):
        if not isinstance(cell, list) or not cell:
            yield path
            return
        for one in cell:
            yield from misfits(one, shape[0], path)
    elif not isinstance(cell, shape) or isinstance(cell, bool):
        yield path
    elif path.endswith(("Date", "dateModified", "datePublished")) and not MOMENT.fullmatch(cell):
        yield f"{path}: {cell}"


def texts(cell: Any) -> Iterator[str]:
    if isinstance(cell, str):
        yield cell
    inner = list(cell.values()) if isinstance(cell, dict) else cell
    for one in inner if isinstance(inner, list) else []:
        yield from texts(one)


def day_of(moment: str) -> str:
    return dt.datetime.fromisoformat(moment).date().isoformat()


Said = tuple[str, str, str, str, str]  # layer, project, what, day, number


def said_by(package: Mapping[str, Any]) -> set[Said]:
    """Every date and every sum of money and percentage that a package tells of projects."""
    found: set[Said] = set()
    for project in package["projects"]:
        (known,) = project["identifiers"]
        key = (known["scheme"], known["id"])
        for name, moment in project.get("period", {}).items():
            found.add((*key, name, day_of(moment), ""))
        if "budget" in project:
            amount = project["budget"]["amount"]
            found.add((*key, "budget", amount["currency"], _number(amount["amount"])))
        for metric in project.get("metrics", []):
            for one in metric["observations"]:
                number = one["measure"] if "measure" in one else one["value"]["amount"]
                day = day_of(one["period"]["endDate"])
                found.add((*key, metric["id"], day, _number(number)))
    return found


def said_of(city: City) -> set[Said]:
    """The same of the city's own rows: what a package must tell."""
    found: set[Said] = set()
    for layer in city.layers:
        if layer.is_projects:
            found |= _rows_of(layer, city)
    return found


def _rows_of(layer: Layer, city: City) -> set[Said]:
    locale, found = city.workspace.manifest.locale, set[Said]()
    features = layer.features
    for at in range(len(features)):
        key = (layer.id, str(features["id"].iloc[at]))
        for name, column in (("startDate", "planned_start"), ("endDate", "planned_finish")):
            if pd.notna(day := features[column].iloc[at]):
                found.add((*key, name, f"{pd.Timestamp(day):%Y-%m-%d}", ""))
        if pd.notna(money := features["investment_wan"].iloc[at]):
            amount = Decimal(str(money)) * locale.unit
            found.add((*key, "budget", locale.currency, _number(amount)))
    ids = features["id"].to_numpy(object)
    last = layer.records.drop_duplicates(["feature", "as_of"], keep="last")
    for at, day, done, spent in zip(
        *(last[name] for name in ("feature", "as_of", "done_pct", "invested_wan")), strict=True
    ):
        key, said = (layer.id, str(ids[int(at)])), f"{pd.Timestamp(day):%Y-%m-%d}"
        if pd.notna(done):
            found.add((*key, "physicalProgress", said, _number(done)))
        if pd.notna(spent):
            amount = Decimal(str(spent)) * locale.unit
            found.add((*key, "financialProgress", said, _number(amount)))
    return found


def _number(cell: object) -> str:
    return format(Decimal(str(cell)).normalize(), "f")
