"""A city at its editions: records joined, features placed, projects judged, targets measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jinan_geo.check.subject import Subject
from jinan_geo.city.districts import Districts
from jinan_geo.city.inside import check_misread, check_reach, check_stated
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CITY_RULES", "CityRule", "check_places"]

CityRule = Callable[[Subject, Districts], Iterator[Issue]]

# As ``check.RULES``, in this order: rules that need the districts of the city.
CITY_RULES: Sequence[CityRule] = (check_misread, check_reach, check_stated)


def check_places(subject: Subject, districts: Districts) -> list[Issue]:
    """Run every rule of the city on a layer."""
    issues: list[Issue] = []
    for rule in CITY_RULES:
        told = subject.told.get(rule)
        issues += rule(subject.living, districts) if told is None else told
    return issues
