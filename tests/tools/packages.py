"""The shape of the packages of projects that are written, by the standard's names (OC4IDS 0.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SHAPE", "misfits", "texts"]

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
